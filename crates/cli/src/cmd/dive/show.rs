//! Requests for logs at the terminal.

use engine::respond::plan::Text;
use serde_json::Value;
use server::web::words::Words;

use crate::cmd::search::text;
use crate::global::Global;
use crate::say::{Values, about, yes_no};
use crate::{Outcome, print};

pub(super) fn list(global: &Global, answer: &Value) {
    if global.json {
        print::document(answer);
        return;
    }
    let row = |one: &Value| {
        vec![
            format!("C-{}", one["case"]),
            text(&one["organisation"]),
            or_dash(&one["outcome"]),
            or_dash(&one["team"]),
            text(&one["missing"]),
            or_dash(&one["due_at"]),
            text(&one["phase"]),
            text(&one["filed_by"]),
        ]
    };
    let rows: Vec<Vec<String>> = items(&answer["dives"]).iter().map(row).collect();
    let columns = "case organisation decided by missing tell-by-utc phase filed-by";
    print::table(global.words(), columns, &rows);
}

pub(super) fn one(global: &Global, answer: &Value) {
    if global.json {
        print::document(answer);
        return;
    }
    let words = global.words();
    let state = &answer["state"];
    print::line(format_args!(
        "C-{}  {}  {}",
        answer["case"],
        text(&answer["organisation"]),
        text(&answer["phase"])
    ));
    for resource in items(&state["request"]["resources"]) {
        let owned = match resource["owned"].as_bool() {
            Some(true) => "cli-dive-theirs",
            Some(false) => "cli-dive-not-theirs",
            None => "cli-dive-owner-unknown",
        };
        let (kind, path) = (text(&resource["kind"]), text(&resource["path"]));
        let looked = items(&state["looked"]).iter().find(|one| one["path"] == resource["path"]);
        let seen = looked.map_or_else(|| "–".to_owned(), |one| text(&one["seen"]["seen"]));
        let seen = words.told("cli-dive-in-gitlab", &[("seen", &seen)]);
        print::line(format_args!("  {kind:8}{path}  {}; {seen}", words.t(owned)));
    }
    for lack in items(&answer["lacks"]) {
        let name = words.t(format!("dive-lacks-{}", text(lack).replace('_', "-")));
        print::line(format_args!("  {}: {name}", words.t("dive-missing")));
    }
    match items(&state["decisions"]).last() {
        Some(decided) if !answer["outcome"].is_null() => {
            reasons(&decided["decision"], words);
            let replays = yes_no(words, answer["replays"] == true);
            let args: Values<'_> = &[("preset", &text(&decided["preset"])), ("replays", &replays)];
            print::line(words.told("cli-dive-policy", args));
        }
        Some(_) | None => print::line(words.t("cli-dive-undecided")),
    }
    for (number, finding) in (1..).zip(items(&state["findings"])) {
        let args: Values<'_> = &[("number", &number), ("text", &text(&finding["text"]))];
        print::line(words.told("cli-dive-finding", args));
    }
    owed(answer, words);
}

/// What is still to be told, ordered, agreed to.
fn owed(answer: &Value, words: &Words) {
    if answer["due_at"].is_string() {
        print::line(about(words, "cli-dive-tell-by", answer, &["due_at", "untold"]));
    }
    for (name, ordered) in [("tracking", &answer["tracker"]), ("gap", &answer["gap_order"])] {
        if let [delivery, number] = items(ordered) {
            let name = words.t(format!("cli-dive-issue-{name}"));
            print::line(format_args!("  {name}: {} ({})", or_dash(number), text(delivery)));
        }
    }
    if answer["exception_hash"].is_string() {
        print::line(about(words, "cli-dive-exception", answer, &["exception_hash"]));
    }
    if answer["close_refused"]["rule"].is_string() {
        print::note(about(words, "cli-dive-not-closed", answer, &["close_refused/rule"]));
    }
}

/// Exits with 10 unless somebody looks into it.
pub(super) fn decision(global: &Global, answer: &Value) -> Outcome {
    let decision = &answer["decision"];
    if global.json {
        print::document(answer);
    } else {
        let words = global.words();
        reasons(decision, words);
        for split in items(&decision["splits"]) {
            let part = text(&split["part"]).replace('_', "-");
            print::line(format_args!("  {part}:"));
            reasons(&split["decision"], words);
        }
    }
    match decision["outcome"].as_str() {
        Some("route_support" | "route_sirt") => Outcome::Clean,
        Some(_) | None => Outcome::Found,
    }
}

fn reasons(decision: &Value, words: &Words) {
    let label = format!("assist-outcome-{}", text(&decision["outcome"]).replace('_', "-"));
    let mut outcome = format!("{} ({})", words.t(label), text(&decision["outcome"]));
    if decision["extended"] == true {
        outcome = format!("{outcome}; {}", words.t("dive-extended"));
    }
    print::line(format_args!("  {outcome}"));
    for reason in items(&decision["reasons"]) {
        print::line(format_args!("    {:6}{}", text(&reason["rule"]), sentence(reason, words)));
    }
}

/// A reason as a person reads it; one that is not of ours by its word.
fn sentence(reason: &Value, words: &Words) -> String {
    match serde_json::from_value::<Text>(reason["text"].clone()) {
        Ok(told) => words.say(&told),
        Err(_) => text(&reason["code"]),
    }
}

pub(super) fn texts(global: &Global, answer: &Value) {
    if global.json {
        print::document(answer);
        return;
    }
    for (name, value) in [
        ("text-reply", &answer["reply"]),
        ("text-update", &answer["update"]),
        ("text-redirect", &answer["redirect"]),
        ("issue-tracking", &answer["tracker"]["body"]),
        ("issue-gap", &answer["gap"]["body"]),
    ] {
        let name = global.words().t(format!("cli-dive-{name}"));
        print::line(format_args!("== {name}\n{}\n", or_dash(value)));
    }
}

pub(super) fn report(global: &Global, answer: &Value) {
    if global.json {
        print::document(answer);
        return;
    }
    let row = |one: &Value| {
        let issues: Vec<String> = items(&one["issues"]).iter().map(text).collect();
        vec![
            text(&one["event"]),
            text(&one["dives"]),
            text(&one["not_granted"]),
            text(&one["organisations"]),
            issues.join(", "),
        ]
    };
    let rows: Vec<Vec<String>> = items(&answer["events"]).iter().map(row).collect();
    let columns = "event dives not-looked-into organisations gap-issues";
    print::table(global.words(), columns, &rows);
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn or_dash(value: &Value) -> String {
    Some(text(value)).filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned())
}
