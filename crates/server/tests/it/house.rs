//! A whole installation for one test: simulated GitLab, product, receiver.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use range::attack::{Loot, Scenario};
use range::{Destination, Range, RangeConfig, RangeHandle};
use server::app::App;
use server::clock::Clock;
use server::config::{Config, Data, GitLab, OnOverload, PlaybookGate, Stream};
use server::person::{Person, Role};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

/// The verification token of the test's stream.
pub(crate) const STREAM_TOKEN: &str = "a-verification-token-of-the-stream";

/// An installation. The folder goes away with it.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) range: RangeHandle,
    pub(crate) config: Config,
    _folder: tempfile::TempDir,
    _stop: tokio_util::sync::DropGuard,
}

pub(crate) fn rita() -> Person {
    Person::new("rita", [Role::Responder])
}

pub(crate) fn otto() -> Person {
    Person::new("otto", [Role::Approver])
}

pub(crate) fn ada() -> Person {
    Person::new("ada", [Role::Auditor])
}

/// Settings with nothing but a data directory. The playbook only advises: what
/// it refuses is shown by tests of its own.
pub(crate) fn bare_config(folder: &Path) -> Config {
    let mut config = Config { data: Data { dir: folder.join("data") }, ..Config::default() };
    config.policy.playbook = PlaybookGate::Advise;
    config
}

pub(crate) fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    let mut file = std::fs::File::create(&path).unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    path
}

pub(crate) fn stream(folder: &Path, on_overload: OnOverload) -> Stream {
    let token_files = vec![file(folder, "stream.token", STREAM_TOKEN)];
    Stream { name: "main".to_owned(), token_files, on_overload }
}

/// Serves the receiver of an app on a free port.
pub(crate) async fn serve(app: &App, listener: TcpListener, stop: &CancellationToken) {
    let router = server::collect::router(app.clone());
    let stop = stop.clone().cancelled_owned();
    tokio::spawn(server::serve::serve(listener, router, stop));
}

impl House {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = Url::parse(&format!("http://127.0.0.1:{port}/collect/stream/main")).unwrap();
        let clock = Clock::System;
        let range = Range::start(RangeConfig {
            log_dir: Some(folder.path().join("log")),
            destinations: vec![Destination {
                url: receiver,
                verification_token: STREAM_TOKEN.to_owned(),
                headers: Vec::new(),
            }],
            ..RangeConfig::new(7, Arc::new(move || clock.now()))
        })
        .await
        .unwrap();
        let mut config = Config {
            gitlab: Some(GitLab::new(
                range.base_url().clone(),
                file(folder.path(), "gitlab.token", range.admin_token()),
            )),
            stream: vec![stream(folder.path(), OnOverload::Reset)],
            ..bare_config(folder.path())
        };
        change(&mut config);
        let app = App::open(config.clone(), Clock::System).await.unwrap().app;
        let stop = CancellationToken::new();
        serve(&app, listener, &stop).await;
        Self { app, range, config, _folder: folder, _stop: stop.drop_guard() }
    }

    /// Runs an attack until every event of it is recorded and judged.
    pub(crate) async fn attacked(scenario: Scenario) -> (Self, Loot) {
        let house = Self::start().await;
        let (steps, _told) = tokio::sync::mpsc::unbounded_channel();
        let loot = scenario.run(house.range.base_url(), steps).await.unwrap();
        house.range.streams_idle().await;
        let log = house.range.log_dir().unwrap().join("api_json.log");
        house.app.import_file(&rita(), &log, &mut |_| {}).await.unwrap();
        house.app.settle().await;
        (house, loot)
    }
}

/// The rules that refused, for comparing.
pub(crate) fn rules(error: &server::app::AppError) -> BTreeSet<String> {
    match error {
        server::app::AppError::Refused(refusal) => {
            let further = refusal.further.iter().map(|other| other.rule.clone());
            further.chain([refusal.rule.clone()]).collect()
        }
        other => [other.rule().to_owned()].into(),
    }
}
