//! The log-dive desk on files: decide, redact, verify.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::binary::{Portcullis, stderr, stdout};

fn decide(args: &[&str], request: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["assist", "decide"])
        .args(args)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn request() -> Value {
    json!({
        "requested_at": "2026-06-15T12:00:00Z", "deployment": "saas", "plan": "ultimate", "paying": true,
        "resources": [{ "kind": "project", "path": "orchard/cider-press", "owned": true }],
        "events": ["project_access_token_created"],
        "window": { "start": "2026-06-08T12:00:00Z", "end": "2026-06-15T12:00:00Z" },
        "log_kinds": ["application"], "personal_data": false, "complex": false,
        "gap": "which token read the variable", "exception": null
    })
}

fn decided(args: &[&str], request: &Value) -> Value {
    let output = decide(args, &request.to_string());
    serde_json::from_str(&stdout(&output))
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

#[test]
fn a_request_is_decided_with_reasons_and_a_reply_in_both_languages() {
    let support = decided(&["--json"], &request());
    assert_eq!(support["decision"], "route_support", "{support:#}");
    assert_eq!(support["extended"], false);
    assert_eq!(support["missing"], json!([]));
    assert_eq!(support["reasons"][0]["rule"], "LD5");
    assert!(support["reply"]["ja"].as_str().unwrap().contains("サポート"), "{support:#}");

    let mut asked = request();
    asked["window"]["start"] = json!("2026-06-08T11:59:59Z");
    let sirt = decided(&["--policy", "document", "--json", "--lang", "ja"], &asked);
    assert_eq!((&sirt["decision"], &sirt["extended"]), (&json!("route_sirt"), &json!(true)));
    assert!(sirt["reasons"][0]["text"].as_str().unwrap().contains("期間の開始"), "{sirt:#}");
    let present = decided(&["--policy", "gitlab-present", "--json"], &asked);
    assert_eq!(present["decision"], "route_support");

    asked["resources"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "kind": "group", "path": "quarry", "owned": false }));
    let split = decided(&["--json"], &asked);
    assert_eq!(split["decision"], "needs_subpoena");
    assert_eq!(split["splits"][0]["decision"], "route_sirt", "{split:#}");

    let said = stdout(&decide(&[], &asked.to_string()));
    assert!(said.starts_with("needs_subpoena: "), "{said}");
}

#[test]
fn what_is_no_request_and_no_preset_is_refused() {
    for (args, text, why) in [
        (vec!["--policy", "guess"], request().to_string(), "document, gitlab-present"),
        (vec![], String::new(), "standard input is empty"),
        (vec![], " ".repeat((16 << 20) + 1), "longer than 16 MiB"),
        (
            vec![],
            request().to_string().replace("\"owned\":true", "\"owned\":1"),
            "resources[0].owned",
        ),
        (vec![], request().to_string().replace("2026-06-08T12:00:00Z", "soon"), "window.start"),
        (vec![], format!("{}{{}}", request()), "trailing"),
        (vec![], request().to_string().replace("\"gap\"", "\"gab\""), "gab"),
    ] {
        let output = decide(&args, &text);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
}

#[test]
fn a_request_that_says_nothing_is_asked_for_everything_but_our_own_work() {
    let nothing = decided(&["--json"], &json!({}));
    assert_eq!(nothing["decision"], "needs_info", "{nothing:#}");
    assert_eq!(nothing["missing"][0], "requested_at", "{nothing:#}");
    let mut unverified = request();
    unverified["resources"][0]["owned"] = Value::Null;
    unverified["personal_data"] = Value::Null;
    let ours = decided(&["--json"], &unverified);
    assert_eq!(ours["missing"], json!(["ownership"]));
    assert!(ours["reply"]["en"].as_str().unwrap().contains("nothing that you need to send"));

    // A byte order mark is no part of it; lengths of time are words.
    let marked = stdout(&decide(&["--lang", "ja"], &format!("\u{feff}{}", request())));
    assert!(marked.starts_with("route_support") && marked.contains("7 日"), "{marked}");
    let said = stdout(&decide(&["--lang", "en"], &request().to_string()));
    assert!(said.contains("7 days") && !said.contains("7d"), "{said}");
}

#[test]
fn a_decision_is_made_again_and_a_changed_one_is_told() {
    let portcullis = Portcullis::new();
    let decision = decided(&["--json"], &request());
    let kept = portcullis.write("decision.json", decision.to_string().as_bytes());
    assert_eq!(portcullis.json(&["assist", "verify", kept.to_str().unwrap()])["same"], true);

    let mut forged = decision;
    forged["request"]["plan"] = json!("free");
    let kept = portcullis.write("forged.json", forged.to_string().as_bytes());
    let output = portcullis.run(&["assist", "verify", kept.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("record"), "{}", stdout(&output));

    // Another preset's numbers under this name; and a name by which nobody finds any.
    for name in ["gitlab-present", "anything"] {
        let mut forged = decided(&["--json"], &request());
        forged["policy"]["name"] = json!(name);
        let kept = portcullis.write("forged.json", forged.to_string().as_bytes());
        let kept = kept.to_str().unwrap();
        let verified = portcullis.json(&["assist", "verify", kept]);
        assert_eq!(verified["differences"], json!(["policy.name"]), "{verified:#}");
        let presets = include_str!("../../../../policies/log-dive.yml");
        let presets =
            portcullis.write("own.yml", presets.replace("document:", "anything:").as_bytes());
        let own = ["assist", "verify", kept, "--policy-file", presets.to_str().unwrap()];
        assert_eq!(portcullis.json(&own)["same"], name == "anything", "{name}");
    }

    let decision = decided(&["--json", "--lang", "ja"], &request());
    for (member, changed) in [
        ("reply", json!({ "en": "We promise it.", "ja": "お約束します。" })),
        ("reasons", json!([])),
        ("label", json!("Refused")),
    ] {
        let mut forged = decision.clone();
        forged[member] = changed;
        let kept = portcullis.write("forged.json", forged.to_string().as_bytes());
        let verified = portcullis.json(&["assist", "verify", kept.to_str().unwrap()]);
        assert_eq!(verified["differences"], json!([member]), "{verified:#}");
    }
}

#[test]
fn logs_are_redacted_and_the_report_proves_it() {
    let portcullis = Portcullis::new();
    let log = concat!(
        r#"{"username":"mizuki","user_id":14,"remote_ip":"198.51.100.7","message":"met tomas"}"#,
        "\nFailed Login: username=stranger ip=203.0.113.90\n"
    );
    let rules = json!({
        "subjects": [{ "kind": "user", "id": 22, "path": "tomas", "addresses": ["203.0.113.90"] }],
        "others": [{ "kind": "user", "id": 14, "path": "mizuki" }],
    });
    let path = |name: &str| portcullis.data().join(name).to_str().unwrap().to_owned();
    portcullis.write("app.log", log.as_bytes());
    portcullis.write("rules.json", rules.to_string().as_bytes());
    let (file, rules, key, out) = (path("app.log"), path("rules.json"), path("a.key"), path("out"));
    let by = ["--rules", &rules, "--key-file", &key];

    let answer =
        portcullis.json(&[&["assist", "redact", &file, "--out", &out], by.as_slice()].concat());

    assert_eq!(answer["files"][0]["spans"], 4, "{answer:#}");
    let result = std::fs::read_to_string(path("out/app.log")).unwrap();
    assert!(result.contains("met tomas") && result.contains("ip=203.0.113.90"), "{result}");
    for gone in ["mizuki", "14", "198.51.100.7", "stranger"] {
        assert!(
            !result.contains(&format!("{gone}\"")) && !result.contains(&format!("={gone}")),
            "{gone} in {result}"
        );
    }
    let report = path("out/app.log.report.json");
    let verify = |more: &[&str]| {
        let args =
            [&["assist", "verify", &report, "--original", &file], by.as_slice(), more].concat();
        portcullis.json(&args)
    };
    assert_eq!(verify(&[])["same"], true);

    // A reviewer lifts one span and adds another.
    let original =
        serde_json::from_str::<Value>(&std::fs::read_to_string(&report).unwrap()).unwrap();
    let at = log.lines().nth(1).unwrap().find("stranger").unwrap();
    let edit = |kind: &str, line: u64, start: usize, end: usize| json!({ "kind": kind, "line": line, "start": start, "end": end, "reason": "agreed", "by": "noor" });
    let edits = json!({
        "original_sha256": original["original_sha256"],
        "edits": [edit("lift", 2, at, at + 8), edit("add", 2, 0, 6)],
    });
    portcullis.write("edits.json", edits.to_string().as_bytes());
    let edits = path("edits.json");
    let more = ["--edits", edits.as_str()];
    let again = [&["assist", "redact", &file, "--out", &out], by.as_slice(), &more].concat();
    let refused = portcullis.run(&again);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    portcullis.json(&[again.as_slice(), &["--force"]].concat());
    let result = std::fs::read_to_string(path("out/app.log")).unwrap();
    assert!(result.contains("username=stranger") && !result.contains("Failed"), "{result}");
    assert_eq!(verify(&more)["same"], true);
    let without = verify(&[]);
    assert!(without["differences"].to_string().contains("edits_sha256"), "{without:#}");

    // A byte of the result, or of the original, is another.
    portcullis.write("out/app.log", result.replace("tomas", "Tomas").as_bytes());
    assert_eq!(verify(&more)["same"], false);
    portcullis.write("out/app.log", result.as_bytes());
    portcullis.write("app.log", log.replace("met", "saw").as_bytes());
    let changed = verify(&more);
    assert!(changed["differences"].to_string().contains("original_sha256"), "{changed:#}");
}

#[test]
fn what_cannot_be_read_or_would_be_written_over_is_refused() {
    let portcullis = Portcullis::new();
    let path = |name: &str| portcullis.data().join(name).to_str().unwrap().to_owned();
    let rules = json!({ "subjects": [{ "kind": "user", "id": 22, "path": "tomas" }] });
    portcullis.write("rules.json", rules.to_string().as_bytes());
    let (rules, key, out) = (path("rules.json"), path("a.key"), path("out"));
    let refused = |files: &[&str], why: &str| {
        let mut args =
            vec!["assist", "redact", "--rules", &rules, "--key-file", &key, "--out", &out];
        args.extend(files);
        let output = portcullis.run(&args);
        assert_eq!(output.status.code(), Some(1), "{files:?}");
        assert!(stderr(&output).contains(why), "{files:?}: {}", stderr(&output));
        assert!(!std::path::Path::new(&path("out/app.log")).exists(), "{files:?}");
    };
    for (head, why) in [
        (b"\x1f\x8b\x08\0\0\0\0\0".as_slice(), "dive run --bundle"),
        (b"\x28\xb5\x2f\xfd\x04mizuki", "zstd"),
        (b"\xff\xfem\0i\0z\0u\0k\0i\0", "utf-8"),
        (b"m\0i\0z\0u\0k\0i\0", "zero bytes"),
    ] {
        portcullis.write("app.log", head);
        refused(&[&path("app.log")], why);
    }
    for folder in ["a", "b"] {
        std::fs::create_dir_all(path(folder)).unwrap();
        portcullis.write(&format!("{folder}/app.log"), b"tomas\n");
    }
    refused(&[&path("a/app.log"), &path("b/app.log")], "a folder of its own");
}
