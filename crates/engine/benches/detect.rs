//! How many events a second the detector looks at, with the shipped rules.
//!
//! `cargo bench -p engine --bench detect`. The events are read before the
//! clock starts; what is measured is [`Detector::observe`] alone.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark may stop when its input is wrong"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use divan::counter::ItemsCount;
use engine::detect::{Detector, RuleSet};
use event::{Event, Way, normalise};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Events in one run: some minutes of a busy instance.
const EVENTS: u64 = 20_000;

fn main() {
    divan::main();
}

/// What of everything a GitLab says: mostly requests and Git, some of all else.
#[divan::bench]
fn mixed(bencher: divan::Bencher<'_, '_>) {
    bench(
        bencher,
        &[request, git, request, request, comment, git, request, sign_in, request, token],
    );
}

/// Requests of `api_json.log`, many tokens and routes: every one is correlated.
#[divan::bench]
fn requests(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, &[request]);
}

/// Audit events that no rule looks at.
#[divan::bench]
fn comments(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, &[comment]);
}

/// Audit events that raise a finding each.
#[divan::bench]
fn tokens(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, &[token]);
}

fn bench(bencher: divan::Bencher<'_, '_>, kinds: &[fn(u64, &mut Seeded) -> Value]) {
    let rules = shipped();
    let mut seeded = Seeded(42);
    let events: Vec<Event> = (0..EVENTS)
        .map(|n| kinds[usize::try_from(n).unwrap_or_default() % kinds.len()](n, &mut seeded))
        .map(|wire| {
            normalise::read(Way::Import, Timestamp::UNIX_EPOCH, wire.to_string().as_bytes())
        })
        .collect();
    bencher
        .counter(ItemsCount::new(EVENTS))
        .with_inputs(|| Detector::new(Arc::clone(&rules)))
        .bench_local_values(|mut detector| {
            (0..)
                .zip(&events)
                .map(|(index, event)| detector.observe(index, event).len())
                .sum::<usize>()
        });
}

fn shipped() -> Arc<RuleSet> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let areas =
        fs::read_dir(root).expect("the rules are there").map(|area| area.expect("an entry").path());
    let files =
        areas.filter(|path| path.is_dir()).flat_map(|area| fs::read_dir(area).expect("an area"));
    let files = files.map(|file| file.expect("an entry").path()).map(|path| {
        (path.display().to_string(), fs::read_to_string(path).expect("a rule is text"))
    });
    Arc::new(RuleSet::load(files).expect("the shipped rules are right"))
}

/// The same numbers in every run (an xorshift).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Ten events a second.
fn time(n: u64) -> String {
    let ms = n * 100;
    let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000 % 24);
    format!("2026-03-02T{h:02}:{m:02}:{s:02}.{:03}Z", ms % 1000)
}

fn request(n: u64, seeded: &mut Seeded) -> Value {
    const ROUTES: [&str; 8] = [
        "/api/:version/projects/:id/merge_requests",
        "/api/:version/projects/:id/pipelines",
        "/api/:version/projects/:id",
        "/api/:version/projects/:id/repository/tree",
        "/api/:version/jobs/:id/trace",
        "/api/:version/projects/:id/issues",
        "/api/:version/user",
        "/api/:version/projects",
    ];
    let route = ROUTES[usize::try_from(seeded.below(8)).unwrap_or_default()];
    let user = seeded.below(300);
    json!({
        "time": time(n), "severity": "INFO", "status": 200, "method": "GET", "path": "/api/v4/projects",
        "route": route, "remote_ip": format!("10.0.{}.{}", user / 250, user % 250), "ua": "curl/8.5.0",
        "user_id": user, "username": format!("user{user}"), "token_type": "PersonalAccessToken",
        "token_id": user * 2 + seeded.below(2), "correlation_id": format!("01JQ{n:08}"),
    })
}

fn audit(n: u64, seeded: &mut Seeded, event_type: &str, message: &Value) -> Value {
    let (user, project) = (seeded.below(300), seeded.below(500));
    json!({
        "id": n + 1, "author_id": user, "author_name": format!("user{user}"), "entity_id": project,
        "entity_type": "Project", "entity_path": format!("group/project{project}"), "target_id": n,
        "target_type": "Project", "target_details": format!("thing {n}"), "created_at": time(n),
        "ip_address": format!("10.0.{}.{}", user / 250, user % 250), "event_type": event_type,
        "details": { "author_class": "User", "custom_message": message },
    })
}

fn git(n: u64, seeded: &mut Seeded) -> Value {
    let message = json!({ "protocol": "http", "action": "git-upload-pack" });
    audit(n, seeded, "repository_git_operation", &message)
}

fn comment(n: u64, seeded: &mut Seeded) -> Value {
    audit(n, seeded, "comment_created", &json!("Added comment"))
}

fn sign_in(n: u64, seeded: &mut Seeded) -> Value {
    audit(n, seeded, "authenticated_with_password", &json!("Signed in"))
}

fn token(n: u64, seeded: &mut Seeded) -> Value {
    audit(n, seeded, "personal_access_token_created", &json!("Created personal access token"))
}
