//! Playbooks: what to do in which scenario, as data (P1, P2, P3, P7).
//!
//! A playbook is a file of `playbooks/`; its words stand in `locales/`, by the
//! step's id, so that both languages have the same address. An organisation's
//! own file of the same name changes, adds or sets aside steps and never drops
//! one silently. Reading order: this file (what a step is) → [`load`] (strict
//! reading) → [`effective`] (ours and theirs) → [`status()`] (a case beside its
//! playbook) → [`gate`] (what it refuses).
//!
//! Invariant: pure. Where a step stands follows from the case alone; nothing
//! here is stored but the answers in the journal.

mod answer;
mod derive;
mod fold;
pub mod gate;
mod load;
mod merge;
mod status;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{CaseKind, Phase};
use crate::respond::{CredentialKind, Deployment, Tier};

pub use answer::{Answer, AnswerProblem, Answered, Held, ItemVerdict, Waiver};
pub use derive::{Condition, Derived, matter};
pub use load::{PlaybookProblem, Playbooks, read, to_yaml};
pub use merge::{Effective, effective};
pub use status::{Alternative, Status, StepReport, Unfit, Where, status};

/// A scenario's steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// Stable English slug; also the file's name.
    pub name: String,
    /// Counted up with each change.
    pub version: u32,
    /// The kind of case that it is for.
    pub kind: CaseKind,
    /// Requirement ids of the scenario.
    pub requirements: Vec<String>,
    /// The organisation's own document that governs (P1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Process>,
    /// In an organisation's file: the hash of the shipped playbook that it was
    /// written over, so that a changed one is noticed (P1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// In an organisation's file: steps of the shipped one that do not hold here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<SetAside>,
    /// The steps, in reading order.
    pub steps: Vec<Step>,
}

/// The organisation's document that governs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Its title.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Which version holds.
    pub version: String,
}

/// A step that the organisation set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// The step.
    pub step: String,
    /// Why, shown beside the greyed step.
    pub reason: String,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Stable English slug, the same in both languages (JA8).
    pub id: String,
    /// The phase that it belongs to.
    pub phase: Phase,
    /// The rows that it serves (P7).
    pub requirements: Vec<String>,
    /// Where it can be done (P2).
    pub applies_to: Vec<Deployment>,
    /// The lowest tier that offers it (P3).
    #[serde(default, skip_serializing_if = "is_unknown")]
    pub tier: Tier,
    /// Who can do it in GitLab (P2).
    #[serde(default)]
    pub role: StepRole,
    /// The kinds of credential that it is for; empty = any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<CredentialKind>,
    /// What must be so for it to make sense; all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// Whether gates ask for it.
    #[serde(default)]
    pub mandatory: bool,
    /// What an answer holds.
    pub result: ResultKind,
    /// Choices to pick from, sections to fill, or things to judge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Questions, by id or by pack, that settle it when each has a verdict (CE7, UA6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// What Portcullis can do for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<Offer>,
    /// It stands in for these steps where they cannot be done (P3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<String>,
    /// Its number in an ordered row of steps (IN16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u8>,
    /// Steps that must be settled before it is answered (IN10 after IN7).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What settles it without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_when: Option<Derived>,
    /// Kinds of acts of which a done one settles it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done_by: Vec<String>,
    /// Pages of GitLab's documentation: `path` or `path#anchor` (P5).
    pub docs: Vec<String>,
    /// Scenarios that it may lead to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<CaseKind>,
    /// In an organisation's file: the step that it comes after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// In an organisation's file: its words; shipped steps are worded in `locales/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<OwnText>,
}

/// Words of a step that the organisation wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnText {
    /// In English.
    pub en: Wording,
    /// In Japanese.
    pub ja: Wording,
}

/// A step in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// One line.
    pub title: String,
    /// What to do, and why.
    pub how: String,
}

/// Who can do a step in GitLab.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepRole {
    /// Nobody needs a right in GitLab for it.
    #[default]
    Anyone,
    /// A Maintainer of the project.
    Maintainer,
    /// An Owner of the group.
    GroupOwner,
    /// An administrator of the instance.
    Administrator,
}

impl StepRole {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Maintainer => "maintainer",
            Self::GroupOwner => "group_owner",
            Self::Administrator => "administrator",
        }
    }
}

/// What an answer to a step holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultKind {
    /// Somebody stands in for it.
    Attestation,
    /// A time with its certainty, or why it cannot be known.
    Time,
    /// One of the items.
    Choice,
    /// A verdict on each thing; complete when none is open.
    Verdicts,
    /// Each of the items with what was done, or "none, because …".
    Sections,
    /// A text.
    Text,
    /// Done by a plan; an attestation will do where it is done elsewhere.
    Plan,
    /// Nothing to answer: read.
    None,
}

impl ResultKind {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Time => "time",
            Self::Choice => "choice",
            Self::Verdicts => "verdicts",
            Self::Sections => "sections",
            Self::Text => "text",
            Self::Plan => "plan",
            Self::None => "none",
        }
    }
}

/// What Portcullis can do for a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Offer {
    /// Read everything about the suspect.
    Survey,
    /// Propose a plan by a wish, or with acts of these kinds.
    Propose {
        /// `contain`, `rotate`, `release`, `remedies`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<String>,
        /// Kinds of acts that a plan for this step is made of.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        acts: Vec<String>,
    },
    /// Look for leftovers.
    Sweep,
    /// Propose the plan that restores settings.
    Revert,
    /// Search the record; the page adds the window of the case.
    Search {
        /// In the search language.
        query: String,
    },
    /// State a fact: `exposed_at` or `revoked_at`.
    State {
        /// Which fact.
        fact: String,
    },
    /// Recognise a token offline.
    Identify,
    /// Cancel the job whose token it is.
    CancelJob,
    /// Look for the cause of a leak in traces and CI configuration.
    FindCause,
    /// List the credentials.
    Inventory,
    /// Keep evidence.
    KeepEvidence,
    /// Write queries for another system's audit log, for the exact window.
    CloudQueries,
}

impl Offer {
    /// The word used in JSON and in keys of messages.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Propose { .. } => "propose",
            Self::Sweep => "sweep",
            Self::Revert => "revert",
            Self::Search { .. } => "search",
            Self::State { .. } => "state",
            Self::Identify => "identify",
            Self::CancelJob => "cancel_job",
            Self::FindCause => "find_cause",
            Self::Inventory => "inventory",
            Self::KeepEvidence => "keep_evidence",
            Self::CloudQueries => "cloud_queries",
        }
    }
}

impl Playbook {
    /// The step of that id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Names exactly this text of the playbook: SHA-256, in hex (P1).
    pub fn hash(&self) -> String {
        use sha2::{Digest as _, Sha256};
        let text = serde_json::to_string(self).unwrap_or_else(|problem| problem.to_string());
        hex::encode(Sha256::digest(text))
    }
}

impl Step {
    /// Key of its title in `locales/`.
    pub fn title_key(&self) -> String {
        format!("step-{}", self.id)
    }

    /// Key of what to do.
    pub fn how_key(&self) -> String {
        format!("step-{}-how", self.id)
    }

    /// The addresses of its documentation, in that language (P5).
    pub fn docs_in(&self, is_japanese: bool) -> Vec<String> {
        self.docs.iter().map(|place| docs_url(place, is_japanese)).collect()
    }
}

/// The address of a page of GitLab's documentation. The Japanese site has the
/// same paths and the same English anchors below `/ja-jp/` (JA8).
pub fn docs_url(place: &str, is_japanese: bool) -> String {
    let (path, anchor) = place.split_once('#').unwrap_or((place, ""));
    let language = if is_japanese { "ja-jp/" } else { "" };
    let mark = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    format!("https://docs.gitlab.com/{language}{path}/{mark}")
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_unknown(tier: &Tier) -> bool {
    *tier == Tier::Unknown
}
