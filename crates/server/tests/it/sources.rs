//! What holds for all sources: tokens, figures, room on the disk.

use std::path::Path;

use server::app::{App, SourceState};
use server::clock::Clock;
use server::config::{Config, Intake, OnOverload, Stream};
use store::Page;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::follow::until;
use crate::house::{STREAM_TOKEN, bare_config, file, rita, serve, stream};

const HOOK_TOKEN: &str = "a-secret-token-of-the-hook";

struct Receiver {
    app: App,
    url: String,
    client: reqwest::Client,
    _stop: tokio_util::sync::DropGuard,
}

async fn receiver(folder: &Path, adapt: impl FnOnce(&mut Config)) -> Receiver {
    let hook = Stream {
        name: "main".to_owned(),
        token_files: vec![file(folder, "hook.token", HOOK_TOKEN)],
        on_overload: OnOverload::Unavailable,
    };
    let mut config = Config {
        stream: vec![stream(folder, OnOverload::Unavailable)],
        hook: vec![hook],
        ..bare_config(folder)
    };
    adapt(&mut config);
    let app = App::open(config, Clock::System).await.unwrap().app;
    app.collect().await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    serve(&app, listener, &stop).await;
    Receiver { app, url, client: range::client("GitLab").unwrap(), _stop: stop.drop_guard() }
}

impl Receiver {
    async fn hook(&self, token: &str, body: &str) -> u16 {
        let url = format!("{}/collect/hook/main", self.url);
        let post = self.client.post(url).header("X-Gitlab-Token", token).body(body.to_owned());
        post.send().await.unwrap().status().as_u16()
    }

    async fn stream(&self, body: &str) -> u16 {
        let url = format!("{}/collect/stream/main", self.url);
        let post = self.client.post(url).header("X-Gitlab-Event-Streaming-Token", STREAM_TOKEN);
        post.body(body.to_owned()).send().await.unwrap().status().as_u16()
    }
}

const USER_CREATED: &str = r#"{"created_at":"2026-11-20T07:44:07Z","updated_at":"2026-11-20T07:44:07Z","email":"js@example.com","event_name":"user_create","name":"John Smith","username":"js","user_id":41}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_system_hook_is_taken_with_its_own_token_only() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = receiver(folder.path(), |_| {}).await;

    assert_eq!(receiver.hook("wrong", USER_CREATED).await, 401);
    assert_eq!(receiver.hook(STREAM_TOKEN, USER_CREATED).await, 401);
    assert_eq!(receiver.hook(HOOK_TOKEN, USER_CREATED).await, 200);

    let record = receiver.app.record(&rita(), 0).await.unwrap();
    assert_eq!((record.source.as_str(), record.raw.as_str()), ("hook/main", USER_CREATED));
    let sources = receiver.app.sources(&rita()).unwrap();
    let told: Vec<_> =
        sources.iter().map(|one| (one.source.as_str(), one.state, one.records)).collect();
    assert_eq!(
        told,
        [("hook/main", SourceState::Working, 1), ("stream/main", SourceState::Waiting, 0)]
    );
    receiver.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_replaced_is_taken_without_a_restart_and_the_old_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = receiver(folder.path(), |_| {}).await;
    assert_eq!(receiver.hook(HOOK_TOKEN, USER_CREATED).await, 200);

    let new = file(folder.path(), "hook.new", "the-next-token");
    std::fs::rename(new, folder.path().join("hook.token")).unwrap();

    let mut last = 0;
    for _ in 0..200 {
        last = receiver.hook("the-next-token", USER_CREATED).await;
        if last == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(last, 200);
    assert_ne!(receiver.hook(HOOK_TOKEN, USER_CREATED).await, 200);
    receiver.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_a_source_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = receiver(folder.path(), |_| {}).await;
    assert_eq!(first.hook(HOOK_TOKEN, USER_CREATED).await, 200);
    assert_eq!(first.stream(&crate::receiver::event(1)).await, 200);
    let stream = first.app.source(&rita(), "stream/main").unwrap();
    assert!(stream.last_event_at.is_some() && stream.lag_s.is_some(), "{stream:?}");
    let before = first.app.source(&rita(), "hook/main").unwrap();
    first.app.close().await;

    let second = receiver(folder.path(), |_| {}).await;
    let after = second.app.source(&rita(), "hook/main").unwrap();
    assert_eq!((after.records, after.last_received_at), (1, before.last_received_at));
    assert_eq!(after.state, SourceState::Waiting);
    assert!(second.app.source(&rita(), "hook/nobody").is_err());
    second.app.close().await;
}

/// Says why a test was not run, where everybody sees it.
#[expect(clippy::print_stderr, reason = "a skipped check must be seen")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// A small disk of its own, gone with the value.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=320m", "tmpfs"])
            .arg(folder.path())
            .output();
        mount.is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(std::process::Command::new("umount").arg("-l").arg(self.0.path()).output());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_intake_but_not_the_search_and_is_a_finding_until_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        return skipped("a tmpfs cannot be mounted here: run as root to see a disk run full");
    };
    let folder = disk.0.path();
    let receiver = receiver(folder, |config| config.intake = Intake { disk_low_mb: 100 }).await;
    assert_eq!(receiver.stream(&crate::receiver::event(1)).await, 200);
    receiver.app.settle().await;

    let filler = folder.join("filler");
    let file = std::fs::File::create(&filler).unwrap();
    for _ in 0..130 {
        std::io::Write::write_all(&mut &file, &vec![1; 1 << 20]).unwrap();
    }
    let mut refused = 0;
    for id in 2..200 {
        refused = receiver.stream(&crate::receiver::event(id)).await;
        if refused != 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(refused, 503, "nothing is taken");
    let found = receiver.app.search(&rita(), "actor:mallory", Page::first(10)).await.unwrap();
    assert!(!found.rows.is_empty(), "what is there can be searched");
    let is_told = || {
        let findings = receiver.app.findings(&rita(), None, 100).unwrap();
        findings.iter().any(|finding| finding.title.contains("disk"))
    };
    until(is_told).await;
    let health = receiver.app.source(&rita(), "stream/main").unwrap();
    assert_eq!(health.state, SourceState::Failing);
    assert!(health.last_error.unwrap().contains("nearly full"));

    drop(file);
    std::fs::remove_file(&filler).unwrap();
    let mut taken = 0;
    for _ in 0..200 {
        taken = receiver.stream(&crate::receiver::event(900)).await;
        if taken == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(taken, 200, "it recovers by itself");
    receiver.app.close().await;
}
