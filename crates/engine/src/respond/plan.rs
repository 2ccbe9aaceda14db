//! A plan: acts in order, what they do to people, what cannot be undone.

mod canonical;
mod check;
mod conflict;
mod draft;
mod instead;
mod order;
mod propose;
mod surroundings;

pub use canonical::json as canonical_json;
pub use check::{Problem, Weight, check};
pub use conflict::{Conflict, conflict};
pub use draft::{Draft, DraftAct, draft, judge};
pub use order::{dependencies, lane};
pub use propose::{PLAN_VALID_FOR, Wish, propose, propose_remedies};
pub use surroundings::{Owners, Place, Surroundings, check_surroundings, questions, user_of};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Act, Seen, Subject};

/// SHA-256 of the plan's canonical JSON, in hex. Approvals name it: another
/// plan needs another approval.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanHash(pub String);

impl std::fmt::Display for PlanHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A message of `locales/`, with its arguments: text that people read is never
/// built here, it is named here and worded there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Key in `locales/<language>/*.ftl`, e.g. `impact-block-user`.
    pub key: String,
    /// Arguments by name.
    pub args: std::collections::BTreeMap<String, String>,
}

/// One act of a plan with what a person must know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAct {
    /// The act.
    pub act: Act,
    /// What it acts on, in words for people: user name, token name …
    pub target: String,
    /// What it will do to people and machines.
    pub impact: Vec<Text>,
    /// The act that undoes it, as far as known now; `None` = cannot be undone.
    pub inverse: Option<Act>,
    /// Why it cannot be undone, or what its undoing does not bring back.
    pub undo_note: Option<Text>,
    /// What was there when the plan was made, where somebody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// Steps, from 0, that must have succeeded before this one is tried. When
    /// one of them fails this step is skipped; the others go on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<u32>,
}

/// What the shell is asked to do, for a person to read and approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is about.
    pub subject: Subject,
    /// The acts, in the order in which they must happen.
    pub acts: Vec<PlannedAct>,
    /// What the subject could reach, and what will break.
    pub impact: Vec<Text>,
    /// What who approves must know: the checker's warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Problem>,
    /// What the survey could not read.
    pub gaps: Vec<String>,
    /// Who asked for it.
    pub requested_by: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// After this it must be made anew: the world moves on.
    pub expires_at: Timestamp,
}

impl Plan {
    /// Names exactly this plan: any change of it, even of a sentence that
    /// people read, is another hash.
    pub fn hash(&self) -> PlanHash {
        // A plan always has a JSON form; were it not so, its debug form is as exact.
        let text = match serde_json::to_value(self) {
            Ok(value) => canonical::json(&value),
            Err(problem) => format!("{problem}: {self:?}"),
        };
        PlanHash(hex::encode(Sha256::digest(text)))
    }

    /// The same plan with another time to live, as the organisation's policy says.
    #[must_use]
    pub fn valid_for(self, span: SignedDuration) -> Self {
        let expires_at = self.made_at.saturating_add(span).unwrap_or(self.made_at);
        Self { expires_at, ..self }
    }
}
