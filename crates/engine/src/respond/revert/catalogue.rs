//! Which setting an audit event is about: by its type, and in old events, which
//! have none, by the words of `details.change`.
//!
//! Source: GitLab docs, `user/compliance/audit_event_types`; the words of old
//! events in GitLab docs, `api/audit_events`, and `administration/logs`.

use event::{GroupId, ProjectId};

use crate::respond::act::SettingsOf;

/// A place that an event is filed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Instance,
    Group(GroupId),
    Project(ProjectId),
}

/// Settings of a project, by event type, whose names do not follow from it.
const PROJECT: &[(&str, &str)] = &[
    ("project_visibility_level_updated", "visibility"),
    ("project_cicd_merge_pipelines_enabled_updated", "merge_pipelines_enabled"),
    ("project_cicd_merge_trains_enabled_updated", "merge_trains_enabled"),
    ("allow_merge_on_skipped_pipeline_updated", "allow_merge_on_skipped_pipeline"),
    ("squash_option_updated", "squash_option"),
    ("merge_commit_template_updated", "merge_commit_template"),
    ("squash_commit_template_updated", "squash_commit_template"),
    ("emails_enabled_updated", "emails_enabled"),
    ("show_diff_preview_in_email_updated", "show_diff_preview_in_email"),
];

/// Settings of a project that follow from the type: `project_<field>_updated`.
const PROJECT_FIELDS: &[&str] = &[
    "default_branch",
    "description",
    "merge_method",
    "name",
    "only_allow_merge_if_all_discussions_are_resolved",
    "only_allow_merge_if_pipeline_succeeds",
    "packages_enabled",
    "printing_merge_request_link_enabled",
    "remove_source_branch_after_merge",
    "resolve_outdated_diff_discussions",
];

/// How merge requests of a project are approved: `project_<field>_updated`.
const APPROVALS: &[&str] = &[
    "disable_overriding_approvers_per_merge_request",
    "merge_requests_author_approval",
    "merge_requests_disable_committers_approval",
    "require_password_to_approve",
    "reset_approvals_on_push",
];

/// How merge requests of a group are approved: `<field>_updated`.
const APPROVAL_SETTING: &[&str] = &[
    "allow_author_approval",
    "allow_committer_approval",
    "allow_overrides_to_approver_list_per_merge_request",
    "require_password_to_approve",
    "require_reauthentication_to_approve",
    "retain_approvals_on_push",
    "selective_code_owner_removals",
];

/// Settings of a group, by event type.
const GROUP: &[(&str, &str)] = &[
    ("group_visibility_level_updated", "visibility"),
    ("group_require_two_factor_authentication_updated", "require_two_factor_authentication"),
    ("group_two_factor_grace_period_updated", "two_factor_grace_period"),
    ("group_membership_lock_updated", "membership_lock"),
    ("group_request_access_enabled_updated", "request_access_enabled"),
    ("group_lfs_enabled_updated", "lfs_enabled"),
    ("group_mentions_disabled_updated", "mentions_disabled"),
    ("group_shared_with_group_lock_updated", "share_with_group_lock"),
    ("group_description_updated", "description"),
    ("group_name_updated", "name"),
    ("prevent_forking_outside_group_updated", "prevent_forking_outside_group"),
    (
        "prevent_sharing_groups_outside_hierarchy_updated",
        "prevent_sharing_groups_outside_hierarchy",
    ),
    (
        "service_access_tokens_expiration_enforced_updated",
        "service_access_tokens_expiration_enforced",
    ),
    ("enabled_git_access_protocol_updated", "enabled_git_access_protocol"),
    ("emails_enabled_updated", "emails_enabled"),
    ("show_diff_preview_in_email_updated", "show_diff_preview_in_email"),
];

/// Push rules whose event types are not named after the field.
const PUSH_RULES: &[(&str, &str)] =
    &[("reject_deny_delete_tag", "deny_delete_tag"), ("reject_member_check", "member_check")];

/// The words of `change` in events that have no type.
const WORDS: &[(&str, &str)] = &[
    ("visibility", "project_visibility_level_updated"),
    ("visibility_level", "project_visibility_level_updated"),
    (
        "prevent merge request approval from authors",
        "project_merge_requests_author_approval_updated",
    ),
    (
        "prevent merge request approval from committers",
        "project_merge_requests_disable_committers_approval_updated",
    ),
    (
        "prevent users from modifying MR approval rules in merge requests",
        "project_disable_overriding_approvers_per_merge_request_updated",
    ),
    (
        "require new approvals when new commits are added to an MR",
        "project_reset_approvals_on_push_updated",
    ),
    ("require user password for approvals", "project_require_password_to_approve_updated"),
];

/// The event type that an event without one would have.
pub(super) fn type_of_words(words: &str, scope: Scope) -> Option<&'static str> {
    let found = WORDS.iter().find(|(known, _)| *known == words)?.1;
    match scope {
        Scope::Project(_) => Some(found),
        Scope::Group(_) if found == "project_visibility_level_updated" => {
            Some("group_visibility_level_updated")
        }
        Scope::Group(_) | Scope::Instance => None,
    }
}

/// Whose setting, and which, an event of this type changes.
pub(super) fn field(
    event_type: &str,
    words: Option<&str>,
    scope: Scope,
) -> Option<(SettingsOf, String)> {
    match scope {
        Scope::Instance => of_instance(event_type, words),
        Scope::Group(group) => of_group(event_type, group),
        Scope::Project(project) => of_project(event_type, project),
    }
}

/// Only a change that names GitLab's field can be put back.
fn of_instance(event_type: &str, words: Option<&str>) -> Option<(SettingsOf, String)> {
    let field = match event_type {
        "application_setting_updated" => words?,
        "disable_personal_access_tokens_updated" => "disable_personal_access_tokens",
        _others => return None,
    };
    let is_name = !field.is_empty()
        && field.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    is_name.then(|| (SettingsOf::Instance, field.to_owned()))
}

fn of_group(event_type: &str, group: GroupId) -> Option<(SettingsOf, String)> {
    if let Some(rule) = middle(event_type, "group_push_rules_") {
        return Some((SettingsOf::GroupPushRule { group }, push_rule(rule)));
    }
    if let Some(field) =
        event_type.strip_suffix("_updated").filter(|f| APPROVAL_SETTING.contains(f))
    {
        return Some((SettingsOf::GroupApprovalSetting { group }, field.to_owned()));
    }
    let (_, field) = GROUP.iter().find(|(known, _)| *known == event_type)?;
    Some((SettingsOf::Group { group }, (*field).to_owned()))
}

fn of_project(event_type: &str, project: ProjectId) -> Option<(SettingsOf, String)> {
    let of = SettingsOf::Project { project };
    if let Some((_, field)) = PROJECT.iter().find(|(known, _)| *known == event_type) {
        return Some((of, (*field).to_owned()));
    }
    if let Some(rule) = middle(event_type, "project_push_rules_") {
        return Some((SettingsOf::ProjectPushRule { project }, push_rule(rule)));
    }
    if let Some(feature) = middle(event_type, "project_feature_") {
        return feature.ends_with("_access_level").then(|| (of, feature.to_owned()));
    }
    if event_type == "require_reauthentication_to_approve_updated"
        || event_type == "selective_code_owner_removals_updated"
    {
        let field = event_type.trim_end_matches("_updated").to_owned();
        return Some((SettingsOf::ProjectApprovals { project }, field));
    }
    let field = middle(event_type, "project_")?;
    if APPROVALS.contains(&field) {
        return Some((SettingsOf::ProjectApprovals { project }, field.to_owned()));
    }
    PROJECT_FIELDS.contains(&field).then(|| (of, field.to_owned()))
}

fn middle<'a>(event_type: &'a str, before: &str) -> Option<&'a str> {
    event_type.strip_prefix(before)?.strip_suffix("_updated")
}

fn push_rule(name: &str) -> String {
    let renamed = PUSH_RULES.iter().find(|(told, _)| *told == name);
    renamed.map_or(name, |(_, field)| field).to_owned()
}

/// Whether the event tells the opposite of the field: "prevent approval from
/// authors: true" is `merge_requests_author_approval: false`.
pub(super) fn is_told_inverted(field: &str, words: &str) -> bool {
    let says_no = words.starts_with("prevent ");
    let says_new = words.starts_with("require new approvals");
    match field {
        "merge_requests_author_approval"
        | "allow_author_approval"
        | "allow_committer_approval"
        | "allow_overrides_to_approver_list_per_merge_request" => says_no,
        "retain_approvals_on_push" => says_new,
        _told_as_it_is => false,
    }
}
