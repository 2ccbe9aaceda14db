//! `portcullis approval`: what waits for an approval, and answering it.

use hyper::Method;
use serde_json::{Value, json};

use super::case::tell;
use super::{ask, search::text};
use crate::global::Global;
use crate::say::{OrSay as _, said};
use crate::{Outcome, print};

/// Approvals: plans, messages and exceptions in one list.
///
/// An answer names the hash that was read: whatever changes afterwards voids it.
/// Nobody answers an own request or an own text.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis approval list
  portcullis approval give C-1 message M-3 --hash HASH
  portcullis approval give C-1 exception M-3 --rule communication.customers_first --hash HASH
  portcullis approval decline C-1 message M-3 --hash HASH --reason 'too vague'
  portcullis approval give C-1 plan HASH")]
pub(crate) enum Args {
    /// What waits, the first to run out first.
    List,
    /// Agree to exactly this.
    #[command(after_help = "Examples:
  portcullis approval give C-1 plan HASH --token-file sam.token
  portcullis approval give C-1 message M-3 --hash HASH
  portcullis approval give C-1 exception M-3 --rule communication.customers_first --hash HASH
  portcullis approval give C-1 release HASH --hash HASH               logs that leave: security, and Legal
  portcullis approval give C-1 dive-exception --hash HASH             Legal's exception from the plan")]
    Give(Answer),
    /// Decline it: it must be changed and asked for again.
    Decline(Answer),
}

/// What is answered.
#[derive(Debug, clap::Args)]
pub(crate) struct Answer {
    /// The case.
    case: String,
    /// plan, message, exception, release or dive-exception.
    kind: String,
    /// M-3, a plan's or a release's hash; nothing for a dive-exception.
    #[arg(default_value = "")]
    name: String,
    /// The hash that was read; a plan's is its name.
    #[arg(long)]
    hash: Option<String>,
    /// The rule that the exception is from.
    #[arg(long)]
    rule: Option<String>,
    /// Why; needed to decline.
    #[arg(long)]
    reason: Option<String>,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List => list(global).await,
        Args::Give(answer) => give(answer, true, global).await,
        Args::Decline(answer) => give(answer, false, global).await,
    }
}

async fn list(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/approvals", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let pending = answer["approvals"].as_array().cloned().unwrap_or_default();
    let row = |one: &Value| {
        let subject = &one["subject"];
        let name = if subject["message"].is_number() {
            format!("M-{}", subject["message"])
        } else {
            text(&subject["hash"]).chars().take(8).collect()
        };
        let quorum = &one["quorum"];
        vec![
            format!("C-{}", one["case"]),
            text(&subject["kind"]),
            name,
            text(&one["requested_by"]),
            format!("{}/{}", quorum["people"], quorum["people_needed"]),
            text(&one["expires_at"]),
            text(&one["refused"]["rule"]),
            text(&one["title"]),
        ]
    };
    let rows: Vec<Vec<String>> = pending.iter().map(row).collect();
    let columns = "case what name asked-by agreed until not-by-you title";
    print::table(global.words(), columns, &rows);
    Ok(Outcome::Clean)
}

async fn give(answer: Answer, approve: bool, global: &Global) -> anyhow::Result<Outcome> {
    let Answer { case, kind, name, hash, rule, reason } = answer;
    let number = || -> anyhow::Result<u32> {
        let digits = name.trim_start_matches("M-");
        digits.parse::<u32>().or_say("cli-no-message", &[("name", &name)])
    };
    let subject = match kind.as_str() {
        "plan" => json!({ "kind": "plan", "hash": name }),
        "message" => json!({ "kind": "message", "message": number()? }),
        "exception" => json!({ "kind": "exception", "message": number()?, "rule": rule }),
        "release" => json!({ "kind": "release", "release": name }),
        "dive-exception" => json!({ "kind": "dive_exception" }),
        other => return Err(said("cli-cannot-be-approved", &[("name", &other)])),
    };
    let hash = match (hash, kind.as_str()) {
        (Some(hash), _) => hash,
        (None, "plan") => name.clone(),
        (None, _) => return Err(said("cli-say-hash", &[])),
    };
    let body = json!({ "subject": subject, "hash": hash, "approve": approve, "reason": reason });
    let place = format!("/api/v1/cases/{case}/approvals");
    let answer = ask(global, Method::POST, &place, Some(body)).await?;
    tell(global, &answer, if approve { "cli-agreed" } else { "cli-declined" }, &[]);
    Ok(Outcome::Clean)
}
