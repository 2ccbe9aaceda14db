//! `portcullis ci cause` offline, and `portcullis evidence` with and without a server.

use std::path::{Path, PathBuf};

use crate::binary::{Portcullis, stdout};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ci").join(name)
}

#[test]
fn the_cause_of_a_leak_is_found_offline_and_no_secret_is_shown() {
    let portcullis = Portcullis::new();
    let (log, config) = (fixture("debug-trace.log"), fixture("cycle.yml"));

    let found = portcullis.run(&[
        "--json",
        "ci",
        "cause",
        "--trace",
        log.to_str().unwrap(),
        "--config",
        config.to_str().unwrap(),
    ]);

    assert_eq!(found.status.code(), Some(10), "something was found");
    let said = stdout(&found);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    let kinds: Vec<&str> = document["causes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|cause| cause["kind"].as_str())
        .collect();
    assert_eq!(
        kinds,
        ["debug_trace", "debug_trace", "shell_trace", "environment_dump", "variable_sent"]
    );
    assert_eq!(document["secrets"][0]["name"], "DEPLOY_TOKEN", "{document:#}");
    assert!(!said.contains("7Kd93kfQ"), "{said}");
}

#[test]
fn secrets_of_logs_changes_and_names_of_files_are_found_offline() {
    let portcullis = Portcullis::new();
    let token = format!("glpat{}q7Wz2KpL9mXc4VbN8tRy", '-');
    let diff = format!(
        "diff --git a/x.sh b/x.sh\n--- a/x.sh\n+++ b/x.sh\n@@ -7,2 +7,2 @@\n # a\n-T={token}x\n+T={token}\n"
    );
    let diff = portcullis.write("feature.diff", diff.as_bytes());
    let list =
        portcullis.write("list.txt", b"dist/app.js\ndist/.env\nkeys/id_rsa\nkeys/id_rsa.pub\n");
    let log = fixture("timestamps.log");

    let in_diff = portcullis.run(&["--json", "ci", "scan", diff.to_str().unwrap()]);
    let in_list = portcullis.run(&["--json", "ci", "scan", "--list", list.to_str().unwrap()]);
    let in_log = portcullis.run(&["ci", "scan", log.to_str().unwrap()]);

    let said = stdout(&in_diff);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(document["found"].as_array().unwrap().len(), 1, "{document:#}");
    assert_eq!(
        (&document["found"][0]["path"], &document["found"][0]["line"]),
        (&"x.sh".into(), &8.into())
    );
    assert!(!said.contains(&token), "{said}");
    let document: serde_json::Value = serde_json::from_str(&stdout(&in_list)).unwrap();
    let files: Vec<_> =
        document["found"].as_array().unwrap().iter().map(|row| &row["file"]).collect();
    assert_eq!(files, ["environment", "private_key"]);
    assert!(in_log.status.code() == Some(0) || in_log.status.code() == Some(10));
}

#[test]
fn evidence_is_kept_once_verified_and_handed_out() {
    let portcullis = Portcullis::new();
    portcullis.json(&["case", "open", "a log", "--kind", "ci-secret-exposure"]);
    let log = fixture("debug-trace.log");

    let kept = portcullis.json(&["evidence", "add", "C-1", log.to_str().unwrap()]);
    let served = portcullis.serve();
    let again = portcullis.json(&["evidence", "add", "C-1", log.to_str().unwrap()]);
    let listed = portcullis.json(&["evidence", "list", "C-1"]);
    let checked = portcullis.json(&["evidence", "verify", "C-1"]);
    let sha256 = kept["sha256"].as_str().unwrap();
    let copy = portcullis.data().join("copy.log");
    portcullis.json(&["evidence", "get", sha256, "--to", copy.to_str().unwrap()]);
    drop(served);

    assert_eq!(kept["sha256"], again["sha256"]);
    assert_eq!(listed["evidence"].as_array().unwrap().len(), 1);
    assert_eq!(checked["is_sound"], true);
    assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(log).unwrap());
}

#[test]
fn the_answer_of_a_cloud_is_imported_by_command() {
    let portcullis = Portcullis::new();
    portcullis.json(&["case", "open", "a cloud key", "--kind", "ci-secret-exposure"]);

    let read = portcullis.json(&["ci", "import", "C-1", fixture("athena.csv").to_str().unwrap()]);
    let case = portcullis.json(&["case", "show", "C-1"]);

    assert_eq!((&read["read_as"], &read["rows"]), (&"csv".into(), &1.into()));
    let lines = case["case"]["timeline"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["key"] == "timeline-cloud-row"), "{lines:#?}");
}
