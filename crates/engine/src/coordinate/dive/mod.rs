//! A log-dive request: who asked for what, what was decided, found, taken out and handed over (LD1–LD28).

use serde::{Deserialize, Serialize};

use super::told::{Sentence, Told};

/// What is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "dive", rename_all = "snake_case")]
pub enum Entry {
    /// A remark.
    Noted {
        /// The text.
        text: String,
    },
}

/// What was said adds up to this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DiveState {
    /// Remarks.
    pub noted: Vec<String>,
}

impl DiveState {
    /// Adds an entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, _told: &Told<'_>) -> bool {
        let Entry::Noted { text } = entry;
        self.noted.push(text.clone());
        true
    }
}

/// The sentence for the timeline.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    let Entry::Noted { text } = entry;
    Sentence::new("timeline-note", [("text", text.clone())])
}
