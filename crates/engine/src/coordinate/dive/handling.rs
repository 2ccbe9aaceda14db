//! What was collected, taken out and handed over (LD15, LD16, LD25, LD26).
//!
//! Originals never leave: only what was redacted, approved by its exact hash
//! and sealed does.

mod state;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::assist::redaction::{Edit, Report};
use crate::assist::scope::{Scope, Tally};
use crate::coordinate::told::Sentence;

pub use state::{Edited, HandlingState, Redaction, Run, RunEnd, Way};

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
        /// SHA-256 of the list of spans, in hex.
        report: String,
    },
}

/// A bundle of logs that somebody sent in: an item of evidence of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// What people call it.
    pub name: String,
}

/// What is looked into, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// SHA-256 of the request that was granted, in hex.
    pub request: String,
    /// What may be seen.
    pub scope: Scope,
    /// The record is searched before this entry of the ledger of events.
    pub record_end: u64,
    /// Bundles that are read after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<Bundle>,
    /// Why lines of access logs are let in against LD25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_logs_because: Option<String>,
}

/// How the sealed copy can be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum SealedTo {
    /// By whoever has the key to this `age1…`.
    Recipient {
        /// The public key.
        key: String,
    },
    /// By whoever knows a passphrase that was shown once and is kept nowhere.
    Passphrase,
}

/// What the rules of a redaction were given by hand, and what they do not know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Names of machines of the inside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub internal_hosts: Vec<String>,
    /// Names of people, projects, things that nobody else told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Names that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<NameGap>,
}

/// Names that a redaction cannot know: whoever approves should look for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameGap {
    /// No GitLab is configured.
    NoGitlab,
    /// Our token may not list the users.
    Users,
    /// Our token may not list the projects.
    Projects,
    /// Our token may not list the groups.
    Groups,
}

impl NameGap {
    /// The word used in keys and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoGitlab => "no_gitlab",
            Self::Users => "users",
            Self::Projects => "projects",
            Self::Groups => "groups",
        }
    }
}

/// What was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// SHA-256 of the redacted artefact: what both approved.
    pub sha256: String,
    /// SHA-256 of the sealed file, in hex.
    pub sealed: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Who can open it.
    pub to: SealedTo,
    /// SHA-256 of the link's token, in hex; the token itself is nowhere.
    pub token: String,
    /// After this the link opens nothing.
    pub expires_at: Timestamp,
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "handling", rename_all = "snake_case")]
pub enum Entry {
    /// Somebody began to look.
    Begun {
        /// Into what.
        order: Box<Order>,
    },
    /// Somebody ended it before it was done.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// It could not go on.
    Stuck {
        /// Why.
        why: String,
    },
    /// What was found is frozen.
    Frozen {
        /// Which file.
        artefact: Artefact,
        /// Lines that were looked at, by what was said of them.
        #[serde(default)]
        seen: Tally,
        /// Files of bundles that were left out, with the reason; at most a hundred.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<String>,
    },
    /// A reviewer added or lifted a span (LD26).
    Edited {
        /// SHA-256 of the original, in hex.
        original: String,
        /// The change.
        edit: Edit,
    },
    /// It was redacted, with all edits so far.
    Redacted {
        /// The result.
        artefact: Artefact,
        /// The proof.
        report: Box<Report>,
        /// What was given by hand, and what is not known.
        #[serde(default)]
        given: Given,
    },
    /// The redaction was done again and compared.
    Verified {
        /// SHA-256 of the redacted artefact, in hex.
        sha256: String,
        /// Whether it is the same.
        is_same: bool,
    },
    /// A sealed copy lies ready behind a link.
    Released {
        /// Which.
        released: Released,
    },
    /// It was taken: access ends.
    Received {
        /// SHA-256 of the link's token, in hex.
        token: String,
    },
    /// The link was ended before it was used.
    Recalled {
        /// SHA-256 of the link's token, in hex.
        token: String,
        /// Why.
        reason: String,
    },
}

/// The sentence for the timeline.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Begun { order } => {
            let mut args = vec![
                ("subjects", order.scope.subjects.len().to_string()),
                ("bundles", order.bundles.len().to_string()),
            ];
            let because = order.access_logs_because.clone();
            let key = match &because {
                Some(_) => "timeline-dive-begun-access",
                None => "timeline-dive-begun",
            };
            args.extend(because.map(|because| ("access", because)));
            Sentence::of(key, args)
        }
        Entry::Cancelled { reason } => {
            Sentence::new("timeline-dive-cancelled", [("reason", reason.clone())])
        }
        Entry::Stuck { why } => Sentence::new("timeline-dive-stuck", [("why", why.clone())]),
        Entry::Frozen { artefact, .. } => {
            let args = [("hash", short(&artefact.sha256)), ("lines", artefact.lines.to_string())];
            Sentence::new("timeline-dive-frozen", args)
        }
        Entry::Edited { edit, .. } => Sentence::new(
            "timeline-dive-edited",
            [
                ("kind", edit_kind(edit).to_owned()),
                ("line", edit.line.to_string()),
                ("reason", edit.reason.clone()),
            ],
        ),
        Entry::Redacted { artefact, report, .. } => {
            let spans: u64 = report.counted.iter().map(|row| row.count).sum();
            let args = [("hash", short(&artefact.sha256)), ("spans", spans.to_string())];
            Sentence::new("timeline-dive-redacted", args)
        }
        Entry::Verified { sha256, is_same } => Sentence::new(
            "timeline-dive-verified",
            [("hash", short(sha256)), ("same", is_same.to_string())],
        ),
        Entry::Released { released } => Sentence::new(
            "timeline-dive-released",
            [("hash", short(&released.sha256)), ("expires", minute(released.expires_at))],
        ),
        Entry::Received { token } => {
            Sentence::new("timeline-dive-received", [("link", short(token))])
        }
        Entry::Recalled { token, reason } => Sentence::new(
            "timeline-dive-recalled",
            [("link", short(token)), ("reason", reason.clone())],
        ),
    }
}

fn edit_kind(edit: &Edit) -> &'static str {
    match edit.kind {
        crate::assist::redaction::EditKind::Add => "add",
        crate::assist::redaction::EditKind::Lift => "lift",
    }
}

fn minute(at: Timestamp) -> String {
    crate::coordinate::obligation::minute(at)
}

/// As much of a hash as a person reads.
pub fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}
