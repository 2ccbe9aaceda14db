//! Paging, repeating, redirects, secrets: what holds for every call.

use gitlab::GitLabError;
use serde_json::json;

use crate::scripted::{HANG_UP, Scripted, answer};

fn key(id: u32) -> serde_json::Value {
    json!({ "id": id, "title": "laptop", "key": "ssh-ed25519 AAAA", "created_at": "2026-01-02T03:04:05.000+02:00" })
}

fn next(path: &str) -> String {
    format!("Link: <{{url}}{path}>; rel=\"next\"")
}

#[tokio::test]
async fn a_listing_is_read_to_its_last_page_by_gitlabs_links() {
    let server = Scripted::start(&[
        answer(
            "200 OK",
            &[&next("/api/v4/users/7/keys?per_page=100&page=2")],
            &json!([key(1)]).to_string(),
        ),
        answer("200 OK", &[], &json!([key(2)]).to_string()),
    ])
    .await;

    let keys = server.client().user_keys(7).await.unwrap();

    assert_eq!(keys.iter().map(|key| key.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(keys[0].created_at, Some("2026-01-02T01:04:05Z".parse().unwrap()));
    assert_eq!(
        server.lines(),
        ["GET /api/v4/users/7/keys?per_page=100", "GET /api/v4/users/7/keys?per_page=100&page=2"]
    );
}

#[tokio::test]
async fn a_next_page_on_another_host_never_sees_the_token() {
    let elsewhere = Scripted::start(&[answer("200 OK", &[], "[]")]).await;
    let link = format!("Link: <{}/api/v4/users/7/keys?page=2>; rel=\"next\"", elsewhere.url);
    let server = Scripted::start(&[answer("200 OK", &[&link], "[]")]).await;

    let error = server.client().user_keys(7).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "unexpected answer to GET /api/v4/users/7/keys: a link to another host, which must not see the token"
    );
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_another_host_never_sees_the_token() {
    let elsewhere = Scripted::start(&[answer("200 OK", &[], "{}")]).await;
    let location = format!("Location: {}/api/v4/projects/3", elsewhere.url);
    let server = Scripted::start(&[answer("301 Moved Permanently", &[&location], "")]).await;

    let error = server.client().project(3).await.unwrap_err();

    assert!(matches!(error, GitLabError::Unexpected { .. }), "{error}");
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_moved_project_is_read_where_it_is_now() {
    let body = json!({ "id": 3, "path_with_namespace": "team/new" }).to_string();
    let server = Scripted::start(&[
        answer("301 Moved Permanently", &["Location: /api/v4/projects/3"], ""),
        answer("200 OK", &[], &body),
    ])
    .await;

    let project = server.client().project_by_path("team/old").await.unwrap();

    assert_eq!(project.path_with_namespace, "team/new");
    assert_eq!(server.lines(), ["GET /api/v4/projects/team%2Fold", "GET /api/v4/projects/3"]);
}

#[tokio::test]
async fn a_write_does_not_follow_a_redirect() {
    let server =
        Scripted::start(&[answer("302 Found", &["Location: /api/v4/users/7/unblock"], "")]).await;

    let error = server.client().block_user(7).await.unwrap_err();

    assert!(matches!(error, GitLabError::Unexpected { .. }), "{error}");
    assert_eq!(server.lines(), ["POST /api/v4/users/7/block"]);
}

#[tokio::test]
async fn a_read_is_repeated_when_gitlab_is_busy_or_gone() {
    let server = Scripted::start(&[
        answer("429 Too Many Requests", &["Retry-After: 0"], "Retry later"),
        HANG_UP.to_owned(),
        answer("503 Service Unavailable", &[], ""),
        answer("200 OK", &[], r#"{"version":"18.5.1-ee","enterprise":null}"#),
    ])
    .await;

    let metadata = server.client().metadata().await.unwrap();

    assert_eq!((metadata.version.as_str(), metadata.enterprise), ("18.5.1-ee", false));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_comes_back() {
    for broken in [answer("503 Service Unavailable", &[], ""), HANG_UP.to_owned()] {
        let server = Scripted::start(&[broken, answer("201 Created", &[], "true")]).await;

        let error = server.client().block_user(7).await.unwrap_err();

        assert!(error.is_transient() && error.is_outcome_unknown(), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_limit_with_a_long_wait_is_left_to_the_caller() {
    let server = Scripted::start(&[answer(
        "429 Too Many Requests",
        &["Retry-After: 3600", "RateLimit-Remaining: 0"],
        "Retry later",
    )])
    .await;

    let error = server.client().current_user().await.unwrap_err();

    let GitLabError::RateLimited { retry_after: Some(wait), .. } = error else { panic!("{error}") };
    assert_eq!(wait.as_secs(), 3600);
}

#[tokio::test]
async fn any_success_is_a_success_with_or_without_a_body() {
    for (status, body) in
        [("200 OK", "{}"), ("201 Created", "true"), ("202 Accepted", ""), ("204 No Content", "")]
    {
        let server = Scripted::start(&[answer(status, &[], body)]).await;
        server.client().delete_user_key(7, 1).await.unwrap();
    }
}

#[tokio::test]
async fn an_exposed_token_asked_about_itself_is_used_exactly_once() {
    let server =
        Scripted::start(&[answer("503 Service Unavailable", &[], ""), answer("200 OK", &[], "{}")])
            .await;

    server.client().self_inspect(&"glpat-exposed".into()).await.unwrap_err();

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].contains("private-token: glpat-exposed"), "{}", requests[0]);
    assert!(!requests[0].contains("glpat-responder"), "{}", requests[0]);
}

#[tokio::test]
async fn an_administrators_lookup_carries_the_token_in_the_body_only() {
    let body = json!({ "id": 1, "user_id": 70, "revoked": false, "scopes": ["api"], "advanced_scopes": null });
    let server = Scripted::start(&[answer("200 OK", &[], &body.to_string())]).await;

    let record = server.client().admin_lookup_token(&"glpat-exposed".into()).await.unwrap();

    assert_eq!((record.id, record.user_id, record.revoked), (Some(1), Some(70), Some(false)));
    let request = &server.requests()[0];
    assert!(request.starts_with("POST /api/v4/admin/token HTTP/1.1"), "{request}");
    assert!(request.ends_with(r#"{"token":"glpat-exposed"}"#), "{request}");
    assert!(request.contains("private-token: glpat-responder"), "{request}");
}

#[tokio::test]
async fn a_rotations_successor_comes_with_its_id_and_a_secret_that_does_not_print() {
    let body = json!({ "id": 42, "name": "ci", "revoked": false, "active": true, "scopes": ["api"],
        "user_id": 7, "expires_at": "2026-08-15", "token": "glpat-successor" });
    let server = Scripted::start(&[answer("200 OK", &[], &body.to_string())]).await;

    let day = "2026-08-15".parse().unwrap();
    let successor = server.client().rotate_personal_access_token(41, Some(day)).await.unwrap();

    assert_eq!(successor.token.id, 42);
    assert!(!format!("{successor:?}").contains("glpat-successor"));
    let request = &server.requests()[0];
    assert!(request.ends_with(r#"{"expires_at":"2026-08-15"}"#), "{request}");
}

#[tokio::test]
async fn an_answer_of_another_shape_is_told_by_place_not_by_content() {
    let server =
        Scripted::start(&[answer("200 OK", &[], r#"{"id":"glpat-abcdefghijklmnopqrst"}"#)]).await;

    let error = server.client().user(7).await.unwrap_err();

    assert!(!format!("{error:?} {error}").contains("abcdefghij"), "{error:?}");
    assert!(error.to_string().contains("a shape we do not know (line 1, column "), "{error}");
}

#[tokio::test]
async fn a_transport_error_names_the_call_but_no_query() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client =
        gitlab::Client::new(gitlab::Config::new(url.parse().unwrap(), "glpat-x".into())).unwrap();

    let error = client.user_by_name("alice").await.unwrap_err();

    assert_eq!(error.to_string(), "no answer from GitLab to GET /api/v4/users");
    assert!(!format!("{error:?}").contains("alice"), "{error:?}");
}
