//! CI/CD and integration: variables, webhooks, pipelines, jobs, schedules, protections.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Place;

/// A CI/CD variable.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "GitLab's own flags, each for itself")]
pub struct Variable {
    /// Name.
    pub key: String,
    /// Value.
    pub value: String,
    /// `env_var` or `file`.
    pub variable_type: String,
    /// Whether `$` in it stands for itself.
    pub is_raw: bool,
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

/// A webhook of a project or group, or a system hook.
#[derive(Debug, Clone)]
pub struct Hook {
    /// Id; one sequence for all.
    pub id: u64,
    /// Of what; none for the instance.
    pub place: Option<Place>,
    /// Where it sends to.
    pub url: String,
    /// GitLab's flags and texts: `push_events`, `name` …
    pub fields: Map<String, Value>,
    /// SHA-256 of the secret that it sends along.
    pub token: Option<[u8; 32]>,
    /// Parts of the URL that are not shown: their names.
    pub url_variables: Vec<String>,
    /// Further headers: their names.
    pub custom_headers: Vec<String>,
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
    /// Variables that whoever started it gave along.
    pub variables: Vec<Variable>,
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
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When its log and artifacts were erased.
    pub erased_at: Option<Timestamp>,
    /// What it left behind.
    pub artifacts: Option<Artifacts>,
    /// The runner it ran on.
    pub runner: Option<u64>,
}

/// The files that a job left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifacts {
    /// Path to content.
    pub files: BTreeMap<String, String>,
    /// When they go by themselves; none keeps them.
    pub expire_at: Option<Timestamp>,
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
    /// Least role that may remove the protection; none is GitLab's default.
    pub unprotect_level: Option<u8>,
    /// Users that may push besides.
    pub push_users: Vec<u64>,
    /// Users that may merge besides.
    pub merge_users: Vec<u64>,
    /// Whether history may be overwritten.
    pub allows_force_push: bool,
    /// Whether code owners must approve. Premium.
    pub needs_code_owner: bool,
}

/// A protected tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedTag {
    /// Of which project.
    pub project: u64,
    /// Name or wildcard.
    pub name: String,
    /// Least role that may create it; 0 is no one.
    pub create_level: u8,
}

/// Who must approve a merge request.
#[derive(Debug, Clone)]
pub struct ApprovalRule {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// Name.
    pub name: String,
    /// How many must.
    pub approvals_required: u64,
    /// Users of whom.
    pub users: Vec<u64>,
    /// Groups of whom.
    pub groups: Vec<u64>,
    /// Whether it counts for all protected branches.
    pub is_for_all_protected: bool,
}

/// A pipeline that starts by the clock.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Id.
    pub id: u64,
    /// Of which project.
    pub project: u64,
    /// As whom it runs.
    pub owner: u64,
    /// What it is for.
    pub description: String,
    /// Branch or tag.
    pub branch: String,
    /// When, in five fields.
    pub cron: String,
    /// In which zone.
    pub cron_timezone: String,
    /// Whether it runs.
    pub is_active: bool,
    /// Variables that its pipelines get.
    pub variables: Vec<Variable>,
    /// When it was made.
    pub created_at: Timestamp,
}
