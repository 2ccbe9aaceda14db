//! Values as audit events write them, in the words that GitLab's API takes.

use serde_json::Value;

/// Fields whose value is text, whatever it looks like.
const TEXTS: &[&str] =
    &["name", "path", "description", "default_branch", "merge_method", "squash_option"];

/// What was told, as a value to set. `other` is the value on the other side of the
/// change: an empty text beside a boolean is a "no" that was never set.
///
/// Source: GitLab docs, `api/audit_events` (a sample with `"from": ""`, `"to": "true"`).
pub(super) fn of_text(field: &str, text: &str, other: Option<&str>) -> Value {
    let is_boolean = |text: &str| matches!(text, "true" | "false");
    if text.is_empty() {
        return if other.is_some_and(is_boolean) { Value::Bool(false) } else { Value::Null };
    }
    if field == "visibility" || field.ends_with("_visibility") {
        return Value::from(visibility(text));
    }
    if field.ends_with("_access_level") {
        return Value::from(access(text));
    }
    if is_boolean(text) {
        return Value::Bool(text == "true");
    }
    let is_text = TEXTS.contains(&field)
        || ["_regex", "_template", "_message", "_text", "_prefix", "_list", "_ips", "_ranges"]
            .iter()
            .any(|ending| field.ends_with(ending));
    if is_text {
        return Value::from(text);
    }
    if text == "null" {
        return Value::Null;
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::from(number);
    }
    if text.starts_with('[') {
        return serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    }
    Value::from(text)
}

/// By GitLab's name or number of the level.
fn visibility(text: &str) -> String {
    match text {
        "0" => "private".to_owned(),
        "10" => "internal".to_owned(),
        "20" => "public".to_owned(),
        name => name.to_lowercase(),
    }
}

/// By GitLab's name or number of a feature's level.
///
/// Source: GitLab docs, `api/projects`, "project feature visibility level".
fn access(text: &str) -> String {
    match text {
        "0" => "disabled".to_owned(),
        "10" => "private".to_owned(),
        "20" => "enabled".to_owned(),
        "30" => "public".to_owned(),
        name => name.to_lowercase(),
    }
}
