//! Who is asking, and what that person may do.
//!
//! One table, [`Role::may`], read from top to bottom; everything that acts
//! asks it through [`Person::may`]. Three rules stand out: administrators see no
//! case, auditors see the journal and the ledgers but no pages about people, and
//! communicators write to people but change nothing in GitLab. In a lockdown
//! nobody may do what [`Permission::is_destructive`] names. Who may not be one
//! person with whom is a table of its own: `engine::coordinate::separation`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A person, or a program that acts for one by an API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account's name, as it appears in the journal.
    pub name: String,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
    /// Whether a lockdown holds: then nobody may do what destroys or goes out.
    #[serde(default)]
    pub is_locked_down: bool,
}

impl Person {
    /// A person of that name and these roles.
    pub fn new(name: impl Into<String>, roles: impl IntoIterator<Item = Role>) -> Self {
        let roles = roles.into_iter().collect();
        Self { name: name.into(), roles, is_locked_down: false }
    }

    /// Whoever may read the data directory on the machine itself (docs/adr/0006).
    pub fn operator(name: impl Into<String>) -> Self {
        Self::new(name, Role::ALL)
    }

    /// The same person while a lockdown holds, or does not.
    #[must_use]
    pub fn locked_down(self, is_locked_down: bool) -> Self {
        Self { is_locked_down, ..self }
    }

    /// Whether one of the person's roles allows it, and no lockdown forbids it.
    pub fn may(&self, permission: Permission) -> bool {
        let is_stripped = self.is_locked_down && permission.is_destructive();
        !is_stripped && self.roles.iter().any(|role| role.may(permission))
    }
}

/// A duty that a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Works on cases: opens, surveys, plans, executes, undoes.
    Responder,
    /// Approves what somebody else asked for.
    Approver,
    /// Reads cases, drafts and sends messages (CMOC, marketing, support); no
    /// acts on GitLab.
    Communicator,
    /// The customers' contact (support, customer success): files requests for
    /// logs, tells and hands over; sees no other cases (LD4, LD8).
    Support,
    /// Reads the journal and checks the ledgers.
    Auditor,
    /// Runs the house: accounts and settings, but no case.
    Admin,
}

impl Role {
    /// All roles, in reading order.
    pub const ALL: [Self; 7] = [
        Self::Viewer,
        Self::Responder,
        Self::Approver,
        Self::Communicator,
        Self::Support,
        Self::Auditor,
        Self::Admin,
    ];

    /// The word used in JSON, in forms and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Responder => "responder",
            Self::Approver => "approver",
            Self::Communicator => "communicator",
            Self::Support => "support",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The table of permissions.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadEvents => {
                matches!(self, Self::Viewer | Self::Responder | Self::Approver)
            }
            Permission::ReadCases => {
                matches!(self, Self::Viewer | Self::Responder | Self::Approver | Self::Communicator)
            }
            Permission::ReadRequests => matches!(
                self,
                Self::Viewer
                    | Self::Responder
                    | Self::Approver
                    | Self::Communicator
                    | Self::Support
            ),
            Permission::WorkRequests => matches!(self, Self::Responder | Self::Support),
            Permission::FileRequests | Permission::FaceRequesters => matches!(self, Self::Support),
            Permission::OpenCase
            | Permission::WriteCase
            | Permission::Survey
            | Permission::Plan
            | Permission::Execute
            | Permission::Import
            | Permission::ReadEvidence => matches!(self, Self::Responder),
            Permission::Approve => matches!(self, Self::Approver),
            Permission::HoldDuty => {
                matches!(self, Self::Responder | Self::Approver | Self::Communicator)
            }
            Permission::Communicate | Permission::Send => {
                matches!(self, Self::Responder | Self::Communicator)
            }
            Permission::LockDown => matches!(self, Self::Responder | Self::Approver | Self::Admin),
            Permission::ReadJournal => matches!(self, Self::Auditor),
            Permission::ReadLedger => true,
            Permission::VerifyLedger => {
                matches!(self, Self::Responder | Self::Auditor | Self::Admin)
            }
            Permission::ManageAccounts | Permission::ReadSettings => matches!(self, Self::Admin),
        }
    }
}

/// Something that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Search events, by the search language or SQL; read one record.
    ReadEvents,
    /// See findings, cases, timelines, plans.
    ReadCases,
    /// See requests for logs, and nothing of other cases.
    ReadRequests,
    /// File a request for logs, verify its owners (LD8, LD18).
    FileRequests,
    /// Decide on a request, search for it, note what was found (LD12, LD13).
    WorkRequests,
    /// Tell whoever asked, hand over, log contacts past support (LD4, LD14, LD16).
    FaceRequesters,
    /// Open a case, attach a finding to one.
    OpenCase,
    /// State facts, add notes, correct, move the phase, take a sweep.
    WriteCase,
    /// Read from GitLab: survey a suspect, identify a token.
    Survey,
    /// Propose and attest a plan.
    Plan,
    /// Approve somebody else's plan.
    Approve,
    /// Execute an approved plan; undo a step.
    Execute,
    /// Hold a duty in a case: take it, hand it over, give it up.
    HoldDuty,
    /// Draft messages and status updates, decide on the way of communication.
    Communicate,
    /// Send what was drafted and approved.
    Send,
    /// Engage the lockdown; only the settings file lifts it.
    LockDown,
    /// Read a file into the record.
    Import,
    /// Take a copy of an item of evidence: it may hold secrets in clear text.
    ReadEvidence,
    /// Read the journal as it stands.
    ReadJournal,
    /// See the ledgers' sizes, checkpoints, proofs and keys.
    ReadLedger,
    /// Verify a ledger, make a checkpoint.
    VerifyLedger,
    /// Create, change and switch off accounts.
    ManageAccounts,
    /// See the settings that are in effect.
    ReadSettings,
}

impl Permission {
    /// Whether a lockdown takes it from everybody: what changes GitLab, what
    /// lets that happen, and what leaves the house.
    pub fn is_destructive(self) -> bool {
        matches!(self, Self::Execute | Self::Approve | Self::Send | Self::FaceRequesters)
    }

    /// The word used in refusals: `permission.read_events`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadEvents => "read_events",
            Self::ReadCases => "read_cases",
            Self::ReadRequests => "read_requests",
            Self::FileRequests => "file_requests",
            Self::WorkRequests => "work_requests",
            Self::FaceRequesters => "face_requesters",
            Self::OpenCase => "open_case",
            Self::WriteCase => "write_case",
            Self::Survey => "survey",
            Self::Plan => "plan",
            Self::Approve => "approve",
            Self::Execute => "execute",
            Self::HoldDuty => "hold_duty",
            Self::Communicate => "communicate",
            Self::Send => "send",
            Self::LockDown => "lock_down",
            Self::Import => "import",
            Self::ReadEvidence => "read_evidence",
            Self::ReadJournal => "read_journal",
            Self::ReadLedger => "read_ledger",
            Self::VerifyLedger => "verify_ledger",
            Self::ManageAccounts => "manage_accounts",
            Self::ReadSettings => "read_settings",
        }
    }
}
