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
    ("allow_author_approval_updated", true),
    ("allow_committer_approval_updated", true),
    ("allow_merge_on_skipped_pipeline_updated", true),
    ("allow_overrides_to_approver_list_per_merge_request_updated", true),
    ("allow_runner_registration_token_updated", true),
    ("application_setting_updated", true),
    ("approval_rule_created", true),
    ("approval_rule_deleted", true),
    ("authenticated_with_password", true),
    ("ban_user", true),
    ("ci_group_variable_created", true),
    ("ci_group_variable_deleted", true),
    ("ci_group_variable_updated", true),
    ("ci_instance_variable_created", true),
    ("ci_instance_variable_deleted", true),
    ("ci_instance_variable_updated", true),
    ("ci_runner_assigned_to_project", true),
    ("ci_runner_created", true),
    ("ci_runner_registered", true),
    ("ci_runner_token_reset", true),
    ("ci_runner_unassigned_from_project", true),
    ("ci_runner_unregistered", true),
    ("ci_variable_created", true),
    ("ci_variable_deleted", true),
    ("ci_variable_updated", true),
    ("cluster_agent_created", true),
    ("cluster_agent_deleted", true),
    ("cluster_agent_token_created", true),
    ("cluster_agent_token_revoked", true),
    ("create_instance_event_streaming_destination", true),
    ("created_group_audit_event_streaming_destination", true),
    ("created_instance_audit_event_streaming_destination", true),
    ("deleted_group_audit_event_streaming_destination", true),
    ("deleted_instance_audit_event_streaming_destination", true),
    ("deploy_key_added", true),
    ("deploy_key_removed", true),
    ("deploy_token_created", true),
    ("deploy_token_destroyed", true),
    ("deploy_token_revoked", true),
    ("destroy_instance_event_streaming_destination", true),
    ("destroy_pipeline", true),
    ("disable_personal_access_tokens_updated", true),
    ("email_created", true),
    ("email_destroyed", true),
    ("emails_enabled_updated", true),
    ("enabled_git_access_protocol_updated", true),
    ("group_access_token_created", true),
    ("group_access_token_creation_failed", true),
    ("group_access_token_deleted", true),
    ("group_created", true),
    ("group_deletion_marked", true),
    ("group_deploy_token_created", true),
    ("group_deploy_token_destroyed", true),
    ("group_deploy_token_revoked", true),
    ("group_description_updated", true),
    ("group_lfs_enabled_updated", true),
    ("group_membership_lock_updated", true),
    ("group_mentions_disabled_updated", true),
    ("group_merge_request_approval_setting_created", true),
    ("group_name_updated", true),
    ("group_project_creation_level_updated", true),
    ("group_push_rules_author_email_regex_updated", true),
    ("group_push_rules_branch_name_regex_updated", true),
    ("group_push_rules_commit_committer_check_updated", true),
    ("group_push_rules_commit_message_negative_regex_updated", true),
    ("group_push_rules_commit_message_regex_updated", true),
    ("group_push_rules_file_name_regex_updated", true),
    ("group_push_rules_max_file_size_updated", true),
    ("group_push_rules_prevent_secrets_updated", true),
    ("group_push_rules_reject_deny_delete_tag_updated", true),
    ("group_push_rules_reject_member_check_updated", true),
    ("group_push_rules_reject_non_dco_commits_updated", true),
    ("group_push_rules_reject_unsigned_commits_updated", true),
    ("group_request_access_enabled_updated", true),
    ("group_require_two_factor_authentication_updated", true),
    ("group_shared_with_group_lock_updated", true),
    ("group_two_factor_grace_period_updated", true),
    ("group_visibility_level_updated", true),
    ("job_artifact_downloaded", false),
    ("login_failed_with_standard_authentication", true),
    ("member_created", true),
    ("member_destroyed", true),
    ("member_updated", true),
    ("merge_commit_template_updated", true),
    ("oauth_application_created", true),
    ("personal_access_token_created", true),
    ("personal_access_token_revoked", true),
    ("prevent_forking_outside_group_updated", true),
    ("prevent_sharing_groups_outside_hierarchy_updated", true),
    ("project_access_token_created", true),
    ("project_access_token_creation_failed", true),
    ("project_access_token_deleted", true),
    ("project_archived", true),
    ("project_created", true),
    ("project_default_branch_updated", true),
    ("project_deletion_marked", true),
    ("project_description_updated", false),
    ("project_destroyed", true),
    ("project_disable_overriding_approvers_per_merge_request_updated", true),
    ("project_feature_analytics_access_level_updated", true),
    ("project_feature_builds_access_level_updated", true),
    ("project_feature_container_registry_access_level_updated", true),
    ("project_feature_environments_access_level_updated", true),
    ("project_feature_feature_flags_access_level_updated", true),
    ("project_feature_forking_access_level_updated", true),
    ("project_feature_infrastructure_access_level_updated", true),
    ("project_feature_issues_access_level_updated", true),
    ("project_feature_merge_requests_access_level_updated", true),
    ("project_feature_model_experiments_access_level_updated", true),
    ("project_feature_model_registry_access_level_updated", true),
    ("project_feature_monitor_access_level_updated", true),
    ("project_feature_package_registry_access_level_updated", true),
    ("project_feature_pages_access_level_updated", true),
    ("project_feature_releases_access_level_updated", true),
    ("project_feature_repository_access_level_updated", true),
    ("project_feature_requirements_access_level_updated", true),
    ("project_feature_security_and_compliance_access_level_updated", true),
    ("project_feature_snippets_access_level_updated", true),
    ("project_feature_wiki_access_level_updated", true),
    ("project_merge_method_updated", true),
    ("project_merge_requests_author_approval_updated", true),
    ("project_merge_requests_disable_committers_approval_updated", true),
    ("project_name_updated", true),
    ("project_only_allow_merge_if_all_discussions_are_resolved_updated", true),
    ("project_only_allow_merge_if_pipeline_succeeds_updated", true),
    ("project_packages_enabled_updated", true),
    ("project_printing_merge_request_link_enabled_updated", true),
    ("project_push_rules_author_email_regex_updated", true),
    ("project_push_rules_branch_name_regex_updated", true),
    ("project_push_rules_commit_committer_check_updated", true),
    ("project_push_rules_commit_message_negative_regex_updated", true),
    ("project_push_rules_commit_message_regex_updated", true),
    ("project_push_rules_file_name_regex_updated", true),
    ("project_push_rules_max_file_size_updated", true),
    ("project_push_rules_prevent_secrets_updated", true),
    ("project_push_rules_reject_deny_delete_tag_updated", true),
    ("project_push_rules_reject_member_check_updated", true),
    ("project_push_rules_reject_non_dco_commits_updated", true),
    ("project_push_rules_reject_unsigned_commits_updated", true),
    ("project_remove_source_branch_after_merge_updated", true),
    ("project_require_password_to_approve_updated", true),
    ("project_reset_approvals_on_push_updated", true),
    ("project_resolve_outdated_diff_discussions_updated", true),
    ("project_restored", true),
    ("project_unarchived", true),
    ("project_visibility_level_updated", true),
    ("protected_branch_allow_force_push_updated", true),
    ("protected_branch_code_owner_approval_required_updated", true),
    ("protected_branch_created", true),
    ("protected_branch_removed", true),
    ("protected_branch_updated", true),
    ("remove_gpg_key", true),
    ("remove_ssh_key", true),
    ("repository_git_operation", false),
    ("require_password_to_approve_updated", true),
    ("require_reauthentication_to_approve_updated", true),
    ("retain_approvals_on_push_updated", true),
    ("saml_group_links_created", true),
    ("saml_group_links_removed", true),
    ("secure_ci_job_token_group_added", true),
    ("secure_ci_job_token_group_removed", true),
    ("secure_ci_job_token_inbound_disabled", true),
    ("secure_ci_job_token_inbound_enabled", true),
    ("secure_ci_job_token_project_added", true),
    ("secure_ci_job_token_project_removed", true),
    ("selective_code_owner_removals_updated", true),
    ("service_access_tokens_expiration_enforced_updated", true),
    ("show_diff_preview_in_email_updated", true),
    ("squash_commit_template_updated", true),
    ("squash_option_updated", true),
    ("unban_user", true),
    ("unblock_user", true),
    ("update_approval_rules", true),
    ("updated_group_audit_event_streaming_destination", true),
    ("updated_instance_audit_event_streaming_destination", true),
    ("user_access_locked", true),
    ("user_activate", true),
    ("user_admin_status_updated", true),
    ("user_approved", true),
    ("user_auditor_status_updated", true),
    ("user_authenticated_using_job_token", false),
    ("user_blocked", true),
    ("user_created", true),
    ("user_deactivate", true),
    ("user_destroyed", true),
    ("user_disable_two_factor", true),
    ("user_email_address_updated", true),
    ("user_external_status_updated", true),
    ("user_name_updated", true),
    ("user_password_updated", true),
    ("user_profile_visiblity_updated", false),
    ("user_rejected", true),
    ("user_username_updated", true),
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
