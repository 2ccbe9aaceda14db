use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::super::{Attestations, Execution, may_approve_in, may_execute_in};
use super::*;
use crate::respond::Subject;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + minute * 60).unwrap()
}

fn plan() -> Plan {
    Plan {
        subject: Subject::Instance,
        acts: Vec::new(),
        impact: Vec::new(),
        warnings: Vec::new(),
        gaps: Vec::new(),
        requested_by: "rita".to_owned(),
        made_at: at(0),
        expires_at: at(600),
    }
}

fn shipped() -> BTreeMap<String, Policy> {
    presets(include_str!("../../../../../../policies/approvals.yml")).unwrap()
}

/// GitLab's preset with people in its groups.
fn staffed() -> Policy {
    let mut policy = shipped().remove("gitlab").unwrap();
    let group = |members: &[&str], backups: &[&str]| Group {
        members: members.iter().map(|&name| name.to_owned()).collect(),
        backups: backups.iter().map(|&name| name.to_owned()).collect(),
    };
    policy.groups = [
        ("security".to_owned(), group(&["sam", "both"], &["sue"])),
        ("infrastructure".to_owned(), group(&["ian", "both"], &[])),
        ("legal".to_owned(), group(&["lea"], &[])),
        ("management".to_owned(), group(&["rita", "max"], &[])),
    ]
    .into();
    policy
}

fn grave() -> Matter {
    Matter { scenario: Some("compromised_instance".to_owned()), ..Matter::default() }
}

fn public_leak() -> Matter {
    Matter {
        scenario: Some("credential_exposure".to_owned()),
        credential: Some(CredentialKind::PersonalAccessToken),
        reach: Some(ExposureReach::Public),
    }
}

#[track_caller]
fn check(policy: &Policy, matter: &Matter, approvers: &[&str], attested: bool, expected: &[&str]) {
    let plan = plan();
    let attestations = Attestations {
        impact_understood: attested,
        guideline: attested.then(|| "IR-7".to_owned()),
    };
    let execution = Execution {
        plan: &plan,
        hash: &plan.hash(),
        attestations: &attestations,
        approvers,
        is_executed: false,
        now: at(60),
    };
    let refusals = may_execute_in(&execution, policy, matter).err().unwrap_or_default();
    let rules: Vec<&str> = refusals.iter().map(|refusal| refusal.rule.as_str()).collect();
    assert_eq!(rules, expected, "{approvers:?}");
}

#[test]
fn the_shipped_presets_are_the_guides_and_gitlabs() {
    let presets = shipped();
    assert_eq!(presets.keys().collect::<Vec<_>>(), ["gitlab", "guide"]);
    assert_eq!(presets["guide"], Policy::default(), "the guide is what holds without settings");
    let terms = presets["gitlab"].terms(&grave());
    assert_eq!((terms.people, terms.groups_needed, terms.groups.len()), (2, 2, 4));
    assert_eq!(terms.respond_within, Some(SignedDuration::from_mins(30)));
    assert_eq!(terms.decide_within, Some(SignedDuration::from_hours(6)));
    let fault = presets["gitlab"].check().unwrap_err();
    assert!(fault.contains("[policy.groups.security]"), "{fault}");
    assert_eq!(staffed().check(), Ok(()));
}

#[test]
fn what_comes_first_depends_on_the_credential_and_how_far_it_was_exposed() {
    let policy = staffed();
    let first = |credential, reach| {
        let matter = Matter { credential, reach, ..public_leak() };
        policy.terms(&matter).revocation
    };
    let (token, feed) = (CredentialKind::PersonalAccessToken, CredentialKind::FeedToken);
    let (public, private) = (ExposureReach::Public, ExposureReach::Private);
    assert_eq!(first(Some(token), Some(public)), Revocation::RevokeFirst);
    assert_eq!(first(Some(token), Some(private)), Revocation::AssessFirst);
    assert_eq!(first(Some(token), None), Revocation::AssessFirst, "unknown counts as not public");
    assert_eq!(first(Some(feed), Some(public)), Revocation::AssessFirst);
    check(&policy, &public_leak(), &["sam"], false, &[]);
    check(&policy, &public_leak(), &[], false, &["gate.approval_missing"]);
}

#[test]
fn two_of_four_groups_must_agree_each_by_another_person() {
    let policy = staffed();
    let two = ["gate.approval_missing", "gate.group_missing"];
    check(&policy, &grave(), &["sam"], true, &two);
    check(&policy, &grave(), &["both"], true, &two);
    check(&policy, &grave(), &["both", "Both "], true, &two);
    check(&policy, &grave(), &["sam", "stranger"], true, &["gate.group_missing"]);
    check(&policy, &grave(), &["sam", "both"], true, &[]);
    check(&policy, &grave(), &["sam", "ian"], true, &[]);
    check(&policy, &grave(), &["rita", "sam"], true, &two);
}

#[test]
fn only_members_approve_and_back_ups_after_the_time_to_respond() {
    let policy = staffed();
    let may = |who, minute| {
        may_approve_in(&plan(), who, at(minute), &policy, &grave())
            .err()
            .map(|refusal| refusal.rule)
    };
    assert_eq!(may("sam", 1), None);
    assert_eq!(may("sue", 29).unwrap(), "gate.backup_too_early");
    assert_eq!(may("sue", 30), None);
    assert_eq!(may("stranger", 60).unwrap(), "gate.not_an_approver");
    assert_eq!(may("RITA", 1).unwrap(), "gate.own_request");
    assert_eq!(may_approve_in(&plan(), "stranger", at(1), &Policy::default(), &grave()), Ok(()));
}

#[test]
fn a_late_decision_is_flagged_and_not_refused() {
    let policy = staffed();
    let mut plan = plan();
    plan.expires_at = at(1_000);
    let attestations = Attestations { impact_understood: true, guideline: Some("IR-7".to_owned()) };
    let mut execution = Execution {
        plan: &plan,
        hash: &plan.hash(),
        attestations: &attestations,
        approvers: &["sam", "ian"],
        is_executed: false,
        now: at(360),
    };
    assert!(may_execute_in(&execution, &policy, &grave()).unwrap().flags.is_empty());
    execution.now = at(361);
    let permit = may_execute_in(&execution, &policy, &grave()).unwrap();
    assert_eq!(permit.flags[0].key, "gate-flag-overdue");
}

#[test]
fn a_rule_that_nobody_can_satisfy_is_refused_when_it_is_read() {
    let mut policy = staffed();
    policy.rules[1].groups.truncate(1);
    assert!(policy.check().unwrap_err().contains("needs 2 groups and names 1"));
    assert!(presets("guide: {aprovals_needed: 1}").unwrap_err().contains("aprovals_needed"));
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "rita", " RITA "];

fn policies() -> impl Strategy<Value = Policy> {
    let members = proptest::collection::vec(0..NAMES.len(), 1..4);
    let groups = proptest::collection::vec(members, 1..4);
    (groups, 1usize..4, 1usize..4).prop_map(|(groups, people, needed)| {
        let named: BTreeMap<String, Group> = groups
            .iter()
            .enumerate()
            .map(|(number, members)| {
                let members = members.iter().map(|&name| NAMES[name].to_owned()).collect();
                (format!("g{number}"), Group { members, backups: Vec::new() })
            })
            .collect();
        let rule = PolicyRule {
            name: "r".to_owned(),
            groups: named.keys().cloned().collect(),
            groups_needed: NonZeroUsize::new(needed.min(named.len())),
            approvals_needed: NonZeroUsize::new(people),
            ..PolicyRule::default()
        };
        Policy { rules: vec![rule], groups: named, ..Policy::default() }
    })
}

proptest! {
    /// Whoever asked never counts, however the name is written and whatever group it is in.
    #[test]
    fn no_policy_lets_a_requester_approve(policy in policies(), name in 4..NAMES.len()) {
        let refusal = may_approve_in(&plan(), NAMES[name], at(1), &policy, &Matter::default());
        prop_assert_eq!(refusal.unwrap_err().rule, "gate.own_request");
        let alone = policy.quorum(&plan(), &[NAMES[name]], &Matter::default());
        prop_assert_eq!((alone.people, alone.groups), (0, 0));
    }

    /// A quorum counts distinct people and distinct groups: never more groups than people,
    /// and naming somebody again changes nothing.
    #[test]
    fn a_quorum_counts_distinct_people_and_distinct_groups(
        policy in policies(),
        who in proptest::collection::vec(0..NAMES.len(), 0..6),
    ) {
        let approvers: Vec<&str> = who.iter().map(|&name| NAMES[name]).collect();
        let once = policy.quorum(&plan(), &approvers, &Matter::default());
        let twice: Vec<&str> = approvers.iter().chain(&approvers).copied().collect();
        prop_assert_eq!(&once, &policy.quorum(&plan(), &twice, &Matter::default()));
        prop_assert!(once.groups <= once.people);
        prop_assert!(once.groups <= policy.groups.len());
        if once.is_reached() {
            prop_assert!(once.people >= once.people_needed && once.people >= 1);
        }
    }

    /// The matching is the largest there is: compared with trying everything.
    #[test]
    fn as_many_groups_are_spoken_for_as_can_be(
        policy in policies(),
        who in proptest::collection::vec(0usize..4, 0..4),
    ) {
        let approvers: Vec<&str> = who.iter().map(|&name| NAMES[name]).collect();
        let people = people("rita", &approvers);
        let groups = &policy.rules[0].groups;
        let found = policy.quorum(&plan(), &approvers, &Matter::default()).groups;
        prop_assert_eq!(found, most(&policy, &people, groups));
    }
}

/// The largest matching, by trying each group for each person and none.
fn most(policy: &Policy, people: &[String], groups: &[String]) -> usize {
    let Some((first, rest)) = people.split_first() else { return 0 };
    let without = most(policy, rest, groups);
    let with =
        groups.iter().enumerate().filter(|(_, group)| policy.speaks_for(first, group).is_some());
    with.map(|(place, _)| {
        let left: Vec<String> = groups
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .map(|(_, group)| group.clone())
            .collect();
        1 + most(policy, rest, &left)
    })
    .fold(without, usize::max)
}
