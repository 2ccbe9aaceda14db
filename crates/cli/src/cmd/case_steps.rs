//! `portcullis case steps|answer|agree|link|consent`: a case beside its playbook.

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use server::web::words::Words;

use super::case::tell;
use super::{ask, search::text};
use crate::global::{Global, time};
use crate::say::{OrSay as _, yes_no};
use crate::{Outcome, print};

/// What a case's playbook asks.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// The steps of the case's playbook: what fits, what is settled, what is next.
    Steps {
        /// The case.
        case: String,
    },
    /// Answer a step.
    #[command(after_help = "Examples:
  portcullis case answer C-1 exposure-time --at 2026-11-20T21:14:00Z --certainty not-after --source 'commit 1f3c'
  portcullis case answer C-1 credential-type --choose personal_access_token
  portcullis case answer C-1 review-all-users --item root=benign --item eve=malicious
  portcullis case answer C-1 change-credentials --section database='rotated, ticket 7'
  portcullis case answer C-1 rebuild --waive 'the host is gone'")]
    Answer(Box<Answer>),
    /// Agree that a mandatory step is set aside, as somebody else asked.
    Agree {
        /// The case.
        case: String,
        /// The step.
        step: String,
    },
    /// Open a linked case that takes suspect and times along.
    Link {
        /// The case that it comes from.
        case: String,
        /// Its kind: compromised-user, credential-exposure, third-party-credential …
        #[arg(long)]
        kind: String,
        /// What it is about: the name of a secret or an account, never a secret.
        #[arg(long)]
        about: Option<String>,
        /// Its title.
        #[arg(long)]
        title: Option<String>,
    },
    /// Record that an owner or maintainer agreed that settings are restored (MS8).
    Consent {
        /// The case.
        case: String,
        /// Who agreed.
        #[arg(long)]
        person: String,
        /// owner or maintainer.
        #[arg(long)]
        role: String,
        /// How that is known: a mail, a call, an issue.
        #[arg(long)]
        source: String,
        /// When (RFC 3339) [default: now].
        #[arg(long, value_parser = time)]
        at: Option<Timestamp>,
    },
}

/// An answer; which options fit depends on the step.
#[derive(Debug, clap::Args)]
pub(crate) struct Answer {
    /// The case.
    case: String,
    /// The step.
    step: String,
    /// For steps that want a text.
    #[arg(long)]
    text: Option<String>,
    /// When it was (RFC 3339), for steps that want a time.
    #[arg(long, value_parser = time)]
    at: Option<Timestamp>,
    /// exact, not-before or not-after.
    #[arg(long, default_value = "exact")]
    certainty: String,
    /// Where the time is known from.
    #[arg(long, default_value = "")]
    source: String,
    /// Why the time cannot be known.
    #[arg(long)]
    unknown: Option<String>,
    /// One of the step's items.
    #[arg(long)]
    choose: Option<String>,
    /// A verdict: THING=benign, malicious, unknown or open. Many may be given.
    #[arg(long = "item", value_name = "THING=VERDICT")]
    items: Vec<String>,
    /// A section: NAME=PROOF. Many may be given.
    #[arg(long = "section", value_name = "NAME=PROOF")]
    sections: Vec<String>,
    /// Set the step aside, and why.
    #[arg(long, value_name = "REASON")]
    waive: Option<String>,
    /// The earlier answer does not hold any more, and why.
    #[arg(long, value_name = "REASON")]
    reopen: Option<String>,
    /// A note, for steps that want an attestation.
    #[arg(long, default_value = "")]
    note: String,
    /// Why it comes before its turn.
    #[arg(long, value_name = "REASON")]
    out_of_turn: Option<String>,
}

impl Answer {
    fn body(&self) -> anyhow::Result<Value> {
        let answer = if let Some(reason) = &self.waive {
            json!({ "answer": "waived", "reason": reason })
        } else if let Some(reason) = &self.reopen {
            json!({ "answer": "reopened", "reason": reason })
        } else if let Some(at) = self.at {
            let certainty = self.certainty.replace('-', "_");
            json!({ "answer": "time", "at": at, "certainty": certainty, "source": self.source })
        } else if let Some(reason) = &self.unknown {
            json!({ "answer": "time_unknown", "reason": reason })
        } else if let Some(item) = &self.choose {
            json!({ "answer": "chosen", "item": item, "reason": self.note })
        } else if !self.items.is_empty() {
            json!({ "answer": "verdicts", "verdicts": pairs(&self.items)? })
        } else if !self.sections.is_empty() {
            json!({ "answer": "sections", "sections": pairs(&self.sections)? })
        } else if let Some(text) = &self.text {
            json!({ "answer": "text", "text": text })
        } else {
            json!({ "answer": "attested", "note": self.note })
        };
        Ok(json!({ "answer": answer, "out_of_turn": self.out_of_turn }))
    }
}

/// `a=b` each; the last `=` divides, so that a thing's name may hold one.
fn pairs(given: &[String]) -> anyhow::Result<Map<String, Value>> {
    let pair = |pair: &String| {
        let (name, value) = pair
            .rsplit_once('=')
            .or_say("cli-no-pair", &[("given", pair), ("form", &"NAME=VALUE")])?;
        Ok((name.trim().to_owned(), Value::String(value.trim().to_owned())))
    };
    given.iter().map(pair).collect()
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Steps { case } => steps(&case, global).await,
        Args::Answer(answer) => {
            let path = format!("steps/{}", answer.step);
            post(global, &answer.case, &path, answer.body()?, "cli-answered").await
        }
        Args::Agree { case, step } => {
            post(global, &case, &format!("steps/{step}/waiver"), json!({}), "cli-agreed").await
        }
        Args::Link { case, kind, about, title } => {
            let body = json!({ "kind": kind.replace('-', "_"), "about": about, "title": title });
            let path = format!("/api/v1/cases/{case}/links");
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            tell(global, &answer, "cli-case-linked", &["name"]);
            Ok(Outcome::Clean)
        }
        Args::Consent { case, person, role, source, at } => {
            let body = json!({ "person": person, "role": role, "source": source, "at": at });
            post(global, &case, "consent", body, "cli-recorded").await
        }
    }
}

async fn post(
    global: &Global,
    case: &str,
    path: &str,
    body: Value,
    done: &str,
) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/{path}");
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    tell(global, &answer, done, &[]);
    Ok(Outcome::Clean)
}

async fn steps(case: &str, global: &Global) -> anyhow::Result<Outcome> {
    let path = format!("/api/v1/cases/{case}/playbook");
    let answer = ask(global, Method::GET, &path, None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    let words = global.words();
    let status = &answer["status"];
    let steps = status["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    let row = |one: &Value| {
        let step = &one["step"];
        let is_mandatory = step["mandatory"].as_bool().unwrap_or_default();
        vec![
            text(&one["stands"]),
            text(&step["phase"]),
            text(&step["id"]),
            if is_mandatory { yes_no(words, true) } else { String::new() },
            why(one, words),
        ]
    };
    let rows: Vec<Vec<String>> = steps.iter().map(row).collect();
    print::table(words, "stands phase step must why", &rows);
    if answer["playbook"]["is_upstream_changed"] == true {
        print::note(words.t("cli-playbook-changed"));
    }
    if let Some(next) = status["next"].as_str() {
        print::next(words, &format!("portcullis case answer {case} {next}"));
    }
    Ok(Outcome::Clean)
}

/// Why a step does not fit, what stands in for it, what it waits for.
fn why(one: &Value, words: &Words) -> String {
    let unfit = &one["unfit"];
    let mut parts = Vec::new();
    if let Some(reason) = unfit["why"].as_str() {
        let detail = ["ours", "needed", "kind", "step", "reason"]
            .into_iter()
            .find_map(|name| unfit[name].as_str())
            .unwrap_or_default();
        parts.push(format!("{reason} {detail}").trim().to_owned());
    }
    if let Some(other) = one["alternative"]["step"].as_str() {
        parts.push(words.told("cli-step-instead", &[("step", &other)]));
    }
    let waits: Vec<String> = one["waits_for"].as_array().into_iter().flatten().map(text).collect();
    if !waits.is_empty() {
        parts.push(words.told("cli-step-after", &[("steps", &waits.join(", "))]));
    }
    parts.join("; ")
}
