//! A server that is killed while events come in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::binary::{Portcullis, STREAM_TOKEN, event};

/// Connections that post at once.
const SENDERS: u64 = 16;
/// The server is killed when so many events were acknowledged.
const KILL_AFTER: u64 = 400;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_every_acknowledged_event_and_shows_none_twice() {
    let portcullis = Portcullis::new();
    let served = portcullis.serve();
    let (url, acknowledged) = (served.stream(), Arc::new(AtomicU64::new(0)));
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| tokio::spawn(send(url.clone(), sender, Arc::clone(&acknowledged))))
        .collect();
    while acknowledged.load(Ordering::Relaxed) < KILL_AFTER {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    served.kill();
    let mut ids = Vec::new();
    for sender in senders {
        ids.extend(sender.await.unwrap());
    }

    // GitLab delivers again what it got no answer to; here even what it got one to.
    let served = portcullis.serve();
    send_all(&served.stream(), &ids[..100]).await;

    assert!(ids.len() >= usize::try_from(KILL_AFTER).unwrap());
    let rows = portcullis.sql("SELECT id, count(*) AS n FROM events GROUP BY id");
    let shown: std::collections::BTreeMap<u64, u64> = rows
        .iter()
        .map(|row| (row[0].as_str().unwrap().parse().unwrap(), row[1].as_u64().unwrap()))
        .collect();
    let missing: Vec<&u64> = ids.iter().filter(|id| !shown.contains_key(id)).collect();
    assert!(missing.is_empty(), "acknowledged but gone: {missing:?}");
    assert!(shown.values().all(|&count| count == 1), "shown twice: {shown:?}");
    let tellings = portcullis.sql("SELECT count(*) FROM tellings")[0][0].as_u64().unwrap();
    assert!(
        tellings >= u64::try_from(ids.len()).unwrap() + 100,
        "the ledger keeps what came: {tellings}"
    );
    drop(served);
    let verified: Value = portcullis.json(&["ledger", "verify"]);
    assert_eq!(verified["sound"], true, "{verified}");
}

/// Posts until the server is gone; answers the ids that were acknowledged.
async fn send(url: String, sender: u64, acknowledged: Arc<AtomicU64>) -> Vec<u64> {
    let client = range::client("GitLab").unwrap();
    let mut ids = Vec::new();
    for id in (sender..).step_by(usize::try_from(SENDERS).unwrap()) {
        let sent = client
            .post(&url)
            .header("X-Gitlab-Event-Streaming-Token", STREAM_TOKEN)
            .body(event(id))
            .send()
            .await;
        match sent {
            Ok(answer) if answer.status().is_success() => {
                ids.push(id);
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            Ok(answer) => panic!("answered {}", answer.status()),
            Err(_) => break,
        }
    }
    ids
}

async fn send_all(url: &str, ids: &[u64]) {
    let client = range::client("GitLab").unwrap();
    for &id in ids {
        let sent = client
            .post(url)
            .header("X-Gitlab-Event-Streaming-Token", STREAM_TOKEN)
            .body(event(id))
            .send()
            .await;
        assert!(sent.unwrap().status().is_success());
    }
}
