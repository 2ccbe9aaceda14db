//! One act of each kind as people write it: for help texts, and for tests that
//! go through all kinds. A kind that is missing here fails a test.

use serde_json::{Map, Value};

use super::{Act, Seen};

/// One act of each kind, in JSON.
pub const EXAMPLES: &[&str] = &[
    r#"{"kind": "block_user", "user": 7}"#,
    r#"{"kind": "unblock_user", "user": 7}"#,
    r#"{"kind": "revoke_token", "token": {"id": 12, "scope": "personal"}}"#,
    r#"{"kind": "rotate_token", "token": {"id": 12, "scope": "project", "project": 3}}"#,
    r#"{"kind": "delete_ssh_key", "user": 7, "key": 31}"#,
    r#"{"kind": "add_ssh_key", "user": 7, "title": "laptop", "key": "ssh-ed25519 AAAAC3Nza"}"#,
    r#"{"kind": "remove_webhook", "project": 3, "hook": 9}"#,
    r#"{"kind": "add_webhook", "project": 3, "url": "https://chat.example.com/hook"}"#,
    r#"{"kind": "ban_user", "user": 7}"#,
    r#"{"kind": "unban_user", "user": 7}"#,
    r#"{"kind": "deactivate_user", "user": 7}"#,
    r#"{"kind": "activate_user", "user": 7}"#,
    r#"{"kind": "reset_password", "user": 7}"#,
    r#"{"kind": "change_user", "user": 7, "set": {"admin": false, "external": true}}"#,
    r#"{"kind": "delete_user_email", "user": 7, "email": 4}"#,
    r#"{"kind": "add_user_email", "user": 7, "email": "a@example.com", "is_confirmed": true}"#,
    r#"{"kind": "delete_identity", "user": 7, "provider": "saml"}"#,
    r#"{"kind": "add_identity", "user": 7, "provider": "saml", "extern_uid": "a1"}"#,
    r#"{"kind": "remove_member", "place": "group", "group": 5, "user": 7}"#,
    r#"{"kind": "add_member", "place": "project", "project": 3, "user": 7, "access_level": 30}"#,
    r#"{"kind": "change_member_role", "place": "project", "project": 3, "user": 7, "access_level": 10}"#,
    r#"{"kind": "delete_gpg_key", "user": 7, "key": 2}"#,
    r#"{"kind": "add_gpg_key", "user": 7, "key": "-----BEGIN PGP PUBLIC KEY BLOCK-----"}"#,
    r#"{"kind": "delete_deploy_key", "project": 3, "key": 6}"#,
    r#"{"kind": "add_deploy_key", "project": 3, "title": "deploy", "key": "ssh-ed25519 AAAAC3Nza", "can_push": false}"#,
    r#"{"kind": "delete_enterprise_key", "group": 5, "key": 31}"#,
    r#"{"kind": "revoke_deploy_token", "place": "project", "project": 3, "token": 8}"#,
    r#"{"kind": "delete_application", "application": 2}"#,
    r#"{"kind": "renew_application_secret", "application": 2}"#,
    r#"{"kind": "delete_trigger", "project": 3, "trigger": 10}"#,
    r#"{"kind": "revoke_agent_token", "project": 3, "agent": 1, "token": 5}"#,
    r#"{"kind": "pause_runner", "runner": 11}"#,
    r#"{"kind": "resume_runner", "runner": 11}"#,
    r#"{"kind": "delete_runner", "runner": 11}"#,
    r#"{"kind": "reset_runner_token", "runner": 11}"#,
    r#"{"kind": "reset_registration_token", "place": "instance"}"#,
    r#"{"kind": "change_settings", "of": "project", "project": 3, "name": "team/app", "set": {"visibility": "private"}}"#,
    r#"{"kind": "protect_ref", "project": 3, "what": "branch", "reference": "main", "set": {"push": [{"access_level": 40}], "merge": [{"access_level": 30}]}}"#,
    r#"{"kind": "unprotect_ref", "project": 3, "what": "tag", "reference": "v*"}"#,
    r#"{"kind": "change_variable", "project": 3, "key": "DEPLOY_KEY", "set": {"masked": true, "protected": true}}"#,
    r#"{"kind": "replace_variable_value", "group": 5, "key": "DEPLOY_KEY", "environment_scope": "production", "value_from": "prompt"}"#,
    r#"{"kind": "recreate_variable_hidden", "project": 3, "key": "DEPLOY_KEY", "value_from": {"file": "deploy-key"}}"#,
    r#"{"kind": "delete_variable", "at": "instance", "key": "DEPLOY_KEY"}"#,
    r#"{"kind": "allow_job_tokens", "project": 3, "target_project_id": 4}"#,
    r#"{"kind": "disallow_job_tokens", "project": 3, "target_group_id": 5}"#,
    r#"{"kind": "cancel_job", "project": 3, "job": 77}"#,
    r#"{"kind": "cancel_pipeline", "project": 3, "pipeline": 70}"#,
    r#"{"kind": "delete_pipeline", "project": 3, "pipeline": 70, "evidence": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"#,
    r#"{"kind": "delete_schedule", "project": 3, "schedule": 8}"#,
    r#"{"kind": "erase_job", "project": 3, "job": 77, "evidence": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"#,
    r#"{"kind": "delete_artifacts", "project": 3, "job": 77, "evidence": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}"#,
    r#"{"kind": "restore_project", "project": 3}"#,
    r#"{"kind": "add_approval_rule", "project": 3, "rule_name": "security", "row": {"approvals_required": 1, "user_ids": [7]}}"#,
    r#"{"kind": "remove_approval_rule", "project": 3, "rule": 6}"#,
];

/// The examples as acts; one that cannot be read is left out (a test holds that
/// there is none).
pub fn examples() -> Vec<Act> {
    EXAMPLES.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

/// Whether an act like this can be undone once it is known what was there: some
/// state of its object has an inverse.
pub fn is_reversible(act: &Act) -> bool {
    states(act).iter().any(|seen| act.inverse(seen.as_ref()).is_some())
}

/// States that its object may be in: enough that whatever has an inverse shows one.
fn states(act: &Act) -> Vec<Option<Seen>> {
    let written = serde_json::to_value(act).unwrap_or_default();
    let set = written.get("set").and_then(Value::as_object).cloned().unwrap_or_default();
    let other = |value: &Value| match value {
        Value::Bool(is_so) => Value::Bool(!is_so),
        Value::String(text) if text == "private" => Value::from("internal"),
        _something => Value::from("private"),
    };
    let mut row: Map<String, Value> =
        set.iter().map(|(name, to)| (name.clone(), other(to))).collect();
    let values = row.clone().into_iter().collect();
    for (name, value) in THING {
        row.insert((*name).to_owned(), serde_json::from_str(value).unwrap_or_default());
    }
    let text = |text: &str| text.to_owned();
    vec![
        None,
        Some(Seen::Absent),
        Some(Seen::User { state: text("active") }),
        Some(Seen::User { state: text("blocked") }),
        Some(Seen::SshKey { title: text("laptop"), key: text("ssh-ed25519 AAAA") }),
        Some(Seen::Webhook { url: text("https://chat.example.com/hook") }),
        Some(Seen::Fields { values }),
        Some(Seen::Fields { values: [(text("paused"), Value::Bool(false))].into() }),
        Some(Seen::Fields { values: [(text("paused"), Value::Bool(true))].into() }),
        Some(Seen::Thing { row }),
    ]
}

/// Fields of GitLab's rows, as JSON, from which a thing could be made again.
const THING: &[(&str, &str)] = &[
    ("id", "6"),
    ("name", r#""a name""#),
    ("title", r#""a title""#),
    ("key", r#""ssh-ed25519 AAAA""#),
    ("url", r#""https://chat.example.com/hook""#),
    ("email", r#""a@example.com""#),
    ("confirmed_at", r#""2026-01-01T00:00:00Z""#),
    ("provider", r#""saml""#),
    ("extern_uid", r#""a1""#),
    ("access_level", "20"),
    ("can_push", "false"),
    ("approvals_required", "1"),
    ("push_access_levels", r#"[{"access_level": 40}]"#),
    ("merge_access_levels", r#"[{"access_level": 40}]"#),
    ("create_access_levels", r#"[{"access_level": 40}]"#),
];
