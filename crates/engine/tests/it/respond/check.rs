//! What a plan must not break: ourselves, the last who could let anybody in
//! again, accounts that others depend on; and what our standing cannot do.

use std::collections::BTreeSet;

use engine::respond::plan::{
    Draft, DraftAct, Owners, Place, Surroundings, Weight, check_surroundings, draft, questions,
};
use engine::respond::{Act, Plan, Seen, Standing, Subject, act};
use event::{TokenId, UserId};
use serde_json::{Value, json};

use super::example::{ALICE, RESPONDER, at, standing};

fn made(acts: &[Value], standing: &Standing) -> Result<Plan, Vec<String>> {
    made_seen(acts, None, standing)
}

fn made_seen(
    acts: &[Value],
    seen: Option<&Seen>,
    standing: &Standing,
) -> Result<Plan, Vec<String>> {
    let acts = acts.iter().map(|act| DraftAct {
        act: serde_json::from_value(act.clone()).unwrap(),
        seen: seen.cloned(),
    });
    let from = Draft {
        subject: Subject::Instance,
        acts: acts.collect(),
        survey: None,
        standing,
        notes: Vec::new(),
        gaps: Vec::new(),
    };
    draft(from, "rita", at("11:00"))
        .map_err(|refusals| refusals.into_iter().map(|refusal| refusal.rule).collect())
}

fn around(acts: &[Value], around: &Surroundings) -> Vec<String> {
    let plan = made(acts, &standing()).unwrap();
    let line = |weight, rule: &str| match weight {
        Weight::Warning => rule.to_owned(),
        Weight::Refusal => format!("! {rule}"),
    };
    check_surroundings(&plan, &standing(), around)
        .iter()
        .map(|problem| line(problem.weight, &problem.rule))
        .collect()
}

fn on(user: UserId, kind: &str) -> Value {
    json!({"kind": kind, "user": user.0})
}

fn users(ids: &[i64]) -> BTreeSet<UserId> {
    ids.iter().map(|id| UserId(*id)).collect()
}

#[test]
fn every_kind_of_act_has_an_example_and_no_example_is_wrong() {
    let error = serde_json::from_value::<Act>(json!({"kind": "?"})).unwrap_err().to_string();
    let known: BTreeSet<&str> = error.split('`').skip(3).step_by(2).collect();
    let examples = act::examples();
    let shown: BTreeSet<&str> = examples.iter().map(Act::kind_str).collect();

    assert_eq!(examples.len(), act::EXAMPLES.len(), "an example cannot be read");
    assert_eq!(shown, known, "EXAMPLES in act/example.rs has one act of each kind");
    for (act, text) in examples.iter().zip(act::EXAMPLES) {
        let written: Value = serde_json::from_str(text).unwrap();
        assert_eq!(written["kind"], act.kind_str(), "its rules name another kind");
    }
}

/// Kinds that nothing brings back: secrets that end, things that GitLab makes
/// only once, and things made under a new id that only GitLab knows.
const NEVER_UNDONE: &[&str] = &[
    "revoke_token",
    "rotate_token",
    "add_ssh_key",
    "add_webhook",
    "reset_password",
    "add_user_email",
    "add_gpg_key",
    "add_deploy_key",
    "delete_enterprise_key",
    "revoke_deploy_token",
    "delete_application",
    "renew_application_secret",
    "delete_trigger",
    "revoke_agent_token",
    "delete_runner",
    "reset_runner_token",
    "reset_registration_token",
    "replace_variable_value",
    "recreate_variable_hidden",
    "delete_variable",
    "cancel_job",
    "cancel_pipeline",
    "delete_pipeline",
    "delete_schedule",
    "erase_job",
    "delete_artifacts",
    "restore_project",
    "add_approval_rule",
];

#[test]
fn what_no_state_of_its_object_makes_reversible_says_why() {
    let examples = act::examples();
    let never = examples.iter().filter(|act| !act::is_reversible(act));
    for act in never.clone() {
        assert!(act.rules().undo_note().is_some(), "{} does not say why", act.kind_str());
    }
    let never: Vec<&str> = never.map(Act::kind_str).collect();
    assert_eq!(never, NEVER_UNDONE);
}

#[test]
fn no_act_of_any_kind_takes_anything_from_the_responder_unsaid() {
    for example in act::EXAMPLES {
        let mut act: Value = serde_json::from_str(example).unwrap();
        let Some(user) = act.get_mut("user") else { continue };
        *user = json!(RESPONDER.0);
        let lets_in =
            serde_json::from_value::<Act>(act.clone()).unwrap().rules().lets_in().is_some();

        let told = match made(&[act.clone()], &standing()) {
            Err(refused) => refused.iter().any(|rule| rule == "plan.locks_out_responder"),
            Ok(plan) => {
                let found = check_surroundings(&plan, &standing(), &Surroundings::default());
                found.iter().any(|problem| problem.rule.ends_with("_responder"))
            }
        };

        assert!(told || lets_in, "{act}");
    }
}

#[test]
fn the_token_in_use_is_neither_revoked_nor_rotated() {
    let own = Surroundings { own_token: Some(TokenId(9)), ..Surroundings::default() };
    for kind in ["revoke_token", "rotate_token"] {
        let token = |id: i64| json!({"kind": kind, "token": {"id": id, "scope": "personal"}});
        assert_eq!(around(&[token(9)], &own), ["! plan.ends_own_token"]);
        assert!(around(&[token(10)], &own).is_empty());
    }
}

#[test]
fn the_last_administrator_stays() {
    let with = |admins: &[i64]| Surroundings { admins: users(admins), ..Surroundings::default() };
    let block = [on(ALICE, "block_user")];
    let demote = [json!({"kind": "change_user", "user": ALICE.0, "set": {"admin": false}})];

    for acts in [&block, &demote] {
        assert_eq!(around(acts, &with(&[7])), ["! plan.last_administrator"]);
        assert_eq!(around(acts, &with(&[7, 2])), ["plan.only_responder_administers"]);
        assert!(around(acts, &with(&[7, 2, 1])).is_empty());
        assert!(around(acts, &with(&[1, 2])).is_empty(), "she is none");
    }
}

#[test]
fn the_last_owner_of_a_place_stays() {
    let leave =
        |user: i64| json!({"kind": "remove_member", "place": "group", "group": 5, "user": user});
    let owned = |owners: &[i64]| Surroundings {
        owners: vec![Owners { place: Place::Group(5), users: users(owners) }],
        ..Surroundings::default()
    };

    assert_eq!(around(&[leave(7)], &owned(&[7])), ["! plan.last_owner"]);
    assert_eq!(around(&[leave(7), leave(8)], &owned(&[7, 8])), ["! plan.last_owner"]);
    assert!(around(&[leave(7)], &owned(&[7, 8])).is_empty());
    let plan = made(&[leave(7), on(ALICE, "block_user")], &standing()).unwrap();
    assert_eq!(questions(&plan), (vec![Place::Group(5)], true));
}

#[test]
fn a_protected_account_is_not_shut_out_and_its_keys_are_told() {
    let protected =
        Surroundings { protected: vec![(ALICE, "alice".to_owned())], ..Surroundings::default() };
    assert_eq!(around(&[on(ALICE, "block_user")], &protected), ["! plan.protected_account"]);
    assert_eq!(around(&[on(ALICE, "reset_password")], &protected), ["! plan.protected_account"]);
    let key = json!({"kind": "delete_ssh_key", "user": ALICE.0, "key": 3});
    assert_eq!(around(&[key], &protected), ["plan.protected_account_touched"]);
    assert!(around(&[on(UserId(8), "block_user")], &protected).is_empty());
}

#[test]
fn a_setting_that_may_shut_us_out_is_a_warning() {
    let setting = json!({"kind": "change_settings", "of": "group", "group": 5,
        "set": {"ip_restriction_ranges": "192.0.2.0/24"}});
    assert_eq!(
        around(&[setting], &Surroundings::default()),
        ["plan.setting_may_shut_out_responder"]
    );
}

#[test]
fn without_an_administrator_what_needs_one_is_refused() {
    let nobody = Standing { is_admin: false, ..standing() };
    let refused = made(&[on(ALICE, "block_user")], &nobody).unwrap_err();
    assert_eq!(refused, ["plan.needs_admin"]);
    let token =
        json!({"kind": "revoke_token", "token": {"id": 1, "scope": "project", "project": 3}});
    assert!(made(&[token], &nobody).is_ok(), "an owner may");
}

#[test]
fn blocking_before_banning_is_refused() {
    let refused = made(&[on(ALICE, "block_user"), on(ALICE, "ban_user")], &standing()).unwrap_err();
    assert_eq!(refused, ["plan.bans_blocked_user"]);
    assert!(made(&[on(ALICE, "ban_user")], &standing()).is_ok());
}

#[test]
fn what_a_later_act_removes_need_not_be_changed_before() {
    let plan = made(
        &[
            json!({"kind": "pause_runner", "runner": 4}),
            json!({"kind": "delete_runner", "runner": 4}),
        ],
        &standing(),
    )
    .unwrap();
    let rules: Vec<&str> = plan.warnings.iter().map(|warning| warning.rule.as_str()).collect();
    assert_eq!(rules, ["plan.moot_act"]);
}

#[test]
fn an_obstacle_seen_when_planning_is_told_before_anybody_approves() {
    let banned = Seen::User { state: "banned".to_owned() };
    let plan = made_seen(&[on(ALICE, "unblock_user")], Some(&banned), &standing()).unwrap();
    assert!(!plan.warnings.is_empty(), "{plan:?}");
}
