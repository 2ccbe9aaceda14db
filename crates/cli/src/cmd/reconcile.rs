//! `portcullis reconcile`: the streams compared with GitLab's own list.

use std::time::Duration;

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::door::Door;
use server::web::words::Words;

use super::search::text;
use crate::global::{Global, time};
use crate::say::about;
use crate::{Outcome, print};

/// How often is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Compare what the streams brought with GitLab's own list, and add what is missing.
///
/// GitLab's stream loses events without a word. `serve` does this by itself every
/// 15 minutes (section `reconcile` of the settings). Types that GitLab only streams cannot
/// be compared and are named. Exits with 10 when something was missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis reconcile
  portcullis reconcile --since 2026-11-20T00:00:00Z --json
  portcullis reconcile --list")]
pub(crate) struct Args {
    /// From when on (RFC 3339), at most 30 days back [default: where the last one ended].
    #[arg(long, value_parser = time)]
    since: Option<Timestamp>,
    /// Show the latest comparisons and begin none.
    #[arg(long, conflicts_with = "since")]
    list: bool,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let door = global.door().await?;
    let done = if args.list {
        list(&door, global).await
    } else {
        follow(&door, args.since, global.words()).await
    };
    door.close().await;
    let report = done?;
    if args.list {
        return Ok(Outcome::Clean);
    }
    if global.json {
        print::document(&report);
    } else {
        show(&report, global.words());
    }
    let missing = |scope: &Value| scope["total"]["missing"].as_u64().unwrap_or_default();
    let missing: u64 = report["scopes"].as_array().into_iter().flatten().map(missing).sum();
    Ok(match (report["state"].as_str(), missing) {
        (Some("done"), 0) => Outcome::Clean,
        (Some("done"), _) => Outcome::Found,
        _ => Outcome::Failed,
    })
}

async fn asked(door: &Door, method: Method, body: Option<Value>) -> anyhow::Result<Value> {
    let answer = door.ask(method, "/api/v1/reconciliations", body).await?;
    let document = answer.json();
    if answer.is_success() { Ok(document) } else { Err(super::problem(answer.status, &document)) }
}

/// Begins and waits until it is over.
async fn follow(door: &Door, since: Option<Timestamp>, words: &Words) -> anyhow::Result<Value> {
    let mut report = asked(door, Method::POST, Some(json!({ "since": since }))).await?;
    let name = report["started_at"].clone();
    let bar = print::bar(0, false).with_message(words.t("cli-reading-list"));
    while report["state"] == "running" {
        let rows = report["rows"].as_u64().unwrap_or_default();
        bar.set_length(rows);
        bar.set_position(rows);
        tokio::time::sleep(LOOK_EVERY).await;
        let all = asked(door, Method::GET, None).await?;
        let mut runs = all["reconciliations"].as_array().into_iter().flatten();
        report = runs.find(|run| run["started_at"] == name).cloned().unwrap_or_default();
    }
    bar.finish_and_clear();
    Ok(report)
}

async fn list(door: &Door, global: &Global) -> anyhow::Result<Value> {
    let all = asked(door, Method::GET, None).await?;
    if global.json {
        print::document(&all);
        return Ok(all);
    }
    let runs = all["reconciliations"].as_array().into_iter().flatten().map(|run| {
        let sum = |name: &str| {
            let scopes = run["scopes"].as_array().into_iter().flatten();
            scopes.filter_map(|scope| scope["total"][name].as_u64()).sum::<u64>().to_string()
        };
        let [started, by, state] = ["started_at", "by", "state"].map(|name| text(&run[name]));
        vec![started, by, state, sum("compared"), sum("missing"), sum("added")]
    });
    let rows: Vec<Vec<String>> = runs.collect();
    print::table(global.words(), "started-utc by state compared missing added", &rows);
    Ok(all)
}

fn show(report: &Value, words: &Words) {
    print::note(about(words, "cli-reconciled", report, &["since", "until", "rows"]));
    let mut rows = Vec::new();
    for scope in report["scopes"].as_array().into_iter().flatten() {
        let name = text(&scope["scope"]);
        let figures = |of: &Value| ["compared", "missing", "added"].map(|name| text(&of[name]));
        rows.push(
            [vec![name.clone(), words.t("cli-all")], figures(&scope["total"]).into()].concat(),
        );
        for hour in scope["hours"].as_array().into_iter().flatten() {
            rows.push([vec![name.clone(), text(&hour["hour"])], figures(hour).into()].concat());
        }
        if let Some(problem) = scope["problem"].as_str() {
            print::note(format_args!("{name}: {problem}"));
        }
    }
    print::table(words, "scope hour-utc compared not-streamed added", &rows);
    let unchecked = report["unchecked"].as_object().into_iter().flatten();
    let unchecked: Vec<String> =
        unchecked.map(|(name, count)| format!("{name} ({})", text(count))).collect();
    if !unchecked.is_empty() {
        print::note(words.told("cli-streamed-only", &[("names", &unchecked.join(", "))]));
    }
    if report["problem"].is_string() {
        print::note(about(words, "cli-problem-go-on", report, &["problem"]));
    }
}
