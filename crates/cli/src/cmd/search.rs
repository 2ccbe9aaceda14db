//! `portcullis search`: the record by words.

use hyper::Method;
use serde_json::Value;

use super::ask;
use crate::global::Global;
use crate::{Outcome, print};

/// Search the record, newest first. Each event shows once, however often it was told.
///
/// Terms are joined by AND; `OR`, `-` (not), parentheses, `*` and commas work;
/// a word without a field is looked for in every text.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis search 'actor:alice type:*_token_* since:2d'
  portcullis search 'ip:203.0.113.0/24 -type:repository_git_operation'
  portcullis search 'target_type:Project \"visibility\" since:2026-11-01 until:2026-11-08'
  portcullis search 'format:unparsed'                  what could not be read
  portcullis search --json 'token:42' | jq .rows[].fields.route

Fields: docs/reference/fields.md.")]
pub(crate) struct Args {
    /// What to look for; nothing = everything.
    #[arg(default_value = "")]
    query: String,
    /// At most this many events.
    #[arg(long, default_value_t = 50)]
    limit: u32,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let path = super::with_query(
        "/api/v1/events",
        &[("q", &args.query), ("limit", &args.limit.to_string())],
    );
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let rows = answer["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    let cells = rows.iter().map(row).collect::<Vec<_>>();
    let words = global.words();
    print::table(words, "time-utc number-sign type actor entity target ip", &cells);
    print::note(words.told("cli-count-events", &[("count", &rows.len())]));
    Ok(Outcome::Clean)
}

/// The cells of an event.
fn row(row: &Value) -> Vec<String> {
    let fields = &row["fields"];
    let route = || format!("{} {}", text(&fields["method"]), text(&fields["route"]));
    let kind = fields.get("event_type").map_or_else(route, text);
    vec![
        text(&fields["created_at"]),
        text(&row["index"]),
        kind,
        text(&fields["author_name"]),
        text(&fields["entity_path"]),
        text(&fields["target_details"]),
        text(&fields["ip_address"]),
    ]
}

/// A JSON value as a table's cell.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
