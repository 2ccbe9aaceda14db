//! The command line speaks Japanese throughout, and English in its documents.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use crate::binary::{Portcullis, event, stderr, stdout};

/// English that stays: names of GitLab and of the product, formats, what others
/// wrote (a rule's own title, an event's own words) and what is typed.
const STAYS: [&str; 21] = [
    "Access Token",
    // What the reader of a file says, behind our own words.
    "the file is cut or damaged, or cannot be read",
    "finding nothing",
    "No such file or directory (os error 2)",
    "SAML ID",
    "business days",
    "viewer responder approver communicator support auditor admin",
    "Git over SSH",
    "GitLab Duo",
    "GitLab Premium",
    "GitLab Ultimate",
    "Nora Field",
    "Object Lock",
    "Merge Request",
    "portcullis serve",
    "row per",
    "Code Owners",
    "Sigma rule",
    "background, response,",
    "customers, users, prospects",
    "cmoc, seoc",
];

/// Runs of two or more English words that are no command, option or path.
fn english(text: &str, stays: &BTreeSet<String>) -> Vec<String> {
    let mut text = text.to_owned();
    // A title may begin like a longer one.
    let mut stays: Vec<&String> = stays.iter().collect();
    stays.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    for phrase in stays {
        text = text.replace(phrase.as_str(), "·");
    }
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|c: char| ".,:;!?()«»“”".contains(c));
        bare.len() > 1 && bare.chars().all(|c| c.is_ascii_alphabetic())
    };
    // Columns are two blanks apart; what stands in ticks is typed.
    let pieces =
        text.split(['\n', '`', ',', '、', '。', ':', '(', ')']).flat_map(|line| line.split("  "));
    let is_typed = |piece: &str| piece.contains("portcullis ") || piece.contains("--");
    let mut found = Vec::new();
    for piece in pieces.filter(|piece| !is_typed(piece)) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        let runs = words.split(|word| !is_word(word)).filter(|run| run.len() > 1);
        found.extend(runs.map(|run| run.join(" ")));
    }
    found
}

fn said(output: &Output) -> String {
    format!("{}\n{}", stdout(output), stderr(output))
}

/// An installation with something in most places.
fn furnished() -> Portcullis {
    let portcullis = Portcullis::new();
    let lines: Vec<String> = (0..20).map(event).collect();
    let file = portcullis.write("audit.jsonl", lines.join("\n").as_bytes());
    portcullis.json(&["import", file.to_str().unwrap()]);
    portcullis.json(&["case", "open", "漏えい", "--kind", "compromised-instance"]);
    portcullis.json(&["account", "add", "mika", "--role", "responder"]);
    let kept = portcullis.write("memo.txt", "証拠".as_bytes());
    portcullis.json(&["evidence", "add", "C-1", kept.to_str().unwrap()]);
    portcullis
}

/// What others wrote: titles and summaries of rules.
fn written_by_others(portcullis: &Portcullis) -> BTreeSet<String> {
    let rules = portcullis.json(&["rules", "list"]);
    let titles = rules["rules"].as_array().unwrap().iter();
    let mut stays: BTreeSet<String> =
        titles.map(|rule| rule["title"].as_str().unwrap().to_owned()).collect();
    let found = portcullis.json(&["detect"]);
    for finding in found["findings"].as_array().unwrap() {
        stays.insert(finding["summary"].as_str().unwrap().to_owned());
    }
    stays.extend(STAYS.map(str::to_owned));
    stays
}

/// Every command that shows something, on what there is.
const SHOWING: &[&[&str]] = &[
    &["account", "list"],
    &["account", "roles", "mika", "--role", "viewer"],
    &["act", "list"],
    &["act", "show", "block_user"],
    &["approval", "list"],
    &["case", "list"],
    &["case", "show", "C-1"],
    &["case", "steps", "C-1"],
    &["case", "access", "C-1"],
    &["case", "note", "C-1", "電話した"],
    &["channel", "list"],
    &["channel", "suppress", "gone@example.com", "--reason", "不達"],
    &["config", "check"],
    &["connection", "list"],
    &["detect"],
    &["dive", "list"],
    &["dive", "report"],
    &["due"],
    &["duty", "show", "C-1"],
    &["duty", "on-call"],
    &["evidence", "list", "C-1"],
    &["evidence", "verify", "C-1"],
    &["evidence", "mark", "C-1", "amber", "--reason", "共有"],
    &["evidence", "custody", "C-1"],
    &["evidence", "store"],
    &["evidence", "arrivals"],
    &["exercise", "list"],
    &["exercise", "show", "compromised-user"],
    &["finding", "list"],
    &["finding", "list", "--risk"],
    &["finding", "suppressions"],
    &["hunt"],
    &["instance", "show", "C-1"],
    &["ledger", "status"],
    &["ledger", "verify"],
    &["lockdown", "show"],
    &["message", "show", "C-1"],
    &["message", "policy"],
    &["obligation", "matrix"],
    &["obligation", "list", "C-1"],
    &["outbox", "list"],
    &["playbook", "list"],
    &["playbook", "show", "compromised-user"],
    &["playbook", "check"],
    &["question", "list"],
    &["question", "list", "--case", "C-1"],
    &["question", "run", "C-1"],
    &["reconcile", "--list"],
    &["regulation", "table"],
    &["regulation", "list", "C-1"],
    &["review", "show", "C-1"],
    &["review", "metrics"],
    &["rules", "check"],
    &["rules", "list"],
    &["search", "token"],
    &["severity", "show", "C-1"],
    &["source", "list"],
    &["source", "show", "stream/main"],
    &["support", "show", "C-1"],
    &["update", "list", "C-1"],
];

/// What cannot be done, and why.
const REFUSED: &[&[&str]] = &[
    &["act", "show", "nap"],
    &["approval", "give", "C-1", "soup", "x"],
    &["approval", "give", "C-1", "message", "M-1"],
    &["assist", "decide"],
    &["assist", "verify", "/nowhere/report.json"],
    &[
        "assist",
        "redact",
        "/nowhere/a.log",
        "--rules",
        "/nowhere/r.json",
        "--key-file",
        "/tmp",
        "--out",
        "/tmp",
    ],
    &["case", "show", "C-9"],
    &["case", "survey", "C-1"],
    &["case", "answer", "C-1", "rebuild", "--item", "x"],
    &["ci", "cause"],
    &["connection", "test"],
    &["evidence", "verify", "nodir"],
    &["exercise", "show", "nap"],
    &["finding", "show", "nothing"],
    &["finding", "to-case", "x", "--case", "soup"],
    &["hardening", "report"],
    &["import", "/nowhere/a.log"],
    &["inventory"],
    &["playbook", "show", "nap"],
    &["plan", "acts", "C-1", "--file", "/nowhere/acts.json"],
    &["standing"],
    &["token", "identify"],
];

#[test]
fn in_japanese_no_english_sentence_is_left() {
    let portcullis = furnished();
    let stays = written_by_others(&portcullis);
    let served = portcullis.serve();
    let mut left = Vec::new();
    for args in SHOWING.iter().chain(REFUSED) {
        let output = portcullis.run(&[&["--lang", "ja"], *args].concat());
        let said = said(&output);
        assert!(!said.contains('⟦'), "{args:?}: {said}");
        let english = english(&said, &stays);
        if !english.is_empty() {
            left.push(format!("{args:?}: {english:?}"));
        }
    }
    drop(served);
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn a_document_reads_the_same_in_every_language() {
    let portcullis = furnished();
    for args in [
        ["case", "list"].as_slice(),
        &["case", "show", "C-9"],
        &["act", "show", "nap"],
        &["act", "list"],
        &["import", "/nowhere/a.log"],
        &["question", "list"],
        &["ledger", "verify"],
    ] {
        let japanese = portcullis.json(&[&["--lang", "ja"], args].concat());
        let english = portcullis.json(&[&["--lang", "en"], args].concat());
        assert_eq!(japanese, english, "{args:?}");
    }
}

#[test]
fn columns_of_full_width_letters_stand_under_each_other() {
    let portcullis = furnished();
    portcullis.json(&["case", "open", "a", "--kind", "compromised-user"]);
    let text = stdout(&portcullis.run(&["--lang", "ja", "case", "list"]));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    let place_of = |line: &str, what: &str| {
        let (before, _) = line.split_once(what).unwrap_or_else(|| panic!("{what} in {line}"));
        before.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>()
    };
    let heading = place_of(lines[0], "タイトル");
    let titles: Vec<usize> = vec![place_of(lines[1], "a  "), place_of(lines[2], "漏えい")];
    assert_eq!(titles, [heading, heading], "{text}");
}

/// Keys of messages that the sources name: `"cli-…"`, and columns of tables.
fn keys_of(text: &str) -> BTreeSet<String> {
    let literals = text.split('"').skip(1).step_by(2);
    let keys = literals.filter(|literal| literal.starts_with("cli-") && !literal.contains('{'));
    let mut keys: BTreeSet<String> = keys.map(str::to_owned).collect();
    for mark in ["print::table(", "let columns ="] {
        for rest in text.split(mark).skip(1) {
            let columns = rest.split(';').next().unwrap().split('"').nth(1).unwrap_or_default();
            let names = columns.split_whitespace().filter(|name| *name != "-");
            keys.extend(names.map(|name| format!("column-{name}")));
        }
    }
    keys
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_message_that_a_command_names_exists() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let words = server::web::words::Words::of(server::web::words::Lang::Ja).unwrap();
    let keys: BTreeSet<String> = files.iter().flat_map(|text| keys_of(text)).collect();
    assert!(keys.len() > 300, "no keys were found: {}", keys.len());
    let missing: Vec<&String> = keys.iter().filter(|key| !words.has(key)).collect();
    assert_eq!(missing, Vec::<&String>::new());
}
