//! `portcullis sql`: the record by SQL.

use hyper::Method;
use serde_json::{Value, json};

use super::{ask, search};
use crate::global::Global;
use crate::{Outcome, print};

/// Ask the record by one read-only SELECT over the table `events`.
///
/// Rows, time and memory are bounded. `events` shows each event once; `tellings`
/// holds every time that it was told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis sql \"SELECT event_type, count(*) AS n FROM events GROUP BY 1 ORDER BY n DESC LIMIT 20\"
  portcullis sql \"SELECT DISTINCT ip_address FROM events WHERE author_name = 'alice'\"")]
pub(crate) struct Args {
    /// The SELECT.
    query: String,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let answer =
        ask(global, Method::POST, "/api/v1/sql", Some(json!({ "sql": args.query }))).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let columns: Vec<String> = list(&answer["columns"]).iter().map(search::text).collect();
    let rows: Vec<Vec<String>> = list(&answer["rows"])
        .iter()
        .map(|row| list(row).iter().map(search::text).collect())
        .collect();
    print::rows_under(&columns, &rows);
    if answer["truncated"] == true {
        print::note(global.words().t("cli-sql-cut"));
    }
    Ok(Outcome::Clean)
}
