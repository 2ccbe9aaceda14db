//! `portcullis regulation`: deadlines of the law. No legal advice.

use hyper::Method;
use serde_json::{Value, json};

use super::ask;
use super::due::due_by;
use super::search::text;
use crate::global::Global;
use crate::say::about;
use crate::{Outcome, print};

/// Deadlines of the law: what is due to whom. A memory aid, not legal advice.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis regulation table
  portcullis regulation list C-1
  portcullis regulation date C-1 awareness --at 2026-11-21T05:20:00Z --reason 'first log line read'
  portcullis regulation decide C-1 gdpr --no --reason 'encrypted, keys not lost'
  portcullis regulation given C-1 gdpr authority --reference 'case 4711'
  portcullis regulation begin C-1 nis2 --reason 'counsel: essential entity'")]
pub(crate) enum Args {
    /// The table: regulations, notices, limits.
    Table,
    /// What the law wants of a case, as far as one knows.
    List {
        /// The case.
        case: String,
    },
    /// State when one became aware, classified, or found it material.
    Date {
        /// The case.
        case: String,
        /// awareness, classification or materiality.
        mark: String,
        /// When, RFC 3339.
        #[arg(long)]
        at: String,
        /// How that is known.
        #[arg(long)]
        reason: String,
        /// Only for this regulation.
        #[arg(long)]
        regulation: Option<String>,
    },
    /// Begin a regulation by hand, since counsel says that it applies.
    Begin {
        /// The case.
        case: String,
        /// The regulation.
        regulation: String,
        /// Since when one was aware, RFC 3339 [default: now].
        #[arg(long)]
        at: Option<String>,
        /// Who says so, and why.
        #[arg(long)]
        reason: String,
    },
    /// Record a decision to give a notice, or not to.
    Decide {
        /// The case.
        case: String,
        /// The regulation.
        regulation: String,
        /// One notice [default: all of the regulation].
        #[arg(long)]
        notice: Option<String>,
        /// It is given.
        #[arg(long, conflicts_with = "no", required_unless_present = "no")]
        yes: bool,
        /// It is not given.
        #[arg(long)]
        no: bool,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Record that a notice was given.
    Given {
        /// The case.
        case: String,
        /// The regulation.
        regulation: String,
        /// The notice.
        notice: String,
        /// When, RFC 3339 [default: now].
        #[arg(long)]
        at: Option<String>,
        /// Number or place of it.
        #[arg(long)]
        reference: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Table => table(global).await,
        Args::List { case } => list(&case, global).await,
        Args::Date { case, mark, at, reason, regulation } => {
            let body = json!({ "name": regulation, "mark": mark, "at": at, "reason": reason });
            post(&case, "dates", body, global).await
        }
        Args::Begin { case, regulation, at, reason } => {
            let body = json!({ "at": at, "reason": reason });
            post(&case, &format!("{regulation}/begin"), body, global).await
        }
        Args::Decide { case, regulation, notice, yes, no: _, reason } => {
            let body = json!({ "notice": notice, "notify": yes, "reason": reason });
            post(&case, &format!("{regulation}/decision"), body, global).await
        }
        Args::Given { case, regulation, notice, at, reference } => {
            let body = json!({ "at": at, "reference": reference });
            post(&case, &format!("{regulation}/notices/{notice}"), body, global).await
        }
    }
}

async fn post(case: &str, what: &str, body: Value, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/regulations/{what}");
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    super::case::recorded(global, &answer);
    Ok(Outcome::Clean)
}

async fn table(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/regulations", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let (words, mut rows) = (global.words(), Vec::new());
    for law in answer["regulations"].as_array().into_iter().flatten() {
        for notice in law["notices"].as_array().into_iter().flatten() {
            let limits = notice["limits"].as_array().into_iter().flatten();
            let limits = limits.map(|one| about(words, "cli-limit", one, &["within", "from"]));
            let limits: Vec<String> = limits.collect();
            let limits = match limits.as_slice() {
                [] => words.t("cli-due-without-delay"),
                limits => limits.join(&words.t("cli-limits-or")),
            };
            rows.push(vec![
                text(&law["id"]),
                text(&notice["id"]),
                text(&notice["to"]),
                text(&notice["article"]),
                limits,
            ]);
        }
    }
    print::table(words, "regulation notice to where within", &rows);
    print::note(words.t("cli-no-legal-advice"));
    Ok(Outcome::Clean)
}

async fn list(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/regulations");
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let row = |one: &Value| {
        let due = match one["due_at"].as_str() {
            Some(at) if one["is_projected"] == json!(true) => {
                words.told("cli-due-projected", &[("at", &at)])
            }
            Some(_) | None => due_by(one, words),
        };
        let mut cells = ["name", "notice", "to", "article"].map(|name| text(&one[name])).to_vec();
        cells.extend([due, text(&one["outcome"]["outcome"])]);
        cells
    };
    let rows: Vec<Vec<String>> =
        answer["deadlines"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "regulation notice to where due-utc outcome", &rows);
    print::note(words.t("cli-no-legal-advice"));
    Ok(Outcome::Clean)
}
