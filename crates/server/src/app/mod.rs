//! Everything that Portcullis can do, behind one type.
//!
//! Pages, HTTP API and commands call [`App`] and nothing else. Each method that
//! reads or acts for somebody takes that [`Person`](crate::person::Person) first and refuses with a
//! [`Refusal`] that names the rule. What it decides comes from `engine`; what
//! it does is journalled before it answers.
//!
//! By file: `open` (start, stop), `events` (accept, search), `import`, `cases`, `now`,
//! `suspects`, `plans` (survey to sweep), `playbooks`, `ledgers`, `rules`, `accounts`, `sessions`, `secrets`,
//! `view` (values returned).

mod accounts;
mod cases;
mod ci;
pub mod connection;
mod error;
mod events;
mod evidence;
mod hunt;
mod import;
mod inventory;
mod ledgers;
mod now;
mod open;
mod plans;
pub mod playbooks;
mod questions;
mod reconcile;
mod record;
mod remains;
mod revert;
pub mod rules;
mod secrets;
mod sessions;
mod sources;
mod survey;
mod suspects;
mod triage;
mod view;

use std::sync::Arc;

pub use crate::collect::health::{SourceHealth, State as SourceState};
pub use crate::work::probe::{EndpointReport, Probe, StreamsReport, TokenFacts};
pub use crate::work::standing::StandingReport;
pub use accounts::{Account, ApiToken, NewApiToken};
pub use ci::{CiPlace, CiWish, SecretCase};
pub use connection::{
    Connection, StreamLine, StreamOrder, StreamSetup, TestOrder, TestReport, try_connection,
};
pub use error::{AppError, Refusal};
pub use events::EventRecord;
pub use evidence::{EvidenceBytes, EvidenceCheck, NewEvidence};
pub use hunt::{HuntOrder, HuntReport, HuntState};
pub use import::{ImportProgress, ImportReport};
pub use inventory::Inventory;
pub use open::{FirstLogin, OpenError, Opened};
pub use plans::{
    Ahead, DryRun, DryStep, Execution, Proposed, Secret, StepReport, Stopped, UndoReport,
};
pub use playbooks::{CasePlaybook, ConsentGiven, LinkOrder};
pub use questions::{CaseQuestion, CaseQuestions, Found};
pub use reconcile::{HourReport, ReconcileReport, ReconcileState, ScopeReport};
pub use remains::{KeptRemains, KeptTraces};
pub use revert::{RevertOrder, RevertReport};
pub use sessions::Session;
pub use survey::Surveyed;
pub use suspects::{InspectAs, Located};
pub use triage::{FindingFilter, FindingView, GroupView, IntoCase, SuppressionView, Triage};
pub use view::{
    CaseSummary, Due, Health, JournalLine, LedgerName, LedgerStatus, Notice, Now, Queue,
};

/// The running product. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<open::Inner>,
}
