//! Destinations of the stream by GraphQL, and streams that are broken on purpose.

use jiff::Timestamp;
use range::{RangeConfig, StreamTrouble, Tier};
use serde_json::{Value, json};

use crate::harness::{NOW, Sink, Site, config};

async fn graphql(site: &Site, token: &str, text: &str) -> Value {
    let url = site.range.base_url().join("/api/graphql").unwrap();
    let client = range::client("tests").unwrap();
    let sent = client.post(url).header("PRIVATE-TOKEN", token).json(&json!({ "query": text }));
    sent.send().await.unwrap().json().await.unwrap()
}

const LIST: &str =
    "query { auditEventsInstanceStreamingDestinations { nodes { id name config active } } }";

async fn deeds(site: &Site, count: usize) {
    let deploy = site.project("harbor/platform/deploy");
    for number in 0..count {
        let body = json!({ "key": format!("KEY_{number}"), "value": "x" });
        site.admin("POST", &format!("/projects/{deploy}/variables"), body).await;
    }
    site.range.streams_idle().await;
}

async fn troubled(trouble: StreamTrouble) -> (Site, Sink) {
    let (sink, destination) = Sink::start().await;
    let site = Site::start_with(RangeConfig { destinations: vec![destination], ..config() }).await;
    site.range.trouble_streams(trouble);
    (site, sink)
}

fn ids(sink: &Sink) -> Vec<u64> {
    let received = sink.received.lock().unwrap();
    received.iter().map(|(_, body)| body["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_destination_is_made_filtered_listed_and_taken_away() {
    let (sink, to) = Sink::start().await;
    let site = Site::start().await;
    let admin = site.range.admin_token().to_owned();
    let create = format!(
        "mutation {{ instanceAuditEventStreamingDestinationsCreate(input: {{ name: \"p\", category: \"http\", config: {{ url: \"{}\" }} }}) {{ errors externalAuditEventDestination {{ id secretToken }} }} }}",
        to.url
    );
    let made = graphql(&site, &admin, &create).await;
    let made = &made["data"]["instanceAuditEventStreamingDestinationsCreate"];
    assert_eq!(made["errors"], json!([]));
    let id = made["externalAuditEventDestination"]["id"].as_str().unwrap().to_owned();
    let filter = format!(
        "mutation {{ auditEventsInstanceDestinationEventsAdd(input: {{ destinationId: \"{id}\", eventTypeFilters: [\"ci_variable_created\"] }}) {{ errors eventTypeFilters }} }}"
    );
    let filtered = graphql(&site, &admin, &filter).await;
    assert_eq!(filtered["data"]["auditEventsInstanceDestinationEventsAdd"]["errors"], json!([]));

    deeds(&site, 1).await;
    assert_eq!(sink.types().last().map(String::as_str), Some("ci_variable_created"));
    let listed = graphql(&site, &admin, LIST).await;
    let nodes = &listed["data"]["auditEventsInstanceStreamingDestinations"]["nodes"];
    assert_eq!((nodes[0]["id"].as_str(), &nodes[0]["active"]), (Some(id.as_str()), &json!(true)));

    let delete = format!(
        "mutation {{ instanceAuditEventStreamingDestinationsDelete(input: {{ id: \"{id}\" }}) {{ errors }} }}"
    );
    graphql(&site, &admin, &delete).await;
    let listed = graphql(&site, &admin, LIST).await;
    assert_eq!(
        listed["data"]["auditEventsInstanceStreamingDestinations"]["nodes"],
        json!([]),
        "{listed}"
    );
}

#[tokio::test]
async fn who_may_not_see_destinations_sees_none_and_makes_none() {
    let site = Site::start().await;
    let listed = graphql(&site, site.range.leaked_token(), LIST).await;
    assert_eq!(listed["data"]["auditEventsInstanceStreamingDestinations"], Value::Null);
    let premium = Site::start_with(RangeConfig { tier: Tier::Premium, ..config() }).await;
    let create = "mutation { instanceAuditEventStreamingDestinationsCreate(input: { category: \"http\", config: { url: \"http://x.test\" } }) { errors } }";
    let refused = graphql(&premium, premium.range.admin_token(), create).await;
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("permission"), "{refused}");
}

#[tokio::test]
async fn an_instance_of_another_age_knows_only_its_own_fields() {
    let flags = ["legacy_stream_api".to_owned()].into();
    let site = Site::start_with(RangeConfig { flags, ..config() }).await;
    let refused = graphql(&site, site.range.admin_token(), LIST).await;
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("doesn't exist on type"));
    let old = "{ instanceExternalAuditEventDestinations { nodes { id destinationUrl } } }";
    let listed = graphql(&site, site.range.admin_token(), old).await;
    assert_eq!(listed["data"]["instanceExternalAuditEventDestinations"]["nodes"], json!([]));
}

#[tokio::test]
async fn a_lost_answer_and_a_repetition_deliver_twice() {
    let trouble = StreamTrouble {
        answer_lost_every: Some(3),
        repeated_every: Some(2),
        ..StreamTrouble::default()
    };
    let (site, sink) = troubled(trouble).await;
    deeds(&site, 4).await;
    let ids = ids(&sink);
    // 1, 2 and 4 repeated, 3 posted again.
    assert_eq!(ids.len(), 7, "{ids:?}");
}

#[tokio::test]
async fn events_arrive_out_of_order_and_some_not_at_all() {
    let trouble = StreamTrouble { lost_every: Some(4), reversed: 3, ..StreamTrouble::default() };
    let (site, sink) = troubled(trouble).await;
    deeds(&site, 4).await;
    let ids = ids(&sink);
    assert_eq!(ids.len(), 3);
    assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
}

#[tokio::test]
async fn a_destination_that_is_left_out_gets_nothing_until_then() {
    let now: Timestamp = NOW.parse().unwrap();
    let until = now + jiff::SignedDuration::from_mins(15);
    let trouble = StreamTrouble { skipped_until: Some(until), ..StreamTrouble::default() };
    let (site, sink) = troubled(trouble).await;
    deeds(&site, 2).await;
    assert!(ids(&sink).is_empty());
    site.range.trouble_streams(StreamTrouble::default());
    deeds(&site, 0).await;
    let deploy = site.project("harbor/platform/deploy");
    site.admin("DELETE", &format!("/projects/{deploy}/variables/KEY_0"), Value::Null).await;
    site.range.streams_idle().await;
    assert_eq!(sink.types(), ["ci_variable_deleted"]);
}

#[tokio::test]
async fn the_licence_and_a_groups_plan_are_told() {
    let site = Site::start().await;
    assert_eq!(site.admin("GET", "/license", Value::Null).await.json()["plan"], "ultimate");
    let refused = site.get("/license", site.range.leaked_token()).await;
    assert_eq!(refused.status, 403);
    let group = site.admin("GET", "/namespaces/harbor", Value::Null).await.json();
    assert_eq!((group["full_path"].as_str(), &group["plan"]), (Some("harbor"), &Value::Null));
}
