//! That a day is whole, in order, repeatable, and has the shape of one.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn small(seed: u64) -> DayConfig {
    DayConfig { people: 90, ..DayConfig::new(seed) }
}

#[test]
fn a_day_is_in_order_and_every_attack_is_in_it() {
    let mut day = Day::new(small(5));
    let names = day.attacks();
    let mut before = day.starts_ms;
    let mut seen = BTreeSet::new();
    for record in day.by_ref() {
        assert!(record.at_ms >= before, "{}", String::from_utf8_lossy(&record.bytes));
        before = record.at_ms;
        seen.extend(record.attack);
    }
    assert_eq!(seen.len(), names.len(), "{seen:?} of {names:?}");
}

#[test]
fn equal_seeds_make_equal_days() {
    let take = |seed| Day::new(small(seed)).skip(500).take(400).collect::<Vec<_>>();

    assert_eq!(take(1), take(1));
    assert_ne!(take(1), take(2));
}

#[test]
fn days_to_learn_from_come_first_and_hold_no_attack() {
    let mut day = Day::new(DayConfig { learning_days: 2, people: 20, ..DayConfig::new(4) });
    let mut learning = 0;
    while let Some(record) = day.next() {
        if day.is_learning(&record) {
            assert_eq!(record.attack, None);
            learning += 1;
        }
    }
    assert!(learning > 1_000, "{learning}");
}

#[test]
fn people_work_by_day_and_rest_at_the_weekend() {
    let records = |from: i64| {
        let starts = Timestamp::from_second(from).unwrap();
        let day = Day::new(DayConfig { starts, ..small(3) });
        let mut by_hour: BTreeMap<i64, usize> = BTreeMap::new();
        for record in day.filter(|record| record.source == pen::STREAM) {
            *by_hour.entry(record.at_ms.rem_euclid(DAY) / HOUR).or_default() += 1;
        }
        by_hour
    };
    let (tuesday, sunday) = (records(1_773_100_800), records(1_772_928_000));
    let sum = |hours: &BTreeMap<i64, usize>| hours.values().sum::<usize>();
    assert!(sum(&tuesday) > 2 * sum(&sunday), "{} and {}", sum(&tuesday), sum(&sunday));
    // Somebody works at any hour: the zones go round the world, and machines do not sleep.
    let (most, least) = (tuesday.values().max(), tuesday.values().min());
    assert!(most > least.map(|least| 2 * least).as_ref(), "{tuesday:?}");
}

#[test]
fn every_line_is_what_it_says() {
    for record in Day::new(small(8)).take(20_000) {
        if record.source == pen::NGINX {
            continue;
        }
        let line: serde_json::Value = serde_json::from_slice(&record.bytes).unwrap();
        let time = line.get("created_at").or_else(|| line.get("time")).unwrap();
        let time: Timestamp = time.as_str().unwrap().parse().unwrap();
        assert_eq!(time.as_millisecond(), record.at_ms);
        if let Some(kind) = line.get("event_type").and_then(serde_json::Value::as_str)
            && let Some(known) = event::catalogue::find(kind)
        {
            assert_eq!(known.is_saved, line["id"].is_u64(), "{kind}");
        } else if line.get("event_type").is_some() {
            assert!(event::catalogue::all().is_empty(), "{}", line["event_type"]);
        }
    }
}
