//! Changed rules while the server runs.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use server::app::App;
use server::clock::Clock;
use server::config::Rules;
use server::person::Person;

use crate::house::{bare_config, file, rita};

fn rule(id: u32, event_type: &str, baseline: &str) -> String {
    format!(
        "title: Own rule {id}\nid: {id:08}-1111-4111-8111-111111111111\nlevel: medium\n\
         logsource: {{ product: gitlab, service: audit }}\n\
         detection:\n    selection:\n        event_type: {event_type}\n    condition: selection\n{baseline}"
    )
}

/// A streamed event of alice's on that day of March.
fn event(id: u64, event_type: &str, day: u64, ip: &str) -> Value {
    json!({
        "id": id, "author_id": 7, "author_name": "alice", "entity_id": 7, "entity_type": "User",
        "entity_path": "alice", "target_id": 7, "target_type": "User", "target_details": "alice",
        "ip_address": ip, "created_at": format!("2026-03-{day:02}T09:00:00.000Z"),
        "event_type": event_type, "details": { "author_class": "User" },
    })
}

async fn import(app: &App, folder: &Path, name: &str, events: &[Value]) {
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    let path = file(folder, name, &lines.join("\n"));
    app.import_file(&rita(), &path, &mut |_| {}).await.unwrap();
    app.settle().await;
}

fn own(app: &App) -> Vec<String> {
    let findings = app.findings(&rita(), None, 1000).unwrap();
    let titles = findings.into_iter().map(|finding| finding.title);
    let mut own: Vec<String> = titles.filter(|title| title.starts_with("Own rule")).collect();
    own.sort();
    own
}

/// Until the files have been looked at again.
async fn until(app: &App, is_so: impl Fn(&App) -> bool) {
    for _ in 0..200 {
        if is_so(app) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the rules were not read again");
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_rules_are_taken_and_broken_ones_refused_while_the_old_stay() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("rules");
    std::fs::create_dir(&dir).unwrap();
    file(&dir, "one.yml", &rule(1, "user_rejected", ""));
    let config = server::config::Config {
        rules: Rules::of(Some(dir.clone())),
        ..bare_config(folder.path())
    };
    let app = App::open(config, Clock::System).await.unwrap().app;
    let before = app.rules().set.rules().len();
    import(
        &app,
        folder.path(),
        "a.json",
        &[
            event(1, "user_rejected", 1, "203.0.113.9"),
            event(2, "comment_created", 1, "203.0.113.9"),
            event(3, "comment_created", 5, "203.0.113.9"),
        ],
    )
    .await;
    assert_eq!(own(&app), ["Own rule 1"]);

    // A rule with a baseline learns from what the record holds already.
    let baseline = "portcullis:\n    baseline: { new: ip_network, of: author_id, learn: 7d }\n";
    file(&dir, "two.yml", &rule(2, "comment_created", baseline));
    until(&app, |app| app.rules().set.rules().len() == before + 1).await;
    import(
        &app,
        folder.path(),
        "b.json",
        &[
            event(4, "comment_created", 10, "198.51.100.1"),
            event(5, "comment_created", 10, "198.51.100.2"),
        ],
    )
    .await;
    assert_eq!(own(&app), ["Own rule 1", "Own rule 2"]);

    file(&dir, "two.yml", &rule(2, "comment_created", "levelx: high\n"));
    until(&app, |app| !app.rules().refused.is_empty()).await;
    let in_force = app.rules();
    assert!(
        in_force.refused[0].ends_with("two.yml:9: unknown key `levelx`, did you mean `level`?")
    );
    assert_eq!(in_force.set.rules().len(), before + 1);
    import(
        &app,
        folder.path(),
        "c.json",
        &[
            event(6, "comment_created", 11, "198.51.100.3"),
            event(7, "comment_created", 11, "192.0.2.1"),
        ],
    )
    .await;
    assert_eq!(own(&app).len(), 3, "the old rules see events");

    std::fs::remove_file(dir.join("two.yml")).unwrap();
    let again = app.reload_rules(&Person::operator("test")).await.unwrap();
    assert_eq!((again.refused.len(), again.set.rules().len()), (0, before));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_baseline_remembers_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("rules");
    std::fs::create_dir(&dir).unwrap();
    let baseline = "portcullis:\n    baseline: { new: ip_network, of: author_id, learn: 7d }\n";
    file(&dir, "one.yml", &rule(1, "comment_created", baseline));
    let config =
        server::config::Config { rules: Rules::of(Some(dir)), ..bare_config(folder.path()) };
    let app = App::open(config.clone(), Clock::System).await.unwrap().app;
    import(&app, folder.path(), "a.json", &[event(1, "comment_created", 1, "203.0.113.9")]).await;
    app.close().await;

    let app = App::open(config, Clock::System).await.unwrap().app;
    app.settle().await;
    import(
        &app,
        folder.path(),
        "b.json",
        &[
            event(2, "comment_created", 10, "203.0.113.10"),
            event(3, "comment_created", 10, "198.51.100.1"),
        ],
    )
    .await;
    assert_eq!(own(&app), ["Own rule 1"]);
    app.close().await;
}
