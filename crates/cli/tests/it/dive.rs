//! The log-dive desk by the real binary: a search that is killed goes on, a
//! request is walked from intake to receipt in both languages (LD1–LD28).

use std::fmt::Write as _;
use std::process::Output;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::binary::{Portcullis, stderr, stdout};

/// Several stretches of a bundle.
const LINES: usize = 250_000;

fn line(at: Timestamp, id: usize) -> String {
    format!(
        r#"{{"time":"{at:.3}","severity":"INFO","method":"GET","path":"/api/v4/projects/corp%2Fweb/jobs/{id}","status":200,"route":"/api/:version/projects/:id/jobs/:job_id","user_id":{id},"username":"stranger{id}","remote_ip":"203.0.113.90","ua":"curl by stranger{id}"}}"#
    )
}

/// A request that the security team looks into, by the operator; its case.
fn granted(portcullis: &Portcullis, now: Timestamp) -> String {
    let (from, to) = (now - SignedDuration::from_hours(48), now - SignedDuration::from_hours(1));
    let filed = portcullis.json(&[
        "dive",
        "new",
        "--organisation",
        "Corp",
        "--identity",
        "ann@corp.example",
        "--project",
        "corp/web",
        "--event",
        "other:jobs_read",
        "--from",
        &from.to_string(),
        "--to",
        &to.to_string(),
        "--plan",
        "ultimate",
        "--paying",
        "--deployment",
        "saas",
        "--gap",
        "who read the jobs",
        "--flag",
        "personal-data",
    ]);
    let case = format!("C-{}", filed["case"]);
    portcullis.json(&["dive", "verify-ownership", &case, "project", "corp/web", "--how", "ticket"]);
    let decided = portcullis.json(&["dive", "decide", &case]);
    assert_eq!(decided["decision"]["outcome"], "route_sirt", "{decided:#}");
    for (lang, sentence) in [("en", "would tell personal data"), ("ja", "個人データが含まれます")]
    {
        let shown = stdout(&portcullis.run(&["dive", "show", &case, "--lang", lang]));
        assert!(shown.contains(sentence), "{shown}");
    }
    case
}

fn bundle(portcullis: &Portcullis, now: Timestamp, lines: usize) -> String {
    let mut text = String::new();
    for id in 0..lines {
        writeln!(text, "{}", line(now - SignedDuration::from_hours(2), id)).unwrap();
    }
    portcullis.write("api_json.log", text.as_bytes()).display().to_string()
}

#[test]
fn a_killed_search_goes_on_and_finds_the_same() {
    let portcullis = Portcullis::new();
    let now = server::clock::Clock::System.now();
    let case = granted(&portcullis, now);
    let file = bundle(&portcullis, now, LINES);
    let served = portcullis.serve();
    let item = portcullis.json(&["evidence", "add", &case, &file]);
    let hash = item["sha256"].as_str().unwrap().to_owned();
    let asking = std::thread::scope(|scope| {
        let asking = scope.spawn(|| portcullis.run(&["dive", "run", &case, "--bundle", &hash]));
        // Until a stretch is kept, then as a power failure would.
        loop {
            let progress = portcullis.json(&["dive", "progress", &case]);
            assert_ne!(progress["state"], "done", "too quick to be killed: {progress:#}");
            if progress["bundle_lines"].as_u64() >= Some(1) {
                break;
            }
        }
        served.kill();
        asking.join().unwrap()
    });
    assert_ne!(asking.status.code(), Some(0), "{}", stdout(&asking));

    let served = portcullis.serve();
    let mut progress = portcullis.json(&["dive", "progress", &case]);
    assert_eq!(progress["state"], "running", "taken up by itself: {progress:#}");
    assert!(progress["bundle_lines"].as_u64() >= Some(50_000), "{progress:#}");
    while progress["state"] == "running" {
        std::thread::yield_now();
        progress = portcullis.json(&["dive", "progress", &case]);
    }
    assert_eq!(progress["lines"], LINES, "{progress:#}");
    let again = portcullis.json(&["dive", "run", &case, "--bundle", &hash]);
    assert_eq!(again["artefact"]["sha256"], progress["artefact"]["sha256"], "{again:#}");
    drop(served);
}

#[test]
fn a_request_is_walked_to_its_end_in_both_languages() {
    let portcullis = Portcullis::new();
    let now = server::clock::Clock::System.now();
    let case = granted(&portcullis, now);
    let text = portcullis.json(&["dive", "texts", &case, "--lang", "ja"]);
    assert!(text["reply"].as_str().unwrap().contains("担当チーム"), "{text:#}");
    let file = bundle(&portcullis, now, 3);
    let run = portcullis.run(&["dive", "run", &case, "--bundle", &file]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(stdout(&run).starts_with("done: 3 line(s) found"), "{}", stdout(&run));
    let redacted = portcullis.json(&["dive", "redact", &case]);
    assert_eq!(redacted["gaps"][0], "no_gitlab", "{redacted:#}");
    let lines = stdout(&portcullis.run(&["dive", "lines", &case]));
    let result: Vec<&str> = lines.lines().filter(|line| line.contains(" + ")).collect();
    assert_eq!(result.len(), 3, "{lines}");
    for gone in ["203.0.113.90", "stranger"] {
        assert!(result.iter().all(|line| !line.contains(gone)), "{gone} in {lines}");
    }
    assert_eq!(portcullis.json(&["assist", "verify", "--case", &case])["same"], true);

    // A reviewer adds a span: a new hash.
    let args = ["dive", "span", &case, "add", "1", "2", "6", "--reason", "not needed"];
    let edited = portcullis.json(&args);
    assert_ne!(edited["artefact"]["sha256"], redacted["artefact"]["sha256"], "{edited:#}");
    assert_eq!(portcullis.json(&["assist", "verify", "--case", &case])["same"], true);

    // Nobody approved: nothing leaves, and the words are the reader's.
    portcullis.json(&["dive", "release", &case, "--reason", "reviewed"]);
    let refused: Output = portcullis.run(&["dive", "hand-over", &case]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("gate.approval_missing"), "{}", stderr(&refused));
    // A marking keeps it inside, whoever approved (IN7).
    let mark = |tlp| portcullis.json(&["evidence", "mark", &case, tlp, "--reason", "a witness"]);
    mark("red");
    let refused: Output = portcullis.run(&["dive", "hand-over", &case]);
    assert!(stderr(&refused).contains("TLP:RED"), "{}", stderr(&refused));
    assert_eq!(refused.status.code(), Some(1));
    mark("amber");
    let shown: Value = portcullis.json(&["dive", "links", &case]);
    assert_eq!(shown["links"], serde_json::json!([]));

    let closing = || stderr(&portcullis.run(&["dive", "close", &case]));
    assert!(closing().contains("dive.gap_issue_missing"), "{}", closing());
    portcullis.json(&["dive", "gap", &case, "--waive", "known: gitlab#1"]);
    assert!(!closing().contains("dive.gap_issue_missing"), "{}", closing());
}
