//! A GitLab that is slow, down, limited, behind a proxy, or that repeats itself.

use std::time::Duration;

use gitlab::{Client, Config, GitLabError, Problem};
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use crate::scripted::{HANG_UP, Scripted, answer};

fn config(url: &str) -> Config {
    Config {
        backoff: Duration::ZERO,
        rest_when_down: Duration::from_mins(1),
        ..Config::new(url.parse().unwrap(), "glpat-responder".into())
    }
}

fn keys(ids: &[u32]) -> String {
    let row = |id: &u32| json!({ "id": id, "title": "laptop", "key": "ssh-ed25519 AAAA" });
    json!(ids.iter().map(row).collect::<Vec<_>>()).to_string()
}

fn next(path: &str) -> String {
    format!("Link: <{{url}}{path}>; rel=\"next\"")
}

#[tokio::test]
async fn a_listing_whose_next_page_is_the_same_page_is_refused() {
    let here = next("/api/v4/users/7/keys?per_page=100");
    let server = Scripted::start(&[answer("200 OK", &[&here], &keys(&[1]))]).await;

    let error = server.client().user_keys(7).await.unwrap_err();

    assert_eq!(error.problem(), Problem::PageRepeats);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_next_page_with_the_rows_of_the_last_one_is_refused() {
    let link = next("/api/v4/users/7/keys?page=2");
    let server = Scripted::start(&[
        answer("200 OK", &[&link], &keys(&[1, 2])),
        answer("200 OK", &[], &keys(&[1, 2])),
    ])
    .await;

    let error = server.client().user_keys(7).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "the listing GET /api/v4/users/7/keys gives the same page again and again"
    );
}

#[tokio::test]
async fn all_users_are_read_by_keyset() {
    let link = next("/api/v4/users?pagination=keyset&id_after=1&per_page=100");
    let row = |id: u32| json!([{ "id": id, "username": format!("u{id}") }]).to_string();
    let server =
        Scripted::start(&[answer("200 OK", &[&link], &row(1)), answer("200 OK", &[], &row(2))])
            .await;

    let users = server.client().users(None).await.unwrap();

    assert_eq!(users.len(), 2);
    assert_eq!(
        server.lines(),
        [
            "GET /api/v4/users?pagination=keyset&order_by=id&sort=asc&per_page=100",
            "GET /api/v4/users?pagination=keyset&id_after=1&per_page=100"
        ]
    );
}

#[tokio::test]
async fn a_gitlab_that_is_down_is_left_alone_for_a_while_and_the_answer_says_so() {
    let hang_ups: Vec<String> = (0..8).map(|_| HANG_UP.to_owned()).collect();
    let server = Scripted::start(&hang_ups).await;
    let client = Client::new(config(&server.url)).unwrap();
    for _read in 0..2 {
        assert_eq!(client.current_user().await.unwrap_err().problem(), Problem::Unreachable);
    }

    let error = client.block_user(7).await.unwrap_err();

    assert_eq!(error.problem(), Problem::Down);
    assert!(error.is_transient() && !error.is_outcome_unknown(), "{error}");
    assert_eq!(server.requests().len(), 8, "the write was not sent");
}

#[tokio::test]
async fn a_gitlab_that_is_back_is_asked_again() {
    let mut answers: Vec<String> = (0..8).map(|_| HANG_UP.to_owned()).collect();
    answers.push(answer("200 OK", &[], r#"{"version":"18.5.1"}"#));
    let server = Scripted::start(&answers).await;
    let client =
        Client::new(Config { rest_when_down: Duration::ZERO, ..config(&server.url) }).unwrap();
    for _read in 0..2 {
        client.metadata().await.unwrap_err();
    }

    assert_eq!(client.metadata().await.unwrap().version, "18.5.1");
}

#[tokio::test]
async fn a_slow_gitlab_is_not_waited_for_beyond_the_timeout() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client =
        Client::new(Config { timeout: Duration::from_millis(50), ..config(&url) }).unwrap();

    let error = client.block_user(7).await.unwrap_err();

    assert_eq!(error.problem(), Problem::Slow);
    assert!(error.is_outcome_unknown(), "{error}");
    drop(listener);
}

#[tokio::test]
async fn limits_without_headers_are_waited_out() {
    let mut answers: Vec<String> =
        (0..5).map(|_| answer("429 Too Many Requests", &[], "Retry later")).collect();
    answers.push(answer("200 OK", &[], r#"{"version":"18.5.1"}"#));
    let server = Scripted::start(&answers).await;

    let client = Client::new(config(&server.url)).unwrap();

    assert_eq!(client.metadata().await.unwrap().version, "18.5.1");
}

#[tokio::test]
async fn a_token_with_sudo_names_whom_it_acts_as_but_not_for_anothers_token() {
    let ok = answer("200 OK", &[], r#"{"id":1,"username":"x"}"#);
    let server = Scripted::start(&[ok.clone(), ok]).await;
    let sudo = Some("alice".to_owned());
    let client = Client::new(Config { sudo, ..config(&server.url) }).unwrap();

    client.current_user().await.unwrap();
    client.self_inspect(&"glpat-exposed".into()).await.unwrap();

    let requests = server.requests();
    assert!(requests[0].contains("sudo: alice"), "{}", requests[0]);
    assert!(!requests[1].contains("sudo"), "{}", requests[1]);
}

#[tokio::test]
async fn calls_go_through_the_proxy_that_is_set() {
    let proxy = Scripted::start(&[answer("200 OK", &[], r#"{"version":"18.5.1"}"#)]).await;
    let through =
        Config { proxy: Some(proxy.url.parse().unwrap()), ..config("http://gitlab.test/sub") };

    let metadata = Client::new(through).unwrap().metadata().await.unwrap();

    assert_eq!(metadata.version, "18.5.1");
    assert_eq!(proxy.lines(), ["GET http://gitlab.test/sub/api/v4/metadata"]);
}

#[tokio::test]
async fn for_tls_the_proxy_is_asked_for_a_tunnel_and_sees_no_token() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
        }
        String::from_utf8(bytes).unwrap()
    });
    let through = Config { proxy: Some(url.parse().unwrap()), ..config("https://gitlab.test/") };

    let error = Client::new(through).unwrap().block_user(7).await.unwrap_err();

    assert!(matches!(error, GitLabError::Transport { .. }), "{error}");
    let request = asked.await.unwrap();
    assert!(request.starts_with("CONNECT gitlab.test:443 "), "{request}");
    assert!(!request.contains("glpat"), "{request}");
}

#[tokio::test]
async fn no_proxy_stands_before_this_very_machine() {
    let server = Scripted::start(&[answer("200 OK", &[], r#"{"version":"18.5.1"}"#)]).await;
    let nowhere = "http://127.0.0.1:1".parse().unwrap();

    let client = Client::new(Config { proxy: Some(nowhere), ..config(&server.url) }).unwrap();

    client.metadata().await.unwrap();
}

#[test]
fn a_proxys_password_does_not_print() {
    let proxy = "http://u:secret@proxy.test:3128".parse().unwrap();
    let shown = format!("{:?}", Config { proxy: Some(proxy), ..config("http://gitlab.test/") });
    assert!(!shown.contains("secret"), "{shown}");
}
