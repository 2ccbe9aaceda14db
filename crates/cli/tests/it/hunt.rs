//! A new rule over all history.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::binary::{Portcullis, event};

const RULE: &str = r"title: Token seven
id: 0b6a7c1e-58f0-4e8c-9d0e-2f3a4b5c6d7e
description: Tried on history.
level: high
logsource: { product: gitlab, service: audit }
detection:
    selection: { target_details: token 7 }
    condition: selection
";

fn ids(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_hunt_finds_what_detect_finds_and_reads_less() {
    let portcullis = Portcullis::new();
    let lines: Vec<String> = (0..300).map(event).collect();
    let file = portcullis.write("audit.jsonl", lines.join("\n").as_bytes());
    portcullis.json(&["import", file.to_str().unwrap()]);

    let detected = portcullis.json(&["detect"]);
    let hunted = portcullis.json(&["hunt"]);

    assert_eq!(ids(&hunted), ids(&detected), "{hunted:#}");
    assert_eq!(hunted["done"], 300, "{hunted:#}");
}

#[test]
fn a_new_rule_is_tried_on_history_and_journalled_only_when_asked() {
    let portcullis = Portcullis::new();
    let lines: Vec<String> = (0..100).map(event).collect();
    let file = portcullis.write("audit.jsonl", lines.join("\n").as_bytes());
    portcullis.json(&["import", file.to_str().unwrap()]);
    let rule = portcullis.write("mine/token_seven.yml", RULE.as_bytes());
    let _served = portcullis.serve();

    let tried = portcullis.json(&["hunt", "--rules", rule.to_str().unwrap()]);
    let before = portcullis.json(&["case", "list"]);
    let kept = portcullis.json(&["hunt", "--rules", rule.to_str().unwrap(), "--keep"]);
    portcullis.json(&["hunt", "--rules", rule.to_str().unwrap(), "--keep"]);
    let after = portcullis.json(&["case", "list"]);

    assert_eq!(tried["found"], 1, "{tried:#}");
    assert!(tried["findings"][0]["rule"] == "0b6a7c1e-58f0-4e8c-9d0e-2f3a4b5c6d7e", "{tried:#}");
    assert_eq!(before["cases"].as_array().map(Vec::len), Some(0), "{before:#}");
    assert_eq!(ids(&kept), ids(&tried));
    assert_eq!(after["cases"].as_array().map(Vec::len), Some(1), "{after:#}");
}
