//! `portcullis demo --headless`: the whole road, both attacks.

use serde_json::Value;

use crate::binary::Portcullis;

fn check(scenario: &str, findings: &[&str]) -> Value {
    let portcullis = Portcullis::new();

    let report = portcullis.json(&["demo", "--headless", "--scenario", scenario]);

    assert_eq!(report["scenario"], scenario);
    assert_eq!(report["contained"], true, "{report:#}");
    assert_eq!(report["attacker_status"], 401, "{report:#}");
    assert_eq!(report["sweep_remaining"], 0, "{report:#}");
    assert_eq!(report["ledger_verified"], true, "{report:#}");
    assert!(report["exposure_window_s"].is_number(), "{report:#}");
    assert!(report["first_event_to_containment_ms"].as_i64().unwrap() > 0, "{report:#}");
    let titles: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["title"].as_str())
        .collect();
    for title in findings {
        assert!(titles.contains(title), "{title} is not among {titles:?}");
    }
    let refusals: Vec<&str> =
        report["refusals"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(refusals, ["gate.impact_not_attested", "gate.own_request"]);
    report
}

#[test]
fn a_leaked_token_is_contained_and_proven() {
    let report = check(
        "leaked-token",
        &["SSH key added", "Webhook created", "One token looks around by the API"],
    );

    let kinds: Vec<&str> =
        report["acts"].as_array().unwrap().iter().filter_map(|act| act["kind"].as_str()).collect();
    assert!(
        kinds.contains(&"revoke_token")
            && kinds.contains(&"delete_ssh_key")
            && kinds.contains(&"remove_webhook"),
        "{kinds:?}"
    );
}

#[test]
fn a_compromised_user_is_contained_and_proven() {
    let report = check("compromised-user", &["Personal access token created"]);

    let kinds: Vec<&str> =
        report["acts"].as_array().unwrap().iter().filter_map(|act| act["kind"].as_str()).collect();
    assert_eq!(kinds.first(), Some(&"block_user"), "{kinds:?}");
}
