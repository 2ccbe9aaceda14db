//! Journal entries: the only thing that ever changes a case.
//!
//! Entries are appended, never altered; a correction is a new entry that
//! names the old one. They are JSON in the journal ledger.

use event::ProjectId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::fact::{Certainty, Fact, FactKind, Relation};
use super::playbook::Answer;
use super::question::Judgement;
use super::{
    CaseId, CaseKind, Phase, access, approval, communication, custody, delivery, dive, duty,
    engage, exercise, instance, obligation, regulation, review, severity, update,
};
use crate::detect::{Finding, FindingId};
use crate::investigate::cloud_audit::CloudRow;
use crate::investigate::sweep::Leftover;
use crate::investigate::triage;
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

impl Entry {
    /// What a reader sees of an entry that they may not read: when, who, of which
    /// case, and what kind of thing was said.
    #[must_use]
    pub fn withheld(self) -> Self {
        let said = serde_json::to_value(&self.what).ok();
        let said = said.as_ref().and_then(|what| what.get("what")?.as_str());
        let what = What::Withheld { said: said.unwrap_or_default().to_owned() };
        Self { what, ..self }
    }
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// Stands for an entry of a confidential case before a reader who may not see
    /// it; nobody writes one.
    Withheld {
        /// The name of what was said.
        said: String,
    },
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
    /// The inventory of credentials was read: what GitLab logs of it is our own doing.
    InventoryTaken {
        /// Number of the user of GitLab's that we are.
        user: i64,
        /// When the reading began.
        from: Timestamp,
    },
    /// A destination of a stream is given another name and its own back, to see
    /// an event arrive: what GitLab tells of that is our own doing.
    StreamTested {
        /// Number of the user of GitLab's that we are.
        user: i64,
        /// Number of the destination.
        destination: i64,
        /// The name that it has for a moment.
        name: String,
    },
    /// The findings of a case that nobody has worked on tell another kind of incident.
    KindDecided {
        /// The kind that it is from now on.
        kind: CaseKind,
        /// The finding that tipped the scales.
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
    /// From now on nobody may do what destroys or goes out.
    LockdownEngaged {
        /// Why.
        reason: String,
    },
    /// The settings file says that it is over.
    LockdownLifted {
        /// Journal index of the entry that engaged it.
        lockdown: u64,
    },
    /// Somebody judged what a question found (CE7, UA6).
    QuestionAnswered {
        /// The question's id.
        question: String,
        /// What was said, and what it rests on.
        #[serde(flatten)]
        judgement: Judgement,
    },
    /// How grave the case is.
    Severity(severity::Entry),
    /// Who does what.
    Duty(duty::Entry),
    /// Who is owed an update.
    Obligation(obligation::Entry),
    /// Status updates.
    Update(update::Entry),
    /// The way to customers and the public.
    Communication(communication::Entry),
    /// Approvals.
    Approval(approval::Entry),
    /// What was handed to channels.
    Delivery(delivery::Entry),
    /// Deadlines of the law.
    Regulation(regulation::Entry),
    /// The review afterwards.
    Review(review::Entry),
    /// Asking GitLab for help.
    Engage(engage::Entry),
    /// Exercises.
    Exercise(exercise::Entry),
    /// Who may see a confidential case.
    Access(access::Entry),
    /// Requests for logs.
    Dive(dive::Entry),
    /// Who had the evidence.
    Custody(custody::Entry),
    /// The instance that may be lost.
    Instance(instance::Entry),
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
    /// Found for a request for logs, or made of that: original, rules, spans,
    /// result, sealed copy.
    Dive,
    /// What was sent, byte for byte.
    Delivery {
        /// The order.
        delivery: delivery::DeliveryId,
    },
    /// A host's bundle: the item is its manifest, which names the others (IN7).
    Bundle {
        /// Who sent it.
        sender: String,
        /// The host, as the manifest names it.
        host: String,
    },
}

impl EvidenceSource {
    /// The job that it is of.
    pub fn job(&self) -> Option<(ProjectId, i64)> {
        match self {
            Self::JobLog { project, job, .. } | Self::JobArtifacts { project, job } => {
                Some((*project, *job))
            }
            Self::Person
            | Self::CloudAudit
            | Self::Dive
            | Self::Delivery { .. }
            | Self::Bundle { .. } => None,
        }
    }

    /// The word used in sentences.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::JobLog { .. } => "job_log",
            Self::JobArtifacts { .. } => "job_artifacts",
            Self::CloudAudit => "cloud_audit",
            Self::Dive => "dive",
            Self::Delivery { .. } => "delivery",
            Self::Bundle { .. } => "bundle",
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
