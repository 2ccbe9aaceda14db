//! A typed client of GitLab's REST API v4, for those who must respond to an incident.
//!
//! It says GitLab's words and decides nothing: one file per resource, one
//! function per call. What a caller must react to is a variant of
//! [`GitLabError`]; what must stay secret is a `SecretString`.
//!
//! Invariants:
//! - no secret, no answer's body and no query is in an error, in `Debug` or in a trace;
//! - the token goes to the configured host only: a redirect or a next-page
//!   link to another one is refused;
//! - only reading is repeated after a failure, a few times and for a bounded
//!   time; a write is sent once, and who sent it reads back what became of it;
//! - values of CI/CD variables are never read out of an answer.
//!
//! It needs a tokio runtime with time and I/O switched on.

mod client;
mod config;
mod error;
mod page;
mod redact;
mod retry;
mod words;

mod admin_token;
mod audit_events;
mod groups;
mod hooks;
mod keys;
mod pipelines;
mod projects;
mod tokens;
mod users;
mod variables;
mod version;

pub use admin_token::TokenRecord;
pub use audit_events::{AuditScope, AuditWindow};
pub use client::Client;
pub use config::Config;
pub use error::{Call, GitLabError};
pub use groups::Group;
pub use hooks::ProjectHook;
pub use keys::SshKey;
pub use pipelines::{Pipeline, PipelineSchedule, ScheduleOwner};
pub use projects::Project;
pub use redact::redact_url;
pub use tokens::{AccessToken, Successor};
pub use users::{Membership, User};
pub use variables::Variable;
pub use version::Metadata;
