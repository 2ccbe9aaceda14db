//! Settings of projects and groups, their approvals and push rules.
//!
//! Source: GitLab docs, `api/projects`, `api/groups`, `api/merge_request_approvals`,
//! `api/merge_request_approval_settings`, `api/project_push_rules`.

use super::field::{Field, number, off, on, one_of, optional_number, optional_text, text, words};
use crate::Tier::{Premium, Ultimate};

const ACCESS: &[&str] = &["enabled", "private", "disabled"];
const PRIVATE: &[&str] = &["private", "enabled", "disabled"];
const OPEN_ACCESS: &[&str] = &["private", "enabled", "public", "disabled"];

/// Settings of a project, besides name, description and visibility.
pub const PROJECT: &[Field] = &[
    one_of("issues_access_level", ACCESS),
    one_of("repository_access_level", ACCESS),
    one_of("merge_requests_access_level", ACCESS),
    one_of("forking_access_level", ACCESS),
    one_of("wiki_access_level", ACCESS),
    one_of("builds_access_level", ACCESS),
    one_of("snippets_access_level", ACCESS),
    one_of("pages_access_level", OPEN_ACCESS),
    one_of("analytics_access_level", ACCESS),
    one_of("container_registry_access_level", ACCESS),
    one_of("package_registry_access_level", &["enabled", "private", "public", "disabled"]),
    one_of("security_and_compliance_access_level", PRIVATE),
    one_of("releases_access_level", ACCESS),
    one_of("environments_access_level", ACCESS),
    one_of("feature_flags_access_level", ACCESS),
    one_of("infrastructure_access_level", ACCESS),
    one_of("monitor_access_level", ACCESS),
    one_of("model_experiments_access_level", ACCESS),
    one_of("model_registry_access_level", ACCESS),
    one_of("requirements_access_level", ACCESS).from(Ultimate),
    on("public_jobs"),
    on("shared_runners_enabled"),
    on("group_runners_enabled"),
    on("request_access_enabled"),
    on("keep_latest_artifact"),
    on("lfs_enabled"),
    on("packages_enabled"),
    on("emails_enabled"),
    on("enforce_auth_checks_on_uploads"),
    on("warn_about_potentially_unwanted_characters"),
    on("printing_merge_request_link_enabled"),
    on("autoclose_referenced_issues"),
    on("remove_source_branch_after_merge"),
    on("ci_forward_deployment_enabled"),
    on("ci_separated_caches"),
    on("ci_allow_fork_pipelines_to_run_in_parent_project"),
    off("ci_push_repository_for_job_token_allowed"),
    off("ci_job_token_scope_enabled"),
    off("restrict_user_defined_variables"),
    one_of(
        "ci_pipeline_variables_minimum_override_role",
        &["maintainer", "developer", "owner", "no_one_allowed"],
    ),
    optional_text("ci_config_path"),
    number("ci_default_git_depth", 20, 0, 1000),
    number("build_timeout", 3600, 600, 2_592_000),
    one_of("build_git_strategy", &["fetch", "clone"]),
    one_of("auto_cancel_pending_pipelines", &["enabled", "disabled"]),
    off("only_allow_merge_if_pipeline_succeeds"),
    off("only_allow_merge_if_all_discussions_are_resolved"),
    off("allow_merge_on_skipped_pipeline"),
    off("resolve_outdated_diff_discussions"),
    off("auto_devops_enabled"),
    off("service_desk_enabled"),
    one_of("merge_method", &["merge", "rebase_merge", "ff"]),
    one_of("squash_option", &["default_off", "never", "always", "default_on"]),
    optional_text("merge_commit_template"),
    optional_text("squash_commit_template"),
    off("merge_pipelines_enabled").from(Premium),
    off("merge_trains_enabled").from(Premium),
    off("mirror").from(Premium),
    off("pre_receive_secret_detection_enabled").from(Ultimate),
];

/// Settings of a group, besides name, description and visibility.
pub const GROUP: &[Field] = &[
    off("share_with_group_lock"),
    off("require_two_factor_authentication"),
    number("two_factor_grace_period", 48, 0, 2_147_483_647),
    one_of(
        "project_creation_level",
        &["developer", "noone", "owner", "maintainer", "administrator"],
    ),
    one_of("subgroup_creation_level", &["maintainer", "owner"]),
    off("auto_devops_enabled"),
    on("emails_enabled"),
    off("mentions_disabled"),
    on("lfs_enabled"),
    on("request_access_enabled"),
    optional_text("default_branch"),
    number("default_branch_protection", 2, 0, 4),
    one_of(
        "shared_runners_setting",
        &["enabled", "disabled_and_overridable", "disabled_and_unoverridable"],
    ),
    one_of("enabled_git_access_protocol", &["all", "ssh", "http"]),
    optional_number("max_artifacts_size", 0, 100_000),
    on("show_diff_preview_in_email"),
    off("membership_lock").from(Premium),
    off("prevent_forking_outside_group").from(Premium),
    off("prevent_sharing_groups_outside_hierarchy"),
    text("ip_restriction_ranges", "").from(Premium),
    text("allowed_email_domains_list", "").from(Premium),
    one_of("wiki_access_level", ACCESS).from(Premium),
    on("service_access_tokens_expiration_enforced").from(Premium),
    number("unique_project_download_limit", 0, 0, 10_000).from(Ultimate),
    number("unique_project_download_limit_interval_in_seconds", 0, 0, 864_000).from(Ultimate),
    words("unique_project_download_limit_allowlist").from(Ultimate),
    super::field::ids("unique_project_download_limit_alertlist").from(Ultimate),
    off("auto_ban_user_on_excessive_projects_download").from(Ultimate),
];

/// Approvals of a project's merge requests. Premium.
pub const APPROVALS: &[Field] = &[
    number("approvals_before_merge", 0, 0, 100),
    on("reset_approvals_on_push"),
    off("selective_code_owner_removals"),
    off("disable_overriding_approvers_per_merge_request"),
    off("merge_requests_author_approval"),
    off("merge_requests_disable_committers_approval"),
    off("require_password_to_approve"),
    off("require_reauthentication_to_approve"),
];

/// Approval settings of a group or project as the newer endpoint has them. Premium.
pub const APPROVAL_SETTING: &[Field] = &[
    on("allow_author_approval"),
    on("allow_committer_approval"),
    on("allow_overrides_to_approver_list_per_merge_request"),
    off("retain_approvals_on_push"),
    off("selective_code_owner_removals"),
    off("require_password_to_approve"),
    off("require_reauthentication_to_approve"),
];

/// Push rules of a project or group. Premium.
pub const PUSH_RULE: &[Field] = &[
    text("commit_message_regex", ""),
    text("commit_message_negative_regex", ""),
    text("branch_name_regex", ""),
    text("author_email_regex", ""),
    text("file_name_regex", ""),
    off("deny_delete_tag"),
    off("member_check"),
    off("prevent_secrets"),
    number("max_file_size", 0, 0, 10_000),
    off("commit_committer_check"),
    off("commit_committer_name_check"),
    off("reject_unsigned_commits"),
    off("reject_non_dco_commits"),
];

/// What a webhook tells of. The first list is of all hooks, the last of groups only.
pub const HOOK: &[Field] = &[
    on("push_events"),
    off("tag_push_events"),
    off("merge_requests_events"),
    off("repository_update_events"),
    on("enable_ssl_verification"),
    optional_text("name"),
    optional_text("description"),
    optional_text("push_events_branch_filter"),
    one_of("branch_filter_strategy", &["wildcard", "regex", "all_branches"]),
    optional_text("custom_webhook_template"),
];

/// What hooks of projects and groups tell besides.
pub const PLACE_HOOK: &[Field] = &[
    off("issues_events"),
    off("confidential_issues_events"),
    off("note_events"),
    off("confidential_note_events"),
    off("pipeline_events"),
    off("wiki_page_events"),
    off("deployment_events"),
    off("feature_flag_events"),
    off("job_events"),
    off("releases_events"),
    off("milestone_events"),
    off("emoji_events"),
    off("resource_access_token_events"),
    off("vulnerability_events"),
];

/// What hooks of groups tell besides.
pub const GROUP_HOOK: &[Field] =
    &[off("subgroup_events"), off("member_events"), off("project_events")];
