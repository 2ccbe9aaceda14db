//! `portcullis outbox`: what is on its way to people, and what became of it.

use std::io::Read as _;
use std::path::PathBuf;

use futures::StreamExt as _;
use hyper::Method;
use serde_json::{Value, json};

use super::search::text;
use super::{ask, problem, with_query};
use crate::global::Global;
use crate::say::about;
use crate::{Outcome, print};

/// The outbox: messages on their way, dead ones, and what to do with them.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis outbox list
  portcullis outbox show D-0123456789abcdef
  portcullis outbox send C-1 --channel duty --to ann@example.com --title 'Call in' --body 'The bridge is open.'
  portcullis outbox resend D-0123456789abcdef --reason 'the server is back'
  portcullis outbox resend D-0123456789abcdef --parcel 7 --reason 'asked by telephone'
  portcullis outbox room C-1 --make")]
pub(crate) enum Args {
    /// What is held, waits or needs a decision. Exits with 10 if something needs a decision.
    List {
        /// Of this case only.
        #[arg(long, default_value = "")]
        case: String,
        /// Also what arrived.
        #[arg(long)]
        all: bool,
    },
    /// One order, addressee by addressee.
    Show {
        /// The order.
        delivery: String,
    },
    /// Send a message by hand, to people of the house.
    Send {
        /// The case.
        case: String,
        /// The channel.
        #[arg(long)]
        channel: String,
        /// To whom; again for more [default: the channel itself].
        #[arg(long)]
        to: Vec<String>,
        /// A file with one addressee a line, besides.
        #[arg(long, value_name = "FILE")]
        to_file: Option<PathBuf>,
        /// One line.
        #[arg(long)]
        title: String,
        /// The text [default: standard input].
        #[arg(long)]
        body: Option<String>,
        /// It must be seen at once.
        #[arg(long)]
        urgent: bool,
    },
    /// Print what an addressee gets: for mail, byte for byte.
    Raw {
        /// The order.
        delivery: String,
        /// Position of the addressee.
        #[arg(long, default_value_t = 0)]
        parcel: u32,
    },
    /// Let a held order leave its confidential case, as the second person.
    Clear {
        /// The order.
        delivery: String,
    },
    /// Send again what lies dead; who may have it already must be named.
    Resend {
        /// The order.
        delivery: String,
        /// Position of an addressee; again for more [default: all that surely did not get it].
        #[arg(long)]
        parcel: Vec<u32>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Stop what is not handed over yet.
    Cancel {
        /// The order.
        delivery: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Record that what was uncertain arrived.
    Arrived {
        /// The order.
        delivery: String,
        /// Position of the addressee.
        #[arg(long)]
        parcel: u32,
        /// How that is known.
        #[arg(long)]
        reason: String,
    },
    /// The incident channel of a case: show it, make it, or record one made by hand.
    Room {
        /// The case.
        case: String,
        /// Make it by the channel of the settings that can.
        #[arg(long, conflicts_with = "record")]
        make: bool,
        /// Record one of this name.
        #[arg(long, value_name = "NAME")]
        record: Option<String>,
        /// Its address.
        #[arg(long, default_value = "", requires = "record")]
        url: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::List { case, all } => list(global, &case, all).await,
        Args::Show { delivery } => {
            let answer = ask(global, Method::GET, &path(&delivery, ""), None).await?;
            shown(&answer, global);
            Ok(Outcome::Clean)
        }
        Args::Send { case, channel, to, to_file, title, body, urgent } => {
            let to = addressees(to, to_file)?;
            let order = json!({
                "channel": channel, "to": to, "language": global.lang_of_text(), "title": title,
                "body": whole(body)?, "is_urgent": urgent,
            });
            let path = format!("/api/v1/cases/{case}/deliveries");
            told(global, &path, Some(order), |answer| text(&answer["id"])).await
        }
        Args::Raw { delivery, parcel } => raw(global, &delivery, parcel).await,
        Args::Clear { delivery } => change(global, &path(&delivery, "/clear"), None).await,
        Args::Resend { delivery, parcel, reason } => {
            let body = json!({ "parcels": parcel, "reason": reason });
            let path = path(&delivery, "/resend");
            told(global, &path, Some(body), |answer| {
                about(global.words(), "cli-sent-again", answer, &["count"])
            })
            .await
        }
        Args::Cancel { delivery, reason } => {
            change(global, &path(&delivery, "/cancel"), Some(json!({ "reason": reason }))).await
        }
        Args::Arrived { delivery, parcel, reason } => {
            let body = json!({ "parcel": parcel, "reason": reason });
            change(global, &path(&delivery, "/arrived"), Some(body)).await
        }
        Args::Room { case, make, record, url } => {
            room(global, &case, make, record.map(|room| json!({ "room": room, "url": url }))).await
        }
    }
}

fn path(delivery: &str, below: &str) -> String {
    format!("/api/v1/outbox/{delivery}{below}")
}

async fn list(global: &Global, case: &str, all: bool) -> anyhow::Result<Outcome> {
    let open = if all { "" } else { "true" };
    let path = with_query("/api/v1/outbox", &[("case", case), ("open", open)]);
    let answer = ask(global, Method::GET, &path, None).await?;
    let lines = answer["deliveries"].as_array().map(Vec::as_slice).unwrap_or_default();
    let needs_decision = lines.iter().any(|line| line["stage"] == "dead");
    if global.json {
        print::document(&answer);
    } else {
        let row = |line: &Value| {
            let mut row: Vec<String> =
                ["id", "case", "channel", "stage"].map(|name| text(&line[name])).to_vec();
            row.extend(["arrived", "waiting"].map(|name| text(&line["tally"][name])));
            row.extend([dead(line), text(&line["title"])]);
            row
        };
        let columns = "order case channel stage arrived waiting dead title";
        let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
        print::table(global.words(), columns, &rows);
    }
    Ok(if needs_decision { Outcome::Found } else { Outcome::Clean })
}

fn dead(line: &Value) -> String {
    let counts = ["refused", "gave_up", "uncertain"].map(|name| line["tally"][name].as_u64());
    counts.into_iter().flatten().sum::<u64>().to_string()
}

fn shown(answer: &Value, global: &Global) {
    if global.json {
        return print::document(answer);
    }
    let words = global.words();
    let names =
        ["id", "case", "channel", "stage", "hold", "title", "queued_by", "queued_at", "reference"];
    let field =
        |name: &str| (words.t(format!("column-{}", name.replace('_', "-"))), text(&answer[name]));
    print::fields(&names.map(field));
    let row = |parcel: &Value| {
        ["parcel", "address", "state", "attempts", "answer"].map(|n| text(&parcel[n])).to_vec()
    };
    let rows: Vec<Vec<String>> =
        answer["parcels"].as_array().into_iter().flatten().map(row).collect();
    print::table(words, "number-sign to state tries other-side-said", &rows);
}

async fn raw(global: &Global, delivery: &str, parcel: u32) -> anyhow::Result<Outcome> {
    let door = global.door().await?;
    let printed = async {
        let path = with_query(&path(delivery, "/raw"), &[("parcel", &parcel.to_string())]);
        let mut coming = door.download(&path).await?;
        if coming.status != 200 {
            let answer = coming.whole().await?;
            return Err(problem(answer.status, &answer.json()));
        }
        while let Some(piece) = coming.body.next().await {
            print::bytes(&piece?)?;
        }
        Ok(Outcome::Clean)
    };
    let printed = printed.await;
    door.close().await;
    printed
}

async fn change(global: &Global, path: &str, body: Option<Value>) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, path, body).await?;
    shown(&answer, global);
    Ok(Outcome::Clean)
}

async fn told(
    global: &Global,
    path: &str,
    body: Option<Value>,
    say: impl Fn(&Value) -> String,
) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, path, body).await?;
    if global.json {
        print::document(&answer);
    } else {
        print::line(say(&answer));
    }
    Ok(Outcome::Clean)
}

async fn room(
    global: &Global,
    case: &str,
    make: bool,
    record: Option<Value>,
) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/room");
    let answer = match (make, record) {
        (true, _) => ask(global, Method::POST, &path, None).await?,
        (false, Some(record)) => {
            ask(global, Method::POST, &format!("{path}/record"), Some(record)).await?
        }
        (false, None) => ask(global, Method::GET, &path, None).await?,
    };
    if global.json {
        print::document(&answer);
    } else if let Some(room) = answer["room"]["name"].as_str() {
        print::line(format_args!("#{room}"));
    } else {
        print::note(global.words().t("cli-room-by-hand"));
        for command in answer["commands"].as_array().into_iter().flatten() {
            let (step, text) = (text(&command["step"]), text(&command["text"]));
            print::line(format_args!("{step:8}  {text}"));
        }
    }
    Ok(Outcome::Clean)
}

fn addressees(mut to: Vec<String>, file: Option<PathBuf>) -> anyhow::Result<Vec<String>> {
    if let Some(file) = file {
        let lines = std::fs::read_to_string(file)?;
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        to.extend(lines.map(str::to_owned));
    }
    Ok(to)
}

fn whole(body: Option<String>) -> anyhow::Result<String> {
    if let Some(body) = body {
        return Ok(body);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
