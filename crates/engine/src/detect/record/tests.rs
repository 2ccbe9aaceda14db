use event::{Way, normalise};
use jiff::SignedDuration;
use serde_json::json;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const NOON: &str = "2026-11-21T12:00:00Z";

fn body(id: u64, message: &str, created_at: Timestamp) -> Vec<u8> {
    let row = json!({
        "id": id, "author_id": 14, "entity_id": 31, "entity_type": "Project",
        "details": { "author_name": "Mizuki Arai", "custom_message": message, "target_id": 31,
            "target_type": "Project", "target_details": "app" },
        "created_at": created_at.to_string(), "event_type": "project_created",
    });
    row.to_string().into_bytes()
}

/// Shows events, one after the other, as received at noon; answers the rules of what is found.
fn watch(source: &str, events: &[Vec<u8>]) -> Vec<RecordRule> {
    let mut watch = RecordWatch::default();
    let received_at = at(NOON);
    let found = (0..).zip(events).flat_map(|(index, raw)| {
        let event = normalise::read(Way::of_source(source), received_at, raw);
        watch.observe(Shown { index, source, received_at, event: &event })
    });
    found.map(|finding| RecordRule::of_id(&finding.rule).unwrap()).collect()
}

#[test]
fn a_silence_is_told_once_and_only_when_it_is_unusual() {
    let last = at(NOON);
    let after = |minutes| last + SignedDuration::from_mins(minutes);
    assert_eq!(silent_source("stream/main", last, 60, after(9)), None);
    let told = silent_source("stream/main", last, 60, after(10)).unwrap();
    let again = silent_source("stream/main", last, 60, after(300)).unwrap();
    assert_eq!(told.id, again.id);
    // A source that speaks once an hour may be silent for two.
    assert_eq!(silent_source("stream/quiet", last, 3600, after(120)), None);
    assert!(silent_source("stream/quiet", last, 3600, after(180)).is_some());
}

#[test]
fn a_repetition_is_no_news_but_another_story_under_the_same_id_is() {
    let now = at(NOON);
    let [one, other] = [body(7, "Project created", now), body(7, "Nothing happened", now)];
    assert_eq!(watch("stream/main", &[one.clone(), one.clone()]), []);
    assert_eq!(watch("stream/main", &[one, other]), [RecordRule::OtherBytes]);
}

#[test]
fn events_of_the_future_and_of_long_ago_are_told_once_a_day() {
    let now = at(NOON);
    let future = now + SignedDuration::from_mins(6);
    let old = now - SignedDuration::from_hours(401 * 24);
    let check = |source, time: Timestamp, expected: &[RecordRule]| {
        assert_eq!(watch(source, &[body(1, "a", time)]), expected, "{source} {time}");
    };
    check("stream/main", future, &[RecordRule::FromFuture]);
    check("stream/main", now + SignedDuration::from_mins(4), &[]);
    check("stream/main", old, &[RecordRule::LongAgo]);
    // What is imported or read out of a bucket may be old.
    check("import/audit_json.log", old, &[]);
    check("bucket/export", old, &[]);

    let mut watch = RecordWatch::default();
    let mut ids = std::collections::BTreeSet::new();
    for index in 0..10 {
        let event = normalise::read(Way::Stream, now, &body(index, "a", future));
        let shown = Shown { index, source: "stream/main", received_at: now, event: &event };
        ids.extend(watch.observe(shown).into_iter().map(|finding| finding.id));
    }
    assert_eq!(ids.len(), 1);
}

#[test]
fn a_clock_that_goes_ahead_is_told_and_one_event_ahead_is_not() {
    let now = at(NOON);
    let ahead = now + SignedDuration::from_secs(90);
    let events = |count: u64, time| (0..count).map(move |id| body(id, "a", time));
    let all: Vec<_> = events(50, ahead).collect();
    assert_eq!(watch("stream/main", &all), [RecordRule::ClockSkew]);
    let few: Vec<_> = events(20, ahead).chain(events(40, now)).collect();
    assert!(!watch("stream/main", &few).contains(&RecordRule::ClockSkew));
}

fn destination(change: impl FnOnce(&mut DestinationSeen)) -> DestinationSeen {
    let mut seen = DestinationSeen {
        id: "gid://gitlab/X/1".to_owned(),
        name: "portcullis".to_owned(),
        url: "https://p.test/collect/stream/main".to_owned(),
        is_active: true,
        event_type_filters: Vec::new(),
        headers: vec!["X-Site".to_owned()],
    };
    change(&mut seen);
    seen
}

#[track_caller]
fn check_change(now: &[DestinationSeen], expected: &[(RecordRule, &str)]) {
    let before = [destination(|_| {})];
    let found = changes(&before, now, at(NOON));
    let found: Vec<_> =
        found.iter().map(|f| (RecordRule::of_id(&f.rule).unwrap(), f.summary.as_str())).collect();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((rule, summary), (wanted, words)) in found.iter().zip(expected) {
        assert!(rule == wanted && summary.contains(words), "{found:?}");
    }
}

#[test]
fn a_destination_that_is_gone_or_altered_is_found_and_a_renamed_one_is_not() {
    check_change(&[destination(|_| {})], &[]);
    check_change(&[destination(|one| "other".clone_into(&mut one.name))], &[]);
    check_change(&[], &[(RecordRule::DestinationGone, "not there any more")]);
    check_change(
        &[destination(|one| one.is_active = false)],
        &[(RecordRule::DestinationAltered, "active: true → false")],
    );
    check_change(
        &[destination(|one| one.event_type_filters.push("user_blocked".to_owned()))],
        &[(RecordRule::DestinationAltered, "filters: - → user_blocked")],
    );
    check_change(
        &[destination(|one| "https://evil.test/".clone_into(&mut one.url))],
        &[(RecordRule::DestinationAltered, "https://evil.test/")],
    );
}

#[test]
fn an_hour_in_which_events_were_lost_is_one_finding_however_often_it_is_compared() {
    let row = |minute: i64, is_streamed, is_known| Compared {
        occurred_at: at(NOON) + SignedDuration::from_mins(minute),
        is_streamed,
        is_known,
    };
    let mut hours: BTreeMap<Timestamp, Gap> = BTreeMap::new();
    for row in [row(1, true, true), row(59, false, false), row(61, true, true)] {
        hours.entry(row.hour()).or_default().count(row);
    }
    let found = gaps("instance", &hours, &BTreeMap::new());
    assert_eq!(found.len(), 1);
    assert!(found[0].summary.contains("of 2 events of instance"), "{}", found[0].summary);
    // The next run finds it in the record, still not streamed.
    for gap in hours.values_mut() {
        gap.added = 0;
    }
    assert_eq!(gaps("instance", &hours, &BTreeMap::new())[0].id, found[0].id);
}

#[test]
fn every_rule_has_an_id_of_its_own_and_as_many_arguments_as_its_findings_give() {
    let ids: std::collections::BTreeSet<_> = RecordRule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), RecordRule::ALL.len());
    let silent =
        silent_source("stream/main", at(NOON), 1, at(NOON) + SignedDuration::from_hours(1));
    for finding in [silent.unwrap(), disk_low(7, at(NOON))] {
        let rule = RecordRule::of_id(&finding.rule).unwrap();
        assert_eq!(finding.reason.unwrap().args.len(), rule.arguments().len());
    }
}

#[test]
fn what_was_streamed_and_is_not_listed_is_told_hour_by_hour_once() {
    let record = |index: u64| RecordRef { index, key: event::DedupKey(format!("{index:032x}")) };
    let events = vec![
        (at("2026-11-21T12:10:00Z"), 42, record(1)),
        (at("2026-11-21T12:50:00Z"), 41, record(2)),
        (at("2026-11-21T12:50:00Z"), 41, record(9)), // told by a second stream
        (at("2026-11-21T13:00:00Z"), 50, record(3)),
    ];
    let found = not_listed("instance", events.clone());
    let told: Vec<_> = found.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(
        told,
        [
            "2 events that the stream brought of instance in the hour from 2026-11-21T12:00:00Z are not in GitLab's list; the first is 41",
            "1 events that the stream brought of instance in the hour from 2026-11-21T13:00:00Z are not in GitLab's list; the first is 50",
        ]
    );
    assert_eq!(found[0].level, Level::High);
    assert_eq!(found[0].records.iter().map(|one| one.index).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(not_listed("instance", events)[0].id, found[0].id);
    assert_eq!(not_listed("instance", Vec::new()), []);
}
