//! `portcullis update`: status updates of a case.

use std::path::{Path, PathBuf};

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::case::{done, tell};
use super::{ask, search::text};
use crate::Outcome;
use crate::global::Global;
use crate::say::{OrSay as _, Values, about};

/// Status updates: six fields, the time of the next, no deep detail (CM11, CM12).
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis update list C-1
  portcullis update pin C-1 17
  portcullis update preview C-1 --file update.json
  portcullis update publish C-1 --file update.json --recipient security_director --channel incident

The file (- is standard input) holds the update:
  {\"users\": \"some\", \"next_at\": \"2026-11-21T06:20:00Z\", \"language\": \"en\", \"texts\": {\"en\": {
    \"current_risk\": \"…\", \"timeline\": [\"…\"], \"mitigation\": \"…\", \"status\": \"…\", \"next_steps\": \"…\"}}}
users: some, many or all. The last one says \"is_final\": true instead of next_at.")]
pub(crate) enum Args {
    /// What was published, and when the next is due.
    List {
        /// The case.
        case: String,
    },
    /// How an update would read, what is missing, what is too technical.
    Preview {
        /// The case.
        case: String,
        /// The file; - is standard input.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Publish an update.
    Publish {
        /// The case.
        case: String,
        /// The file; - is standard input.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// A stakeholder that it is for, by the policy's name; that fulfils what is owed.
        #[arg(long = "recipient", value_name = "NAME")]
        recipients: Vec<String>,
        /// A channel by which it goes; none = it is told by hand.
        #[arg(long = "channel", value_name = "NAME")]
        channels: Vec<String>,
        /// An address, for channels that want some.
        #[arg(long = "to", value_name = "ADDRESS")]
        to: Vec<String>,
        /// Why it goes although something in it is too technical.
        #[arg(long)]
        despite: Option<String>,
    },
    /// Pin a line of the timeline: it prefills the next update.
    Pin {
        /// The case.
        case: String,
        /// Journal index of its entry.
        entry: u64,
    },
    /// Unpin it.
    Unpin {
        /// The case.
        case: String,
        /// Journal index of its entry.
        entry: u64,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List { case } => {
            let answer = ask(global, Method::GET, &path(&case, "updates"), None).await?;
            done(global, &answer, |answer| describe(answer, global.words()));
        }
        Args::Preview { case, file } => {
            let status = read(&file)?;
            let place = path(&case, "updates/preview");
            let answer = ask(global, Method::POST, &place, Some(status)).await?;
            done(global, &answer, |answer| previewed(answer, global.words()));
        }
        Args::Publish { case, file, recipients, channels, to, despite } => {
            let body = json!({
                "status": read(&file)?,
                "recipients": recipients,
                "channels": channels,
                "to": to,
                "despite": despite,
            });
            let answer = ask(global, Method::POST, &path(&case, "updates"), Some(body)).await?;
            tell(global, &answer, "cli-update-published", &["number"]);
        }
        Args::Pin { case, entry } => pin(global, &case, (entry, true)).await?,
        Args::Unpin { case, entry } => pin(global, &case, (entry, false)).await?,
    }
    Ok(Outcome::Clean)
}

async fn pin(global: &Global, case: &str, (entry, pinned): (u64, bool)) -> anyhow::Result<()> {
    let body = json!({ "entry": entry, "pinned": pinned });
    let answer = ask(global, Method::POST, &path(case, "pins"), Some(body)).await?;
    tell(global, &answer, if pinned { "cli-pinned" } else { "cli-unpinned" }, &[]);
    Ok(())
}

fn path(case: &str, noun: &str) -> String {
    format!("/api/v1/cases/{case}/{noun}")
}

/// A JSON document from a file or standard input.
pub(super) fn read(file: &Path) -> anyhow::Result<Value> {
    let name = file.display();
    let text = if file == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    let named: Values<'_> = &[("file", &name)];
    serde_json::from_str(&text.or_say("cli-cannot-read", named)?).or_say("cli-no-json", named)
}

fn describe(answer: &Value, words: &Words) -> String {
    let published = answer["published"].as_array().cloned().unwrap_or_default();
    let mut lines: Vec<String> = published
        .iter()
        .map(|one| {
            let status = &one["status"];
            let language = text(&status["language"]);
            let said = text(&status["texts"][language.as_str()]["status"]);
            format!("{}  {}  {}  {said}", one["number"], text(&one["at"]), text(&one["by"]))
        })
        .collect();
    let key = match (answer["next_at"].as_str(), answer["is_late"] == true) {
        (Some(_), true) => "cli-update-late",
        (Some(_), false) => "cli-update-next",
        (None, _) => "cli-update-none",
    };
    lines.push(about(words, key, answer, &["next_at"]));
    lines.join("\n")
}

fn previewed(answer: &Value, words: &Words) -> String {
    let mut parts = Vec::new();
    if let Some(composed) = answer["composed"].as_object() {
        for (language, text_of) in composed {
            parts.push(format!(
                "[{language}] {}\n\n{}",
                text(&text_of["title"]),
                text(&text_of["body"])
            ));
        }
    }
    for one in answer["missing"].as_array().into_iter().flatten() {
        parts.push(about(words, "cli-update-missing", one, &["detail"]));
    }
    for one in answer["remarks"].as_array().into_iter().flatten() {
        parts.push(about(words, "cli-update-technical", one, &["excerpt", "kind"]));
    }
    parts.join("\n\n")
}
