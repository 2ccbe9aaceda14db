//! What the other commands say.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::binary::{Portcullis, event, stdout};

#[test]
fn a_token_is_identified_from_standard_input_and_never_echoed() {
    let secret = "glpat-AAECAwQFBgcICQoLDA0OD2M6MQpvOjEKdToxYww.01.131q5p1e7";
    let mut child = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["--json", "token", "identify"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();

    let said = stdout(&child.wait_with_output().unwrap());

    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(document["checksum"], "valid", "{document:#}");
    assert_eq!(document["routing"]["user"], 48, "{document:#}");
    assert_eq!(document["ended_by"][0], "revoke_token", "{document:#}");
    assert!(!said.contains("AAECAwQFBgcICQoLDA0OD2M6MQpvOjEKdToxYww"), "{said}");
}

#[test]
fn an_imported_file_can_be_searched_detected_and_verified_without_a_server() {
    let portcullis = Portcullis::new();
    let lines: Vec<String> = (0..50).map(event).collect();
    let file = portcullis.write("audit.jsonl", lines.join("\n").as_bytes());
    assert_eq!(portcullis.json(&["import", file.to_str().unwrap()])["files"][0]["records"], 50);

    let found = portcullis.json(&[
        "search",
        "actor:\"Nora Field\" ip:198.51.100.0/24 \"token 7\"",
        "--limit",
        "5",
    ]);
    let detected = portcullis.json(&["detect", "--level", "low"]);
    let verified = portcullis.json(&["ledger", "verify"]);

    assert_eq!(found["rows"][0]["fields"]["target_details"], "token 7", "{found:#}");
    assert!(!detected["findings"].as_array().unwrap().is_empty(), "{detected:#}");
    assert_eq!(verified["sound"], true);
}

#[test]
fn a_case_opened_by_command_is_there_for_the_running_server_too() {
    let portcullis = Portcullis::new();
    portcullis.json(&[
        "case",
        "open",
        "Token of the release bot leaked",
        "--kind",
        "credential-exposure",
    ]);

    let served = portcullis.serve();
    let listed = portcullis.json(&["case", "list"]);
    portcullis.json(&["case", "note", "C-1", "called the owner"]);
    portcullis.json(&[
        "case",
        "fact",
        "exposed-at",
        "C-1",
        "2026-11-20T10:00:00Z",
        "--source",
        "a commit",
    ]);
    portcullis.json(&[
        "case",
        "fact",
        "revoked-at",
        "C-1",
        "2026-11-20T11:30:00Z",
        "--source",
        "its owner",
    ]);
    drop(served);

    assert_eq!(listed["cases"][0]["title"], "Token of the release bot leaked");
    let case = portcullis.json(&["case", "show", "C-1"]);
    assert!(case["case"]["timeline"].to_string().contains("called the owner"), "{case:#}");
    assert_eq!(case["exposure_window_s"], 5400, "{case:#}");
}

#[test]
fn settings_in_effect_are_shown_without_secrets() {
    let portcullis = Portcullis::new();

    let said = stdout(&portcullis.run(&["config", "show"]));

    assert!(said.contains("listen = \"127.0.0.1:8470\""), "{said}");
    assert!(said.contains("stream.token") && !said.contains(crate::binary::STREAM_TOKEN), "{said}");
}

#[test]
fn the_shipped_rules_are_sound_and_hold_their_examples() {
    let portcullis = Portcullis::new();

    assert!(portcullis.run(&["rules", "check"]).status.success());
    assert!(portcullis.run(&["rules", "test"]).status.success());
    let listed = portcullis.json(&["rules", "list"]);
    assert!(listed["rules"].as_array().unwrap().len() >= 20);
}
