//! `portcullis source`: where events come from, and how each source does.

use hyper::Method;
use serde_json::Value;

use super::search::text;
use super::{ask, with_query};
use crate::global::Global;
use crate::{Outcome, print};

/// Sources of events and how they do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// List all sources: state, last event, lag, rate, errors.
    ///
    /// Exits with 1 if one of them fails.
    List,
    /// Show one source.
    #[command(after_help = "Examples:
  portcullis source show stream/main
  portcullis source show follow/rails --json")]
    Show {
        /// Its name, as in records: `stream/main`.
        source: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List => list(global).await,
        Args::Show { source } => show(global, &source).await,
    }
}

const PATH: &str = "/api/v1/sources";

async fn list(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, PATH, None).await?;
    let sources = answer["sources"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_failing = sources.iter().any(|source| source["state"] == "failing");
    if global.json {
        print::document(&answer);
    } else if sources.is_empty() {
        print::note(global.words().t("cli-no-sources"));
        return Ok(Outcome::Nothing);
    } else {
        let row = |source: &Value| -> Vec<String> {
            [
                "source",
                "state",
                "last_event_at",
                "lag_s",
                "per_minute",
                "records",
                "errors",
                "dropped",
            ]
            .map(|name| text(&source[name]))
            .to_vec()
        };
        let columns = "source state last-event lag-s per-min records errors dropped";
        let rows: Vec<Vec<String>> = sources.iter().map(row).collect();
        print::table(global.words(), columns, &rows);
        for source in sources.iter().filter(|source| source["state"] == "failing") {
            print::note(format_args!(
                "{}: {}",
                text(&source["source"]),
                text(&source["last_error"])
            ));
        }
    }
    Ok(if is_failing { Outcome::Failed } else { Outcome::Clean })
}

async fn show(global: &Global, source: &str) -> anyhow::Result<Outcome> {
    let path = with_query(PATH, &[("source", source)]);
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let source = &answer["sources"][0];
    let words = global.words();
    let fields = source.as_object().into_iter().flatten();
    let fields = fields.filter(|(name, _)| *name != "detail");
    let label = |name: &str| words.t(format!("cli-source-{}", name.replace('_', "-")));
    let rows: Vec<(String, String)> =
        fields.map(|(name, value)| (label(name), text(value))).collect();
    print::fields(&rows);
    for line in source["detail"].as_array().into_iter().flatten() {
        print::line(format_args!("  {}", text(line)));
    }
    Ok(Outcome::Clean)
}
