//! Journal entries: the only thing that ever changes a case.
//!
//! Entries are appended, never altered; a correction is a new entry that
//! names the old one. They are JSON in the journal ledger.

use event::ProjectId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::playbook::Answer;
use super::question::Judgement;
use super::{CaseId, CaseKind, Phase};
use crate::detect::{Finding, FindingId};
use crate::investigate::cloud_audit::CloudRow;
use crate::investigate::leak_cause::RootCause;
use crate::investigate::sweep::{Leftover, LeftoverKind};
use crate::investigate::triage;
use crate::respond::gate::ExposureReach;
use crate::respond::{Act, Attestations, Plan, PlanHash, Seen, Subject, Survey, Verdict};

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
        before: Seen,
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
        /// What was there afterwards, where it could be read: an undo compares.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Seen>,
    },
    /// GitLab went away in the middle: the steps left were not tried.
    PlanStopped {
        /// The plan.
        hash: PlanHash,
        /// Why, without secrets.
        error: String,
        /// How many steps were not tried.
        left: u32,
    },
    /// Somebody undid a step although another had changed its object since.
    ConflictOverridden {
        /// The plan.
        hash: PlanHash,
        /// Position in the plan, from 0.
        step: u32,
        /// What was there after our act, in words.
        after: String,
        /// What is there now, in words.
        now: String,
        /// Why all the same.
        reason: String,
    },
    /// The leftovers were looked for again.
    SweepTaken {
        /// Whom it looked at.
        subject: Subject,
        /// What still lives; empty = clean.
        leftovers: Vec<Leftover>,
    },
    /// A step of the playbook was answered.
    StepAnswered {
        /// The playbook's name.
        playbook: String,
        /// The step's id.
        step: String,
        /// What was answered.
        answer: Answer,
        /// Why it came before its turn, if it did (IN16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        out_of_turn: Option<String>,
    },
    /// The case belongs together with another.
    CaseLinked {
        /// The other case.
        other: CaseId,
        /// Which of the two led to which.
        relation: Relation,
        /// What it is about, where one case leads to several: a secret's name (CI8).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
    },
    /// An owner or maintainer agreed that settings are restored (MS8).
    ConsentRecorded {
        /// Who agreed: a name, not an account.
        person: String,
        /// As what: `owner` or `maintainer`.
        role: String,
        /// When.
        at: Timestamp,
        /// How that is known: a mail, a call, an issue.
        source: String,
    },
    /// A person read that acting is at one's own risk (P4).
    WarningAcknowledged,
    /// Something was kept as evidence: written once, named by its hash (CE11, CI12).
    EvidenceKept {
        /// SHA-256 in hex: its name in the store.
        sha256: String,
        /// How many bytes.
        bytes: u64,
        /// A name for people.
        name: String,
        /// Its media type.
        media_type: String,
        /// Where it came from.
        source: EvidenceSource,
    },
    /// What is in the store was hashed again.
    EvidenceVerified {
        /// Which item.
        sha256: String,
        /// Whether it still is what was kept.
        is_sound: bool,
    },
    /// Somebody looked at an item, or took a copy.
    EvidenceViewed {
        /// Which item.
        sha256: String,
    },
    /// What a cloud's own audit log says, imported from an item of evidence (CI14).
    CloudRowsImported {
        /// The item that holds them all.
        sha256: String,
        /// The first of them, by time.
        rows: Vec<CloudRow>,
        /// How many there are.
        total: u64,
    },
    /// Findings of this kind may wait; they are listed apart.
    FindingsSuppressed {
        /// Which, why and until when.
        #[serde(flatten)]
        wish: triage::Wish,
    },
    /// They may not wait any more.
    SuppressionLifted {
        /// Journal index of the entry that suppressed them.
        suppression: u64,
        /// Why.
        reason: String,
    },
    /// Somebody judged what a question found (CE7, UA6).
    QuestionAnswered {
        /// The question's id.
        question: String,
        /// What was said, and what it rests on.
        #[serde(flatten)]
        judgement: Judgement,
    },
    /// The case moved on.
    PhaseMoved {
        /// To here.
        phase: Phase,
    },
}

/// Where an item of evidence came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum EvidenceSource {
    /// A person handed it over.
    Person,
    /// The log of a job.
    JobLog {
        /// Its project.
        project: ProjectId,
        /// The job.
        job: i64,
        /// Whether it is all of it; a running job goes on.
        is_complete: bool,
    },
    /// The archive of a job's artifacts.
    JobArtifacts {
        /// Its project.
        project: ProjectId,
        /// The job.
        job: i64,
    },
    /// The answer of a cloud's audit log.
    CloudAudit,
}

impl EvidenceSource {
    /// The job that it is of.
    pub fn job(&self) -> Option<(ProjectId, i64)> {
        match self {
            Self::JobLog { project, job, .. } | Self::JobArtifacts { project, job } => {
                Some((*project, *job))
            }
            Self::Person | Self::CloudAudit => None,
        }
    }

    /// The word used in sentences.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::JobLog { .. } => "job_log",
            Self::JobArtifacts { .. } => "job_artifacts",
            Self::CloudAudit => "cloud_audit",
        }
    }
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
        /// The class of the error or the rule that refused, a stable name
        /// (`gitlab.forbidden`): it leads to the next step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
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
