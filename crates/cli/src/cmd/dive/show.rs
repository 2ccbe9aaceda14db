//! Requests for logs at the terminal.

use engine::respond::plan::Text;
use serde_json::Value;
use server::web::words::Words;

use crate::cmd::search::text;
use crate::global::Global;
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
    let headings =
        ["CASE", "ORGANISATION", "DECIDED", "BY", "MISSING", "TELL BY (UTC)", "PHASE", "FILED BY"];
    print::table(&headings, &rows);
}

pub(super) fn one(global: &Global, answer: &Value) -> anyhow::Result<()> {
    if global.json {
        print::document(answer);
        return Ok(());
    }
    let words = global.words()?;
    let state = &answer["state"];
    print::line(format_args!(
        "C-{}  {}  {}",
        answer["case"],
        text(&answer["organisation"]),
        text(&answer["phase"])
    ));
    for resource in items(&state["request"]["resources"]) {
        let owned = match resource["owned"].as_bool() {
            Some(true) => "theirs",
            Some(false) => "NOT theirs",
            None => "owner not verified",
        };
        let (kind, path) = (text(&resource["kind"]), text(&resource["path"]));
        let looked = items(&state["looked"]).iter().find(|one| one["path"] == resource["path"]);
        let seen = looked.map_or_else(|| "–".to_owned(), |one| text(&one["seen"]["seen"]));
        print::line(format_args!("  {kind:8}{path}  {owned}; in GitLab: {seen}"));
    }
    for lack in items(&answer["lacks"]) {
        let name = words.t(format!("dive-lacks-{}", text(lack).replace('_', "-")));
        print::line(format_args!("  {}: {name}", words.t("dive-missing")));
    }
    match items(&state["decisions"]).last() {
        Some(decided) if !answer["outcome"].is_null() => {
            reasons(&decided["decision"], &words);
            let replays = answer["replays"] == true;
            let preset = text(&decided["preset"]);
            print::line(format_args!(
                "  policy {preset}; asked again, it says the same: {replays}"
            ));
        }
        Some(_) | None => print::line("  not decided as it is now"),
    }
    for (number, finding) in (1..).zip(items(&state["findings"])) {
        print::line(format_args!("  finding {number}: {}", text(&finding["text"])));
    }
    if let Some(at) = answer["due_at"].as_str() {
        print::line(format_args!("  tell them by {at}; {} findings untold", answer["untold"]));
    }
    for (name, ordered) in
        [("tracking issue", &answer["tracker"]), ("gap issue", &answer["gap_order"])]
    {
        if let [delivery, number] = items(ordered) {
            print::line(format_args!("  {name}: {} ({})", or_dash(number), text(delivery)));
        }
    }
    if let Some(hash) = answer["exception_hash"].as_str() {
        print::line(format_args!("  an exception is asked for; Legal answers to {hash}"));
    }
    if let Some(rule) = answer["close_refused"]["rule"].as_str() {
        print::note(format_args!("cannot be closed yet: {rule}"));
    }
    Ok(())
}

/// Exits with 10 unless somebody looks into it.
pub(super) fn decision(global: &Global, answer: &Value) -> anyhow::Result<Outcome> {
    let decision = &answer["decision"];
    if global.json {
        print::document(answer);
    } else {
        let words = global.words()?;
        reasons(decision, &words);
        for split in items(&decision["splits"]) {
            let part = text(&split["part"]).replace('_', "-");
            print::line(format_args!("  {part}:"));
            reasons(&split["decision"], &words);
        }
    }
    Ok(match decision["outcome"].as_str() {
        Some("route_support" | "route_sirt") => Outcome::Clean,
        Some(_) | None => Outcome::Found,
    })
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
        ("reply", &answer["reply"]),
        ("update", &answer["update"]),
        ("redirect", &answer["redirect"]),
        ("tracking issue", &answer["tracker"]["body"]),
        ("gap issue", &answer["gap"]["body"]),
    ] {
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
    print::table(&["EVENT", "DIVES", "NOT LOOKED INTO", "ORGANISATIONS", "GAP ISSUES"], &rows);
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn or_dash(value: &Value) -> String {
    Some(text(value)).filter(|text| !text.is_empty()).unwrap_or_else(|| "–".to_owned())
}
