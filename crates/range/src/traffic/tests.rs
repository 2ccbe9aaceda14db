//! That the traffic is valid, repeatable and uneven as real traffic is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::*;

fn events(count: usize) -> Vec<Value> {
    Traffic::new(3).take(count).map(|bytes| serde_json::from_slice(&bytes).unwrap()).collect()
}

#[test]
fn every_event_is_whole_and_time_moves_forward() {
    let mut before = Timestamp::MIN;
    for event in events(2_000) {
        let at: Timestamp = event["created_at"].as_str().unwrap().parse().unwrap();
        assert!(at >= before);
        before = at;
        assert_eq!(event["event_type"], event["details"]["event_name"]);
        assert_eq!(event["id"].is_u64(), event["id"].as_str().is_none_or(|id| id.len() != 36));
        assert!(event["author_id"].as_u64().unwrap() > 0);
    }
}

#[test]
fn a_month_of_traffic_crosses_its_months_rightly() {
    let mut calendar = Calendar::starting(2028, 2, 28);
    let mut days = Vec::new();
    for _ in 0..3 {
        let mut out = Vec::new();
        calendar.write(&mut out);
        days.push(String::from_utf8(out).unwrap());
        calendar.advance(86_400_000);
    }
    assert_eq!(
        days,
        ["2028-02-28T00:00:00.000Z", "2028-02-29T00:00:00.000Z", "2028-03-01T00:00:00.000Z"]
    );
}

#[test]
fn equal_seeds_make_equal_bytes() {
    let take = |seed| Traffic::new(seed).take(50).collect::<Vec<_>>();

    assert_eq!(take(1), take(1));
    assert_ne!(take(1), take(2));
}

#[test]
fn few_do_much_and_many_do_little() {
    let mut by_type: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_author: BTreeMap<u64, usize> = BTreeMap::new();
    for event in events(20_000) {
        *by_type.entry(event["event_type"].as_str().unwrap().to_owned()).or_default() += 1;
        *by_author.entry(event["author_id"].as_u64().unwrap()).or_default() += 1;
    }
    assert_eq!(by_type.len(), cast::KINDS.len());
    assert!(by_type["repository_git_operation"] > 4_000);
    assert!(by_author.len() > 1_500);
    assert!(*by_author.values().max().unwrap() > 1_000);
}

#[test]
fn an_event_is_as_long_as_gitlabs_own() {
    let bytes: usize = Traffic::new(1).take(1_000).map(|event| event.len()).sum();

    assert!((500_000..700_000).contains(&bytes), "{bytes}");
}

#[test]
fn every_api_line_is_whole() {
    for line in ApiTraffic::new(5).take(1_000) {
        let line: Value = serde_json::from_slice(&line).unwrap();
        assert!(
            line["token_id"].is_u64()
                && line["route"].as_str().unwrap().starts_with("/api/:version/")
        );
        assert!(!line["path"].as_str().unwrap().contains(':'));
    }
}

#[test]
fn every_event_type_is_one_of_gitlabs() {
    for kind in cast::KINDS {
        match event::catalogue::find(kind.name) {
            Some(known) => assert_eq!(known.is_saved, kind.is_saved, "{}", kind.name),
            None => assert!(event::catalogue::all().is_empty(), "{}", kind.name),
        }
    }
}
