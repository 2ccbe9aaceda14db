//! Values that the app returns: what pages, API and commands show.

use std::collections::BTreeMap;

use engine::coordinate::severity::Severity;
use engine::coordinate::{CaseId, CaseKind, Phase};
use engine::detect::{Finding, FindingId, Level};
use engine::respond::PlanHash;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One of the two ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerName {
    /// What was received.
    Events,
    /// What was found, decided and done.
    Journal,
}

impl LedgerName {
    /// Both, in reading order.
    pub const ALL: [Self; 2] = [Self::Events, Self::Journal];

    /// The word used in addresses, folders and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Journal => "journal",
        }
    }

    /// The ledger of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ledger| ledger.as_str() == name)
    }
}

/// How a ledger stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerStatus {
    /// Which one.
    pub name: LedgerName,
    /// Durable records.
    pub size: u64,
    /// Records under the latest signed checkpoint; 0 = none yet.
    pub checkpoint_size: u64,
    /// Root of the tree at the latest checkpoint, in hex.
    pub root: Option<String>,
    /// The checkpoint's whole signed text (C2SP `tlog-checkpoint`).
    pub checkpoint: Option<String>,
    /// The key that verifies it (C2SP `vkey`).
    pub verifier_key: String,
    /// The largest head that a witness of ours saw; none = not witnessed.
    pub witnessed: Option<super::Witnessed>,
    /// Witnesses of ours that did not cosign when they were asked last.
    pub uncosigned: Vec<super::Uncosigned>,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseSummary {
    /// Its number.
    pub id: CaseId,
    /// Title for people.
    pub title: String,
    /// Kind of incident.
    pub kind: CaseKind,
    /// Where it stands.
    pub phase: Phase,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Who opened it.
    pub opened_by: String,
    /// How many findings it has.
    pub findings: usize,
    /// The gravest of them.
    pub level: Option<Level>,
    /// How grave the case is; `None` = nobody has set it yet (CM3).
    pub severity: Option<Severity>,
    /// Who holds which duty, by the duty's name.
    pub duties: BTreeMap<String, String>,
    /// Seconds from exposure to revocation, when both are known (CE6).
    pub exposure_window_s: Option<i64>,
    /// Plans that wait for an approval.
    pub plans_waiting: usize,
    /// The scenario, where the case is an exercise.
    pub exercise: Option<String>,
    /// What the last sweep found alive; `None` = never swept.
    pub leftovers: Option<usize>,
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Due {
    /// A plan waits for an approval that this person may give.
    Approval {
        /// The case.
        case: CaseId,
        /// The plan.
        hash: PlanHash,
        /// Who asked.
        requested_by: String,
        /// When it lapses.
        expires_at: Timestamp,
    },
    /// A message or an exception waits for an approval that this person may give.
    MessageApproval {
        /// The case.
        case: CaseId,
        /// The message's title.
        title: String,
        /// Who asked.
        requested_by: String,
        /// When it lapses.
        expires_at: Timestamp,
    },
    /// A plan is approved and waits to be executed.
    Execution {
        /// The case.
        case: CaseId,
        /// The plan.
        hash: PlanHash,
    },
    /// A step was intended, its outcome is not known: look at GitLab.
    Unknown {
        /// The case.
        case: CaseId,
        /// The plan.
        hash: PlanHash,
        /// Which step, from 0.
        step: u32,
    },
    /// A duty is offered to this person, or this person was asked for it (CM5, CM20).
    Duty {
        /// The case.
        case: CaseId,
        /// The duty.
        duty: String,
        /// The offer that waits for an answer, if it is one.
        offer: Option<u64>,
    },
    /// This person has to set the first severity (CM3).
    Severity {
        /// The case.
        case: CaseId,
    },
    /// A sweep found something alive (CE9).
    Leftovers {
        /// The case.
        case: CaseId,
        /// How many.
        count: usize,
    },
    /// A case has acted but was never swept since (CE9).
    Sweep {
        /// The case.
        case: CaseId,
    },
    /// The time of exposure is not known yet (CE6).
    ExposureTime {
        /// The case.
        case: CaseId,
    },
}

/// What is going on: the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Now {
    /// As of.
    pub at: Timestamp,
    /// What waits for a person, most urgent first.
    pub due: Vec<Due>,
    /// What the clock says is due, across cases: late, now, or within a day; by time.
    pub owed: Vec<engine::coordinate::due::Due>,
    /// Cases that are not closed, latest first.
    pub open_cases: Vec<CaseSummary>,
    /// Findings that belong to no case, gravest first, then latest; at most 50.
    pub loose_findings: Vec<Finding>,
    /// How many such findings there are.
    pub loose_findings_total: usize,
    /// Findings that belong to no case and may wait, as a suppression says.
    pub suppressed_findings: usize,
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalLine {
    /// Its index.
    pub index: u64,
    /// What it says.
    pub entry: engine::coordinate::Entry,
}

/// How the product itself does. Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// As of.
    pub at: Timestamp,
    /// Both ledgers take entries, and the loops behind run.
    pub is_well: bool,
    /// The events' way from ledger to finding.
    pub queue: Queue,
    /// What is not well, one line each.
    pub problems: Vec<String>,
}

/// How far the events ledger was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// Durable events.
    pub accepted: u64,
    /// Of them searchable.
    pub indexed: u64,
    /// Of them seen by the rules.
    pub detected: u64,
}

/// Something happened: for pages that show it at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// Events became searchable.
    Indexed {
        /// Up to here (exclusive).
        up_to: u64,
    },
    /// A rule fired.
    Finding {
        /// Which finding.
        id: FindingId,
        /// Its title.
        title: String,
        /// How grave.
        level: Level,
    },
    /// Something was journalled on a case.
    Case {
        /// The case.
        id: CaseId,
    },
    /// A plan that is carried out came a step further.
    Progress {
        /// The plan.
        plan: PlanHash,
        /// Steps that have ended.
        done: usize,
        /// All steps.
        total: usize,
    },
    /// A ledger has a new checkpoint.
    Checkpoint {
        /// The ledger.
        ledger: LedgerName,
        /// Records under it.
        size: u64,
    },
}
