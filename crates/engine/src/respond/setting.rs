//! What is known of GitLab's settings: which values are the same, and what
//! setting one does to people that its name does not say.

use serde_json::Value;

use super::act::SettingsOf;
use super::plan::Text;

/// Whether two values of a setting are the same to GitLab: nothing, an empty
/// text, an empty list and "no" are told in turn for what was never set, and a
/// list has no order.
///
/// Source: GitLab docs, `api/rest` ("boolean fields may be null").
pub fn is_same_value(one: &Value, other: &Value) -> bool {
    let is_nothing = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Number(_) | Value::Bool(true) | Value::Object(_) => false,
    };
    match (one, other) {
        (Value::Array(ones), Value::Array(others)) => {
            ones.len() == others.len()
                && ones.iter().all(|item| others.contains(item))
                && others.iter().all(|item| ones.contains(item))
        }
        _other_kinds => one == other || (is_nothing(one) && is_nothing(other)),
    }
}

/// A value as people read it.
pub fn plain_value(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "-".to_owned(),
        Value::Array(items) => items.iter().map(plain_value).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// Whether a field holds a secret where it holds text: such a value is neither
/// read nor set by an act, which is kept for ever.
pub fn may_be_secret(field: &str, value: &Value) -> bool {
    let endings = ["_token", "_key", "_secret", "_password", "_pass"];
    value.is_string() && endings.iter().any(|ending| field.ends_with(ending))
}

/// What setting a field to a value does to people and machines beyond what its
/// name says: the traps of GitLab's guides. Of a field that is not known here
/// there is nothing to say.
///
/// Source: GitLab docs, `security/two_factor_authentication`, `user/public_access`,
/// `ci/pipelines/settings`, `security/hardening_application_recommendations`,
/// `administration/settings/sign_in_restrictions` (Admin Mode),
/// `security/webhooks`, `security/rate_limits`, `administration/reporting/git_abuse_rate_limit`.
pub fn traps(of: SettingsOf, field: &str, value: &Value) -> Vec<Text> {
    let is_on = value.as_bool() == Some(true);
    let text = match (of, field) {
        (SettingsOf::Schedule { .. }, "active") => Text::of("setting-schedule", []),
        (SettingsOf::JobTokenScope { .. }, _) => Text::of("setting-job-token-scope", []),
        (of, _) if of.is_push_rule() => Text::of("setting-push-rule", []),
        (of, _) if of.is_about_approvals() => Text::of("setting-approvals", []),
        (_, "visibility") => return visibility(value),
        (_, "require_two_factor_authentication" | "require_admin_two_factor_authentication")
            if is_on =>
        {
            return two_factor(of);
        }
        (_, "two_factor_grace_period") => Text::of("setting-grace-period", []),
        (_, field) => return traps_by_name(field, is_on),
    };
    vec![text]
}

fn visibility(value: &Value) -> Vec<Text> {
    if value.as_str() == Some("private") {
        vec![Text::of("setting-visibility-private", []), Text::of("setting-visibility-copies", [])]
    } else {
        vec![Text::of("setting-visibility-wider", [])]
    }
}

fn two_factor(of: SettingsOf) -> Vec<Text> {
    let mut texts = vec![Text::of("setting-two-factor", [])];
    if matches!(of, SettingsOf::Group { .. }) {
        texts.push(Text::of("setting-two-factor-group", []));
    }
    texts.push(Text::of("setting-two-factor-tokens", []));
    texts
}

fn traps_by_name(field: &str, is_on: bool) -> Vec<Text> {
    let text = match field {
        "public_jobs" | "public_builds" if !is_on => Text::of("setting-public-jobs", []),
        "admin_mode" if is_on => Text::of("setting-admin-mode", []),
        "signup_enabled" if !is_on => Text::of("setting-signup", []),
        "disable_personal_access_tokens" if is_on => Text::of("setting-no-tokens", []),
        "globally_allowed_ips" | "ip_restriction_ranges" => Text::of("setting-addresses", []),
        "restricted_visibility_levels" => Text::of("setting-restricted-visibility", []),
        "default_project_visibility"
        | "default_group_visibility"
        | "default_snippet_visibility" => Text::of("setting-only-new", []),
        "auto_ban_user_on_excessive_projects_download" if is_on => Text::of("setting-auto-ban", []),
        "ci_pipeline_variables_minimum_override_role" | "restrict_user_defined_variables" => {
            Text::of("setting-pipeline-variables", [])
        }
        name if name.starts_with("max_number_of_repository_downloads")
            || name.starts_with("unique_project_download_limit") =>
        {
            Text::of("setting-downloads", [])
        }
        name if name.starts_with("allow_local_requests") || name.starts_with("dns_rebinding") => {
            Text::of("setting-local-requests", [])
        }
        name if name.starts_with("throttle_") => Text::of("setting-throttle", []),
        name if name.ends_with("_key_restriction") => Text::of("setting-keys", []),
        name if name.starts_with("password_") || name == "minimum_password_length" => {
            Text::of("setting-passwords", [])
        }
        name if name.starts_with("only_allow_merge_if") => Text::of("setting-merges", []),
        _not_known_here => return Vec::new(),
    };
    vec![text]
}

#[cfg(test)]
mod tests {
    use event::{GroupId, ProjectId};
    use serde_json::json;

    use super::{is_same_value, traps};
    use crate::respond::act::SettingsOf;

    #[test]
    fn what_was_never_set_is_the_same_however_gitlab_tells_it() {
        for (one, other, is_same) in [
            (json!(null), json!(false), true),
            (json!(null), json!(""), true),
            (json!([]), json!(null), true),
            (json!(0), json!(null), false),
            (json!(["a", "b"]), json!(["b", "a"]), true),
            (json!(["a"]), json!(["a", "b"]), false),
            (json!("private"), json!("public"), false),
        ] {
            assert_eq!(is_same_value(&one, &other), is_same, "{one} {other}");
            assert_eq!(is_same_value(&other, &one), is_same, "{other} {one}");
        }
    }

    #[test]
    fn enforcing_a_second_factor_says_that_it_does_not_contain_a_stolen_token() {
        let keys = |of, field, value| -> Vec<String> {
            traps(of, field, &value).into_iter().map(|text| text.key).collect()
        };
        let field = "require_two_factor_authentication";
        let group = SettingsOf::Group { group: GroupId(1) };
        assert_eq!(
            keys(group, field, json!(true)),
            ["setting-two-factor", "setting-two-factor-group", "setting-two-factor-tokens"]
        );
        assert!(!keys(SettingsOf::Instance, field, json!(true)).is_empty());
        assert!(keys(SettingsOf::Instance, field, json!(false)).is_empty());
        let project = SettingsOf::Project { project: ProjectId(1) };
        assert_eq!(keys(project, "visibility", json!("public")), ["setting-visibility-wider"]);
        assert!(keys(project, "an_unknown_field", json!(1)).is_empty());
    }
}
