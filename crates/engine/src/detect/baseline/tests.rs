//! What is unusual, from the record alone.

use std::net::IpAddr;
use std::sync::Arc;

use event::{Event, Way, normalise};
use jiff::Timestamp;
use serde_json::json;

use super::network;
use crate::detect::{Detector, Finding, RuleSet};

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;
/// 2026-03-02, a Monday, at midnight UTC.
const START_S: i64 = 1_772_409_600;

fn rules(baseline: &str) -> RuleSet {
    let yaml = format!(
        "title: Unusual\nid: 11111111-1111-4111-8111-111111111111\nlevel: low\n\
         logsource: {{ product: gitlab, service: audit }}\n\
         detection:\n    selection:\n        event_type: authenticated_with_password\n    condition: selection\n\
         portcullis:\n    baseline: {baseline}\n"
    );
    RuleSet::load([("rule.yml".to_owned(), yaml)]).unwrap()
}

fn detector(baseline: &str) -> Detector {
    Detector::new(Arc::new(rules(baseline)))
}

#[track_caller]
fn check_refused(baseline: &str, expected: &str) {
    let yaml = format!(
        "title: Unusual\nid: 11111111-1111-4111-8111-111111111111\nlevel: low\n\
         logsource: {{ product: gitlab, service: audit }}\n\
         detection:\n    s:\n        event_type: authenticated_with_password\n    condition: s\n\
         portcullis:\n    baseline: {baseline}\n"
    );
    let problems = RuleSet::load([("rule.yml".to_owned(), yaml)]).unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(lines, [expected], "{baseline}");
}

/// A sign-in of that person, so many seconds after the start.
fn sign_in(index: u64, who: i64, at_s: i64, ip: &str) -> Event {
    let at = Timestamp::from_second(START_S + at_s).unwrap();
    let wire = json!({
        "id": index + 1, "author_id": who, "author_name": format!("user{who}"), "entity_id": who,
        "entity_type": "User", "entity_path": format!("user{who}"), "target_id": who,
        "target_type": "User", "target_details": format!("user{who}"), "ip_address": ip,
        "created_at": format!("{at:.3}"), "event_type": "authenticated_with_password",
        "details": { "author_class": "User" },
    });
    normalise::read(Way::Stream, Timestamp::UNIX_EPOCH, wire.to_string().as_bytes())
}

/// Shows sign-ins `(person, second, address)`.
fn show(detector: &mut Detector, events: &[(i64, i64, &str)]) -> Vec<(u64, Finding)> {
    let shown = (0..).zip(events).flat_map(|(index, &(who, at_s, ip))| {
        let findings = detector.observe(index, &sign_in(index, who, at_s, ip));
        findings.into_iter().map(move |finding| (index, finding)).collect::<Vec<_>>()
    });
    shown.collect()
}

fn indices(found: &[(u64, Finding)]) -> Vec<u64> {
    found.iter().map(|(index, _)| *index).collect()
}

const NETWORK: &str = "{ new: ip_network, of: author_id, within: 30d, learn: 7d }";

#[test]
fn a_network_new_for_a_person_is_told_once_and_says_what_was_known() {
    let events = [
        (7, 0, "203.0.113.9"),
        (7, DAY_S, "203.0.113.77"),
        (7, 2 * DAY_S, "198.51.100.1"), // still learning
        (8, 3 * DAY_S, "192.0.2.1"),    // somebody else
        (7, 8 * DAY_S, "203.0.113.5"),
        (7, 9 * DAY_S, "192.0.2.200"), // new for 7
        (7, 9 * DAY_S + 1, "192.0.2.201"),
    ];
    let found = show(&mut detector(NETWORK), &events);
    assert_eq!(indices(&found), [5]);
    let finding = &found[0].1;
    assert_eq!(
        finding.summary,
        "user7 signed in with a password from 192.0.2.200: first ip_network 192.0.2.0/24 of user7; \
         4 such events with 2 other(s) since 2026-03-02"
    );
    let reason = finding.reason.as_ref().unwrap();
    assert_eq!(reason.key, "reason-new");
    assert_eq!(reason.args["seen_count"], "4");
}

#[test]
fn what_was_not_seen_for_long_is_new_again_unless_all_is_forgotten() {
    let events = [
        (7, 0, "203.0.113.9"),
        (7, 10 * DAY_S, "198.51.100.1"), // new
        (7, 35 * DAY_S, "198.51.100.1"),
        (7, 36 * DAY_S, "203.0.113.9"), // 36 days ago: new again
        (7, 90 * DAY_S, "192.0.2.1"),   // all is forgotten: learns again
    ];
    assert_eq!(indices(&show(&mut detector(NETWORK), &events)), [1, 3]);
}

#[test]
fn an_event_told_twice_counts_once_and_late_events_say_nothing() {
    let mut detector = detector(NETWORK);
    let first = sign_in(0, 7, 10 * DAY_S, "203.0.113.9");
    assert!(detector.observe(0, &first).is_empty());
    assert!(detector.observe(1, &first).is_empty());
    assert!(detector.observe(2, &sign_in(2, 7, 0, "198.51.100.1")).is_empty());
    let found = detector.observe(3, &sign_in(3, 7, 11 * DAY_S, "192.0.2.1"));
    assert_eq!(found[0].reason.as_ref().unwrap().args["seen_count"], "2");
}

#[test]
fn a_rare_hour_is_told_once_a_day() {
    // Ten mornings, then a night.
    let mut events: Vec<(i64, i64, &str)> =
        (0..16).map(|day| (7, day * DAY_S + 9 * HOUR_S, "203.0.113.9")).collect();
    events.push((7, 16 * DAY_S + 2 * HOUR_S, "203.0.113.9"));
    events.push((7, 16 * DAY_S + 2 * HOUR_S + 60, "203.0.113.9"));
    events.push((7, 16 * DAY_S + 10 * HOUR_S, "203.0.113.9"));
    let found = show(&mut detector("{ rare_hour: true, of: author_id, learn: 14d }"), &events);
    assert_eq!(indices(&found), [16]);
    assert!(found[0].1.summary.ends_with(
        "a rare hour for user7: on 0 of 16 active days since 2026-03-02 something between 01:00 and 04:00 UTC"
    ));
}

#[test]
fn volume_is_told_once_a_period_against_the_own_history() {
    let mut events = Vec::new();
    for day in 0..8 {
        events.extend((0..3).map(|n| (7, day * DAY_S + 9 * HOUR_S + n, "203.0.113.9")));
    }
    let before = events.len();
    events.extend((0..30).map(|n| (7, 8 * DAY_S + 9 * HOUR_S + n, "203.0.113.9")));
    let baseline = "{ volume: { factor: 4, min: 10, per: 1h }, of: author_id, learn: 7d }";
    let found = show(&mut detector(baseline), &events);
    // More than four times three, in the period's thirteenth event.
    assert_eq!(indices(&found), [u64::try_from(before).unwrap() + 12]);
    assert!(found[0].1.summary.ends_with(
        "13 by user7 within 60 minutes; usually 3, at most 3, in 8 such stretches since 2026-03-02"
    ));
}

/// What the only rule remembers of all actors.
fn actors(memory: &str) -> serde_json::Value {
    let memory: serde_json::Value = serde_json::from_str(memory).unwrap();
    let mut baselines = memory["baselines"].as_object().unwrap().values();
    baselines.next().unwrap()["actors"].clone()
}

#[test]
fn a_memory_written_down_goes_on_where_it_was() {
    let events = [
        (7, 0, "203.0.113.9"),
        (7, DAY_S, "198.51.100.1"),
        (7, 9 * DAY_S, "198.51.100.1"),
        (7, 10 * DAY_S, "192.0.2.1"),
    ];
    let mut whole = detector(NETWORK);
    let expected = show(&mut whole, &events);
    assert_eq!(indices(&expected), [3]);

    let mut first = detector(NETWORK);
    show(&mut first, &events[..2]);
    let memory = first.memory(2).unwrap();
    let mut second = detector(NETWORK);
    assert!(second.has_unlearned_baselines());
    assert_eq!(second.recall(&memory).unwrap(), 2);
    assert!(!second.has_unlearned_baselines());
    // Shown again from the start: what it knows counts once.
    assert_eq!(show(&mut second, &events), expected);
    assert_eq!(actors(&second.memory(4).unwrap()), actors(&whole.memory(4).unwrap()));
}

#[test]
fn a_rule_that_changed_learns_from_the_record_and_the_others_keep_theirs() {
    let events = [(7, 0, "203.0.113.9"), (7, DAY_S, "198.51.100.1")];
    let mut old = detector(NETWORK);
    show(&mut old, &events);
    let expected = old.memory(2).unwrap();

    let mut same = detector(NETWORK);
    same.take_over(old);
    assert!(same.apprentice(true).is_none());
    assert_eq!(same.memory(2).unwrap(), expected);

    let changed_to = "{ new: ip_address, of: author_id, within: 30d, learn: 7d }";
    let mut changed = detector(changed_to);
    changed.take_over(same);
    let mut apprentice = changed.apprentice(true).unwrap();
    show(&mut apprentice, &events);
    changed.come_back(apprentice, 2);
    assert!(!changed.has_unlearned_baselines());
    let found = changed.observe(2, &sign_in(2, 7, 8 * DAY_S, "203.0.113.10"));
    assert_eq!(found.len(), 1);
}

#[test]
fn a_wish_that_makes_no_sense_is_refused_with_its_line() {
    check_refused(
        "{ new: ipaddress, of: author_id }",
        "rule.yml:10: unknown field `ipaddress`, did you mean `ip_address`?",
    );
    check_refused("{ rare_hour: true }", "rule.yml:10: `of` is missing: whose history?");
    check_refused("{ of: author_id }", "rule.yml:10: one of `new`, `rare_hour: true` and `volume`");
    check_refused(
        "{ new: ua, of: author_id, learn: 40d, within: 30d }",
        "rule.yml:10: `learn` must be shorter than `within`",
    );
    check_refused(
        "{ new: ua, of: author_id, learn: soon }",
        "rule.yml:10: `soon` is no length of time: write 30d, 12h or 90m",
    );
}

#[test]
fn a_network_is_24_or_48_bits() {
    for (ip, expected) in [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
    ] {
        assert_eq!(network(ip.parse::<IpAddr>().unwrap()), expected);
    }
}

#[test]
fn memory_stays_bounded_and_forgets_who_was_unheard_of_for_longest() {
    let mut detector = detector("{ new: ip_address, of: author_id }");
    let count = u64::try_from(super::ENTRIES_MAX).unwrap() + 10;
    for index in 0..count {
        let who = i64::try_from(index).unwrap();
        detector.observe(index, &sign_in(index, who, who, "203.0.113.9"));
    }
    let actors = actors(&detector.memory(count).unwrap());
    let actors = actors.as_object().unwrap();
    assert!(actors.len() <= super::ENTRIES_MAX);
    assert!(!actors.contains_key("0"));
    assert!(actors.contains_key(&(count - 1).to_string()));
}
