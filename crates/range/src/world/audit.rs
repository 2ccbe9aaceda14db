//! Audit events, and the five shapes in which GitLab tells them.
//!
//! Stream, REST row, `audit_json.log`: the same facts under different names.
//! Sources: GitLab's audit event schema and examples, `audit_events` API, and
//! `lib/gitlab/audit/auditor.rb` for the modern log line.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Place;

/// Event types that the range tells, by GitLab's names, and whether they are saved.
pub const EVENT_TYPES: &[(&str, bool)] = &[
    ("add_gpg_key", true),
    ("add_ssh_key", true),
    ("application_setting_updated", true),
    ("authenticated_with_password", true),
    ("ban_user", true),
    ("ci_group_variable_created", true),
    ("ci_group_variable_deleted", true),
    ("ci_group_variable_updated", true),
    ("ci_instance_variable_created", true),
    ("ci_instance_variable_deleted", true),
    ("ci_instance_variable_updated", true),
    ("ci_runner_unregistered", true),
    ("ci_variable_created", true),
    ("ci_variable_deleted", true),
    ("ci_variable_updated", true),
    ("deploy_key_removed", true),
    ("deploy_token_revoked", true),
    ("destroy_pipeline", true),
    ("group_access_token_created", true),
    ("group_access_token_creation_failed", true),
    ("group_access_token_deleted", true),
    ("group_deploy_token_revoked", true),
    ("group_description_updated", true),
    ("group_name_updated", true),
    ("group_require_two_factor_authentication_updated", true),
    ("group_visibility_level_updated", true),
    ("login_failed_with_standard_authentication", true),
    ("member_created", true),
    ("member_destroyed", true),
    ("member_updated", true),
    ("personal_access_token_created", true),
    ("personal_access_token_revoked", true),
    ("project_access_token_created", true),
    ("project_access_token_creation_failed", true),
    ("project_access_token_deleted", true),
    ("project_archived", true),
    ("project_created", true),
    ("project_description_updated", false),
    ("project_name_updated", true),
    ("project_visibility_level_updated", true),
    ("protected_branch_created", true),
    ("protected_branch_removed", true),
    ("protected_branch_updated", true),
    ("remove_gpg_key", true),
    ("remove_ssh_key", true),
    ("repository_git_operation", false),
    ("unban_user", true),
    ("unblock_user", true),
    ("user_access_locked", true),
    ("user_activate", true),
    ("user_admin_status_updated", true),
    ("user_authenticated_using_job_token", false),
    ("user_blocked", true),
    ("user_created", true),
    ("user_deactivate", true),
    ("user_email_address_updated", true),
    ("user_name_updated", true),
    ("user_password_updated", true),
    ("variable_viewed_api", false),
    ("webhook_created", true),
    ("webhook_destroyed", true),
];

/// GitLab's id of an audit event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditId {
    /// Row in the database.
    Saved(u64),
    /// Not saved: a UUID made for the stream.
    Streamed(String),
}

impl AuditId {
    fn to_json(&self) -> Value {
        match self {
            Self::Saved(id) => json!(id),
            Self::Streamed(id) => json!(id),
        }
    }
}

/// One audit event.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// Id.
    pub id: AuditId,
    /// GitLab's name of the type.
    pub event_type: String,
    /// Who did it: a user, -1 for somebody who is not signed in.
    pub author_id: i64,
    /// That one's name.
    pub author_name: String,
    /// `User` or another class.
    pub author_class: String,
    /// `User`, `Group`, `Project` or `Gitlab::Audit::InstanceScope`.
    pub entity_type: String,
    /// Its id.
    pub entity_id: u64,
    /// Its path.
    pub entity_path: String,
    /// Class of what it was done to.
    pub target_type: String,
    /// Its id.
    pub target_id: Value,
    /// Its name.
    pub target_details: String,
    /// The other details: `custom_message`, `change`, `from`, `to`, `add`, `remove` …
    pub more: Map<String, Value>,
    /// From where.
    pub ip_address: Option<String>,
    /// When, in whole milliseconds.
    pub created_at: Timestamp,
}

impl AuditEvent {
    /// `details`, as every shape has it.
    pub fn details(&self) -> Map<String, Value> {
        let mut details = Map::new();
        let mut put = |key: &str, value: Value| details.insert(key.to_owned(), value);
        put("event_name", json!(self.event_type));
        put("author_name", json!(self.author_name));
        put("author_class", json!(self.author_class));
        put("target_id", self.target_id.clone());
        put("target_type", json!(self.target_type));
        put("target_details", json!(self.target_details));
        for (key, value) in &self.more {
            put(key, value.clone());
        }
        put("ip_address", json!(self.ip_address));
        put("entity_path", json!(self.entity_path));
        details
    }

    /// The body that is posted to a stream's destination.
    pub fn stream_body(&self) -> Value {
        json!({
            "id": self.id.to_json(),
            "author_id": self.author_id,
            "entity_id": self.entity_id,
            "entity_type": self.entity_type,
            "details": self.details(),
            "ip_address": self.ip_address,
            "author_name": self.author_name,
            "entity_path": self.entity_path,
            "target_details": self.target_details,
            "created_at": millis(self.created_at),
            "target_type": self.target_type,
            "target_id": self.target_id,
            "event_type": self.event_type,
        })
    }

    /// The row of the audit events API: exactly seven fields.
    pub fn rest_row(&self) -> Value {
        json!({
            "id": self.id.to_json(),
            "author_id": self.author_id,
            "entity_id": self.entity_id,
            "entity_type": self.entity_type,
            "event_name": self.event_type,
            "details": self.details(),
            "created_at": millis(self.created_at),
        })
    }

    /// The line of `audit_json.log`: the event, its details nested and again flat on top.
    pub fn log_line(&self, correlation_id: &str, caller: &str) -> String {
        let mut line = Map::new();
        let mut put = |key: &str, value: Value| line.insert(key.to_owned(), value);
        put("severity", json!("INFO"));
        put("time", json!(millis(self.created_at)));
        put("correlation_id", json!(correlation_id));
        put("meta.caller_id", json!(caller));
        put("meta.remote_ip", json!(self.ip_address));
        put("meta.feature_category", json!("audit_events"));
        put("meta.user", json!(self.author_name));
        put("meta.user_id", json!(self.author_id));
        put("meta.client_id", json!(format!("user/{}", self.author_id)));
        put("id", self.id.to_json());
        put("author_id", json!(self.author_id));
        put("entity_id", json!(self.entity_id));
        put("entity_type", json!(self.entity_type));
        put("created_at", json!(millis(self.created_at)));
        let details = self.details();
        put("details", Value::Object(details.clone()));
        for (key, value) in details {
            let flat = match (key.as_str(), value) {
                ("from" | "to", Value::Bool(b)) => json!(b.to_string()),
                ("from" | "to", Value::Number(n)) => json!(n.to_string()),
                (_, value) => value,
            };
            put(&key, flat);
        }
        Value::Object(line).to_string()
    }
}

/// An instant as GitLab writes it: UTC, milliseconds, `Z`.
pub(crate) fn millis(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// What a handler says of an event; author, address, time and id are added when it is told.
#[derive(Debug, Clone)]
pub struct Audit {
    pub(crate) event_type: &'static str,
    pub(crate) entity: Entity,
    pub(crate) target_type: String,
    pub(crate) target_id: Value,
    pub(crate) target_details: String,
    pub(crate) more: Map<String, Value>,
    pub(crate) author: Option<Author>,
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entity {
    Instance,
    User(u64),
    Place(Place),
}

/// An author other than the caller.
#[derive(Debug, Clone)]
pub(crate) struct Author {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) class: &'static str,
}

impl Audit {
    /// Whether events of that type are saved, or streamed only.
    pub(crate) fn is_saved(event_type: &str) -> bool {
        EVENT_TYPES.iter().find(|(name, _)| *name == event_type).is_none_or(|row| row.1)
    }

    pub(crate) fn new(event_type: &'static str, entity: Entity) -> Self {
        Self {
            event_type,
            entity,
            target_type: String::new(),
            target_id: Value::Null,
            target_details: String::new(),
            more: Map::new(),
            author: None,
        }
    }

    pub(crate) fn target(mut self, class: &str, id: u64, details: impl Into<String>) -> Self {
        class.clone_into(&mut self.target_type);
        self.target_id = json!(id);
        self.target_details = details.into();
        self
    }

    pub(crate) fn message(self, text: impl Into<String>) -> Self {
        let text: String = text.into();
        self.with("custom_message", json!(text))
    }

    pub(crate) fn change(self, what: &str, from: &str, to: &str) -> Self {
        self.with("change", json!(what))
            .with("from", json!(from))
            .with("to", json!(to))
            .message(format!("Changed {what} from {from} to {to}"))
    }

    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.more.insert(key.to_owned(), value);
        self
    }

    pub(crate) fn by(mut self, author: Author) -> Self {
        self.author = Some(author);
        self
    }
}
