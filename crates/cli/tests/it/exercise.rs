//! `portcullis exercise run data-breach --headless`: the eighth and tenth walk
//! of the requirements, in both languages (CM14–CM31).

use std::process::Command;

use serde_json::{Value, json};

use crate::binary::Portcullis;

/// What must have been tried and refused, with its rule.
const REFUSED: [(&str, &str); 9] = [
    ("severity by somebody without the duty", "severity."),
    ("an administrator looks into the case", "permission.read_cases"),
    ("a message to customers before its medium is decided", "communication.too_early"),
    ("a mail whose link follows its reader", "communication."),
    ("a mail that nobody approved", "gate.approval_missing"),
    ("approval of one's own request", "permission.approve"),
    ("a blog post before customers are told", "communication.customers_first"),
    ("a mail to customers by somebody without the duty", "communication.not_the_sender"),
    ("all clear before everybody was told the end", "communication.final_missing"),
];

/// Runs the walk; answers the journal's messages and the scorecard.
fn check(lang: &str) {
    let portcullis = Portcullis::new();
    let folder = portcullis.data().join("kept");
    let keep = folder.to_str().unwrap();

    let card = portcullis.json(&[
        "exercise",
        "run",
        "data-breach",
        "--headless",
        "--lang",
        lang,
        "--keep",
        keep,
    ]);

    assert_eq!(card["passed"], true, "{card:#}");
    assert_eq!(card["external_bytes"], 0, "{card:#}");
    assert!(card["obligations_due"].as_u64().unwrap() >= 20, "{card:#}");
    assert_eq!(card["obligations_due"], card["obligations_kept"], "{card:#}");
    assert!(card["messages"].as_u64().unwrap() > 8, "{card:#}");
    assert!(card["sink_bytes"].as_u64().unwrap() > 1000, "{card:#}");
    assert_eq!(card["first_update_s"], 0, "the first is due at once: {card:#}");
    assert_eq!(card["first_customer_message_s"], 45 * 60, "{card:#}");
    assert_eq!(card["exposure_window_s"], 80 * 60, "{card:#}");
    assert_eq!(card["are_customers_first"], true, "{card:#}");
    for row in ["security-director", "e-group", "marketing-and-pr", "legal"] {
        assert!(card["rows_fired"].as_array().unwrap().contains(&json!(row)), "{row}: {card:#}");
    }
    refused(&card);
    // Who is responsible for the second row is not there yet: the next is asked (CM20).
    let asked = card["asked"].as_array().unwrap();
    let of = |whom: &str| -> Vec<&str> {
        let about = asked.iter().filter(|one| one["recipient"] == whom);
        about.map(|one| one["person"].as_str().unwrap()).collect()
    };
    assert_eq!(of("e_group").first(), Some(&"sora"), "{card:#}");
    assert_eq!(of("e_group").last(), Some(&"mei"), "{card:#}");
    assert_eq!(of("legal").first(), Some(&"mei"), "{card:#}");

    let case = serve_and_read(&folder, card["case"].as_str().unwrap());
    marked(&case, lang);
    mail_is_plain(&case, lang);
}

fn refused(card: &Value) {
    let all = card["refused"].as_array().unwrap();
    assert_eq!(card["gates_refused"].as_u64().unwrap(), u64::try_from(all.len()).unwrap());
    for (attempt, rule) in REFUSED {
        let found = all.iter().find(|one| one["attempt"] == attempt);
        let found = found.unwrap_or_else(|| panic!("{attempt}: {card:#}"))["rule"].to_string();
        assert!(found.contains(rule), "{attempt}: {found}");
    }
}

/// The case as the kept data directory tells it, replayed from its journal.
fn serve_and_read(folder: &std::path::Path, case: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["--json", "--data"])
        .arg(folder)
        .args(["case", "show", case])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Every text that was handed to the sink carries the mark of its language.
fn marked(case: &Value, lang: &str) {
    let mark = if lang == "ja" { "【訓練】" } else { "[EXERCISE]" };
    let orders = case["case"]["concerns"]["delivery"]["orders"].as_object().unwrap();
    assert!(orders.len() > 8);
    for order in orders.values() {
        assert_eq!(order["order"]["channel"], "exercise-sink");
        let text = order["order"]["content"].to_string();
        assert!(text.contains(mark), "{text}");
    }
}

/// What customers read: plain text, addresses as they were drafted, both languages.
fn mail_is_plain(case: &Value, lang: &str) {
    let orders = case["case"]["concerns"]["delivery"]["orders"].as_object().unwrap();
    let to_customers =
        |order: &&Value| order["order"]["to"].to_string().contains("ops@alpha.example");
    let mails: Vec<&Value> = orders.values().filter(to_customers).collect();
    assert_eq!(mails.len(), 2, "the first and the last");
    let text: String = mails.iter().map(|mail| mail["order"]["content"].to_string()).collect();
    assert!(!text.contains('<') && !text.contains("utm_"), "{text}");
    let address = format!("https://status.example.com/incidents/1?lang={lang}&id=7");
    assert!(text.contains(&address), "{text}");
    assert!(text.contains("セキュリティインシデント") || lang == "en", "{text}");
}

#[test]
fn a_data_breach_is_walked_in_english() {
    check("en");
}

#[test]
fn a_data_breach_is_walked_in_japanese() {
    check("ja");
}

/// Plays a scenario in a language without looking; what must be so of each.
#[track_caller]
fn plays(scenario: &str, lang: &str) {
    let portcullis = Portcullis::new();
    let card = portcullis.json(&[
        "exercise",
        "run",
        scenario,
        "--headless",
        "--lang",
        lang,
        "--seed",
        "11",
    ]);
    assert_eq!(card["passed"], true, "{card:#}");
    assert_eq!(card["contained"], true, "{card:#}");
    assert_eq!(card["external_bytes"], 0, "{card:#}");
    assert_eq!(card["obligations_due"], card["obligations_kept"], "{card:#}");
    assert!(card["obligations_due"].as_u64().unwrap() >= 3, "{card:#}");
    assert!(card["gates_refused"].as_u64().unwrap() >= 4, "{card:#}");
    assert!(card["messages"].as_u64().unwrap() >= 4, "{card:#}");
    assert!(card["acts"].as_u64().unwrap() >= 1, "{card:#}");
    assert!(card["exposure_window_s"].as_i64().unwrap() >= 600, "{card:#}");
    assert_eq!(card["untold"], json!([]), "{card:#}");
}

// Each scenario of `portcullis demo`, in one language here and the other there.

#[test]
fn a_leaked_token_is_trained() {
    plays("leaked-token", "ja");
}

#[test]
fn a_compromised_user_is_trained() {
    plays("compromised-user", "en");
}

#[test]
fn a_compromised_bot_is_trained() {
    plays("compromised-bot", "ja");
}

#[test]
fn an_exposed_job_token_is_trained() {
    plays("exposed-job-token", "en");
}

#[test]
fn a_ci_secret_exposure_is_trained() {
    plays("ci-secret-exposure", "ja");
}

#[test]
fn a_compromised_instance_is_trained() {
    plays("compromised-instance", "en");
}

#[test]
fn misconfigured_settings_are_trained() {
    plays("misconfigured-settings", "ja");
}

#[test]
fn there_is_an_exercise_for_each_scenario_of_the_demo() {
    let list = Portcullis::new().json(&["exercise", "list"]);
    let listed = list["exercises"].as_array().unwrap();
    for scenario in range::attack::Scenario::ALL {
        let found = listed.iter().find(|one| one["name"] == scenario.name());
        assert_eq!(found.unwrap()["attack"], scenario.name());
    }
    for one in listed {
        let attack = one["attack"].as_str().unwrap();
        assert!(attack.parse::<range::attack::Scenario>().is_ok(), "{attack}");
    }
}

#[test]
fn an_exercise_shows_its_plan_in_both_languages() {
    let portcullis = Portcullis::new();
    let shown = |lang: &str| {
        let output = portcullis.run(&["exercise", "show", "leaked-token", "--lang", lang]);
        String::from_utf8(output.stdout).unwrap()
    };
    let plan = shown("en");
    assert!(plan.contains("» Somebody writes in public"), "{plan}");
    assert!(plan.contains("Lock the attacker out in GitLab"), "{plan}");
    let plan = shown("ja");
    assert!(plan.contains("GitLab で攻撃者を締め出す"), "{plan}");
}

#[test]
fn an_exercise_at_a_pace_waits_and_ends() {
    let portcullis = Portcullis::new();
    let run = ["exercise", "run", "compromised-user", "--headless", "--pace", "3600"];
    let card = portcullis.json(&run);
    assert_eq!(card["passed"], true, "{card:#}");
}

#[test]
fn no_byte_leaves_the_machine() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("skipped: strace is not installed (scripts/tools.sh)");
        return;
    }
    let portcullis = Portcullis::new();
    let trace = portcullis.data().join("trace");
    let status = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_portcullis"))
        .args(["--data"])
        .arg(portcullis.data())
        .args(["--json", "exercise", "run", "data-breach", "--headless"])
        .output()
        .unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));

    let traced = std::fs::read_to_string(&trace).unwrap();
    let families = |line: &&str| line.contains("sa_family=AF_INET");
    let to: Vec<&str> = traced.lines().filter(families).collect();

    assert!(!to.is_empty(), "the range is reached over HTTP, so something is seen");
    for line in to {
        assert!(line.contains("127.0.0.1") || line.contains("\"::1\""), "{line}");
    }
}
