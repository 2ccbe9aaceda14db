//! CE5, UA5: what a gate refuses, and what it lets through.

use engine::respond::gate::{
    Execution, Policy, Revocation, may_approve, may_execute, may_release, may_undo,
};
use engine::respond::plan::propose;
use engine::respond::{Act, Attestations, GateRefusal, Plan, PlanHash, Seen, Wish, act};
use jiff::SignedDuration;

use super::example::{ALICE, at, leaked, personal, taken_over};

fn plan() -> Plan {
    propose(&leaked(), Wish::Contain, None, "bob", at("11:05")).unwrap()
}

fn attested() -> Attestations {
    Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) }
}

fn rules(refusals: &[GateRefusal]) -> Vec<&str> {
    refusals.iter().map(|refusal| refusal.rule.as_str()).collect()
}

#[track_caller]
fn check(attestations: &Attestations, approvers: &[&str], policy: &Policy, expected: &[&str]) {
    let plan = plan();
    let execution = Execution {
        plan: &plan,
        hash: &plan.hash(),
        attestations,
        approvers,
        is_executed: false,
        now: at("11:30"),
    };
    let refusals = may_execute(&execution, policy).err().unwrap_or_default();
    assert_eq!(rules(&refusals), expected);
    assert!(refusals.iter().all(|refusal| !refusal.requirements.is_empty()));
}

#[test]
fn an_attested_and_approved_plan_may_be_executed() {
    check(&attested(), &["carol"], &Policy::default(), &[]);
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    check(
        &Attestations::default(),
        &[],
        &Policy::default(),
        &["gate.impact_not_attested", "gate.guideline_missing", "gate.approval_missing"],
    );
}

#[test]
fn one_attestation_is_not_enough() {
    let only_impact = Attestations { guideline: Some("  ".to_owned()), ..attested() };
    check(&only_impact, &["carol"], &Policy::default(), &["gate.guideline_missing"]);
    let only_guideline = Attestations { impact_understood: false, ..attested() };
    check(&only_guideline, &["carol"], &Policy::default(), &["gate.impact_not_attested"]);
}

#[test]
fn the_requester_does_not_count_as_approver_and_nobody_counts_twice() {
    let two = Policy { approvals_needed: 2.try_into().unwrap(), ..Policy::default() };
    check(&attested(), &["bob", " Bob "], &Policy::default(), &["gate.approval_missing"]);
    check(&attested(), &["carol", "Carol"], &two, &["gate.approval_missing"]);
    check(&attested(), &["carol", "dave"], &two, &[]);
}

#[test]
fn nobody_approves_an_own_request_or_a_plan_that_ended() {
    let plan = plan();
    assert_eq!(may_approve(&plan, "BOB", at("11:06")).unwrap_err().rule, "gate.own_request");
    assert_eq!(may_approve(&plan, "carol", at("12:06")).unwrap_err().rule, "gate.plan_expired");
    assert_eq!(may_approve(&plan, "carol", at("12:05")), Ok(()));
}

#[test]
fn an_old_a_changed_and_an_executed_plan_are_refused() {
    let plan = plan();
    let hash = PlanHash("another".to_owned());
    let execution = Execution {
        plan: &plan,
        hash: &hash,
        attestations: &attested(),
        approvers: &["carol"],
        is_executed: true,
        now: at("12:06"),
    };
    let refusals = may_execute(&execution, &Policy::default()).unwrap_err();
    assert_eq!(
        rules(&refusals),
        ["gate.plan_expired", "gate.plan_changed", "gate.already_executed"]
    );
}

#[test]
fn revoke_first_goes_without_attestation_but_not_without_approval_and_is_flagged() {
    let policy = Policy { revocation: Revocation::RevokeFirst, ..Policy::default() };
    check(&Attestations::default(), &["carol"], &policy, &[]);
    check(&Attestations::default(), &[], &policy, &["gate.approval_missing"]);

    let plan = plan();
    let mut execution = Execution {
        plan: &plan,
        hash: &plan.hash(),
        attestations: &Attestations::default(),
        approvers: &["carol"],
        is_executed: false,
        now: at("11:30"),
    };
    assert_eq!(may_execute(&execution, &policy).unwrap().flags[0].key, "gate-flag-revoke-first");
    let attested = attested();
    execution.attestations = &attested;
    assert!(may_execute(&execution, &policy).unwrap().flags.is_empty());
}

#[test]
fn the_policy_is_read_from_words_and_never_allows_to_go_unapproved() {
    let read = |text: &str| yaml_serde::from_str::<Policy>(text);
    assert_eq!(read("{}").unwrap(), Policy::default());
    let policy =
        read("{revocation: revoke-first, approvals_needed: 2, plan_valid_for: 30m}").unwrap();
    assert_eq!(policy.revocation, Revocation::RevokeFirst);
    assert_eq!(policy.plan_valid_for, SignedDuration::from_mins(30));
    assert!(read("{approvals_needed: 0}").is_err());
    assert!(read("{aprovals_needed: 1}").is_err());
}

#[test]
fn undoing_gives_the_inverse_or_says_why_there_is_none() {
    let block = Act::BlockUser(act::BlockUser { user: ALICE });
    let active = Seen::User { state: "active".to_owned() };
    let blocked = Seen::User { state: "blocked".to_owned() };
    assert_eq!(may_undo(&block, &active), Ok(Act::UnblockUser(act::UnblockUser { user: ALICE })));
    assert_eq!(may_undo(&block, &blocked).unwrap_err().text.key, "gate-nothing-to-undo");

    let revoke = Act::RevokeToken(act::RevokeToken { token: personal(41) });
    let refusal = may_undo(&revoke, &Seen::Token { is_active: true }).unwrap_err();
    assert_eq!(
        (refusal.rule.as_str(), refusal.text.key.as_str()),
        ("gate.cannot_be_undone", "undo-revoke-token")
    );
}

#[test]
fn a_user_is_let_in_only_when_nothing_of_the_attacker_is_left() {
    let mut survey = taken_over();
    let refusals = may_release(&survey, None).unwrap_err();
    assert_eq!(rules(&refusals), ["gate.sweep_missing", "gate.live_credentials"]);
    let refusals = may_release(&survey, Some(2)).unwrap_err();
    assert_eq!(rules(&refusals), ["gate.sweep_not_empty", "gate.live_credentials"]);
    survey.tokens.clear();
    assert_eq!(may_release(&survey, Some(0)), Ok(()));
}
