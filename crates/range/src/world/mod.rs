//! All that the simulated GitLab knows, and who may see and do what in it.
//!
//! Plain data with public fields, so that a test can arrange and inspect it;
//! the rules of visibility and roles are in [`access`]. Nothing here speaks
//! HTTP or tells the time.

mod access;
mod audit;
mod build;
mod ci;
mod code;
mod dump;
mod example;
pub mod field;
pub mod field_instance;
pub mod field_place;
mod issue;
mod machine;
mod place;
mod runner;
mod story;
mod stream;
mod token;
mod user;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Dice;

pub use access::Level;
pub use audit::{Audit, AuditEvent, AuditId, EVENT_TYPES};
pub(crate) use audit::{Author, Entity, millis};
pub use build::NewToken;
pub(crate) use build::day_after;
pub use ci::{
    ApprovalRule, Artifacts, Hook, Job, Pipeline, ProtectedBranch, ProtectedTag, Schedule, Variable,
};
pub use code::{Commit, FileChange};
pub use example::{Example, VICTIM_PASSWORD};
pub use issue::{Issue, Note as IssueNote};
pub use machine::{
    Agent, AgentToken, Application, DeployKey, DeployToken, Runner, SamlGroupLink, Trigger,
};
pub use place::{Group, Member, Place, Project, Visibility};
pub use story::{ADMINISTRATOR_PASSWORD, MAINTAINER_PASSWORD, OWNER_PASSWORD};
pub use stream::StreamDestination;
pub use token::{AccessToken, TokenKind};
pub use user::{Email, GpgKey, SshKey, User, UserKind, UserState};

/// Everything in one GitLab instance.
#[derive(Debug, Clone)]
pub struct World {
    /// Where new tokens, ids of streamed events and correlation ids come from.
    pub dice: Dice,
    /// Users by id.
    pub users: BTreeMap<u64, User>,
    /// Groups by id.
    pub groups: BTreeMap<u64, Group>,
    /// Projects by id.
    pub projects: BTreeMap<u64, Project>,
    /// Direct memberships.
    pub members: Vec<Member>,
    /// Personal, impersonation, project and group access tokens by id.
    pub tokens: BTreeMap<u64, AccessToken>,
    /// SSH keys by id.
    pub keys: BTreeMap<u64, SshKey>,
    /// GPG keys by id.
    pub gpg_keys: BTreeMap<u64, GpgKey>,
    /// Webhooks and system hooks by id.
    pub hooks: BTreeMap<u64, Hook>,
    /// Pipelines by id.
    pub pipelines: BTreeMap<u64, Pipeline>,
    /// Jobs by id.
    pub jobs: BTreeMap<u64, Job>,
    /// Protected branches by id.
    pub protected_branches: BTreeMap<u64, ProtectedBranch>,
    /// Variables of the whole instance.
    pub variables: Vec<Variable>,
    /// Runners by id.
    pub runners: BTreeMap<u64, Runner>,
    /// Deploy tokens by id.
    pub deploy_tokens: BTreeMap<u64, DeployToken>,
    /// Deploy keys by id.
    pub deploy_keys: BTreeMap<u64, DeployKey>,
    /// OAuth applications by id.
    pub applications: BTreeMap<u64, Application>,
    /// Pipeline trigger tokens by id.
    pub triggers: BTreeMap<u64, Trigger>,
    /// Issues by id.
    pub issues: BTreeMap<u64, Issue>,
    /// Agents for Kubernetes by id.
    pub agents: BTreeMap<u64, Agent>,
    /// Pipeline schedules by id.
    pub schedules: BTreeMap<u64, Schedule>,
    /// Protected tags.
    pub protected_tags: Vec<ProtectedTag>,
    /// Approval rules by id.
    pub approval_rules: BTreeMap<u64, ApprovalRule>,
    /// Links from SAML groups.
    pub saml_links: Vec<SamlGroupLink>,
    /// SHA-256 of the tokens by which runners register, by place.
    pub registration_tokens: BTreeMap<Option<Place>, [u8; 32]>,
    /// Whether issues are made public, whatever is asked for: a fault to test with.
    pub ignores_confidential: bool,
    /// Signed-in browsers: digest of the session cookie to user.
    pub sessions: BTreeMap<[u8; 32], u64>,
    /// Application settings.
    pub settings: Map<String, Value>,
    /// Where audit events are streamed to, by id.
    pub stream_destinations: BTreeMap<u64, StreamDestination>,
    /// Audit events that are saved, oldest first.
    pub audit: Vec<AuditEvent>,
    /// An administrator whose request lacks Admin Mode, while it is served.
    pub(crate) without_admin: Option<u64>,
    ids: BTreeMap<&'static str, u64>,
}

impl World {
    /// An instance in which there is nothing, not even an administrator.
    pub fn empty(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            projects: BTreeMap::new(),
            members: Vec::new(),
            tokens: BTreeMap::new(),
            keys: BTreeMap::new(),
            gpg_keys: BTreeMap::new(),
            hooks: BTreeMap::new(),
            pipelines: BTreeMap::new(),
            jobs: BTreeMap::new(),
            protected_branches: BTreeMap::new(),
            variables: Vec::new(),
            runners: BTreeMap::new(),
            deploy_tokens: BTreeMap::new(),
            deploy_keys: BTreeMap::new(),
            applications: BTreeMap::new(),
            triggers: BTreeMap::new(),
            issues: BTreeMap::new(),
            ignores_confidential: false,
            agents: BTreeMap::new(),
            schedules: BTreeMap::new(),
            protected_tags: Vec::new(),
            approval_rules: BTreeMap::new(),
            saml_links: Vec::new(),
            registration_tokens: BTreeMap::new(),
            sessions: BTreeMap::new(),
            settings: default_settings(),
            stream_destinations: BTreeMap::new(),
            audit: Vec::new(),
            without_admin: None,
            ids: BTreeMap::new(),
        }
    }

    /// The next free id of that kind of thing.
    pub(crate) fn next_id(&mut self, of: &'static str) -> u64 {
        let id = self.ids.entry(of).or_insert(0);
        *id += 1;
        *id
    }

    /// The user with that id or, when it is no number, that username.
    pub fn user_by(&self, id_or_name: &str) -> Option<&User> {
        match id_or_name.parse::<u64>() {
            Ok(id) => self.users.get(&id),
            Err(_) => self.users.values().find(|user| user.username == id_or_name),
        }
    }

    /// The project with that id or, when it is no number, that full path.
    pub fn project_by(&self, id_or_path: &str) -> Option<&Project> {
        match id_or_path.parse::<u64>() {
            Ok(id) => self.projects.get(&id),
            Err(_) => self.projects.values().find(|project| project.full_path == id_or_path),
        }
    }

    /// The group with that id or, when it is no number, that full path.
    pub fn group_by(&self, id_or_path: &str) -> Option<&Group> {
        match id_or_path.parse::<u64>() {
            Ok(id) => self.groups.get(&id),
            Err(_) => self.groups.values().find(|group| group.full_path == id_or_path),
        }
    }
}

fn default_settings() -> Map<String, Value> {
    let mut settings = field::defaults(field_instance::APPLICATION);
    settings.insert("id".to_owned(), Value::from(1));
    settings
}
