//! Settings of the whole instance.
//!
//! Source: GitLab docs, `api/settings`, and the pages on hardening that the
//! product's checks follow. GitLab has some four hundred; these are the ones
//! by which an instance is opened or closed.

use super::field::{
    Field, ids, number, off, on, one_of, optional_number, optional_text, secret, text, words,
};
use crate::Tier::{Premium, Ultimate};

const VISIBILITY: &[&str] = &["private", "internal", "public"];
/// Ten days.
const DOWNLOAD_WINDOW_S_MAX: i64 = 864_000;
const COUNT_MAX: i64 = 2_147_483_647;

/// Settings of the instance.
pub const APPLICATION: &[Field] = &[
    // Coming in.
    off("signup_enabled"),
    on("require_admin_approval_after_user_signup"),
    one_of("email_confirmation_setting", &["off", "soft", "hard"]),
    words("domain_allowlist"),
    off("domain_denylist_enabled"),
    words("domain_denylist"),
    optional_text("email_restrictions"),
    off("email_restrictions_enabled"),
    on("password_authentication_enabled_for_web"),
    on("password_authentication_enabled_for_git"),
    number("minimum_password_length", 12, 8, 128),
    off("password_number_required").from(Premium),
    off("password_uppercase_required").from(Premium),
    off("password_lowercase_required").from(Premium),
    off("password_symbol_required").from(Premium),
    off("require_two_factor_authentication"),
    off("require_admin_two_factor_authentication"),
    number("two_factor_grace_period", 48, 0, COUNT_MAX),
    off("admin_mode"),
    on("notify_on_unknown_sign_in"),
    number("session_expire_delay", 10_080, 0, COUNT_MAX),
    off("session_expire_from_init"),
    on("remember_me_enabled"),
    off("unique_ips_limit_enabled"),
    number("unique_ips_limit_per_user", 10, 1, COUNT_MAX),
    number("unique_ips_limit_time_window", 3600, 0, COUNT_MAX),
    number("max_login_attempts", 10, 1, COUNT_MAX),
    number("failed_login_attempts_unlock_period_in_minutes", 10, 1, COUNT_MAX),
    off("user_default_external"),
    on("user_oauth_applications"),
    on("can_create_group"),
    on("allow_project_creation_for_guest_and_below"),
    on("gravatar_enabled"),
    // Tokens and keys.
    text("personal_access_token_prefix", "glpat-"),
    optional_number("max_personal_access_token_lifetime", 1, 400).from(Ultimate),
    on("require_personal_access_token_expiry"),
    off("disable_personal_access_tokens").from(Premium),
    off("disable_feed_token"),
    optional_number("max_ssh_key_lifetime", 1, 400).from(Ultimate),
    off("enforce_ssh_key_expiration").from(Ultimate),
    number("rsa_key_restriction", 0, -1, COUNT_MAX),
    number("dsa_key_restriction", -1, -1, COUNT_MAX),
    number("ecdsa_key_restriction", 0, -1, COUNT_MAX),
    number("ecdsa_sk_key_restriction", 0, -1, COUNT_MAX),
    number("ed25519_key_restriction", 0, -1, COUNT_MAX),
    number("ed25519_sk_key_restriction", 0, -1, COUNT_MAX),
    off("secret_detection_token_revocation_enabled").from(Ultimate),
    optional_text("secret_detection_token_revocation_url").from(Ultimate),
    secret("secret_detection_token_revocation_token").from(Ultimate),
    // What can be seen.
    one_of("default_project_visibility", VISIBILITY),
    one_of("default_snippet_visibility", VISIBILITY),
    one_of("default_group_visibility", VISIBILITY),
    words("restricted_visibility_levels"),
    words("import_sources"),
    one_of("enabled_git_access_protocol", &["", "ssh", "http"]),
    number("default_branch_protection", 2, 0, 4),
    on("project_export_enabled"),
    text("globally_allowed_ips", ""),
    // CI/CD.
    off("allow_runner_registration_token"),
    words("valid_runner_registrars"),
    on("keep_latest_artifact"),
    text("default_artifacts_expire_in", "30 days"),
    number("ci_max_includes", 150, 0, COUNT_MAX),
    on("shared_runners_enabled"),
    on("enforce_ci_inbound_job_token_scope_enabled"),
    off("protected_ci_variables"),
    number("max_artifacts_size", 100, 0, COUNT_MAX),
    // Going out.
    off("allow_local_requests_from_web_hooks_and_services"),
    on("allow_local_requests_from_system_hooks"),
    words("outbound_local_requests_allowlist"),
    on("dns_rebinding_protection_enabled"),
    off("deny_all_requests_except_allowed"),
    // Downloads.
    number("max_number_of_repository_downloads", 0, 0, 10_000).from(Ultimate),
    number("max_number_of_repository_downloads_within_time_period", 0, 0, DOWNLOAD_WINDOW_S_MAX)
        .from(Ultimate),
    words("git_rate_limit_users_allowlist").from(Ultimate),
    ids("git_rate_limit_users_alertlist").from(Ultimate),
    off("auto_ban_user_on_excessive_projects_download").from(Ultimate),
    // Limits.
    off("throttle_authenticated_api_enabled"),
    number("throttle_authenticated_api_requests_per_period", 7200, 1, COUNT_MAX),
    number("throttle_authenticated_api_period_in_seconds", 3600, 1, COUNT_MAX),
    off("throttle_authenticated_web_enabled"),
    number("throttle_authenticated_web_requests_per_period", 7200, 1, COUNT_MAX),
    number("throttle_authenticated_web_period_in_seconds", 3600, 1, COUNT_MAX),
    off("throttle_unauthenticated_api_enabled"),
    number("throttle_unauthenticated_api_requests_per_period", 3600, 1, COUNT_MAX),
    number("throttle_unauthenticated_api_period_in_seconds", 3600, 1, COUNT_MAX),
    off("throttle_unauthenticated_web_enabled"),
    number("throttle_unauthenticated_web_requests_per_period", 3600, 1, COUNT_MAX),
    number("throttle_unauthenticated_web_period_in_seconds", 3600, 1, COUNT_MAX),
    off("throttle_authenticated_git_http_enabled"),
    off("throttle_protected_paths_enabled"),
    number("throttle_protected_paths_requests_per_period", 10, 1, COUNT_MAX),
    number("throttle_protected_paths_period_in_seconds", 60, 1, COUNT_MAX),
    number("project_jobs_api_rate_limit", 600, 0, COUNT_MAX),
    number("members_delete_limit", 60, 0, COUNT_MAX),
    text("rate_limiting_response_text", ""),
    // The rest.
    number("deletion_adjourned_period", 7, 1, 90),
    on("version_check_enabled"),
    on("usage_ping_enabled"),
    off("hashed_storage_enabled"),
    optional_text("abuse_notification_email"),
    optional_text("after_sign_up_text"),
    secret("akismet_api_key"),
    secret("asset_proxy_secret_key"),
];
