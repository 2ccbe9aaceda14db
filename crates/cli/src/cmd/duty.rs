//! `portcullis duty`: who does what in a case, and who is on call.

use hyper::Method;
use serde_json::{Value, json};

use super::case::tell;
use super::{ask, search::text};
use crate::global::Global;
use crate::say::about;
use crate::{Outcome, print};

/// Duties: SEOC, SIMOC, CMOC and the teams they call in (CM4 to CM10, CM20).
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis duty show C-1
  portcullis duty take C-1 seoc
  portcullis duty offer C-1 simoc --to mika --note 'my shift ends at nine'
  portcullis duty accept C-1 42
  portcullis duty engage C-1 community_advocates --contact Ana --by-way-of '#community-advocates'
  portcullis duty on-call")]
pub(crate) enum Args {
    /// Who has which duty, what is offered, who was asked.
    Show {
        /// The case.
        case: String,
    },
    /// Take a duty that is free.
    Take(Which),
    /// Hand a duty over, or call somebody in; it waits for acceptance.
    Offer {
        #[command(flatten)]
        which: Which,
        /// An account.
        #[arg(long)]
        to: String,
        /// What that person should know.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Accept a duty that was offered to you.
    Accept(Offer),
    /// Decline a duty that was offered to you.
    Decline {
        #[command(flatten)]
        offer: Offer,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Give a duty up.
    Renounce {
        #[command(flatten)]
        which: Which,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Note that a team without an account was called in.
    Engage {
        #[command(flatten)]
        which: Which,
        /// Who answered.
        #[arg(long)]
        contact: String,
        /// How they were reached.
        #[arg(long)]
        by_way_of: String,
    },
    /// Who is on call for which duty, and how the calendars do.
    OnCall,
}

/// A duty of a case.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The case.
    case: String,
    /// The duty: seoc, simoc, cmoc …
    duty: String,
}

/// An offer of a case.
#[derive(Debug, clap::Args)]
pub(crate) struct Offer {
    /// The case.
    case: String,
    /// The offer's number.
    offer: u64,
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Show { case } => show(&case, global).await,
        Args::OnCall => on_call(global).await,
        Args::Take(which) => of_duty(&which, "take", json!({}), global).await,
        Args::Offer { which, to, note } => {
            of_duty(&which, "offer", json!({ "to": to, "note": note }), global).await
        }
        Args::Renounce { which, reason } => {
            of_duty(&which, "renounce", json!({ "reason": reason }), global).await
        }
        Args::Engage { which, contact, by_way_of } => {
            let body = json!({ "contact": contact, "by_way_of": by_way_of });
            of_duty(&which, "engage", body, global).await
        }
        Args::Accept(Offer { case, offer }) => {
            let path = format!("/api/v1/cases/{case}/offers/{offer}/accept");
            post(&path, None, global, "cli-duty-yours").await
        }
        Args::Decline { offer: Offer { case, offer }, reason } => {
            let path = format!("/api/v1/cases/{case}/offers/{offer}/decline");
            post(&path, Some(json!({ "reason": reason })), global, "cli-declined").await
        }
    }
}

async fn of_duty(
    which: &Which,
    wish: &str,
    body: Value,
    global: &Global,
) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{}/duties/{}/{wish}", which.case, which.duty);
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    let key = if wish == "offer" { "cli-duty-offered" } else { "cli-done" };
    tell(global, &answer, key, &["index"]);
    Ok(Outcome::Clean)
}

async fn post(
    path: &str,
    body: Option<Value>,
    global: &Global,
    said: &str,
) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, path, body).await?;
    tell(global, &answer, said, &[]);
    Ok(Outcome::Clean)
}

async fn show(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, &format!("/api/v1/cases/{case}/duties"), None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let row = |duty: &Value| {
        let on_call: Vec<String> =
            duty["on_call"].as_array().into_iter().flatten().map(text).collect();
        vec![
            text(&duty["id"]),
            text(&duty["holder"][0]),
            text(&duty["holder"][1]),
            text(&duty["wanted"]),
            on_call.join(" "),
        ]
    };
    let rows: Vec<Vec<String>> =
        answer["duties"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "duty held-by since-utc wanted on-call", &rows);
    let offers = answer["history"]["offers"].as_array().into_iter().flatten();
    for offer in offers.filter(|offer| offer["answer"].is_null()) {
        print::line(about(words, "cli-duty-offer", offer, &["index", "duty", "to", "by"]));
    }
    Ok(Outcome::Clean)
}

async fn on_call(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/on-call", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let lines: Vec<&Value> = answer["on-call"].as_array().into_iter().flatten().collect();
    if lines.is_empty() {
        print::note(global.words().t("cli-nobody-on-call"));
        return Ok(Outcome::Nothing);
    }
    for line in lines {
        let now: Vec<String> = line["now"].as_array().into_iter().flatten().map(text).collect();
        print::line(format_args!("{}  {}", text(&line["duty"]), now.join(" ")));
        for feed in line["feeds"].as_array().into_iter().flatten() {
            for problem in feed["problems"].as_array().into_iter().flatten() {
                print::note(format_args!("  {}: {}", text(&feed["source"]), text(problem)));
            }
        }
    }
    Ok(Outcome::Clean)
}
