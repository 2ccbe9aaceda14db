//! Facts: typed statements on a case, the only input of rules.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::circumstance::Circumstance;
use crate::investigate::leak_cause::RootCause;
use crate::investigate::sweep::LeftoverKind;
use crate::respond::Subject;
use crate::respond::gate::ExposureReach;

/// A typed statement on a case: the only input of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Which statement.
    #[serde(flatten)]
    pub kind: FactKind,
    /// Where it is known from: a finding, a record, a person, a URL.
    pub source: String,
}

/// The statements that a case can hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum FactKind {
    /// When the credential was exposed (CE6).
    ExposedAt {
        /// The time.
        at: Timestamp,
        /// How sure.
        certainty: Certainty,
    },
    /// When the credential stopped working (CE6), set from the outcome of the act.
    RevokedAt {
        /// The time.
        at: Timestamp,
        /// How sure.
        certainty: Certainty,
    },
    /// The time of exposure cannot be found out, and why (CE6).
    ExposureUnknown {
        /// Why.
        reason: String,
    },
    /// The time of revocation cannot be found out, and why (CE6).
    RevocationUnknown {
        /// Why.
        reason: String,
    },
    /// A leftover was looked at and is not the attacker's (CE9).
    Legitimate {
        /// Kind of leftover.
        leftover: LeftoverKind,
        /// GitLab's id of it.
        id: i64,
        /// How that is known.
        reason: String,
    },
    /// Whom or what it is about.
    Subject {
        /// The suspect.
        subject: Subject,
    },
    /// How a secret came into the open, as a person found (CI2).
    LeakCause {
        /// Which of the three ways.
        cause: RootCause,
        /// What shows it.
        reason: String,
    },
    /// Who could read it (CI7).
    ExposedTo {
        /// The widest circle.
        reach: ExposureReach,
    },
    /// Something about the incident as a whole (CM15–CM17).
    Circumstance {
        /// What.
        #[serde(flatten)]
        circumstance: Circumstance,
        /// Whether it is so; `false` takes an earlier statement back.
        holds: bool,
    },
    /// A token was recognised (CE1); never its cleartext.
    TokenIdentified {
        /// Kind, e.g. `personal_access_token`.
        token_kind: String,
        /// Its last four characters.
        last_four: String,
        /// Keyed fingerprint.
        fingerprint: String,
    },
}

impl FactKind {
    /// Whom or what it says the case is about.
    pub(super) fn subject(&self) -> Option<&Subject> {
        if let Self::Subject { subject } = self { Some(subject) } else { None }
    }

    /// When it says the credential was exposed.
    pub(super) fn exposed_at(&self) -> Option<(Timestamp, Certainty)> {
        if let Self::ExposedAt { at, certainty } = self { Some((*at, *certainty)) } else { None }
    }

    /// When it says the credential stopped working.
    pub(super) fn revoked_at(&self) -> Option<(Timestamp, Certainty)> {
        if let Self::RevokedAt { at, certainty } = self { Some((*at, *certainty)) } else { None }
    }

    /// Who it says could read it.
    pub(super) fn exposed_to(&self) -> Option<ExposureReach> {
        if let Self::ExposedTo { reach } = self { Some(*reach) } else { None }
    }
}

/// How two linked cases belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// This case led to the other.
    LeadsTo,
    /// This case came from the other.
    ComesFrom,
}

impl Relation {
    /// The word used in JSON and in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeadsTo => "leads_to",
            Self::ComesFrom => "comes_from",
        }
    }
}

/// How sure a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Exactly then.
    Exact,
    /// Then or later.
    NotBefore,
    /// Then or earlier.
    NotAfter,
}

impl Certainty {
    /// The word used in JSON and in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::NotBefore => "not_before",
            Self::NotAfter => "not_after",
        }
    }

    /// The certainty of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Exact, Self::NotBefore, Self::NotAfter].into_iter().find(|c| c.as_str() == name)
    }
}
