//! Asking GitLab for help: what must be looked into before, and whether the
//! licence lets one ask (EN1, EN2); [`redact`]: what is taken out of what is handed over.

pub mod redact;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Case;
use super::told::{Sentence, Told};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// A point of the preliminary investigation (EN1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// GitLab's documentation and known problems were searched.
    DocsSearched,
    /// What happened, since when and where is written down.
    ScopeDescribed,
    /// The logs that matter are kept as evidence.
    LogsKept,
    /// The questions of the guide were asked of the record.
    QuestionsAsked,
    /// What can be contained by ourselves is contained.
    ContainmentTried,
}

impl Point {
    /// All, in reading order.
    pub const ALL: [Self; 5] = [
        Self::DocsSearched,
        Self::ScopeDescribed,
        Self::LogsKept,
        Self::QuestionsAsked,
        Self::ContainmentTried,
    ];

    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocsSearched => "docs_searched",
            Self::ScopeDescribed => "scope_described",
            Self::LogsKept => "logs_kept",
            Self::QuestionsAsked => "questions_asked",
            Self::ContainmentTried => "containment_tried",
        }
    }

    /// The point of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|point| point.as_str() == name)
    }

    /// What the case itself says for it: where it is already so, nobody needs to look twice.
    pub fn speaks_for_it(self, case: &Case) -> bool {
        match self {
            Self::DocsSearched => false,
            Self::ScopeDescribed => case.subject().is_some() && case.exposed_at().is_some(),
            Self::LogsKept => !case.evidence.is_empty(),
            Self::QuestionsAsked => !case.questions.is_empty(),
            Self::ContainmentTried => case.has_acted() || case.revoked_at().is_some(),
        }
    }
}

/// What one pays GitLab for (EN2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Licence {
    /// Nothing: no support contract.
    Free,
    /// Premium.
    Premium,
    /// Ultimate.
    Ultimate,
}

impl Licence {
    /// All, in reading order.
    pub const ALL: [Self; 3] = [Self::Free, Self::Premium, Self::Ultimate];

    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Premium => "premium",
            Self::Ultimate => "ultimate",
        }
    }

    /// The licence of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|licence| licence.as_str() == name)
    }
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "engage", rename_all = "snake_case")]
pub enum Entry {
    /// A point was looked into.
    Checked {
        /// Which.
        point: Point,
        /// What was found, or where it is written.
        note: String,
    },
    /// What one pays GitLab for.
    LicenceStated {
        /// Which.
        licence: Licence,
        /// How that is known.
        source: String,
    },
    /// A support bundle was made; it left the product only as this copy.
    BundleMade {
        /// SHA-256 of the file, in hex.
        sha256: String,
        /// Its size in bytes.
        bytes: u64,
        /// How many strings were redacted.
        redactions: u64,
    },
    /// GitLab was asked.
    Asked {
        /// The ticket's number or address.
        ticket: String,
    },
}

/// A point that was looked into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What was found.
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EngageState {
    /// Points looked into, as last said.
    pub checked: BTreeMap<Point, Checked>,
    /// The licence, as last stated, and how it is known.
    pub licence: Option<(Licence, String)>,
    /// Hashes of the bundles that were made.
    pub bundles: Vec<String>,
    /// Tickets, in the order of the journal.
    pub tickets: Vec<String>,
}

impl EngageState {
    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Checked { point, note } => {
                let (note, by) = (note.clone(), told.by.to_owned());
                self.checked.insert(*point, Checked { note, by, at: told.at });
            }
            Entry::LicenceStated { licence, source } => {
                self.licence = Some((*licence, source.clone()));
            }
            Entry::BundleMade { sha256, .. } => self.bundles.push(sha256.clone()),
            Entry::Asked { ticket } => self.tickets.push(ticket.clone()),
        }
        true
    }

    /// Points that nobody has looked into yet.
    pub fn open_points(&self) -> impl Iterator<Item = Point> {
        Point::ALL.into_iter().filter(|point| !self.checked.contains_key(point))
    }
}

/// Whether GitLab may be asked now: after the preliminary investigation (EN1),
/// by somebody whose licence includes support (EN2).
///
/// # Errors
/// Everything that is missing, at once.
pub fn may_ask(state: &EngageState) -> Result<(), Vec<GateRefusal>> {
    let mut refusals = Vec::new();
    let open: Vec<&str> = state.open_points().map(Point::as_str).collect();
    if !open.is_empty() {
        let args = [("count", open.len().to_string()), ("points", open.join(", "))];
        refusals.push(refusal("engage.preliminary_incomplete", "EN1", args));
    }
    match &state.licence {
        None => refusals.push(refusal("engage.licence_unknown", "EN2", [])),
        Some((Licence::Free, source)) => {
            let args = [("source", source.clone())];
            refusals.push(refusal("engage.not_eligible", "EN2", args));
        }
        Some((Licence::Premium | Licence::Ultimate, _)) => {}
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

fn refusal<const N: usize>(
    rule: &str,
    requirement: &str,
    args: [(&str, String); N],
) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    GateRefusal::new(rule, &[requirement], Text::of(&key, args))
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Checked { point, note } => {
            let args = [("point", point.as_str().to_owned()), ("note", note.clone())];
            Sentence::new("timeline-engage-checked", args)
        }
        Entry::LicenceStated { licence, source } => {
            let args = [("licence", licence.as_str().to_owned()), ("source", source.clone())];
            Sentence::new("timeline-engage-licence", args)
        }
        Entry::BundleMade { sha256, redactions, .. } => {
            let args =
                [("hash", sha256.chars().take(12).collect()), ("count", redactions.to_string())];
            Sentence::new("timeline-engage-bundle", args)
        }
        Entry::Asked { ticket } => {
            Sentence::new("timeline-engage-asked", [("ticket", ticket.clone())])
        }
    }
}
