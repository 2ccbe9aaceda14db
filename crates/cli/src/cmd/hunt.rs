//! `portcullis hunt`: a new or changed rule over all history.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::door::Door;

use super::search::text;
use crate::global::{Global, time};
use crate::say::about;
use crate::{Outcome, print};

/// How often is asked how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Run a new or changed rule over the whole record, by the index, on all cores.
///
/// Only what the rules could hit is read. A hunt that is interrupted goes on
/// where it was when the same command is given again. Nothing is journalled
/// unless --keep is given. Exits with 10 when something is found.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis hunt --rules ./my-rules
  portcullis hunt --rule 7a3a58e0-f741-464a-af43-d681c0a6a2d7 --since 2026-10-01T00:00:00Z
  portcullis hunt --rules ./my-rules --keep --json")]
pub(crate) struct Args {
    /// A rule in force, by id or name; again for more [default: those of --rules, or all].
    #[arg(long = "rule", value_name = "ID")]
    names: Vec<String>,
    /// A file or folder of rules to try; they need not be in force.
    #[arg(long, value_name = "PATH")]
    rules: Option<PathBuf>,
    /// Only events at or after this time (RFC 3339).
    #[arg(long, value_parser = time)]
    since: Option<Timestamp>,
    /// Only events before this time (RFC 3339).
    #[arg(long, value_parser = time)]
    until: Option<Timestamp>,
    /// Journal what is found, as if the rule had been there from the start; cases may open.
    #[arg(long)]
    keep: bool,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let files: BTreeMap<String, String> = match &args.rules {
        Some(path) if path.is_file() => {
            BTreeMap::from([(path.display().to_string(), std::fs::read_to_string(path)?)])
        }
        Some(path) => server::app::rules::in_folder(path)?.into_iter().collect(),
        None => BTreeMap::new(),
    };
    let order = json!({
        "rules": args.names, "files": files, "keep": args.keep,
        "since": args.since, "until": args.until,
    });
    let door = global.door().await?;
    let report = follow(&door, order).await;
    door.close().await;
    let report = report?;
    show(&report, global);
    Ok(match (report["state"].as_str(), report["found"].as_u64()) {
        (Some("done"), Some(0)) => Outcome::Clean,
        (Some("done"), _) => Outcome::Found,
        _ => Outcome::Failed,
    })
}

/// Begins and waits until it is over.
async fn follow(door: &Door, order: Value) -> anyhow::Result<Value> {
    let mut report = asked(door, Method::POST, "/api/v1/hunts", Some(order)).await?;
    let path = format!("/api/v1/hunts/{}", text(&report["id"]));
    let bar = print::bar(report["records"].as_u64().unwrap_or_default(), false);
    while report["state"] == "running" {
        bar.set_position(report["done"].as_u64().unwrap_or_default());
        tokio::time::sleep(LOOK_EVERY).await;
        report = asked(door, Method::GET, &path, None).await?;
    }
    bar.finish_and_clear();
    Ok(report)
}

async fn asked(
    door: &Door,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> anyhow::Result<Value> {
    let answer = door.ask(method, path, body).await?;
    let document = answer.json();
    if answer.is_success() { Ok(document) } else { Err(super::problem(answer.status, &document)) }
}

fn show(report: &Value, global: &Global) {
    if global.json {
        return print::document(report);
    }
    let words = global.words();
    let row = |finding: &Value| {
        ["occurred_at", "level", "title", "summary"].map(|name| text(&finding[name])).to_vec()
    };
    let rows: Vec<Vec<String>> =
        report["findings"].as_array().into_iter().flatten().map(row).collect();
    if !rows.is_empty() {
        print::table(words, "time-utc level rule what", &rows);
    }
    print::note(about(words, "cli-hunt-told", report, &["found", "read", "done", "hits"]));
    if report["problem"].is_string() {
        print::note(about(words, "cli-problem-go-on", report, &["problem"]));
    } else if report["state"] == "stopped" {
        print::note(words.t("cli-server-stopped"));
    }
}
