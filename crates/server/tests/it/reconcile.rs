//! The stream broken on purpose, and the record whole again after the comparison
//! with GitLab's own list; polling where there is no stream.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use engine::detect::record::RecordRule;
use jiff::{SignedDuration, Timestamp};
use range::world::AuditId;
use range::{Destination, Range, RangeConfig, RangeHandle, StreamTrouble};
use server::app::{App, ReconcileState};
use server::clock::Clock;
use server::config::{Config, GitLab, OnOverload, Rest};
use store::Page;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::house::{STREAM_TOKEN, ada, bare_config, file, rita, serve, stream};

/// A product and a simulated GitLab under one clock that the test moves.
pub(crate) struct Pair {
    pub(crate) app: App,
    pub(crate) range: RangeHandle,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    folder: tempfile::TempDir,
    _stop: DropGuard,
}

impl Pair {
    pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clock = Clock::standing_at("2026-11-21T10:30:00Z".parse().unwrap());
        let mut config = bare_config(folder.path());
        config.server.listen = address;
        config.stream = vec![stream(folder.path(), OnOverload::Reset)];
        change(&mut config);
        let ours = clock.clone();
        let url = format!("http://{address}/collect/stream/main").parse().unwrap();
        let to =
            Destination { url, verification_token: STREAM_TOKEN.to_owned(), headers: Vec::new() };
        let range = Range::start(RangeConfig {
            destinations: if config.stream.is_empty() { Vec::new() } else { vec![to] },
            ..RangeConfig::new(7, Arc::new(move || ours.now()))
        })
        .await
        .unwrap();
        let token = file(folder.path(), "gitlab.token", range.admin_token());
        config.gitlab = Some(GitLab::new(range.base_url().clone(), token));
        let app = App::open(config.clone(), clock.clone()).await.unwrap().app;
        let stop = CancellationToken::new();
        serve(&app, listener, &stop).await;
        Self { app, range, clock, config, folder, _stop: stop.drop_guard() }
    }

    /// The same data directory, opened again.
    pub(crate) async fn reopen(mut self) -> Self {
        self.app.close().await;
        self.app = App::open(self.config.clone(), self.clock.clone()).await.unwrap().app;
        self
    }

    pub(crate) fn later(&self, seconds: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_secs(seconds));
    }

    pub(crate) fn client(&self) -> gitlab::Client {
        let config =
            gitlab::Config::new(self.range.base_url().clone(), self.range.admin_token().into());
        gitlab::Client::new(config).unwrap()
    }

    /// Things that GitLab tells, so many seconds apart.
    pub(crate) async fn deeds(&self, count: usize, apart_s: i64) {
        let client = self.client();
        let user = self.range.leaked_user().cast_signed();
        for number in 0..count {
            self.later(apart_s);
            if number.is_multiple_of(2) {
                client.block_user(user).await.unwrap();
            } else {
                client.unblock_user(user).await.unwrap();
            }
        }
    }

    /// What the world knows as saved.
    fn saved(&self) -> BTreeSet<String> {
        let saved = |id: &AuditId| match id {
            AuditId::Saved(id) => Some(id.to_string()),
            AuditId::Streamed(_) => None,
        };
        self.range
            .with_world(|world| world.audit.iter().filter_map(|event| saved(&event.id)).collect())
    }

    /// How often each of GitLab's ids is shown by search, and by which ways they came.
    async fn shown(&self) -> BTreeMap<String, Vec<String>> {
        self.app.settle().await;
        let found = self.app.search(&rita(), "service:audit", Page::first(10_000)).await.unwrap();
        let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in found.rows {
            let text = |name: &str| row.fields[name].as_str().unwrap().to_owned();
            shown.entry(text("id")).or_default().push(text("way"));
        }
        shown
    }

    async fn records(&self) -> u64 {
        self.app.ledgers(&ada()).await.unwrap()[0].size
    }

    pub(crate) fn found(&self) -> Vec<RecordRule> {
        let all = self.app.findings(&rita(), None, 1000).unwrap();
        all.iter().filter_map(|finding| RecordRule::of_id(&finding.rule)).collect()
    }
}

/// Waits for something that happens by itself.
pub(crate) async fn until<F: Future<Output = bool>>(is_so: impl Fn() -> F) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_reconciliation_the_record_holds_every_saved_event_exactly_once() {
    let pair = Pair::start(|_| {}).await;
    let of_old = pair.saved();
    pair.deeds(10, 5).await;
    pair.range.trouble_streams(StreamTrouble {
        answer_lost_every: Some(2),
        lost_every: Some(5),
        repeated_every: Some(3),
        reversed: 4,
        skipped_until: None,
    });
    pair.deeds(40, 10).await;
    // GitLab leaves the destination out for 15 minutes: all of that is lost.
    let until = pair.clock.now() + SignedDuration::from_mins(15);
    pair.range
        .trouble_streams(StreamTrouble { skipped_until: Some(until), ..StreamTrouble::default() });
    pair.deeds(20, 40).await;
    pair.later(120);
    pair.deeds(10, 5).await;
    pair.range.streams_idle().await;
    let saved: BTreeSet<String> = pair.saved().difference(&of_old).cloned().collect();
    let before = pair.shown().await;
    assert_eq!(saved.len(), 80);
    assert!(before.len() < 60, "{} of 80 came: nothing was broken", before.len());

    pair.later(600);
    let report = pair.app.reconcile(&rita(), None).await.unwrap();

    let shown = pair.shown().await;
    assert_eq!(shown.keys().cloned().collect::<BTreeSet<_>>(), saved);
    let twice: Vec<_> = shown.iter().filter(|(_, ways)| ways.len() != 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let by_rest = shown.values().flatten().filter(|way| *way == "rest").count();
    let total = report.scopes[0].total;
    assert_eq!(report.state, ReconcileState::Done, "{report:?}");
    assert_eq!((total.compared, total.missing), (80, u64::try_from(by_rest).unwrap()));
    assert_eq!(total.added, total.missing);
    assert_eq!(80 - before.len(), by_rest);
    assert!(pair.found().contains(&RecordRule::GapFilled), "{:?}", pair.found());

    // Again: nothing is added, nothing found twice, not even after a restart.
    let (records, found) = (pair.records().await, pair.found());
    let pair = pair.reopen().await;
    let since = Some("2026-11-21T10:00:00Z".parse().unwrap());
    let again = pair.app.reconcile(&rita(), since).await.unwrap();
    pair.app.settle().await;
    let total = again.scopes[0].total;
    assert_eq!(
        (total.compared, total.missing, total.added),
        (80, report.scopes[0].total.missing, 0)
    );
    assert_eq!(pair.records().await, records);
    assert_eq!(pair.found(), found);
    assert_eq!(pair.app.reconciliations(&ada()).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_stream_told_and_gitlab_does_not_list_is_found() {
    let pair = Pair::start(|_| {}).await;
    pair.deeds(6, 5).await;
    pair.range.streams_idle().await;
    // Somebody who knows the stream's token tells of what never happened.
    let now = pair.clock.now();
    let forged = serde_json::json!({
        "id": 999_999, "author_id": 1, "author_name": "Administrator", "entity_id": 1,
        "entity_type": "User", "entity_path": "root", "target_id": 1, "target_type": "User",
        "target_details": "root", "ip_address": "203.0.113.9", "created_at": now.to_string(),
        "event_type": "user_blocked", "details": { "author_class": "User" },
    });
    let url = format!("http://{}/collect/stream/main", pair.config.server.listen);
    let asked = range::client("forger").unwrap().post(url).body(forged.to_string());
    let answer = asked
        .header("X-Gitlab-Event-Streaming-Token", STREAM_TOKEN)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
    pair.later(600);

    pair.app.reconcile(&rita(), None).await.unwrap();

    assert_eq!(pair.found(), [RecordRule::NotListed], "the true ones are listed");
    let found = pair.app.findings(&rita(), None, 1000).unwrap();
    let told = |summary: &str| summary.contains("the first is 999999");
    assert!(found.iter().any(|finding| told(&finding.summary)), "{found:#?}");
    pair.app.reconcile(&rita(), None).await.unwrap();
    assert_eq!(pair.found().len(), 1, "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_streamed_is_named_as_not_checked_and_young_events_may_be_on_their_way() {
    let pair = Pair::start(|_| {}).await;
    let project = pair.range.with_world(|w| w.project_by("harbor/platform/deploy").unwrap().id);
    let path = format!("/api/v4/projects/{project}/variables");
    let url = pair.range.base_url().join(&path).unwrap();
    let asked = range::client("tests").unwrap().get(url);
    asked.header("PRIVATE-TOKEN", pair.range.admin_token()).send().await.unwrap();
    pair.range.streams_idle().await;
    pair.later(600);
    let lost = StreamTrouble { lost_every: Some(1), ..StreamTrouble::default() };
    pair.range.trouble_streams(lost);
    pair.deeds(2, 1).await;
    pair.app.settle().await;

    let report = pair.app.reconcile(&rita(), None).await.unwrap();

    assert_eq!(report.unchecked.get("variable_viewed_api"), Some(&1), "{report:?}");
    assert_eq!(report.scopes[0].total.missing, 0, "two seconds old is too young: {report:?}");
    assert!(pair.found().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_a_group_gets_back_what_happened_in_it_and_below_and_no_more() {
    let pair = Pair::start(|_| {}).await;
    let (group, project) = pair.range.with_world(|world| {
        let id = |id: u64| id.cast_signed();
        let group = world.group_by("harbor").unwrap().id;
        (id(group), id(world.project_by("harbor/platform/deploy").unwrap().id))
    });
    let owner = pair.range.leaked_user().cast_signed();
    let role = |access_level| gitlab::Role { access_level, ..gitlab::Role::default() };
    let admin = pair.client();
    drop(admin.remove_member(gitlab::Place::Group(group), owner).await);
    admin.add_member(gitlab::Place::Group(group), owner, &role(50)).await.unwrap();
    pair.range.streams_idle().await;
    // From now on we are that owner, and nobody takes what is streamed.
    file(pair.folder.path(), "gitlab.token", pair.range.leaked_token());
    let pair = pair.reopen().await;
    pair.later(60);
    pair.range.trouble_streams(StreamTrouble { lost_every: Some(1), ..StreamTrouble::default() });
    let guest = pair.range.with_world(|world| world.user_by("root").unwrap().id).cast_signed();
    admin.add_member(gitlab::Place::Group(group), guest, &role(10)).await.unwrap();
    admin.add_member(gitlab::Place::Project(project), guest, &role(20)).await.unwrap();
    pair.deeds(2, 1).await; // of a user: no business of a group's owner
    pair.later(600);

    let report = pair.app.reconcile(&rita(), None).await.unwrap();

    assert_eq!(report.state, ReconcileState::Done, "{report:#?}");
    let added: Vec<(&str, u64)> = report
        .scopes
        .iter()
        .filter(|one| one.total.added > 0)
        .map(|one| (one.scope.as_str(), one.total.added))
        .collect();
    let expected = [(format!("group-{group}"), 1), (format!("project-{project}"), 1)];
    assert_eq!(added, expected.each_ref().map(|(scope, count)| (scope.as_str(), *count)));
    let shown = pair.shown().await;
    let by_rest = shown.values().flatten().filter(|way| *way == "rest").count();
    assert_eq!(by_rest, 2, "{shown:?}");
    assert!(!pair.found().contains(&RecordRule::NotListed), "{:?}", pair.found());
    let again = pair.app.reconcile(&rita(), None).await.unwrap();
    assert!(again.scopes.iter().all(|one| one.total.added == 0), "{again:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gitlab_that_is_gone_fails_the_comparison_and_the_next_one_goes_on() {
    let pair = Pair::start(|_| {}).await;
    pair.range.trouble_streams(StreamTrouble { lost_every: Some(1), ..StreamTrouble::default() });
    pair.deeds(4, 1).await;
    pair.later(600);
    pair.app.standing(&rita()).await.unwrap();
    pair.range.set_outage(range::Outage::BadGateway);
    let failed = pair.app.reconcile(&rita(), None).await.unwrap();
    assert_eq!(failed.state, ReconcileState::Failed);
    assert!(failed.problem.is_some());

    pair.range.set_outage(range::Outage::None);
    // The client rests for some seconds before it asks a GitLab again that was down.
    until(|| async {
        let report = pair.app.reconcile(&rita(), None).await.unwrap();
        report.scopes.iter().any(|scope| scope.total.added == 4)
    })
    .await;
    assert_eq!(pair.shown().await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_brings_every_event_once_and_goes_on_after_a_restart() {
    let polling = |config: &mut Config| {
        config.stream.clear();
        let rest = r#"{"scope": "instance", "every_s": 1}"#;
        config.rest = vec![serde_json::from_str::<Rest>(rest).unwrap()];
    };
    let pair = Pair::start(polling).await;
    pair.deeds(130, 1).await;
    pair.app.collect().await.unwrap();
    until(|| async { pair.shown().await.len() == 130 }).await;
    assert!(pair.shown().await.values().all(|ways| ways == &["rest"]));

    let pair = pair.reopen().await;
    pair.deeds(20, 1).await;
    pair.app.collect().await.unwrap();
    until(|| async { pair.shown().await.len() == 150 }).await;

    let source = pair.app.source(&ada(), "rest/instance").unwrap();
    assert_eq!(pair.records().await, 150, "a row was recorded twice: {source:?}");
    let last: Timestamp = source.last_event_at.unwrap();
    assert!(last <= pair.clock.now());
    drop(pair.folder);
}
