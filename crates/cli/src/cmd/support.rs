//! `portcullis support`: asking GitLab for help (EN1, EN2).

use std::path::PathBuf;

use hyper::Method;
use serde_json::{Value, json};

use super::{ask, review, search::text};
use crate::global::Global;
use crate::say::about;
use crate::{Outcome, print};

/// Asking GitLab: preliminary investigation, licence, support bundle.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis support show C-1
  portcullis support check C-1 docs-searched --note 'nothing known about it'
  portcullis support licence C-1 premium --source 'contract of 2026'
  portcullis support bundle C-1 support.tar.gz           secrets, addresses and names are taken out
  portcullis support asked C-1 '#512345'                 refused before the preliminary investigation")]
pub(crate) enum Args {
    /// What is done and what is missing.
    Show {
        /// The case.
        case: String,
    },
    /// Say that a point of the preliminary investigation was looked into.
    Check {
        /// The case.
        case: String,
        /// docs-searched, scope-described, logs-kept, questions-asked or containment-tried.
        point: String,
        /// What was found, or where it is written.
        #[arg(long)]
        note: String,
    },
    /// State what you pay GitLab for.
    Licence {
        /// The case.
        case: String,
        /// free, premium or ultimate.
        licence: String,
        /// How you know.
        #[arg(long)]
        source: String,
    },
    /// Make the support bundle.
    Bundle {
        /// The case.
        case: String,
        /// The file: a gzipped tar.
        file: PathBuf,
    },
    /// Record that GitLab was asked.
    Asked {
        /// The case.
        case: String,
        /// The ticket's number or address.
        ticket: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (path, body) = match args {
        Args::Show { case } => {
            let path = format!("/api/v1/cases/{case}/engage");
            show(global, &ask(global, Method::GET, &path, None).await?);
            return Ok(Outcome::Clean);
        }
        Args::Bundle { case, file } => {
            let path = format!("/api/v1/cases/{case}/engage/bundle");
            review::save(global, Method::POST, &path, &file).await?;
            return Ok(Outcome::Clean);
        }
        Args::Check { case, point, note } => {
            let body = json!({ "point": point.replace('-', "_"), "note": note });
            (format!("/api/v1/cases/{case}/engage/points"), body)
        }
        Args::Licence { case, licence, source } => {
            let body = json!({ "licence": licence, "source": source });
            (format!("/api/v1/cases/{case}/engage/licence"), body)
        }
        Args::Asked { case, ticket } => {
            (format!("/api/v1/cases/{case}/engage/tickets"), json!({ "ticket": ticket }))
        }
    };
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    super::case::recorded(global, &answer);
    Ok(Outcome::Clean)
}

fn show(global: &Global, state: &Value) {
    if global.json {
        print::document(state);
        return;
    }
    let words = global.words();
    for (point, checked) in state["checked"].as_object().into_iter().flatten() {
        print::line(format_args!(
            "{point:20}{}  ({})",
            text(&checked["note"]),
            text(&checked["by"])
        ));
    }
    for refusal in state["refusals"].as_array().into_iter().flatten() {
        print::note(about(words, "cli-not-yet", refusal, &["rule"]));
    }
    for ticket in state["tickets"].as_array().into_iter().flatten() {
        print::line(words.told("cli-ticket", &[("ticket", &text(ticket))]));
    }
}
