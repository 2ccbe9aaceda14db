//! What was collected, taken out and handed over (LD15, LD16, LD26).
//!
//! Originals never leave: only what was redacted, approved by its exact hash
//! and sealed does.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::coordinate::told::{Sentence, Told};

/// A frozen file of the evidence store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artefact {
    /// SHA-256 of its bytes, in hex: its name in the evidence store.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many lines it has.
    pub lines: u64,
    /// The searches that made it, in the search language or as SQL.
    pub queries: Vec<String>,
    /// What it is.
    pub kind: ArtefactKind,
}

/// What an artefact is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "artefact", rename_all = "snake_case")]
pub enum ArtefactKind {
    /// As it was found; never leaves.
    Original,
    /// The same without what is not the requester's business.
    Redacted {
        /// SHA-256 of the original, in hex.
        original: String,
        /// SHA-256 of the rules, in hex.
        rules: String,
        /// SHA-256 of the report, in hex.
        report: String,
    },
}

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// SHA-256 of the redacted artefact: what both approved.
    pub sha256: String,
    /// SHA-256 of the sealed file, in hex.
    pub sealed: String,
    /// SHA-256 of the link's token, in hex; the token itself is nowhere.
    pub token: String,
    /// After this the link opens nothing.
    pub expires_at: Timestamp,
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "handling", rename_all = "snake_case")]
pub enum Entry {
    /// An artefact was frozen.
    Frozen {
        /// Which.
        artefact: Artefact,
    },
    /// A sealed copy lies ready behind a link.
    Released {
        /// Which.
        released: Released,
    },
    /// It was taken: access ends.
    Received {
        /// SHA-256 of the sealed file, in hex.
        sealed: String,
    },
}

/// What the entries add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandlingState {
    /// Artefacts, in order.
    pub artefacts: Vec<Artefact>,
    /// What was handed over, in order.
    pub released: Vec<Released>,
    /// When each sealed file was taken, by its hash.
    pub received: std::collections::BTreeMap<String, Timestamp>,
}

impl HandlingState {
    /// The hash of exactly what is to be handed over under that name: of the
    /// latest redacted artefact, if it is that one; `None` = there is no such thing (LD15).
    pub fn release_hash(&self, release: &str) -> Option<String> {
        let is_redacted = |one: &&Artefact| matches!(one.kind, ArtefactKind::Redacted { .. });
        let latest = self.artefacts.iter().rev().find(is_redacted)?;
        (latest.sha256 == release).then(|| latest.sha256.clone())
    }

    /// Who wrote at it: whoever decided on spans.
    pub fn authors(&self) -> Vec<String> {
        Vec::new()
    }

    /// Adds an entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Frozen { artefact } => {
                if self.artefacts.iter().any(|one| one.sha256 == artefact.sha256) {
                    return false;
                }
                self.artefacts.push(artefact.clone());
            }
            Entry::Released { released } => self.released.push(released.clone()),
            Entry::Received { sealed } => {
                if self.received.contains_key(sealed) {
                    return false;
                }
                self.received.insert(sealed.clone(), told.at);
            }
        }
        true
    }
}

/// The sentence for the timeline.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Frozen { artefact } => {
            let args = [("hash", short(&artefact.sha256)), ("lines", artefact.lines.to_string())];
            Sentence::new("timeline-dive-frozen", args)
        }
        Entry::Released { released } => {
            Sentence::new("timeline-dive-released", [("hash", short(&released.sha256))])
        }
        Entry::Received { sealed } => {
            Sentence::new("timeline-dive-received", [("hash", short(sealed))])
        }
    }
}

fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}
