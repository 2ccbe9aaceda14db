//! `portcullis exercise begin` …: people of one's own train on their own installation.

use hyper::Method;
use serde_json::{Value, json};

use crate::cmd::ask;
use crate::cmd::review::entered;
use crate::cmd::search::text;
use crate::global::Global;
use crate::{Outcome, print};

/// On one's own installation.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Say that a case is an exercise, for ever: all of it is marked, nothing of it leaves.
    Begin {
        /// The case.
        case: String,
        /// The scenario, e.g. data-breach.
        scenario: String,
        /// So many minutes of the scenario pass in one, and each inject is told at its
        /// time; without it, you tell them.
        #[arg(long, value_name = "TIMES")]
        pace: Option<u32>,
    },
    /// Tell an inject: what it makes known is stated as facts.
    Inject {
        /// The case.
        case: String,
        /// Its name; `exercise show` has them.
        inject: String,
    },
    /// How it goes: what was owed and kept, refused, told.
    Score {
        /// The case.
        case: String,
    },
    /// Say that the exercise is over.
    End {
        /// The case.
        case: String,
    },
}

pub(super) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Begin { case, scenario, pace } => {
            let body = json!({ "scenario": scenario, "pace": pace });
            entered(global, &format!("/api/v1/cases/{case}/exercise"), body).await?;
        }
        Args::Inject { case, inject } => {
            let path = format!("/api/v1/cases/{case}/exercise/injects");
            entered(global, &path, json!({ "inject": inject })).await?;
        }
        Args::Score { case } => {
            let path = format!("/api/v1/cases/{case}/exercise");
            let card = ask(global, Method::GET, &path, None).await?;
            show(global, &card);
        }
        Args::End { case } => {
            entered(global, &format!("/api/v1/cases/{case}/exercise/end"), json!({})).await?;
        }
    }
    Ok(Outcome::Clean)
}

fn show(global: &Global, card: &Value) {
    if global.json {
        print::document(card);
        return;
    }
    let label = |name: &str| match format!("score-{}", name.replace('_', "-")) {
        key if global.words().has(&key) => global.words().t(key),
        _no_word => name.replace('_', " "),
    };
    let parts = card.as_object().into_iter().flatten();
    let parts = parts.filter(|(name, _)| *name != "format");
    let rows: Vec<(String, String)> =
        parts.map(|(name, value)| (label(name), text(value))).collect();
    print::fields(&rows);
}
