//! A bucket with GitLab's export, in a real store that speaks S3 (moto, on loopback).

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusty_s3::{Bucket as Place, Credentials, S3Action as _, UrlStyle};
use serde_json::json;
use server::config::{Bucket, Config};

use crate::house::{ada, file};
use crate::python;
use crate::reconcile::{Pair, until};

/// A store; it ends with the test.
struct Moto {
    child: Child,
    url: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Moto {
    async fn start() -> Option<Self> {
        let python = python::with("moto.server")?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(python)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { child, url: format!("http://127.0.0.1:{port}") };
        until(|| async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() }).await;
        Some(moto)
    }

    fn place(&self) -> Place {
        Place::new(self.url.parse().unwrap(), UrlStyle::Path, "audit-export", "eu-central-1")
            .unwrap()
    }

    async fn make(&self) {
        let place = self.place();
        let keys = keys();
        let url = place.create_bucket(&keys).sign(Duration::from_mins(1));
        let body = "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
        let made = range::client("tests").unwrap().put(url).body(body).send().await.unwrap();
        assert!(made.status().is_success(), "{made:?}");
    }

    async fn put(&self, key: &str, body: String) {
        let place = self.place();
        let keys = keys();
        let url = place.put_object(Some(&keys), key).sign(Duration::from_mins(1));
        let put = range::client("tests").unwrap().put(url).body(body).send().await.unwrap();
        assert!(put.status().is_success(), "{put:?}");
    }
}

fn keys() -> Credentials {
    Credentials::new("AKIAPORTCULLIS", "a-secret-key-of-the-bucket")
}

fn body(id: u64) -> serde_json::Value {
    json!({
        "id": id, "author_id": 14, "entity_id": 31, "entity_type": "Project",
        "details": { "author_name": "Mizuki Arai", "custom_message": "Project created" },
        "created_at": format!("2026-11-21T09:{:02}:00.000Z", id % 60), "event_type": "project_created",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_read_once_in_both_layouts_and_read_on_after_a_restart() {
    let Some(moto) = Moto::start().await else {
        #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
        {
            eprintln!(
                "SKIPPED: no Python with moto; to run: scripts/tools.sh, or pip install 'moto[server]'"
            );
        }
        return;
    };
    moto.make().await;
    // The store says when it wrote an object by the machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the store has no other clock")]
    let today = jiff::Timestamp::now();
    let month = today.strftime("%Y/%m").to_string();
    for id in 1..=30 {
        let key = format!("audit/project/{month}/project_created_{id}_1.json");
        moto.put(&key, body(id).to_string()).await;
    }
    // Several at once, as newer versions write them, under years.
    let many: Vec<_> = (31..=40).map(body).collect();
    moto.put(&format!("audit/{month}/1_31.json"), json!(many).to_string()).await;
    moto.put("elsewhere/2026/11/x_99_1.json", body(99).to_string()).await;

    let folder = tempfile::tempdir().unwrap();
    let bucket = Bucket {
        access_key_id_file: Some(file(folder.path(), "id", "AKIAPORTCULLIS")),
        secret_access_key_file: Some(file(folder.path(), "secret", "a-secret-key-of-the-bucket")),
        ..serde_json::from_value(json!({
            "name": "export", "endpoint": moto.url, "bucket": "audit-export",
            "region": "eu-central-1", "prefix": "audit/", "every_s": 1,
        }))
        .unwrap()
    };
    let pair = Pair::start(|config: &mut Config| {
        config.stream.clear();
        config.bucket = vec![bucket];
    })
    .await;
    pair.clock.set(today);
    let records = || async { pair.app.ledgers(&ada()).await.unwrap()[0].size };
    pair.app.collect().await.unwrap();
    until(|| async { records().await == 40 }).await;

    let pair = pair.reopen().await;
    moto.put(&format!("audit/project/{month}/project_created_41_1.json"), body(41).to_string())
        .await;
    pair.app.collect().await.unwrap();
    let records = || async { pair.app.ledgers(&ada()).await.unwrap()[0].size };
    until(|| async { records().await >= 41 }).await;

    pair.app.settle().await;
    assert_eq!(records().await, 41, "an object was recorded twice");
    let record = pair.app.record(&crate::house::rita(), 40).await.unwrap();
    assert_eq!(record.source, "bucket/export");
    let health = pair.app.source(&ada(), "bucket/export").unwrap();
    assert_eq!(health.errors, 0, "{health:?}");
}
