//! That Portcullis' readers understand every telling, and know the same event again.

use std::collections::BTreeMap;

use event::{DedupKey, Event, Format, Way, normalise};
use range::attack::Scenario;
use range::traffic::{ApiTraffic, Traffic};
use serde_json::Value;
use tokio::sync::mpsc;

use crate::harness::{NOW, Sink, Site, config};

fn read(way: Way, raw: &[u8], format: Format) -> Event {
    let event = normalise::read(way, NOW.parse().unwrap(), raw);
    let text = String::from_utf8_lossy(raw);
    assert_eq!((event.format, &event.problems), (format, &vec![]), "{text}");
    event
}

/// Keys of events by GitLab's id.
fn keys(events: impl Iterator<Item = Event>) -> BTreeMap<String, DedupKey> {
    events.map(|event| (event.id.unwrap().0, event.key)).collect()
}

#[tokio::test]
async fn an_attack_is_understood_and_recognised_on_every_road() {
    for scenario in Scenario::ALL {
        let (sink, destination) = Sink::start().await;
        let dir = tempfile::tempdir().unwrap();
        let mut config = config();
        config.destinations = vec![destination];
        config.log_dir = Some(dir.path().to_owned());
        let site = Site::start_with(config).await;
        let (steps, _) = mpsc::unbounded_channel();
        scenario.run(site.range.base_url(), steps).await.unwrap();
        site.range.streams_idle().await;

        let streamed: Vec<_> = {
            let received = sink.received.lock().unwrap();
            received.iter().map(|(_, body)| body.to_string()).collect()
        };
        let streamed =
            keys(streamed.iter().map(|b| read(Way::Stream, b.as_bytes(), Format::AuditStream)));
        let log = std::fs::read_to_string(dir.path().join("audit_json.log")).unwrap();
        let logged = keys(log.lines().map(|l| read(Way::Import, l.as_bytes(), Format::AuditJson)));
        let rows =
            site.admin("GET", "/audit_events?per_page=100&created_after=2026-03-01", Value::Null);
        let rows: Vec<_> =
            rows.await.json().as_array().unwrap().iter().map(Value::to_string).collect();
        let rest = keys(rows.iter().map(|r| read(Way::Rest, r.as_bytes(), Format::AuditRest)));

        assert!(!logged.is_empty());
        assert_eq!(logged, rest, "{}", scenario.name());
        for (id, key) in &logged {
            assert_eq!(streamed.get(id), Some(key), "{id}");
        }
        let api = std::fs::read_to_string(dir.path().join("api_json.log")).unwrap();
        for line in api.lines() {
            read(Way::Import, line.as_bytes(), Format::ApiJson);
        }
    }
}

#[test]
fn traffic_is_understood() {
    for raw in Traffic::new(11).take(500) {
        let event = read(Way::Stream, &raw, Format::AuditStream);
        assert!(event.event_type.is_some() && event.ip.is_some());
    }
    for raw in ApiTraffic::new(11).take(500) {
        let event = read(Way::Import, &raw, Format::ApiJson);
        assert!(event.token.is_some() && event.request.is_some());
    }
}
