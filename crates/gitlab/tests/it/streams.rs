//! Audit events page by page, destinations of streams, what can be read at all.

use std::sync::Arc;

use gitlab::{
    AuditScope, AuditWindow, Client, Config, Endpoint, NewStream, Problem, StreamApi, StreamScope,
    stream_graphql,
};
use jiff::{SignedDuration, Timestamp};
use range::{Range, RangeConfig, RangeHandle, Tier};

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

async fn range_with(change: impl FnOnce(&mut RangeConfig)) -> (RangeHandle, Client) {
    let mut config = RangeConfig::new(7, Arc::new(now));
    change(&mut config);
    let range = Range::start(config).await.unwrap();
    let config = Config::new(range.base_url().clone(), range.admin_token().into());
    let client = Client::new(config).unwrap();
    (range, client)
}

fn window() -> AuditWindow {
    AuditWindow { created_after: now() - SignedDuration::from_hours(1), created_before: now() }
}

fn new(name: &str) -> NewStream {
    NewStream {
        name: name.to_owned(),
        url: "http://127.0.0.1:9/collect/stream/main".to_owned(),
        token: "a-token-of-24-characters".into(),
        headers: vec![("X-Site".to_owned(), "harbor".to_owned())],
    }
}

#[tokio::test]
async fn more_audit_events_than_a_page_are_read_once_each_newest_first() {
    let (range, client) = range_with(|_| {}).await;
    let user = range.leaked_user().cast_signed();
    for _ in 0..120 {
        client.block_user(user).await.unwrap();
        client.unblock_user(user).await.unwrap();
    }
    let mut pages = client.audit_pages(AuditScope::Instance, window());
    let (mut ids, mut count) = (Vec::new(), 0);
    while let Some(rows) = pages.next().await.unwrap() {
        count += 1;
        assert!(rows.len() <= 100);
        for row in rows {
            let row: serde_json::Value = serde_json::from_str(row.get()).unwrap();
            ids.push(row["id"].as_u64().unwrap());
        }
    }
    assert_eq!((count, ids.len()), (3, 240));
    assert!(ids.is_sorted_by(|a, b| a > b));
    assert!(pages.next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_destination_is_made_listed_renamed_and_taken_away() {
    let (_range, client) = range_with(|_| {}).await;
    for scope in [StreamScope::Instance, StreamScope::Group("harbor".to_owned())] {
        let id = client.create_stream_destination(&scope, &new("portcullis")).await.unwrap();
        let types = ["user_blocked".to_owned()];
        client.filter_stream_destination(&scope, &id, &types).await.unwrap();
        client.rename_stream_destination(&scope, &id, "portcullis 2").await.unwrap();
        let (rows, api) = client.stream_destinations(&scope).await.unwrap();
        assert_eq!(api, StreamApi::Current);
        let row = rows.first().unwrap();
        assert_eq!((row.name.as_str(), row.is_active), ("portcullis 2", true));
        assert_eq!(row.event_type_filters, types);
        assert_eq!(row.headers, ["X-Site"]);
        assert_eq!(row.url.as_deref(), Some("http://127.0.0.1:9/collect/stream/main"));
        let again = client.create_stream_destination(&scope, &new("portcullis 2")).await;
        assert_eq!(again.unwrap_err().problem(), Problem::Rejected);
        client.delete_stream_destination(&scope, &id).await.unwrap();
        assert!(client.stream_destinations(&scope).await.unwrap().0.is_empty());
    }
}

#[tokio::test]
async fn an_older_gitlab_is_asked_in_its_own_words() {
    let (_range, client) =
        range_with(|config| config.flags = ["legacy_stream_api".to_owned()].into()).await;
    let (rows, api) = client.stream_destinations(&StreamScope::Instance).await.unwrap();
    assert_eq!((rows.len(), api), (0, StreamApi::Legacy));
    let refused = client.create_stream_destination(&StreamScope::Instance, &new("p")).await;
    assert_eq!(refused.unwrap_err().problem(), Problem::NotOffered);
}

#[tokio::test]
async fn without_the_licence_there_is_nothing_to_see() {
    let (_range, client) = range_with(|config| config.tier = Tier::Premium).await;
    let hidden = client.stream_destinations(&StreamScope::Instance).await.unwrap_err();
    assert_eq!(hidden.problem(), Problem::Forbidden);
    client.try_endpoint(Endpoint::AuditEvents(AuditScope::Instance)).await.unwrap();
    assert_eq!(client.license_plan().await.unwrap().as_deref(), Some("premium"));
}

#[tokio::test]
async fn what_may_be_read_is_asked_by_reading() {
    let (range, admin) = range_with(|_| {}).await;
    let all = [Endpoint::Users, Endpoint::Applications, Endpoint::Settings, Endpoint::License];
    for endpoint in all {
        admin.try_endpoint(endpoint).await.unwrap();
    }
    let config = Config::new(range.base_url().clone(), range.leaked_token().into());
    let leaked = Client::new(config).unwrap();
    let refused = leaked.try_endpoint(Endpoint::Settings).await.unwrap_err();
    assert_eq!(refused.problem(), Problem::Forbidden);
}

#[test]
fn what_is_printed_for_a_person_holds_no_secret_and_is_complete() {
    let scope = StreamScope::Group("my-group".to_owned());
    let (headers, types) = (["X-Site".to_owned()], ["user_blocked".to_owned()]);
    for (api, words) in [
        (
            StreamApi::Current,
            ["groupAuditEventStreamingDestinationsCreate", "auditEventsGroupDestinationEventsAdd"],
        ),
        (
            StreamApi::Legacy,
            ["externalAuditEventDestinationCreate", "auditEventsStreamingDestinationEventsAdd"],
        ),
    ] {
        let url = "https://p.test/collect/stream/main";
        let operations = stream_graphql(&scope, api, "p", url, (&headers, &types));
        assert_eq!(operations.len(), 3);
        let text = operations.join("\n");
        for word in words.into_iter().chain(["my-group", "X-Site", url, "\"TOKEN\""]) {
            assert!(text.contains(word), "{word} in {text}");
        }
    }
}
