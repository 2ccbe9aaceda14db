//! What is told of what happens: stream, audit log, API log, audit events API.

use serde_json::{Value, json};

use crate::harness::{Sink, Site, config};

fn lines(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn one_deed_is_told_the_same_on_every_road() {
    let (sink, destination) = Sink::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = config();
    config.destinations = vec![destination];
    config.log_dir = Some(dir.path().to_owned());
    let site = Site::start_with(config).await;
    let deploy = site.project("harbor/platform/deploy");
    let hook = json!({ "url": "https://example.com/in" });

    site.admin("POST", &format!("/projects/{deploy}/hooks"), hook).await;
    site.range.streams_idle().await;

    let (headers, streamed) = sink.received.lock().unwrap()[0].clone();
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(headers["x-gitlab-event-streaming-token"], "stream-token");
    assert_eq!(headers["x-gitlab-audit-event-type"], "webhook_created");
    assert_eq!(headers["x-site"], "harbor");
    assert_eq!(streamed["event_type"], "webhook_created");
    assert_eq!(streamed["entity_path"], "harbor/platform/deploy");
    assert_eq!(streamed["author_name"], "Portcullis");
    assert_eq!(streamed["ip_address"], "127.0.0.1");
    assert_eq!(streamed["details"]["event_name"], "webhook_created");
    assert_eq!(streamed["details"]["custom_message"], "Added project hook");

    let logged = &lines(&dir.path().join("audit_json.log"))[0];
    let rows =
        site.admin("GET", &format!("/projects/{deploy}/audit_events"), Value::Null).await.json();
    let mut fields: Vec<_> = rows[0].as_object().unwrap().keys().cloned().collect();
    fields.sort();
    assert_eq!(
        fields,
        ["author_id", "created_at", "details", "entity_id", "entity_type", "event_name", "id"]
    );
    for name in ["id", "author_id", "entity_id", "entity_type", "details", "created_at"] {
        assert_eq!(streamed[name], logged[name], "{name}");
        assert_eq!(streamed[name], rows[0][name], "{name}");
    }
    assert_eq!(logged["event_name"], "webhook_created");
    assert_eq!(logged["target_details"], streamed["target_details"]);
}

#[tokio::test]
async fn streamed_only_events_are_in_the_stream_alone() {
    let (sink, destination) = Sink::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = config();
    config.destinations = vec![destination];
    config.log_dir = Some(dir.path().to_owned());
    let site = Site::start_with(config).await;
    let deploy = site.project("harbor/platform/deploy");

    site.admin("GET", &format!("/projects/{deploy}/variables"), Value::Null).await;
    site.admin("GET", &format!("/projects/{deploy}/variables/REGISTRY_PASSWORD"), Value::Null)
        .await;
    site.range.streams_idle().await;

    assert_eq!(sink.types(), ["variable_viewed_api", "variable_viewed_api"]);
    let received = sink.received.lock().unwrap().clone();
    assert_eq!(received[0].1["id"].as_str().unwrap().len(), 36);
    assert_eq!(
        received[1].1["details"]["custom_message"],
        "CI/CD variable 'REGISTRY_PASSWORD' accessed with the API"
    );
    assert!(lines(&dir.path().join("audit_json.log")).is_empty());
    let rows = site.admin("GET", &format!("/projects/{deploy}/audit_events"), Value::Null).await;
    assert!(!rows.text.contains("variable_viewed_api"));
}

#[tokio::test]
async fn each_api_request_names_its_token() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config();
    config.log_dir = Some(dir.path().to_owned());
    let site = Site::start_with(config).await;
    let mut listener = site.range.subscribe_api_lines();
    let (id, token) = site.token_for("mei.tanaka", &["api"]).await;

    site.get("/projects/harbor%2Fplatform%2Fdeploy?private_token=x", &token).await;
    site.admin("DELETE", &format!("/personal_access_tokens/{id}"), Value::Null).await;
    site.get("/user", &token).await;

    let log = lines(&dir.path().join("api_json.log"));
    let read = &log[1];
    assert_eq!(read["route"], "/api/:version/projects/:id");
    assert_eq!(read["path"], "/api/v4/projects/harbor%2Fplatform%2Fdeploy");
    assert_eq!(
        (read["token_type"].clone(), read["token_id"].clone()),
        (json!("PersonalAccessToken"), json!(id))
    );
    assert_eq!(
        (read["username"].clone(), read["status"].clone()),
        (json!("mei.tanaka"), json!(200))
    );
    assert_eq!(read["params"], json!([{ "key": "private_token", "value": "[FILTERED]" }]));
    assert_eq!(read["ua"], "tests");
    let refused = &log[3];
    assert_eq!(refused["status"], 401);
    assert_eq!(refused["meta.auth_fail_reason"], "token_revoked");
    assert_eq!(refused["meta.auth_fail_token_id"], format!("PersonalAccessToken/{id}"));
    assert_eq!(refused.get("token_id"), None);
    let heard: Value = serde_json::from_str(&listener.recv().await.unwrap()).unwrap();
    assert_eq!(heard, log[0]);
}

#[tokio::test]
async fn a_destination_that_is_down_loses_events_and_harms_nothing() {
    let (_, mut destination) = Sink::start().await;
    // A port that nobody listens on.
    destination.url = "http://127.0.0.1:9/".parse().unwrap();
    let (sink, other) = Sink::start().await;
    let mut config = config();
    config.destinations = vec![destination, other];
    let site = Site::start_with(config).await;
    let id = site.user("mei.tanaka");

    assert_eq!(site.admin("POST", &format!("/users/{id}/block"), Value::Null).await.status, 201);
    site.range.streams_idle().await;

    assert_eq!(sink.types(), ["user_blocked"]);
}

#[tokio::test]
async fn every_event_type_is_one_of_gitlabs() {
    let catalogue = event::catalogue::all();
    for (name, is_saved) in range::world::EVENT_TYPES {
        match event::catalogue::find(name) {
            Some(known) => assert_eq!(known.is_saved, *is_saved, "{name}"),
            None => assert!(catalogue.is_empty(), "GitLab has no event type {name}"),
        }
    }
}

#[tokio::test]
async fn changes_say_from_what_to_what() {
    let (sink, destination) = Sink::start().await;
    let mut config = config();
    config.destinations = vec![destination];
    let site = Site::start_with(config).await;
    let partner = site.project("commons/partner-api");
    let member = format!("/projects/{partner}/members/{}", site.user("oscar.lindqvist"));

    site.admin("PUT", &format!("/projects/{partner}"), json!({ "visibility": "public" })).await;
    site.admin("PUT", &member, json!({ "access_level": 30 })).await;
    site.admin("DELETE", &format!("/projects/{partner}/protected_branches/main"), Value::Null)
        .await;
    site.range.streams_idle().await;

    let received = sink.received.lock().unwrap().clone();
    let details = |index: usize, name: &str| received[index].1["details"][name].clone();
    assert_eq!(
        sink.types(),
        ["project_visibility_level_updated", "member_updated", "protected_branch_removed"]
    );
    assert_eq!((details(0, "from"), details(0, "to")), (json!("Private"), json!("Public")));
    assert_eq!(
        (details(1, "change"), details(1, "to")),
        (json!("access_level"), json!("Developer"))
    );
    assert_eq!(details(2, "target_details"), "main");
}
