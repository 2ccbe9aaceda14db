//! `portcullis severity`: how grave a case is, and why.

use hyper::Method;
use serde_json::{Value, json};
use server::web::words::Words;

use super::case::{done, tell};
use super::{ask, search::text};
use crate::Outcome;
use crate::global::Global;
use crate::say::about;

/// How grave a case is (P6, CM1, CM3).
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis severity show C-1
  portcullis severity set C-1                                     as the table says
  portcullis severity set C-1 critical --reason 'the attacker is still there'

Only whoever holds the duty SEOC or SIMOC in the case sets it: portcullis duty take C-1 seoc")]
pub(crate) enum Args {
    /// What it is, what the table says, and by which rule.
    Show {
        /// The case.
        case: String,
    },
    /// Set it; from then on it follows the facts.
    Set {
        /// The case.
        case: String,
        /// low, medium, high or critical [default: what the table says].
        level: Option<String>,
        /// Why, where it is not what the table says.
        #[arg(long)]
        reason: Option<String>,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Show { case } => {
            let path = format!("/api/v1/cases/{case}/severity");
            let answer = ask(global, Method::GET, &path, None).await?;
            done(global, &answer, |answer| told(answer, global.words()));
        }
        Args::Set { case, level, reason } => {
            let path = format!("/api/v1/cases/{case}/severity");
            let body = json!({ "level": level, "reason": reason });
            let answer = ask(global, Method::POST, &path, Some(body)).await?;
            tell(global, &answer, "cli-severity-set", &["letter", "level"]);
        }
    }
    Ok(Outcome::Clean)
}

fn told(answer: &Value, words: &Words) -> String {
    let level = match &answer["level"] {
        Value::Null => words.t("cli-not-set"),
        level => format!("{} {}", text(&answer["letter"]), text(level)),
    };
    let computed = &answer["computed"];
    let mut lines = vec![
        words.told("cli-severity", &[("level", &level)]),
        about(words, "cli-severity-computed", computed, &["level", "rule"]),
    ];
    if !answer["overridden"].is_null() {
        let held = &answer["overridden"];
        lines.push(about(words, "cli-severity-overridden", held, &["by", "reason"]));
    }
    for change in answer["history"].as_array().into_iter().flatten() {
        lines.push(format!(
            "  {}  {}  {}  {}",
            text(&change["at"]),
            text(&change["level"]),
            text(&change["by"]),
            text(&change["rule"])
        ));
    }
    lines.join("\n")
}

/// Something about the incident as a whole.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis case state C-1 data-breach --class personal --class financial --source 'log of the export'
  portcullis case state C-1 remote-code-execution --exploited
  portcullis case state C-1 impact-determined
  portcullis case state C-1 publicly-reported --not --source 'the article is about another company'")]
pub(crate) struct State {
    /// The case.
    case: String,
    /// data-breach, remote-code-execution, publicly-reported, announcement-required, impact-determined, customers-impacted, users-impacted, policy-violated, service-degraded or confidential.
    circumstance: String,
    /// It is not so (any more).
    #[arg(long)]
    not: bool,
    /// Of a data breach: personal, private-projects, financial, health, credentials or other; may be given several times.
    #[arg(long = "class")]
    classes: Vec<String>,
    /// Of remote code execution: there is evidence that it was exploited.
    #[arg(long)]
    exploited: bool,
    /// Of impacted customers: paying ones are among them.
    #[arg(long)]
    paying: bool,
    /// Of impacted users: some, many or all.
    #[arg(long)]
    share: Option<String>,
    /// Of a violated policy: which.
    #[arg(long, default_value = "")]
    policy: String,
    /// Where it is known from [default: you].
    #[arg(long, default_value = "")]
    source: String,
}

pub(crate) async fn state(args: State, global: &Global) -> anyhow::Result<Outcome> {
    let classes: Vec<String> = args.classes.iter().map(|class| class.replace('-', "_")).collect();
    let body = json!({
        "circumstance": args.circumstance,
        "holds": !args.not,
        "details": {
            "classes": classes,
            "exploited": args.exploited,
            "paying": args.paying,
            "share": args.share,
            "policy": args.policy,
        },
        "source": args.source,
    });
    let path = format!("/api/v1/cases/{}/circumstances", args.case);
    let answer = ask(global, Method::POST, &path, Some(body)).await?;
    tell(global, &answer, "cli-stated", &[]);
    Ok(Outcome::Clean)
}
