//! `portcullis message`: the way to customers and the public.

use std::path::PathBuf;

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::case::{done, tell};
use super::update::read;
use super::{ask, search::text};
use crate::Outcome;
use crate::global::Global;
use crate::say::{Values, about};

/// Messages: drafted, approved by others, sent; and the way A to I (CM21 to CM31).
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis message show C-1                              where it stands, what is in the way
  portcullis message step C-1 C D --file scope.json        {\"form\": \"scope\", \"audiences\": [\"customers\"], \"reason\": \"…\"}
  portcullis message step C-1 D E --file media.json        {\"form\": \"media\", \"kinds\": [\"customer_email\"], \"reason\": \"…\"}
  portcullis message draft C-1 --file mail.json
  portcullis message list C-1 customers --count 120 --source 'the customer database'
  portcullis message ready C-1 prepared-responses --note 'doc 7'
  portcullis message request C-1 M-1 --reason 'first notice'
  portcullis message send C-1 M-1 --hash HASH --channel mail

mail.json: {\"kind\": \"customer_email\", \"audience\": \"customers\", \"tool\": \"marketo\", \"language\": \"en\",
  \"texts\": {\"en\": {\"title\": \"…\", \"fields\": {\"background\": \"…\", …}}}, \"recipients\": [\"a@example.com\"]}")]
pub(crate) enum Args {
    /// Where communication of a case stands.
    Show {
        /// The case.
        case: String,
    },
    /// Who drafts, reviews and sends which kind of message, as the policy says.
    Policy,
    /// Attach the plan of communication although the severity does not ask for it.
    Attach {
        /// The case.
        case: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Take a step on the way: letters A to I.
    Step {
        /// The case.
        case: String,
        /// From here.
        from: String,
        /// To here.
        to: String,
        /// What was decided, on leaving C and D; - is standard input.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Say that the list of an audience is made (F).
    List {
        /// The case.
        case: String,
        /// customers, users, prospects, affected-parties, subscribers …
        audience: String,
        /// How many addresses.
        #[arg(long)]
        count: u64,
        /// Where it is from.
        #[arg(long)]
        source: String,
    },
    /// Stand in for something: prepared-responses or team-feedback.
    Ready {
        /// The case.
        case: String,
        /// What.
        ready: String,
        /// How that is known.
        #[arg(long)]
        note: String,
    },
    /// Draft a message, or say an existing one anew.
    Draft {
        /// The case.
        case: String,
        /// The message, if it is there already: M-1.
        #[arg(long)]
        message: Option<String>,
        /// The file; - is standard input.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Ask for approval of exactly this text, or for an exception from a rule.
    Request {
        /// The case.
        case: String,
        /// The message: M-1.
        message: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// `communication.customers_first` or `communication.confidential`.
        #[arg(long)]
        rule: Option<String>,
    },
    /// Send it by a channel, or record where it was sent by hand.
    Send {
        /// The case.
        case: String,
        /// The message: M-1.
        message: String,
        /// The hash that was read and approved.
        #[arg(long)]
        hash: String,
        /// A channel of the settings.
        #[arg(long, required_unless_present = "place", conflicts_with = "place")]
        channel: Option<String>,
        /// Where it was sent by hand.
        #[arg(long)]
        place: Option<String>,
    },
    /// It will not be sent.
    Withdraw {
        /// The case.
        case: String,
        /// The message: M-1.
        message: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Whom it was for has it.
    Receipt {
        /// The case.
        case: String,
        /// The message: M-1.
        message: String,
        /// Who said so.
        #[arg(long)]
        person: String,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let (place, body, said) = match args {
        Args::Show { case } => {
            let place = path(&case, "communications");
            let answer = ask(global, Method::GET, &place, None).await?;
            done(global, &answer, |answer| describe(answer, global.words()));
            return Ok(Outcome::Clean);
        }
        Args::Policy => {
            let answer = ask(global, Method::GET, "/api/v1/communications/policy", None).await?;
            done(global, &answer, |answer| policy(answer, global.words()));
            return Ok(Outcome::Clean);
        }
        Args::Attach { case, reason } => {
            (path(&case, "communications"), json!({ "reason": reason }), "cli-plan-attached")
        }
        Args::Step { case, from, to, file } => {
            let decided = file.as_deref().map(read).transpose()?;
            let body = json!({ "from": from, "to": to, "decided": decided });
            (path(&case, "communications/steps"), body, "cli-step-taken")
        }
        Args::List { case, audience, count, source } => {
            let audience = audience.replace('-', "_");
            let body = json!({ "audience": audience, "count": count, "source": source });
            (path(&case, "communications/lists"), body, "cli-list-recorded")
        }
        Args::Ready { case, ready, note } => {
            let body = json!({ "ready": ready.replace('-', "_"), "note": note });
            (path(&case, "communications/ready"), body, "cli-recorded")
        }
        Args::Draft { case, message, file } => {
            let place = match message {
                Some(message) => path(&case, &format!("messages/{message}")),
                None => path(&case, "messages"),
            };
            let answer = ask(global, Method::POST, &place, Some(read(&file)?)).await?;
            tell(global, &answer, "cli-drafted", &["name"]);
            return Ok(Outcome::Clean);
        }
        Args::Request { case, message, reason, rule } => {
            let body = json!({ "reason": reason, "rule": rule });
            (path(&case, &format!("messages/{message}/request")), body, "cli-approval-asked")
        }
        Args::Send { case, message, hash, channel, place } => {
            let body = json!({ "hash": hash, "channel": channel, "place": place });
            (path(&case, &format!("messages/{message}/send")), body, "cli-sent")
        }
        Args::Withdraw { case, message, reason } => {
            let body = json!({ "reason": reason });
            (path(&case, &format!("messages/{message}/withdraw")), body, "cli-withdrawn")
        }
        Args::Receipt { case, message, person } => {
            let body = json!({ "person": person });
            (path(&case, &format!("messages/{message}/receipt")), body, "cli-recorded")
        }
    };
    let answer = ask(global, Method::POST, &place, Some(body)).await?;
    tell(global, &answer, said, &[]);
    Ok(Outcome::Clean)
}

fn path(case: &str, noun: &str) -> String {
    format!("/api/v1/cases/{case}/{noun}")
}

fn describe(answer: &Value, words: &Words) -> String {
    let mut lines = Vec::new();
    match answer["flow"]["at"].as_str() {
        Some(_) => lines.push(about(words, "cli-communication-at", answer, &["flow/at", "policy"])),
        None => lines.push(words.t("cli-communication-none")),
    }
    for view in answer["messages"].as_array().into_iter().flatten() {
        let message = &view["message"];
        let draft = &message["draft"];
        let language = text(&draft["language"]);
        let title = text(&draft["texts"][language.as_str()]["title"]);
        let asked = view["approval"][1]["stands"].as_str().map(str::to_owned);
        let asked = asked.unwrap_or_else(|| words.t("cli-not-asked"));
        let sent = message["sent"].as_array().map_or(0, Vec::len);
        lines.push(format!("M-{}  {}  {title}", message["id"], text(&draft["kind"])));
        let values: Values<'_> =
            &[("hash", &text(&view["hash"])), ("approval", &asked), ("sent", &sent)];
        lines.push(words.told("cli-message-stands", values));
        for refusal in view["refusals"].as_array().into_iter().flatten() {
            lines.push(about(words, "cli-in-the-way", refusal, &["rule"]));
        }
    }
    lines.join("\n")
}

fn policy(answer: &Value, words: &Words) -> String {
    let mut lines = vec![about(words, "cli-policy-from", answer, &["name", "from"])];
    let names = |value: &Value| {
        let names = value.as_array().into_iter().flatten().map(text);
        names.collect::<Vec<_>>().join(", ")
    };
    for (kind, one) in answer["kinds"].as_object().into_iter().flatten() {
        let values: Values<'_> = &[
            ("kind", &kind),
            ("for", &names(&one["audiences"])),
            ("drafters", &names(&one["drafters"])),
            ("reviewers", &names(&one["review"]["groups"])),
            ("senders", &names(&one["senders"])),
            ("fields", &names(&one["fields"])),
        ];
        lines.push(words.told("cli-message-policy", values));
    }
    lines.join("\n")
}
