//! A log-dive request: who asked for what, what was decided, found, told and handed over (LD1–LD28).
//!
//! Reading order: here (what is said) → `state` (what it adds up to) →
//! [`gate`] (what must be so before) → [`boundary`] (who never takes part) →
//! [`desk`] (its promises, as data) →
//! [`clock`] (when the requester is told again) → [`handling`] (what was
//! collected and handed over) → [`report`] (what was asked for again and again).

pub mod boundary;
pub mod clock;
pub mod desk;
pub mod gate;
pub mod handling;
pub mod report;
mod state;
pub mod tracker;

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::CaseId;
use super::communication::Language;
use super::told::Sentence;
use crate::assist::decision::Decision;
use crate::assist::request::{Request, ResourceKind};
use crate::assist::{Part, Policy};

pub use state::{Contact, Decided, DiveState, Finding, Gap, Ownership, Update};

/// Somebody outside who asked, through support (LD7, LD8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requester {
    /// The organisation or department that they speak for.
    pub organisation: String,
    /// Mail addresses, user names and the like by which they are known: none
    /// of these ever takes part on the inside (LD7).
    pub identities: BTreeSet<String>,
    /// Support's own ticket, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// In which language they are answered.
    #[serde(default)]
    pub language: Language,
}

/// What the connection said of a resource (LD23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// Project, group or user.
    pub kind: ResourceKind,
    /// Full path, or user name.
    pub path: String,
    /// What was seen.
    pub seen: Seen,
}

/// Whether a resource is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum Seen {
    /// It is there.
    Found {
        /// Its id in GitLab.
        id: i64,
    },
    /// There is no such thing, or the token may not see it.
    Missing,
    /// Nobody could look.
    Unknown {
        /// Why.
        why: String,
    },
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "dive", rename_all = "snake_case")]
pub enum Entry {
    /// The request as support wrote it, at first or changed; a draft, too (LD8).
    /// What it says of owners does not count: see [`Entry::OwnershipVerified`].
    Filed {
        /// What is asked for.
        request: Box<Request>,
        /// By whom.
        requester: Requester,
    },
    /// The resources were looked up (LD23).
    LookedUp {
        /// Each.
        looked: Vec<Looked>,
    },
    /// Somebody verified whose a resource is (LD18).
    OwnershipVerified {
        /// Project, group or user.
        resource: ResourceKind,
        /// Full path, or user name.
        path: String,
        /// Whether it is the requester's.
        is_owned: bool,
        /// How that is known.
        how: String,
    },
    /// It was decided, with all that it was decided by (LD12).
    Decided {
        /// What was asked for, as it was decided on.
        request: Box<Request>,
        /// The policy's name.
        preset: String,
        /// The policy.
        policy: Box<Policy>,
        /// What became of it.
        decision: Box<Decision>,
    },
    /// A part of it became a request of its own (V10).
    SplitOff {
        /// Which part.
        part: Part,
        /// The case of that part.
        into: CaseId,
    },
    /// Something was found (LD13).
    Found {
        /// What.
        text: String,
        /// SHA-256 of the artefact that shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        artefact: Option<String>,
    },
    /// Support told the requester how it stands (LD14).
    Updated {
        /// What was said.
        text: String,
        /// In which language.
        language: Language,
        /// How many findings there were.
        findings: usize,
    },
    /// Telling the requester is late: a warning, the promise is best effort (LD14).
    UpdateLate {
        /// When it was due.
        due_at: Timestamp,
    },
    /// Somebody outside tried to reach the inside past support (LD7).
    Contacted {
        /// Who.
        from: String,
        /// By what: social media, a personal mail, a call.
        by_way_of: String,
        /// What they wanted, in short.
        note: String,
    },
    /// The gap issue is there (LD17).
    GapFiled {
        /// Its number or address.
        issue: String,
        /// Its labels as read back.
        labels: BTreeSet<String>,
    },
    /// There will be no gap issue.
    GapWaived {
        /// Why.
        reason: String,
    },
    /// What was collected, taken out and handed over.
    Handling {
        /// Which.
        entry: handling::Entry,
    },
}

/// The sentence for the timeline.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Filed { request, requester } => Sentence::new(
            "timeline-dive-filed",
            [
                ("organisation", requester.organisation.clone()),
                ("resources", request.resources.len().to_string()),
                ("events", request.events.len().to_string()),
            ],
        ),
        Entry::LookedUp { looked } => {
            let found = looked.iter().filter(|one| matches!(one.seen, Seen::Found { .. })).count();
            let args = [("all", looked.len().to_string()), ("found", found.to_string())];
            Sentence::new("timeline-dive-looked-up", args)
        }
        Entry::OwnershipVerified { resource, path, is_owned, how } => Sentence::new(
            "timeline-dive-ownership",
            [
                ("kind", resource.as_str().to_owned()),
                ("path", path.clone()),
                ("owned", is_owned.to_string()),
                ("how", how.clone()),
            ],
        ),
        Entry::Decided { preset, decision, .. } => Sentence::new(
            "timeline-dive-decided",
            [
                ("outcome", decision.outcome.as_str().to_owned()),
                ("extended", decision.extended.to_string()),
                ("rules", rules(decision)),
                ("preset", preset.clone()),
            ],
        ),
        Entry::SplitOff { part, into } => Sentence::new(
            "timeline-dive-split",
            [("part", part.as_str().to_owned()), ("case", into.to_string())],
        ),
        Entry::Found { text, .. } => Sentence::new("timeline-dive-found", [("text", text.clone())]),
        Entry::Updated { findings, language, .. } => Sentence::new(
            "timeline-dive-updated",
            [("findings", findings.to_string()), ("language", language.as_str().to_owned())],
        ),
        Entry::UpdateLate { due_at } => Sentence::new(
            "timeline-dive-update-late",
            [("due", super::obligation::minute(*due_at))],
        ),
        Entry::Contacted { from, by_way_of, .. } => Sentence::new(
            "timeline-dive-contacted",
            [("from", from.clone()), ("way", by_way_of.clone())],
        ),
        Entry::GapFiled { issue, .. } => {
            Sentence::new("timeline-dive-gap-filed", [("issue", issue.clone())])
        }
        Entry::GapWaived { reason } => {
            Sentence::new("timeline-dive-gap-waived", [("reason", reason.clone())])
        }
        Entry::Handling { entry } => handling::sentence(entry),
    }
}

/// The requirements that spoke, in a line.
fn rules(decision: &Decision) -> String {
    let mut rules: Vec<&str> = decision.reasons.iter().map(|one| one.rule.as_str()).collect();
    rules.dedup();
    rules.join(", ")
}
