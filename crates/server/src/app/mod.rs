//! Everything that Portcullis can do, behind one type.
//!
//! Pages, HTTP API and commands call [`App`] and nothing else. Each method that
//! reads or acts for somebody takes that [`Person`](crate::person::Person) first and refuses with a
//! [`Refusal`] that names the rule. What it decides comes from `engine`; what
//! it does is journalled before it answers.
//!
//! By file: `open` (start, stop), `events` (accept, search), `import`, `cases`, `access`, `now`,
//! `suspects`, `plans` (survey to sweep), `playbooks`, `ledgers`, `rules`, `accounts`, `sessions`, `secrets`,
//! `view` (values returned).

mod access;
mod accounts;
mod approvals;
mod arrivals;
mod cases;
mod channels;
mod ci;
mod communications;
pub mod connection;
mod court;
mod custody;
mod dive;
mod duties;
mod engage;
mod error;
mod events;
mod evidence;
mod exercise;
mod handling;
mod hardening;
mod hunt;
mod import;
pub(crate) mod input;
mod instance;
mod inventory;
mod ledgers;
mod lockdown;
mod now;
mod obligations;
mod open;
mod outbox;
mod plans;
pub mod playbooks;
pub mod questions;
mod reconcile;
mod record;
mod regulations;
mod remains;
mod revert;
mod review;
mod room;
pub mod rules;
mod secrets;
mod sessions;
mod severity;
mod sources;
mod stamp;
mod survey;
mod suspects;
mod triage;
mod updates;
mod view;
mod witness;

use std::sync::Arc;

pub use crate::collect::health::{SourceHealth, State as SourceState};
pub use crate::work::evidence::StoreStanding;
pub use crate::work::notify::way::{Health as ChannelHealth, TrafficReport};
pub use crate::work::on_call::FeedHealth;
pub use crate::work::probe::{EndpointReport, Probe, StreamsReport, TokenFacts};
pub use crate::work::standing::StandingReport;
pub use access::{AccessOrder, CaseAccess};
pub use accounts::{Account, ApiToken, IdleApprover, NewApiToken, idle_approvers};
pub use approvals::ApprovalAnswer;
pub use arrivals::{Appended, Unappended};
pub(crate) use cases::confidential;
pub use channels::{ChannelTest, ChannelTested, ChannelView};
pub use ci::{CiPlace, CiWish, SecretCase};
pub use communications::{Communications, ContactView, MessageView};
pub use connection::{
    Connection, StreamLine, StreamOrder, StreamSetup, TestOrder, TestReport, try_connection,
};
pub use court::{Court, CourtOrder, CourtPart};
pub use custody::{CustodyItem, CustodyView, Transfer};
pub use dive::{DiveSummary, DiveView, GapRecord};
pub use duties::{DutiesView, DutyView, DutyWish, OnCallLine};
pub use engage::{Bundle, Engagement};
pub(crate) use error::forbidden;
pub use error::{AppError, Refusal};
pub use events::EventRecord;
pub use evidence::{EvidenceBytes, EvidenceCheck, NewEvidence};
pub use exercise::SINK as EXERCISE_SINK;
pub use handling::{
    DiveOrder, DiveProgress, DiveWord, EditOrder, HandOver, HandedOver, Lines, LinkView, Offered,
    Piece, RedactOrder, Redacted, Replayed, Shown, SideBySide, Taken,
};
pub use hardening::{HardeningReport, Measure};
pub use hunt::{HuntOrder, HuntReport, HuntState};
pub use import::{ImportProgress, ImportReport};
pub use instance::{HostForm, InstanceView, Judging, MaliciousUser, Saying, SheetView, Writing};
pub use inventory::Inventory;
pub use obligations::{Obligations, RecipientView, RowView};
pub use open::{FirstLogin, OpenError, Opened};
pub use outbox::{
    DeliveryLine, DeliveryView, HandOrder, Hold, OutboxFilter, ParcelView, RawMessage, Resend,
    Stage,
};
pub use plans::{
    Ahead, DryRun, DryStep, Execution, Proposed, Secret, StepReport, Stopped, UndoReport,
};
pub use playbooks::{CasePlaybook, ConsentGiven, LinkOrder};
pub use questions::{CaseQuestion, CaseQuestions, Found};
pub use reconcile::{HourReport, ReconcileReport, ReconcileState, ScopeReport};
pub use regulations::{NewDate, Regulations};
pub use remains::{KeptRemains, KeptTraces};
pub use revert::{RevertOrder, RevertReport};
pub use review::NewFollowUp;
pub use room::{RoomRecord, RoomView};
pub use sessions::Session;
pub use severity::{SeverityView, Statement};
pub use stamp::StampReport;
pub use survey::Surveyed;
pub use suspects::{InspectAs, Located};
pub use triage::{FindingFilter, FindingView, GroupView, IntoCase, SuppressionView, Triage};
pub use updates::{NewUpdate, UpdatePreview, Updates};
pub use view::{
    CaseSummary, Due, Health, JournalLine, LedgerName, LedgerStatus, Notice, Now, Queue,
};
pub use witness::{SeenBy, Uncosigned, WitnessReport, Witnessed};

/// The running product. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<open::Inner>,
}
