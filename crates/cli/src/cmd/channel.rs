//! `portcullis channel`: by which ways messages go out, and whether they can.

use hyper::Method;
use serde_json::{Value, json};

use super::ask;
use super::search::text;
use crate::global::Global;
use crate::{Outcome, print};

/// Channels: mail, chat, status pages, issues, webhooks.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis channel list
  portcullis channel test mail --to me@example.com
  portcullis channel suppress gone@example.com --reason 'bounced on 21 November'")]
pub(crate) enum Args {
    /// All channels: kind, who reads there, how each does. Exits with 1 if one rests.
    List,
    /// Hand a test message over, at once; it names no case.
    Test {
        /// The channel.
        channel: String,
        /// A mail address, or the id of a person or room [default: the channel itself].
        #[arg(long, default_value = "")]
        to: String,
    },
    /// Addresses that nothing is sent to.
    Suppressed,
    /// Send nothing to this address any more.
    Suppress {
        /// The address.
        address: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Send to this address again.
    Unsuppress {
        /// The address.
        address: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List => list(global).await,
        Args::Test { channel, to } => test(global, &channel, &to).await,
        Args::Suppressed => {
            let answer = ask(global, Method::GET, ADDRESSES, None).await?;
            addresses(&answer, global);
            Ok(Outcome::Clean)
        }
        Args::Suppress { address, reason } => {
            let body = json!({ "address": address, "reason": reason });
            let answer = ask(global, Method::POST, ADDRESSES, Some(body)).await?;
            addresses(&answer, global);
            Ok(Outcome::Clean)
        }
        Args::Unsuppress { address, reason } => {
            let body = json!({ "address": address, "reason": reason });
            let path = format!("{ADDRESSES}/lift");
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            addresses(&answer, global);
            Ok(Outcome::Clean)
        }
    }
}

const ADDRESSES: &str = "/api/v1/suppressed-addresses";

async fn list(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/channels", None).await?;
    let channels = answer["channels"].as_array().map(Vec::as_slice).unwrap_or_default();
    let rests = channels.iter().any(|channel| !channel["rests_until"].is_null());
    if global.json {
        print::document(&answer);
    } else if channels.is_empty() {
        print::note(global.words().t("cli-no-channels"));
        return Ok(Outcome::Nothing);
    } else {
        let names = ["name", "kind", "reach", "waiting", "last_sent_at", "last_failure"];
        let row = |channel: &Value| names.map(|name| text(&channel[name])).to_vec();
        let columns = "channel kind read-by waiting last-took-one last-failure";
        let rows: Vec<Vec<String>> = channels.iter().map(row).collect();
        print::table(global.words(), columns, &rows);
    }
    Ok(if rests { Outcome::Failed } else { Outcome::Clean })
}

async fn test(global: &Global, channel: &str, to: &str) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/channels/{channel}/test");
    let answer = ask(global, Method::POST, &path, Some(json!({ "to": to }))).await?;
    if global.json {
        print::document(&answer);
    } else {
        print::line(format_args!("{}: {}", text(&answer["end"]), text(&answer["answer"])));
    }
    Ok(if answer["end"] == "sent" { Outcome::Clean } else { Outcome::Failed })
}

fn addresses(answer: &Value, global: &Global) {
    if global.json {
        return print::document(answer);
    }
    let row = |one: &Value| ["address", "reason", "by", "at"].map(|name| text(&one[name])).to_vec();
    let rows: Vec<Vec<String>> =
        answer["addresses"].as_array().into_iter().flatten().map(row).collect();
    print::table(global.words(), "address reason by since", &rows);
}
