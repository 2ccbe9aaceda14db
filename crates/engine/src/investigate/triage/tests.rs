use std::collections::BTreeMap;

use event::{Actor, ActorKind, Change, DedupKey, Entity as Scope, Event, Format, Way};
use jiff::{SignedDuration, Timestamp};

use super::own::explain;
use super::*;
use crate::respond::{Act, PlanHash, act};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + minute * 60).unwrap()
}

fn policy() -> Policy {
    Policy::shipped().unwrap()
}

fn finding(id: &str, rule: &str, level: Level, minute: i64) -> Finding {
    Finding {
        id: FindingId(id.to_owned()),
        rule: rule.to_owned(),
        title: format!("Rule {rule}"),
        level,
        tags: Vec::new(),
        requirements: Vec::new(),
        records: Vec::new(),
        occurred_at: at(minute),
        actor_id: Some(7),
        actor: Some("mallory".to_owned()),
        summary: "mallory created a token from 203.0.113.9".to_owned(),
        reason: None,
    }
}

fn traits() -> Traits {
    Traits { addresses: vec!["203.0.113.9".parse().unwrap()], ..Traits::default() }
}

fn sightings<'a>(findings: &'a [Finding], traits: &'a Traits) -> Vec<Sighting<'a>> {
    let seen = |finding: &'a Finding| Sighting { finding, raised_at: finding.occurred_at, traits };
    findings.iter().map(seen).collect()
}

fn suppression(wish: Wish) -> Suppression {
    Suppression { id: 3, wish, by: "rita".to_owned(), at: at(0), lifted: None }
}

fn wish(minute: i64) -> Wish {
    Wish { reason: "the nightly job".to_owned(), expires_at: at(minute), ..Wish::default() }
}

#[test]
fn findings_of_one_rule_about_one_entity_within_the_window_are_one_group() {
    let day = 24 * 60;
    let findings = [
        finding("a", "r1", Level::Low, 0),
        finding("b", "r1", Level::High, day),
        finding("c", "r1", Level::Low, day + 1),
        finding("d", "r2", Level::Low, 5),
    ];
    let traits = traits();

    let groups = groups(&sightings(&findings, &traits), &[], &policy());

    let told: Vec<(&str, usize, Level)> = groups
        .iter()
        .map(|group| (group.id.0.as_str(), group.findings.len(), group.level))
        .collect();
    assert_eq!(told, [("c", 1, Level::Low), ("a", 2, Level::High), ("d", 1, Level::Low)]);
    assert_eq!(groups[1].findings[0].0, "b", "latest first");
    assert_eq!(groups[0].entity.key(), "user:7");
}

#[test]
fn who_is_not_signed_in_is_an_address_and_what_nobody_did_is_the_instance() {
    let mut nobody = finding("a", "r", Level::Low, 0);
    nobody.actor_id = Some(-1);
    assert_eq!(Entity::of(&nobody, &traits()).key(), "address:203.0.113.9");
    nobody.actor_id = None;
    assert_eq!(Entity::of(&nobody, &Traits::default()).key(), "instance");
    nobody.actor_id = Some(-2);
    assert_eq!(Entity::of(&nobody, &traits()).key(), "credential:mallory");
    assert!(Entity::of(&nobody, &traits()).is_called("Mallory"));
}

#[test]
fn what_is_suppressed_is_grouped_apart_and_never_lost() {
    let findings = [finding("a", "r1", Level::High, 0), finding("b", "r1", Level::High, 90)];
    let traits = traits();
    let seen = sightings(&findings, &traits);
    let rule = Wish { rule: Some("r1".to_owned()), ..wish(60) };

    let groups = groups(&seen, &[suppression(rule)], &policy());

    let told: Vec<(&str, &str)> =
        groups.iter().map(|group| (group.id.0.as_str(), group.standing.as_str())).collect();
    assert_eq!(told, [("b", "open"), ("a", "suppressed")], "b came after the end");
    let all: usize = groups.iter().map(|group| group.findings.len()).sum();
    assert_eq!(all, findings.len());
}

#[test]
fn all_that_a_suppression_names_must_hold_and_a_lifted_one_covers_nothing() {
    let one = finding("a", "r1", Level::High, 0);
    let traits = traits();
    let seen = Sighting { finding: &one, raised_at: at(0), traits: &traits };
    let with = |field: &str, pattern: &str| Wish {
        fields: BTreeMap::from([(field.to_owned(), pattern.to_owned())]),
        ..wish(60)
    };
    for (wish, expected) in [
        (with("address", "203.0.113.*"), true),
        (with("address", "203.0.11.*"), false),
        (with("summary", "*CREATED*token*"), true),
        (with("summary", "created*"), false),
        (with("level", "high"), true),
        (Wish { entity: Some("User:7".to_owned()), ..with("level", "h*h") }, true),
        (Wish { entity: Some("user:8".to_owned()), ..with("level", "high") }, false),
        (Wish { rule: Some("r2".to_owned()), ..with("level", "high") }, false),
    ] {
        assert_eq!(wish.matches(&seen), expected, "{wish:?}");
    }
    let lifted = Lifted { by: "otto".to_owned(), at: at(1), reason: "wrong".to_owned() };
    let all = suppression(with("level", "high"));
    assert!(all.covers(&seen));
    assert!(!Suppression { lifted: Some(lifted), ..all }.covers(&seen));
}

#[test]
fn a_suppression_needs_a_reason_an_end_and_something_that_it_is_about() {
    let policy = policy();
    let rule = || Wish { rule: Some("r1".to_owned()), ..wish(60) };
    let any = BTreeMap::from([("actor".to_owned(), "**".to_owned())]);
    let typo = BTreeMap::from([("no_such_field".to_owned(), "1".to_owned())]);
    assert_eq!(rule().check(&policy, at(0)), Ok(()));
    for (wish, field) in [
        (wish(60), "rule"),
        (Wish { reason: " ".to_owned(), ..rule() }, "reason"),
        (Wish { expires_at: at(0), ..rule() }, "expires_at"),
        (Wish { expires_at: at(60 * 24 * 367), ..rule() }, "expires_at"),
        (Wish { fields: any, ..rule() }, "actor"),
        (Wish { fields: typo, ..rule() }, "no_such_field"),
    ] {
        assert_eq!(wish.check(&policy, at(0)).unwrap_err().field, field, "{wish:?}");
    }
}

#[test]
fn risk_adds_up_decays_and_says_of_what_it_is_made() {
    let week = 7 * 24 * 60;
    let findings = [
        finding("a", "r1", Level::High, week),
        finding("b", "r1", Level::High, week),
        finding("c", "r2", Level::Medium, 0),
        finding("d", "r3", Level::Informational, week),
    ];
    let traits = traits();
    let groups = groups(&sightings(&findings, &traits), &[], &policy());

    let risks = risks(&groups, &policy(), at(week));

    assert_eq!(risks.len(), 1);
    let parts: Vec<(f64, f64, f64)> =
        risks[0].parts.iter().map(|part| (part.repeats, part.decay, part.points)).collect();
    assert_eq!(parts, [(2.0, 1.0, 80.0), (1.0, 0.5, 7.5)]);
    assert!((risks[0].points - 87.5).abs() < 1e-9);
    assert_eq!(super::risks(&groups, &policy(), at(week * 40)), [], "forgotten");
}

fn event(name: &str, entity: (&str, i64), minute: i64) -> Event {
    Event {
        key: DedupKey(String::new()),
        id: None,
        occurred_at: at(minute),
        offset_s: 0,
        way: Way::Stream,
        format: Format::AuditStream,
        event_type: Some(name.to_owned()),
        actor: Actor { id: Some(1), kind: ActorKind::User, ..Actor::unknown() },
        entity: Some(Scope { kind: entity.0.to_owned(), id: Some(entity.1), path: None }),
        target: None,
        change: Change::default(),
        ip: None,
        message: None,
        request: None,
        token: None,
        correlation_id: None,
        more: BTreeMap::new(),
        problems: Vec::new(),
    }
}

fn trail() -> OwnTrail {
    let mut trail = OwnTrail { users: [1].into(), ..OwnTrail::default() };
    let act = Act::BlockUser(act::BlockUser { user: event::UserId(7) });
    let plan = PlanHash("ab".to_owned());
    trail.intended(Deed { case: 2, plan: plan.clone(), step: 0, act, from: at(10), to: None });
    trail.ended(&plan, 0, at(11));
    trail
}

#[test]
fn an_event_is_ours_only_by_user_time_object_and_kind_together() {
    let trail = trail();
    let ours = Ours { trail: &trail, token: Some(5), slack: SignedDuration::from_secs(30) };
    let own = event("user_blocked", ("User", 7), 10);
    let explained = |event: Event| explain(&[event], &ours).is_some();

    assert_eq!(
        explain(std::slice::from_ref(&own), &ours),
        Some(Own::Act {
            case: 2,
            plan: PlanHash("ab".to_owned()),
            step: 0,
            act: "block_user".to_owned()
        })
    );
    assert!(!explained(event("user_blocked", ("User", 8), 10)), "another object");
    assert!(!explained(event("user_blocked", ("User", 7), 13)), "another time");
    assert!(!explained(event("add_ssh_key", ("User", 7), 10)), "another kind");
    let mut other = own.clone();
    other.actor.id = Some(9);
    assert!(!explained(other), "another user");
    let mut behind = own.clone();
    behind.actor.impersonator = Some("eve".to_owned());
    assert!(!explained(behind), "somebody stood behind");
    let mixed = [own, event("add_ssh_key", ("User", 7), 10)];
    assert_eq!(explain(&mixed, &ours), None, "all or none");
    assert_eq!(explain(&[], &ours), None);
}

/// A request of our user with our token, 5.
fn request(method: &str, path: &str) -> Event {
    let mut event = event("x", ("User", 7), 10);
    (event.event_type, event.entity) = (None, None);
    event.request = Some(event::Request {
        method: Some(method.to_owned()),
        path: Some(path.to_owned()),
        route: None,
        status: Some(201),
        user_agent: None,
    });
    event.token = Some(event::TokenRef { kind: "PersonalAccessToken".to_owned(), id: 5 });
    event
}

#[test]
fn a_request_is_ours_only_with_our_token() {
    let trail = trail();
    let block = request("POST", "/api/v4/users/7/block");
    let explained = |event: &Event, token: Option<i64>| {
        let ours = Ours { trail: &trail, token, slack: SignedDuration::from_secs(30) };
        explain(std::slice::from_ref(event), &ours).is_some()
    };

    assert!(explained(&block, Some(5)));
    assert!(!explained(&block, Some(6)), "another token of our user");
    assert!(!explained(&block, None), "our token is not known");
    assert!(!explained(&request("POST", "/api/v4/users/70/block"), Some(5)), "another object");
    let mut session = block;
    session.token = None;
    assert!(!explained(&session, Some(5)), "a session is not our token");
}

#[test]
fn reading_is_ours_while_a_survey_is_taken_and_about_what_it_looked_at() {
    let mut trail = OwnTrail { users: [1].into(), ..OwnTrail::default() };
    trail.looks.push(Look { case: 2, from: at(10), to: at(11), objects: [9].into() });
    let ours = Ours { trail: &trail, token: Some(5), slack: SignedDuration::ZERO };
    let explained = |event: Event| explain(&[event], &ours).is_some();

    assert!(explained(event("variable_viewed_api", ("Project", 9), 10)));
    assert!(!explained(event("variable_viewed_api", ("Project", 8), 10)));
    assert!(!explained(event("variable_viewed_api", ("Project", 9), 12)));
    assert!(!explained(event("ci_variable_deleted", ("Project", 9), 10)), "no reading");
}

#[test]
fn reading_the_inventory_is_ours_while_it_is_read_and_only_its_lists() {
    let mut trail = OwnTrail::default();
    trail.inventoried(1, at(10), at(11));
    let ours = Ours { trail: &trail, token: Some(5), slack: SignedDuration::ZERO };
    let explained = |mut event: Event, hour: i64| {
        event.occurred_at = at(hour);
        explain(&[event], &ours)
    };
    for path in [
        "/api/v4/personal_access_tokens",
        "/api/v4/projects/70/access_tokens",
        "/api/v4/users/7/keys",
        "/api/v4/runners/all",
    ] {
        assert_eq!(explained(request("GET", path), 10), Some(Own::Inventory), "{path}");
        assert_eq!(explained(request("GET", path), 12), None, "{path} after it");
        assert_eq!(explained(request("POST", path), 10), None, "{path} made");
    }
    for path in ["/api/v4/projects/70/variables", "/api/v4/projects/70/hooks", "/api/v4/users/7"] {
        assert_eq!(explained(request("GET", path), 10), None, "{path} is none of it");
    }
    assert_eq!(explained(event("variable_viewed_api", ("Project", 9), 10), 10), None);
    let mut session = request("GET", "/api/v4/users");
    session.token = None;
    assert_eq!(explained(session, 10), None, "a session is not our token");
}
