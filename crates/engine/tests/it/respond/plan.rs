//! CE4, UA1: what is planned, in which order, and what a plan is refused for.

use engine::respond::plan::{Draft, DraftAct, Weight, check, draft, propose, propose_remedies};
use engine::respond::{Act, GateRefusal, Plan, PlanHash, PlannedAct, Subject, Survey, Wish, act};
use insta::assert_snapshot;
use jiff::SignedDuration;

use super::example::{ALICE, APP, at, leaked, personal, taken_over, token};

fn made(survey: &Survey, wish: Wish) -> Plan {
    propose(survey, wish, Some(at("10:00")), "bob", at("11:05")).unwrap()
}

fn acts(plan: &Plan) -> String {
    let line = |planned: &PlannedAct| {
        let undo = planned.inverse.as_ref().map_or("no undo", Act::kind_str);
        format!("{} {} ({undo})", planned.act.kind_str(), planned.target)
    };
    plan.acts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn rules(refusals: Result<Plan, Vec<GateRefusal>>) -> Vec<String> {
    refusals.unwrap_err().into_iter().map(|refusal| refusal.rule).collect()
}

fn warnings(plan: &Plan, survey: &Survey) -> Vec<String> {
    let problems = check(plan, &survey.standing, Some(survey));
    assert!(problems.iter().all(|problem| problem.weight == Weight::Warning), "{problems:?}");
    problems.into_iter().map(|problem| problem.rule).collect()
}

/// A plan with these acts, whatever a proposal would say of them.
fn of(survey: &Survey, acts: Vec<Act>) -> Plan {
    let mut plan = made(survey, Wish::Contain);
    let planned = |act: Act| PlannedAct {
        target: act.rules().target(engine::respond::View { survey: Some(survey), seen: None }),
        impact: act.rules().impact(engine::respond::View { survey: Some(survey), seen: None }),
        inverse: act.inverse(None),
        undo_note: act.rules().undo_note(),
        seen: None,
        after: Vec::new(),
        act,
    };
    plan.acts = acts.into_iter().map(planned).collect();
    plan
}

#[test]
fn a_leaked_token_goes_first_then_what_was_planted_since() {
    assert_snapshot!(acts(&made(&leaked(), Wish::Contain)), @r"
    revoke_token ci (no undo)
    revoke_token backup (no undo)
    delete_ssh_key planted (add_ssh_key)
    remove_webhook evil.test (add_webhook)
    ");
}

#[test]
fn a_user_is_blocked_before_anything_else_and_loses_all_tokens() {
    assert_snapshot!(acts(&made(&taken_over(), Wish::Contain)), @r"
    block_user alice (unblock_user)
    revoke_token ci (no undo)
    revoke_token backup (no undo)
    delete_ssh_key planted (add_ssh_key)
    remove_webhook evil.test (add_webhook)
    ");
}

#[test]
fn a_rotation_replaces_the_leaked_token_only() {
    assert_snapshot!(acts(&made(&leaked(), Wish::Rotate)), @r"
    rotate_token ci (no undo)
    revoke_token backup (no undo)
    delete_ssh_key planted (add_ssh_key)
    remove_webhook evil.test (add_webhook)
    ");
}

#[test]
fn what_is_so_already_is_not_planned() {
    let mut survey = taken_over();
    survey.state = "blocked".to_owned();
    survey.tokens[0].is_active = false;
    assert_snapshot!(acts(&made(&survey, Wish::Contain)), @r"
    revoke_token backup (no undo)
    delete_ssh_key planted (add_ssh_key)
    remove_webhook evil.test (add_webhook)
    ");
}

#[test]
fn without_a_known_window_nothing_but_the_subject_is_touched_and_the_plan_says_so() {
    let plan = propose(&leaked(), Wish::Contain, None, "bob", at("11:05")).unwrap();
    assert_snapshot!(acts(&plan), @"revoke_token ci (no undo)");
    assert!(plan.impact.iter().any(|text| text.key == "plan-window-unknown"));
}

#[test]
fn what_has_no_date_is_left_and_named() {
    let mut survey = leaked();
    survey.keys[1].created_at = None;
    survey.webhooks[1].created_at = None;
    let plan = made(&survey, Wish::Contain);
    assert_eq!(plan.acts.len(), 2);
    let note = plan.impact.iter().find(|text| text.key == "plan-undated-left").unwrap();
    assert_eq!(note.args["names"], "planted, 6 (team/app)");
}

#[test]
fn the_plan_tells_what_could_be_reached_and_what_breaks() {
    let plan = made(&leaked(), Wish::Contain);
    let lines: Vec<String> =
        plan.impact.iter().map(|text| format!("{} {:?}", text.key, text.args)).collect();
    assert_snapshot!(lines.join("\n"), @r#"
    reach-scopes {"scopes": "api", "token": "ci"}
    reach-places {"access": "Maintainer", "groups": "0", "projects": "1"}
    reach-variables {"count": "1", "names": "team/app: DEPLOY_KEY"}
    reach-internal {}
    impact-pipelines-stop {"pipelines": "nightly", "project": "team/app"}
    impact-token-last-used-from {"addresses": "203.0.113.9", "token": "ci", "when": "2026-11-21T10:05:00Z"}
    "#);
}

#[test]
fn remedies_of_a_sweep_are_put_in_order_and_named_once() {
    let key = Act::DeleteSshKey(act::DeleteSshKey { user: ALICE, key: 2 });
    let remedies = [
        key.clone(),
        Act::RevokeToken(act::RevokeToken { token: personal(42) }),
        key,
        Act::BlockUser(act::BlockUser { user: ALICE }),
    ];
    let plan = propose_remedies(&leaked(), &remedies, "bob", at("11:05")).unwrap();
    assert_snapshot!(acts(&plan), @r"
    block_user alice (unblock_user)
    revoke_token backup (no undo)
    delete_ssh_key planted (add_ssh_key)
    ");
}

#[test]
fn a_blocked_user_is_released_and_an_active_one_is_not() {
    let mut survey = taken_over();
    assert_eq!(rules(propose(&survey, Wish::Release, None, "bob", at("11:05"))), ["plan.empty"]);
    survey.state = "blocked".to_owned();
    assert_snapshot!(acts(&made(&survey, Wish::Release)), @"unblock_user alice (block_user)");
}

#[test]
fn nothing_to_do_is_no_plan() {
    let mut survey = leaked();
    for token in &mut survey.tokens {
        token.is_active = false;
    }
    survey.keys.clear();
    survey.webhooks.clear();
    assert_eq!(
        rules(propose(&survey, Wish::Contain, Some(at("10:00")), "bob", at("11:05"))),
        ["plan.empty"]
    );
}

#[test]
fn the_account_that_portcullis_acts_with_is_never_blocked() {
    let mut survey = taken_over();
    survey.standing.user = ALICE;
    assert_eq!(
        rules(propose(&survey, Wish::Contain, None, "bob", at("11:05"))),
        ["plan.locks_out_responder"]
    );
}

#[test]
fn a_token_that_works_no_longer_is_never_rotated() {
    let mut survey = leaked();
    survey.tokens[0].is_active = false;
    survey.tokens[0].is_revoked = true;
    assert_eq!(
        rules(propose(&survey, Wish::Rotate, None, "bob", at("11:05"))),
        ["plan.rotates_dead_token"]
    );
}

#[test]
fn a_plan_warns_of_what_a_person_must_know() {
    let mut survey = taken_over();
    survey.is_admin = true;
    survey.gaps = vec!["group 4: 403".to_owned()];
    let plan = made(&survey, Wish::Contain);
    assert_eq!(warnings(&plan, &survey), ["plan.blocks_admin", "plan.survey_gaps"]);

    let mut survey = leaked();
    survey.standing.user = ALICE;
    let plan = propose(&survey, Wish::Contain, None, "bob", at("11:05")).unwrap();
    assert_eq!(warnings(&plan, &survey), ["plan.may_lock_out_responder"]);
}

#[track_caller]
fn check_order(acts: Vec<Act>, expected: &[(&str, Weight)]) {
    let survey = leaked();
    let problems = check(&of(&survey, acts), &survey.standing, Some(&survey));
    let actual: Vec<(&str, Weight)> =
        problems.iter().map(|problem| (problem.rule.as_str(), problem.weight)).collect();
    assert_eq!(actual, expected);
}

#[test]
fn acts_that_do_not_go_together_are_found() {
    let revoke = Act::RevokeToken(act::RevokeToken { token: personal(41) });
    let rotate = Act::RotateToken(act::RotateToken { token: personal(41) });
    let block = Act::BlockUser(act::BlockUser { user: ALICE });
    let unblock = Act::UnblockUser(act::UnblockUser { user: ALICE });
    let key = Act::DeleteSshKey(act::DeleteSshKey { user: ALICE, key: 2 });
    let hook = Act::RemoveWebhook(act::RemoveWebhook {
        home: act::Home::Project { project: APP },
        hook: 6,
    });

    check_order(vec![revoke.clone(), key.clone(), hook], &[]);
    check_order(vec![key.clone(), key.clone()], &[("plan.duplicate_act", Weight::Refusal)]);
    check_order(vec![rotate.clone(), revoke.clone()], &[("plan.moot_act", Weight::Warning)]);
    check_order(vec![revoke.clone(), rotate], &[("plan.rotates_dead_token", Weight::Refusal)]);
    check_order(vec![block, unblock.clone()], &[("plan.moot_act", Weight::Warning)]);
    check_order(
        vec![unblock.clone(), revoke.clone()],
        &[("plan.unblock_too_early", Weight::Refusal)],
    );
    check_order(vec![unblock.clone(), key], &[("plan.unblock_too_early", Weight::Refusal)]);
    check_order(vec![revoke, unblock], &[]);
}

#[test]
fn a_plan_older_than_the_survey_allows_is_refused() {
    let mut survey = leaked();
    let plan = made(&survey, Wish::Contain);
    survey.taken_at = at("12:06");
    let problems = check(&plan, &survey.standing, Some(&survey));
    assert_eq!(problems[0].rule, "plan.expired");
    assert_eq!(problems[0].weight, Weight::Refusal);
}

#[test]
fn a_plan_lives_for_an_hour_or_as_the_policy_says() {
    let plan = made(&leaked(), Wish::Contain);
    assert_eq!(plan.expires_at, at("12:05"));
    assert_eq!(plan.valid_for(SignedDuration::from_mins(10)).expires_at, at("11:15"));
}

#[test]
fn the_hash_is_the_same_on_every_machine_and_for_every_order_of_keys() {
    let plan = made(&leaked(), Wish::Contain);
    assert_snapshot!(plan.hash(), @"78e8d3ad92b12a9320fde05143a2ede08792a3e35ba67dd4843155e9ca949604");
    let json = serde_json::to_string(&plan).unwrap();
    let again: Plan = serde_json::from_str(&json).unwrap();
    assert_eq!(again.hash(), plan.hash());
}

#[test]
fn any_change_of_a_plan_is_another_hash() {
    let plan = made(&leaked(), Wish::Contain);
    let changes: [fn(&mut Plan); 7] = [
        |plan| plan.subject = Subject::User { user: ALICE },
        |plan| plan.acts.reverse(),
        |plan| plan.acts.truncate(1),
        |plan| plan.acts[0].impact.clear(),
        |plan| plan.requested_by = "eve".to_owned(),
        |plan| plan.gaps.push("x".to_owned()),
        |plan| plan.expires_at = at("23:00"),
    ];
    let mut hashes: Vec<PlanHash> = vec![plan.hash()];
    for change in changes {
        let mut changed = plan.clone();
        change(&mut changed);
        hashes.push(changed.hash());
    }
    let count = hashes.len();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), count);
}

#[test]
fn a_token_planted_for_a_bot_is_revoked_like_any_other() {
    let mut survey = leaked();
    survey.is_bot = true;
    survey.tokens.push(token(43, "second", "10:40"));
    assert_eq!(made(&survey, Wish::Contain).acts.len(), 5);
}

#[test]
fn an_act_that_carries_a_secret_is_never_written_into_a_plan() {
    let survey = leaked();
    let set = [("slack_app_signing_secret".to_owned(), "hunter2".into())].into();
    let settings = act::ChangeSettings { of: act::SettingsOf::Instance, name: None, set };

    let made = draft(
        Draft {
            subject: Subject::Instance,
            acts: vec![DraftAct { act: Act::ChangeSettings(settings), seen: None }],
            survey: None,
            standing: &survey.standing,
            notes: Vec::new(),
            gaps: Vec::new(),
        },
        "rita",
        at("11:00"),
    );

    let rules: Vec<String> = made.unwrap_err().into_iter().map(|refusal| refusal.rule).collect();
    assert_eq!(rules, ["act.secret_setting"]);
}
