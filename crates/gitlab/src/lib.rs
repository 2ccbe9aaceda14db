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

mod accounts;
mod admin_token;
mod agents;
mod applications;
mod approvals;
mod audit_events;
mod capability;
mod ci_acts;
mod deploy;
mod enterprise;
mod gpg_keys;
mod graphql;
mod groups;
mod home;
mod hooks;
mod issues;
mod job_token_scope;
mod jobs;
mod keys;
mod members;
mod moderation;
mod pipelines;
mod projects;
mod protected;
mod repository;
mod runners;
mod settings;
mod streams;
mod things;
mod tokens;
mod triggers;
mod users;
mod variables;
mod version;

pub use accounts::{Account, Identity, UserEmail};
pub use admin_token::TokenRecord;
pub use agents::{AgentToken, ClusterAgent};
pub use applications::Application;
pub use audit_events::{AuditPages, AuditScope, AuditWindow, NoScope};
pub use capability::Endpoint;
pub use ci_acts::CiThing;
pub use client::{Bounded, Client, Download};
pub use config::Config;
pub use deploy::{DeployKey, DeployToken, NewDeployKey};
pub use error::{Call, GitLabError, Problem};
pub use gpg_keys::GpgKey;
pub use groups::Group;
pub use home::Home;
pub use hooks::{Hook, ProjectHook};
pub use issues::{Issue, IssueKind, IssueNote, NewIssue, Participant};
pub use job_token_scope::AllowlistEntry;
pub use jobs::{ArtifactFile, CiSettings, Job, JobPipeline, JobRunner, JobTokenScope, JobUser};
pub use keys::{EnterpriseKey, NewSshKey, SshKey};
pub use members::{Member, MemberRole, Place, Role};
pub use pipelines::{Pipeline, PipelineSchedule, ScheduleOwner};
pub use projects::Project;
pub use protected::{ProtectedKind, ProtectionFlags};
pub use redact::redact_url;
pub use repository::{
    Commit, Comparison, FileDiff, FoundPerson, ProjectName, PushData, PushEvent, TreeEntry,
};
pub use runners::Runner;
pub use settings::SettingsAt;
pub use streams::{NewStream, StreamApi, StreamDestination, StreamScope, stream_graphql};
pub use things::{Listing, SettingsOf, Thing};
pub use tokens::{AccessToken, Successor};
pub use triggers::{Trigger, TriggerOwner};
pub use users::{Membership, User};
pub use variables::{MaskProblem, Variable, VariableFlags, mask_problem};
pub use version::Metadata;
