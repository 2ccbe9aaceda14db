//! Exercises: a scenario played on the range, with injects, and its scorecard (S8).
//!
//! A case that is an exercise says so itself, in the journal: whatever is
//! written of it carries the mark, wherever it is shown.

pub mod scenario;
pub mod scorecard;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::told::{Sentence, Told};

pub use scenario::{Inject, Scenario};
pub use scorecard::Scorecard;

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "exercise", rename_all = "snake_case")]
pub enum Entry {
    /// The case is an exercise. There is no way back: a real incident is another case.
    Begun {
        /// Name of the scenario.
        scenario: String,
    },
    /// The exercise tells those who train something new.
    Injected {
        /// Name of the inject.
        inject: String,
    },
    /// It is over.
    Ended,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExerciseState {
    /// The scenario, if the case is an exercise.
    pub scenario: Option<String>,
    /// When it began.
    pub begun_at: Option<Timestamp>,
    /// What was told so far, and when.
    pub injected: Vec<(String, Timestamp)>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl ExerciseState {
    /// Whether the case is an exercise.
    pub fn is_exercise(&self) -> bool {
        self.scenario.is_some()
    }

    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Begun { scenario } => {
                if self.is_exercise() {
                    return false;
                }
                self.scenario = Some(scenario.clone());
                self.begun_at = Some(told.at);
            }
            Entry::Injected { inject } => self.injected.push((inject.clone(), told.at)),
            Entry::Ended => self.ended_at = Some(told.at),
        }
        true
    }
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Begun { scenario } => {
            Sentence::new("timeline-exercise-begun", [("scenario", scenario.clone())])
        }
        Entry::Injected { inject } => {
            Sentence::new("timeline-exercise-injected", [("inject", inject.clone())])
        }
        Entry::Ended => Sentence::new("timeline-exercise-ended", []),
    }
}
