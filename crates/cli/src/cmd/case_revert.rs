//! `portcullis case revert`: settings back to what they were (MS1–MS8).

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::web::words::Words;

use super::{ask, search::text};
use crate::global::{Global, time};
use crate::say::about;
use crate::{Outcome, print};

/// Which changes shall go back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis case revert C-1
  portcullis case revert C-1 --since 2026-11-20T21:14:00Z --by 7
  portcullis case consent C-1 --person noor.berg --role owner --source 'call, 11:40'
  portcullis case revert C-1 --propose
  portcullis case revert C-1 --propose --waiver 'the only owner is the suspect'")]
pub(crate) struct Args {
    /// The case.
    case: String,
    /// Changes since then (RFC 3339) [default: the exposure, or a week before the case].
    #[arg(long, value_parser = time)]
    since: Option<Timestamp>,
    /// Changes before then (RFC 3339).
    #[arg(long, value_parser = time)]
    until: Option<Timestamp>,
    /// Number of a user whose changes they are [default: those under suspicion]. Many may be given.
    #[arg(long)]
    by: Vec<i64>,
    /// Make a plan of what can go back.
    #[arg(long)]
    propose: bool,
    /// Why no owner or maintainer was asked, where none agreed.
    #[arg(long, value_name = "REASON")]
    waiver: Option<String>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let body = json!({
        "since": args.since, "until": args.until, "by": args.by,
        "propose": args.propose, "waiver": args.waiver,
    });
    let path = format!("/api/v1/cases/{}/revert", args.case);
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let changes = answer["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let words = global.words();
    let rows: Vec<Vec<String>> = changes.iter().map(|change| row(change, words)).collect();
    print::table(words, "outcome what was became by when why", &rows);
    if answer["is_complete"] == false {
        print::note(words.t("cli-revert-newest-only"));
    }
    let next = match answer["plan"]["hash"].as_str() {
        Some(hash) => format!("portcullis plan show {hash}"),
        None => format!("portcullis case revert {} --propose", args.case),
    };
    print::next(words, &next);
    Ok(Outcome::Clean)
}

fn row(change: &Value, words: &Words) -> Vec<String> {
    let by = change["by"].as_array().map(Vec::as_slice).unwrap_or_default();
    let why = if change["outcome"] == "conflict" {
        about(words, "cli-revert-now", change, &["now"])
    } else {
        text(&change["says"])
    };
    vec![
        text(&change["outcome"]),
        text(&change["target"]),
        text(&change["from"]),
        text(&change["to"]),
        by.iter().map(|by| person(by, words)).collect::<Vec<_>>().join(", "),
        text(&change["last_at"]),
        why,
    ]
}

/// Who did it, and the administrator behind it where there was one (MS6).
fn person(by: &Value, words: &Words) -> String {
    let mut shown = text(&by["name"]);
    if let Some(kind) = by["kind"].as_str().filter(|kind| *kind != "user") {
        shown = format!("{shown} ({kind})");
    }
    if let Some(other) = by["impersonator"].as_str() {
        shown = words.told("cli-revert-through", &[("who", &shown), ("other", &other)]);
    }
    if let Some(token) = by["token"].as_str() {
        shown = words.told("cli-revert-with", &[("who", &shown), ("token", &token)]);
    }
    shown
}
