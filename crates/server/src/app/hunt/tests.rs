//! A hunt that is interrupted, and one that is not.

use std::path::Path;

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::config::Config;

/// A correlation of a correlation of failed sign-ins and a rule on new tokens.
const TOKEN_AFTER_GUESSING: &str = "7a3a58e0-f741-464a-af43-d681c0a6a2d7";

/// Failed sign-ins from one address with much else between, then a token.
fn bodies() -> Vec<Bytes> {
    let body = |at: usize, kind: &str, ip: &str| {
        let text = json!({
            "id": 1000 + at, "author_id": 7, "author_name": "mina", "entity_id": 7,
            "entity_type": "User", "entity_path": "mina", "target_id": 7, "target_type": "User",
            "target_details": "mina", "ip_address": ip, "event_type": kind,
            "created_at": format!("2026-03-02T09:{:02}:{:02}.000Z", at / 60, at % 60),
            "details": { "author_class": "User", "custom_message": "-" },
        });
        Bytes::from(text.to_string())
    };
    let failed = "login_failed_with_standard_authentication";
    let mut bodies: Vec<Bytes> = (0..60)
        .map(|at| match at % 6 {
            0 => body(at, failed, "203.0.113.9"),
            _ => body(at, "merge_request_create", "198.51.100.4"),
        })
        .collect();
    bodies.push(body(61, "personal_access_token_created", "203.0.113.9"));
    bodies
}

async fn app(dir: &Path) -> App {
    let mut config = Config::default();
    dir.clone_into(&mut config.data.dir);
    let app = App::open(config, Clock::System).await.unwrap().app;
    app.accept("stream/main", bodies()).await.unwrap();
    app.settle().await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hunt_goes_on_where_it_was_and_finds_what_a_whole_one_finds() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path()).await;
    let order = HuntOrder { rules: vec![TOKEN_AFTER_GUESSING.to_owned()], ..HuntOrder::default() };
    let whole = app.hunter(&order, "whole").await.unwrap();
    let mut all = whole.trail(61);
    while whole.step(&mut all).await.unwrap() {}

    let first = Hunter { stretch: 10, ..app.hunter(&order, "cut").await.unwrap() };
    let mut trail = first.trail(61);
    for _ in 0..3 {
        assert!(first.step(&mut trail).await.unwrap());
    }
    drop((first, trail)); // killed: nothing but the file is left
    let second = Hunter { stretch: 10, ..app.hunter(&order, "cut").await.unwrap() };
    let mut trail = second.trail(61);
    assert_eq!(trail.next, 30);
    while second.step(&mut trail).await.unwrap() {}

    assert_eq!(trail, all);
    assert!(trail.read < 61, "the index leaves nothing out: {}", trail.read);
    let found = second.findings(&trail).unwrap();
    assert_eq!(found, whole.findings(&all).unwrap());
    assert!(found.iter().any(|one| one.title.contains("after many failed")), "{found:#?}");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_nobody_has_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let app = app(dir.path()).await;
    let order = HuntOrder { rules: vec!["no_such_rule".to_owned()], ..HuntOrder::default() };

    let refused = app.begin_hunt(&Person::operator("test"), order).await.unwrap_err();

    let AppError::Invalid { why, .. } = refused else { panic!("{refused}") };
    assert!(why.args["given"].contains("no_such_rule"), "{why:?}");
    app.close().await;
}
