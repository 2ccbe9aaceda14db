//! `portcullis inventory`: every credential, the gravest and most neglected first.

use hyper::Method;
use serde_json::Value;

use super::search::text;
use super::{ask, with_query};
use crate::global::Global;
use crate::say::Values;
use crate::{Outcome, print};

/// Every credential that GitLab lists: owner, scopes, age, last use, end, rank.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis inventory --kind personal_token --stale-days 90
  portcullis inventory --owner alice --json
  portcullis inventory --csv > credentials.csv")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub(crate) struct Args {
    /// Only these kinds, with commas; `portcullis inventory` shows their names.
    #[arg(long)]
    kind: Option<String>,
    /// Only those not used for so many days.
    #[arg(long, value_name = "DAYS")]
    stale_days: Option<u32>,
    /// Only this owner's: a name or a number.
    #[arg(long)]
    owner: Option<String>,
    /// Only ranks up to this: 1 acts as anybody … 10 opens nothing.
    #[arg(long)]
    rank: Option<u8>,
    /// Also those that do not work any more.
    #[arg(long)]
    ended: bool,
    /// Read from GitLab now, not as of the last minutes.
    #[arg(long)]
    fresh: bool,
    /// Print comma-separated values.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// With a byte order mark in front of the CSV, for Excel.
    #[arg(long, requires = "csv")]
    bom: bool,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let flag = |is: bool| if is { "true" } else { "" };
    let (stale, rank) = (
        args.stale_days.map(|days| days.to_string()).unwrap_or_default(),
        args.rank.map(|rank| rank.to_string()).unwrap_or_default(),
    );
    let path = with_query(
        "/api/v1/credentials",
        &[
            ("kind", args.kind.as_deref().unwrap_or_default()),
            ("stale_days", &stale),
            ("owner", args.owner.as_deref().unwrap_or_default()),
            ("rank", &rank),
            ("ended", flag(args.ended)),
            ("fresh", flag(args.fresh)),
        ],
    );
    let answer = ask(global, Method::GET, &path, None).await?;
    if args.csv {
        return csv(&answer, args.bom);
    }
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let rows: Vec<Vec<String>> =
        answer["credentials"].as_array().into_iter().flatten().map(row).collect();
    let words = global.words();
    print::table(words, "rank kind id name owner path scopes used ends marks", &rows);
    let (total, read_at) = (text(&answer["total"]), text(&answer["read_at"]));
    let shown = rows.len();
    let args: Values<'_> = &[("shown", &shown), ("total", &total), ("read_at", &read_at)];
    print::note(words.told("cli-inventory-told", args));
    for gap in answer["gaps"].as_array().into_iter().flatten() {
        print::note(words.told("cli-not-read", &[("what", &text(gap))]));
    }
    Ok(Outcome::Clean)
}

fn csv(answer: &Value, with_mark: bool) -> anyhow::Result<Outcome> {
    let rows: Vec<engine::investigate::inventory::Row> =
        serde_json::from_value(answer["credentials"].clone())?;
    let text = engine::investigate::inventory::csv(&rows, with_mark);
    print::bytes(text.as_bytes())?;
    Ok(Outcome::Clean)
}

fn row(one: &Value) -> Vec<String> {
    let day = |name: &str| text(&one[name]).chars().take(10).collect::<String>();
    let list = |name: &str| {
        let words = one[name].as_array().into_iter().flatten().map(text);
        words.collect::<Vec<_>>().join(" ")
    };
    vec![
        text(&one["rank"]),
        text(&one["kind"]),
        text(&one["id"]),
        text(&one["name"]),
        text(&one["owner"]["name"]),
        text(&one["path"]),
        list("scopes"),
        day("last_used_at"),
        day("expires_at"),
        list("marks"),
    ]
}
