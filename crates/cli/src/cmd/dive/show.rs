//! Requests for logs at the terminal.

use serde_json::Value;

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

pub(super) fn one(global: &Global, answer: &Value) {
    if global.json {
        print::document(answer);
        return;
    }
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
    let lacks: Vec<String> = items(&answer["lacks"]).iter().map(text).collect();
    if !lacks.is_empty() {
        print::line(format_args!("  missing: {}", lacks.join(", ")));
    }
    match items(&state["decisions"]).last() {
        Some(decided) if !answer["outcome"].is_null() => {
            reasons(&decided["decision"]);
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
}

/// Exits with 10 unless somebody looks into it.
pub(super) fn decision(global: &Global, answer: &Value) -> Outcome {
    let decision = &answer["decision"];
    if global.json {
        print::document(answer);
    } else {
        reasons(decision);
        for split in items(&decision["splits"]) {
            let (part, then) = (text(&split["part"]), text(&split["decision"]["outcome"]));
            print::line(format_args!("  on offer: {} → {then}", part.replace('_', "-")));
        }
    }
    match decision["outcome"].as_str() {
        Some("route_support" | "route_sirt") => Outcome::Clean,
        Some(_) | None => Outcome::Found,
    }
}

fn reasons(decision: &Value) {
    let longer = if decision["extended"] == true { " (takes longer)" } else { "" };
    print::line(format_args!("  decision: {}{longer}", text(&decision["outcome"])));
    for reason in items(&decision["reasons"]) {
        let args: Vec<String> = reason["text"]["args"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={}", text(value)))
            .collect();
        let (rule, code) = (text(&reason["rule"]), text(&reason["code"]));
        print::line(format_args!("    {rule:6}{code}  {}", args.join(" ")));
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
