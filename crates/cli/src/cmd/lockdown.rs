//! `portcullis lockdown`: from now on nobody acts, until the settings file says otherwise.

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::case::done;
use super::{ask, search::text};
use crate::Outcome;
use crate::global::Global;
use crate::say::about;

/// Takes from everybody the rights to execute, undo, approve and send. Only the
/// settings file on disk lifts it; a running server notices by itself.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis lockdown engage --reason 'a session of an approver was stolen'
  portcullis lockdown show")]
pub(crate) enum Args {
    /// Whether one holds, who engaged it, and what lifts it.
    Show,
    /// Engage it.
    Engage {
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (method, body) = match args {
        Args::Show => (Method::GET, None),
        Args::Engage { reason } => (Method::POST, Some(json!({ "reason": reason }))),
    };
    let answer = ask(global, method, "/api/v1/lockdown", body).await?;
    done(global, &answer, |answer| told(answer, global.words()));
    Ok(if answer["lockdown"].is_null() { Outcome::Clean } else { Outcome::Found })
}

fn told(answer: &Value, words: &Words) -> String {
    let held = &answer["lockdown"];
    if held.is_null() {
        return words.t("cli-no-lockdown");
    }
    let told = about(words, "cli-lockdown", held, &["at", "by", "reason"]);
    format!("{told}\n\n{}", text(&answer["lift"]).trim_end())
}
