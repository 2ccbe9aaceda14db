//! What happened: one [`Event`] for everything that a GitLab reports.
//!
//! GitLab tells the same thing in many shapes: the audit event stream, the
//! REST audit rows, `audit_json.log`, `api_json.log`. Each shape has one file
//! in [`normalise`] that reads it; behind that door there is only [`Event`].
//!
//! Invariants: pure (no clock, no files, no runtime); reading never fails and
//! never drops: bytes that cannot be read become an event that says so
//! ([`Event::is_parsed`]); names of fields are GitLab's own ([`field`]).

mod actor;
pub mod catalogue;
mod dedup;
mod event;
pub mod field;
mod id;
pub mod normalise;
mod subject;

pub use actor::{Actor, ActorKind};
pub use dedup::DedupKey;
pub use event::{Event, Format, Problem, Request, Service, Way};
pub use id::{EventId, GroupId, JobId, ProjectId, TokenId, UserId};
pub use subject::{Change, Entity, Target, TokenRef};
