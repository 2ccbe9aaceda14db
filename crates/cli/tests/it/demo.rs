//! `portcullis demo --headless`: the whole road, each attack.

use serde_json::Value;

use crate::binary::Portcullis;

/// Runs a scenario; everything that the demo must show is shown.
fn check(scenario: &str, kinds: &[&str]) -> Value {
    let portcullis = Portcullis::new();

    let report = portcullis.json(&["demo", "--headless", "--scenario", scenario]);

    assert_eq!(report["scenario"], scenario);
    for shown in [
        "contained",
        "swept_clean",
        "undo_restores_state",
        "refused_what_must_be",
        "ledger_verified",
        "no_secret_written",
    ] {
        assert_eq!(report[shown], true, "{shown}: {report:#}");
    }
    for probe in report["probes"].as_array().unwrap() {
        assert_eq!(probe["locked_out"], true, "{probe}");
        // Only a trigger token that is no more is hidden instead of refused.
        let is_trigger = probe["credential"].as_str().unwrap().contains("trigger");
        let expected: &[u64] = if is_trigger { &[404] } else { &[401, 403] };
        assert!(expected.contains(&probe["status"].as_u64().unwrap()), "{probe}");
    }
    assert!(
        report["probes_before"]
            .as_array()
            .unwrap()
            .iter()
            .all(|probe| { (200..400).contains(&probe["status"].as_u64().unwrap()) }),
        "{report:#}"
    );
    assert!(report["exposure_window_s"].is_number(), "{report:#}");
    assert!(report["first_event_to_containment_ms"].as_i64().unwrap() > 0, "{report:#}");
    let opened: Vec<&str> = list(&report, "cases", "kind");
    assert_eq!(opened, kinds, "{report:#}");
    let rules = list(&report, "refused", "rule");
    for rule in ["gate.impact_not_attested", "gate.own_request"] {
        assert!(rules.contains(&rule), "{rule} is not among {rules:?}");
    }
    report
}

fn list<'a>(report: &'a Value, name: &str, field: &str) -> Vec<&'a str> {
    let rows = report[name].as_array().unwrap();
    rows.iter().filter_map(|row| row[field].as_str()).collect()
}

#[track_caller]
fn found(report: &Value, titles: &[&str]) {
    let known = list(report, "findings", "title");
    for title in titles {
        assert!(known.contains(title), "{title} is not among {known:?}");
    }
}

#[track_caller]
fn did(report: &Value, kinds: &[&str]) {
    let known = list(report, "acts", "kind");
    for kind in kinds {
        assert!(known.contains(kind), "{kind} is not among {known:?}");
    }
}

#[test]
fn a_leaked_token_is_contained_and_proven() {
    let report = check("leaked-token", &["credential_exposure"]);

    let planted = "Several ways back in planted within an hour";
    let hook = "Webhook sends to a collector, a bare address or without TLS check";
    found(&report, &[planted, hook]);
    did(&report, &["revoke_token", "delete_ssh_key", "remove_webhook"]);
}

#[test]
fn a_compromised_user_is_contained_and_proven() {
    let report = check("compromised-user", &["compromised_user"]);

    found(&report, &["Several ways back in planted within an hour", "Project made public"]);
    did(&report, &["block_user", "delete_ssh_key"]);
}

#[test]
fn a_compromised_bot_is_contained_with_all_that_it_planted() {
    let report = check("compromised-bot", &["compromised_user"]);

    did(&report, &["block_user", "delete_deploy_key", "delete_trigger", "remove_webhook"]);
    refused(&report, "let the user in before the sweep");
}

#[test]
fn an_exposed_job_token_ends_with_its_job_and_leads_to_who_changed_the_file() {
    let report = check("exposed-job-token", &["exposed_job_token", "compromised_user"]);

    did(&report, &["cancel_job", "disallow_job_tokens", "erase_job", "block_user"]);
    refused(&report, "delete before a copy is kept");
}

#[test]
fn secrets_in_a_public_log_are_kept_as_evidence_then_erased() {
    let report = check("ci-secret-exposure", &["ci_secret_exposure", "credential_exposure"]);

    did(&report, &["delete_artifacts", "erase_job", "change_variable", "revoke_token"]);
    refused(&report, "delete before a copy is kept");
}

#[test]
fn a_compromised_instance_is_taken_back_and_nobody_locks_the_responder_out() {
    let report = check("compromised-instance", &["compromised_instance"]);

    did(&report, &["block_user", "delete_runner", "delete_application", "change_settings"]);
    refused(&report, "lock the responder out");
}

#[test]
fn misconfigured_settings_go_back_to_what_they_were() {
    let report = check("misconfigured-settings", &["misconfigured_settings", "compromised_user"]);

    did(&report, &["change_settings", "restore_project", "remove_webhook"]);
    refused(&report, "put settings back without consent");
}

#[track_caller]
fn refused(report: &Value, attempt: &str) {
    let attempts = list(report, "refused", "attempt");
    assert!(attempts.contains(&attempt), "{attempt} is not among {attempts:?}");
}
