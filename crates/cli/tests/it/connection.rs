//! Setting up the connection to GitLab on the command line.

use std::sync::Arc;

use range::{Range, RangeConfig};
use server::clock::Clock;

use crate::binary::{Portcullis, STREAM_TOKEN};

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_added_probed_and_compared_without_a_secret_being_told() {
    let now = Arc::new(|| Clock::System.now());
    let range = Range::start(RangeConfig::new(7, now)).await.unwrap();
    let (url, secret) = (range.base_url().to_string(), range.admin_token().to_owned());
    tokio::task::spawn_blocking(move || walk(&url, &secret)).await.unwrap();
    range.shutdown().await;
}

fn walk(url: &str, secret: &str) {
    let portcullis = Portcullis::new();
    let token = portcullis.write("gitlab.token", secret.as_bytes());
    let token = token.to_str().unwrap();
    let nothing = portcullis.run(&["connection", "list"]);
    assert_eq!(nothing.status.code(), Some(3), "{nothing:?}");

    let added = portcullis.json(&["connection", "add", url, "--token-file", token, "--write"]);
    let again = portcullis.run(&["connection", "add", url, "--token-file", token, "--write"]);
    let probed = portcullis.json(&["connection", "probe"]);
    let listed = portcullis.json(&["connection", "list"]);
    let printed = portcullis.run(&["connection", "stream", "--url", "https://p.test"]);
    let compared = portcullis.json(&["reconcile"]);

    let other = Portcullis::new();
    let words = ["connection", "add", url, "--token-file", token, "--stream", "second", "--write"];
    assert!(other.run(&words).status.success());
    let made = std::fs::read(other.data().join("stream-second.token")).unwrap();
    assert_eq!(made.len(), 24, "GitLab takes 16 to 24 characters");

    assert_eq!(again.status.code(), Some(1), "there is a GitLab already");
    assert_eq!(probed["standing"]["standing"]["tier"], "ultimate", "{probed:#}");
    assert_eq!(listed["url"], url);
    assert_eq!(compared["state"], "done", "{compared:#}");
    let graphql = String::from_utf8(printed.stdout).unwrap();
    assert!(graphql.contains("https://p.test/collect/stream/main"), "{graphql}");
    let settings = std::fs::read_to_string(portcullis.data().join("portcullis.toml")).unwrap();
    assert!(settings.contains("[gitlab]"), "{settings}");
    let told = format!("{added}{probed}{listed}{graphql}{compared}{settings}");
    assert!(!told.contains(secret) && !told.contains(STREAM_TOKEN), "a secret is told");
}
