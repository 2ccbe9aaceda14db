//! Acts on settings and CI: what is so already, what brings back exactly what was.

use engine::respond::{Act, Seen, View};
use proptest::prelude::*;
use serde_json::{Value, json};

fn act(value: Value) -> Act {
    serde_json::from_value(value).unwrap()
}

fn seen(row: Value) -> Seen {
    Seen::Thing { row: serde_json::from_value(row).unwrap() }
}

fn fields(values: Value) -> Seen {
    Seen::Fields { values: serde_json::from_value(values).unwrap() }
}

fn settings(set: Value) -> Act {
    let mut whole = json!({"kind": "change_settings", "of": "project", "project": 3});
    whole["set"] = set;
    act(whole)
}

fn keys(act: &Act, seen: &Seen) -> Vec<String> {
    let view = View { survey: None, seen: Some(seen) };
    act.rules().impact(view).into_iter().map(|text| text.key).collect()
}

fn refusal(act: &Act, now: &Seen) -> Option<String> {
    act.rules().obstacle(now).map(|refusal| refusal.rule)
}

proptest! {
    #[test]
    fn settings_go_back_to_exactly_what_they_were(
        before in proptest::collection::btree_map("[a-d]", 0_i64..3, 0..4),
        wanted in proptest::collection::btree_map("[a-d]", 0_i64..3, 1..4),
    ) {
        let change = settings(json!(wanted));
        let mut state = before.clone();
        // GitLab tells nothing of what it does not have.
        let told = fields(json!(before));
        for (field, value) in &wanted {
            if state.contains_key(field) {
                state.insert(field.clone(), *value);
            }
        }
        let is_all_told = wanted.keys().all(|field| before.contains_key(field));
        let verdict = change.rules().is_so(&fields(json!(state)));
        prop_assert_eq!(verdict, if is_all_told { Some(true) } else { None });
        match change.inverse(Some(&told)) {
            Some(Act::ChangeSettings(inverse)) => {
                for (field, value) in &inverse.set {
                    state.insert(field.clone(), value.as_i64().unwrap());
                }
            }
            Some(other) => prop_assert!(false, "{:?}", other),
            None => {}
        }
        prop_assert_eq!(state, before);
    }
}

#[test]
fn an_old_value_that_gitlab_does_not_tell_has_no_undo_and_is_said() {
    let change = settings(json!({"visibility": "private", "mystery": true}));
    let before = fields(json!({"visibility": "public"}));
    assert_eq!(change.inverse(Some(&before)), Some(settings(json!({"visibility": "public"}))));
    assert!(keys(&change, &before).contains(&"impact-setting-untold".to_owned()));
    assert_eq!(change.inverse(None), None);
}

#[test]
fn settings_that_hold_secrets_are_never_set_by_an_act() {
    let change = settings(json!({"akismet_api_key": "hunter2"}));
    assert_eq!(refusal(&change, &fields(json!({}))).as_deref(), Some("act.secret_setting"));
    let switch = settings(json!({"disable_feed_token": true}));
    assert_eq!(refusal(&switch, &fields(json!({"disable_feed_token": false}))), None);
}

#[test]
fn approvals_without_the_tier_name_their_alternative() {
    let change = act(json!({
        "kind": "change_settings", "of": "project_approvals", "project": 3,
        "set": {"merge_requests_author_approval": false},
    }));
    assert_eq!(refusal(&change, &Seen::Absent).as_deref(), Some("act.tier"));
}

#[test]
fn a_protection_comes_back_with_everybody_who_might_push() {
    let row = json!({
        "id": 4, "name": "main", "allow_force_push": true, "code_owner_approval_required": true,
        "push_access_levels": [
            {"id": 1, "access_level": 40, "user_id": null, "group_id": null},
            {"id": 2, "access_level": 40, "user_id": 7, "group_id": null},
            {"id": 3, "access_level": 40, "user_id": null, "group_id": 9},
            {"id": 5, "access_level": 40, "deploy_key_id": 11},
        ],
        "merge_access_levels": [{"id": 4, "access_level": 30}],
        "unprotect_access_levels": [],
    });
    let unprotect = act(json!({
        "kind": "unprotect_ref", "project": 3, "what": "branch", "reference": "main",
    }));
    let protect = unprotect.inverse(Some(&seen(row.clone()))).unwrap();
    assert_eq!(
        serde_json::to_value(&protect).unwrap()["set"],
        json!({
            "push": [{"access_level": 40}, {"user_id": 7}, {"group_id": 9}, {"deploy_key_id": 11}],
            "merge": [{"access_level": 30}],
            "allow_force_push": true, "code_owner_approval_required": true,
        })
    );
    assert!(protect.is_already_so(&seen(row)));
    assert_eq!(protect.inverse(Some(&Seen::Absent)), Some(unprotect));
}

#[test]
fn what_a_group_protects_is_not_changed_in_a_project() {
    let unprotect = act(json!({
        "kind": "unprotect_ref", "project": 3, "what": "branch", "reference": "main",
    }));
    let inherited = seen(json!({"name": "main", "inherited": true}));
    assert_eq!(refusal(&unprotect, &inherited).as_deref(), Some("act.inherited"));
}

#[test]
fn a_value_that_cannot_be_masked_says_why_before_anything_is_tried() {
    let mask = act(json!({
        "kind": "change_variable", "project": 3, "key": "DEPLOY", "set": {"masked": true},
    }));
    for (problem, text) in [
        ("too_short", "obstacle-mask-too-short"),
        ("has_space", "obstacle-mask-has-space"),
        ("not_one_line", "obstacle-mask-not-one-line"),
    ] {
        let now = seen(json!({"masked": false, "mask_problem": problem}));
        let refusal = mask.rules().obstacle(&now).unwrap();
        assert_eq!((refusal.rule.as_str(), refusal.text.key.as_str()), ("act.unmaskable", text));
    }
    assert_eq!(refusal(&mask, &seen(json!({"masked": false, "mask_problem": null}))), None);
    let hidden = act(json!({
        "kind": "change_variable", "project": 3, "key": "DEPLOY", "set": {"masked": false},
    }));
    let now = seen(json!({"masked": true, "hidden": true}));
    assert_eq!(refusal(&hidden, &now).as_deref(), Some("act.variable_hidden"));
}

#[test]
fn masking_and_protecting_warn_of_what_they_do_not_do_and_whom_they_hit() {
    let change = act(json!({
        "kind": "change_variable", "project": 3, "key": "DEPLOY",
        "set": {"masked": true, "protected": true},
    }));
    let before = seen(json!({
        "masked": false, "protected": false, "last_unprotected_refs": ["feature/x"],
    }));
    assert_eq!(
        keys(&change, &before),
        [
            "impact-variable-masked",
            "impact-masking-not-foolproof",
            "impact-variable-protected",
            "impact-variable-protected-refs",
        ]
    );
    let inverse = change.inverse(Some(&before)).unwrap();
    assert!(inverse.is_already_so(&before));
}

#[test]
fn a_values_origin_names_no_file_and_no_variable_that_is_not_meant_for_it() {
    for (from, is_fine) in [
        (json!("prompt"), true),
        (json!({"file": "deploy-key"}), true),
        (json!({"file": "../ledger/key"}), false),
        (json!({"file": "/etc/passwd"}), false),
        (json!({"file": ".hidden"}), false),
        (json!({"environment": "PORTCULLIS_VALUE_DEPLOY"}), true),
        (json!({"environment": "PORTCULLIS_GITLAB__TOKEN"}), false),
    ] {
        let replace = act(json!({
            "kind": "replace_variable_value", "project": 3, "key": "DEPLOY", "value_from": from,
        }));
        let now = seen(json!({"masked": true}));
        assert_eq!(refusal(&replace, &now).is_none(), is_fine, "{replace:?}");
        assert_eq!(replace.rules().needs_input().is_some(), from == json!("prompt"));
    }
}

#[test]
fn a_job_that_is_being_cancelled_still_has_its_token() {
    let cancel = act(json!({"kind": "cancel_job", "project": 3, "job": 77}));
    for (status, is_over) in [
        ("running", false),
        ("pending", false),
        ("canceling", false),
        ("canceled", true),
        ("success", true),
    ] {
        let now = seen(json!({"id": 77, "status": status}));
        assert_eq!(cancel.rules().is_so(&now), Some(is_over), "{status}");
    }
}

#[test]
fn what_may_be_evidence_asks_for_a_kept_copy() {
    let without = act(json!({"kind": "delete_artifacts", "project": 3, "job": 77}));
    let with = act(json!({"kind": "erase_job", "project": 3, "job": 77, "evidence": "ab"}));
    assert_eq!(without.rules().needs_evidence(), Some(None));
    assert_eq!(with.rules().needs_evidence(), Some(Some("ab")));
    let cancel = act(json!({"kind": "cancel_job", "project": 3, "job": 77}));
    assert_eq!(cancel.rules().needs_evidence(), None);
    // The log is listed among the artifacts, and stays.
    let only_log = seen(json!({"status": "failed", "artifacts": [{"file_type": "trace"}]}));
    assert!(without.is_already_so(&only_log));
    let running = seen(json!({"status": "running", "artifacts": [{"file_type": "archive"}]}));
    assert_eq!(refusal(&without, &running).as_deref(), Some("act.job_runs"));
}

#[test]
fn a_rule_of_approval_comes_back_with_its_people() {
    let remove = act(json!({"kind": "remove_approval_rule", "project": 3, "rule": 6}));
    let before = seen(json!({
        "id": 6, "name": "security", "approvals_required": 2, "user_ids": [7, 8], "group_ids": [],
        "rule_type": "regular", "report_type": null,
    }));
    let add = remove.inverse(Some(&before)).unwrap();
    assert!(!add.is_already_so(&Seen::Absent));
    assert!(add.is_already_so(&before));
}
