//! Journal entries: the only thing that ever changes a case.
//!
//! Entries are appended, never altered; a correction is a new entry that
//! names the old one. They are JSON in the journal ledger.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CaseId, CaseKind, Phase};
use crate::detect::{Finding, FindingId};
use crate::investigate::sweep::{Leftover, LeftoverKind};
use crate::respond::{Act, Attestations, Before, Plan, PlanHash, Subject, Survey, Verdict};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who: an account's name, or `portcullis` for the product itself.
    pub by: String,
    /// The case, if it belongs to one.
    pub case: Option<CaseId>,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A rule fired.
    FindingRaised {
        /// The finding.
        finding: Finding,
    },
    /// A case was opened.
    CaseOpened {
        /// Title for people.
        title: String,
        /// Kind of case.
        kind: CaseKind,
        /// The finding it came from, if any.
        finding: Option<FindingId>,
    },
    /// A finding belongs to a case.
    FindingAttached {
        /// The finding.
        finding: FindingId,
    },
    /// A typed statement.
    FactStated {
        /// The fact.
        fact: Fact,
    },
    /// A remark of a person.
    NoteAdded {
        /// The text.
        text: String,
        /// When what it tells of happened, if known.
        occurred_at: Option<Timestamp>,
    },
    /// An earlier entry is wrong; this is right.
    Corrected {
        /// Journal index of the wrong entry.
        entry: u64,
        /// What is right.
        text: String,
    },
    /// A suspect was surveyed.
    SurveyTaken {
        /// What was read.
        survey: Survey,
    },
    /// A plan was made.
    PlanProposed {
        /// Its hash.
        hash: PlanHash,
        /// The plan.
        plan: Plan,
    },
    /// The requester attested (CE5).
    PlanAttested {
        /// The plan.
        hash: PlanHash,
        /// What was attested.
        attestations: Attestations,
    },
    /// Somebody else approved exactly this plan.
    PlanApproved {
        /// The plan.
        hash: PlanHash,
    },
    /// A gate refused.
    Refused {
        /// The plan, if it was about one.
        hash: Option<PlanHash>,
        /// The rule.
        rule: String,
    },
    /// About to act: written and durable before the call.
    ActIntended {
        /// The plan.
        hash: PlanHash,
        /// Position in the plan, from 0.
        step: u32,
        /// The act.
        act: Act,
        /// Whether this undoes that step.
        is_undo: bool,
        /// What was there before.
        before: Before,
    },
    /// How the act ended: written after the call. An intent without an outcome
    /// means that we do not know.
    ActEnded {
        /// The plan.
        hash: PlanHash,
        /// Position in the plan, from 0.
        step: u32,
        /// The act.
        act: Act,
        /// Whether it undid that step.
        is_undo: bool,
        /// How it ended.
        outcome: ActOutcome,
    },
    /// The leftovers were looked for again.
    SweepTaken {
        /// Whom it looked at.
        subject: Subject,
        /// What still lives; empty = clean.
        leftovers: Vec<Leftover>,
    },
    /// The case moved on.
    PhaseMoved {
        /// To here.
        phase: Phase,
    },
}

/// How an act ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ActOutcome {
    /// Done by this call.
    Done {
        /// What reading back showed.
        verdict: Verdict,
    },
    /// Nothing to do: it was so already.
    AlreadySo {
        /// What reading back showed.
        verdict: Verdict,
    },
    /// GitLab refused or did not answer; reading back tells what is so now.
    Failed {
        /// Why, without secrets.
        error: String,
        /// What reading back showed.
        verdict: Verdict,
    },
    /// Not tried, because an earlier act of the plan failed.
    Skipped,
}

impl ActOutcome {
    /// Whether GitLab is now as the act wanted it, and reading back does not
    /// say otherwise.
    pub fn is_success(&self) -> bool {
        match self {
            Self::Done { verdict } | Self::AlreadySo { verdict } => match verdict {
                Verdict::Verified | Verdict::Unknown { .. } => true,
                Verdict::Contradicted { .. } => false,
            },
            Self::Failed { .. } | Self::Skipped => false,
        }
    }

    /// Whether reading back showed the wanted state, whatever the call said.
    pub fn is_verified(&self) -> bool {
        match self {
            Self::Done { verdict } | Self::AlreadySo { verdict } | Self::Failed { verdict, .. } => {
                *verdict == Verdict::Verified
            }
            Self::Skipped => false,
        }
    }

    /// The word used in sentences and in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::AlreadySo { .. } => "already_so",
            Self::Failed { .. } => "failed",
            Self::Skipped => "skipped",
        }
    }
}

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
