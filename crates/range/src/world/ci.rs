//! CI/CD and integration: variables, webhooks, pipelines, jobs, runners, deploy credentials.

use jiff::Timestamp;

use super::Place;

/// A CI/CD variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Name.
    pub key: String,
    /// Value.
    pub value: String,
    /// `env_var` or `file`.
    pub variable_type: String,
    /// Only in pipelines of protected branches and tags.
    pub is_protected: bool,
    /// Masked in job logs.
    pub is_masked: bool,
    /// Masked, and never shown again.
    pub is_hidden: bool,
    /// Environments it is for; `*` is all.
    pub environment_scope: String,
    /// Description.
    pub description: Option<String>,
}

/// A project's webhook.
#[derive(Debug, Clone)]
pub struct Hook {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// Where it sends to.
    pub url: String,
    /// Name.
    pub name: Option<String>,
    /// GitLab's flags that are on: `push_events` …
    pub events: Vec<String>,
    /// Whether the receiver's certificate is checked.
    pub verifies_tls: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A pipeline.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// Id.
    pub id: u64,
    /// Number within the project.
    pub iid: u64,
    /// Of which project.
    pub project: u64,
    /// Who started it.
    pub user: u64,
    /// Branch or tag.
    pub branch: String,
    /// Commit.
    pub sha: String,
    /// `running`, `success`, `failed`, `canceled`.
    pub status: String,
    /// `push`, `schedule`, `api`, `web`.
    pub source: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A job of a pipeline.
#[derive(Debug, Clone)]
pub struct Job {
    /// Id.
    pub id: u64,
    /// Of which pipeline.
    pub pipeline: u64,
    /// Of which project.
    pub project: u64,
    /// As whom it runs.
    pub user: u64,
    /// Name.
    pub name: String,
    /// Stage.
    pub stage: String,
    /// `running`, `success`, `failed`, `canceled`.
    pub status: String,
    /// What it printed.
    pub trace: String,
    /// SHA-256 of its job token, which works while it runs.
    pub token: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
}

/// A protected branch.
#[derive(Debug, Clone)]
pub struct ProtectedBranch {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// Name or wildcard.
    pub name: String,
    /// Least role that may push; 0 is no one.
    pub push_level: u8,
    /// Least role that may merge; 0 is no one.
    pub merge_level: u8,
    /// Whether history may be overwritten.
    pub allows_force_push: bool,
}

/// A runner.
#[derive(Debug, Clone)]
pub struct Runner {
    /// Id.
    pub id: u64,
    /// Description.
    pub description: String,
    /// Where it belongs; none for the instance.
    pub place: Option<Place>,
    /// Whether it takes no jobs.
    pub is_paused: bool,
    /// Address.
    pub ip_address: String,
}

/// A deploy token.
#[derive(Debug, Clone)]
pub struct DeployToken {
    /// Id.
    pub id: u64,
    /// Of what.
    pub place: Place,
    /// Name.
    pub name: String,
    /// `read_repository`, `read_registry` …
    pub scopes: Vec<String>,
    /// Whether it was ended.
    pub is_revoked: bool,
}

/// A deploy key of a project.
#[derive(Debug, Clone)]
pub struct DeployKey {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// Title.
    pub title: String,
    /// Public key.
    pub key: String,
    /// Whether it may push.
    pub can_push: bool,
    /// When it was added.
    pub created_at: Timestamp,
}
