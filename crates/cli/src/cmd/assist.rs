//! `portcullis assist`: who is helped with which logs, and logs without what
//! is nobody else's business (LD1–LD28). Offline: no data directory, no server,
//! but for `verify --case`.

mod redact;
mod verify;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use engine::assist::{Decision, Policy, Reason, Request, Split, decide, policy};
use serde_json::{Value, json};
use server::web::words::{Lang, Words};

use super::case::done;
use super::search::text;
use crate::Outcome;
use crate::global::Global;

/// The `format` of a decision.
const DECISION: &str = "portcullis.assist-decision/1";

/// Longest request that is read, in bytes: ten thousand resources have a tenth of it.
const REQUEST_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Requests for logs.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  portcullis assist decide --policy gitlab-present --json < request.json
  portcullis assist redact api_json.log --rules rules.json --key-file artefact.key --out redacted/
  portcullis assist verify --case C-1
  portcullis assist verify redacted/api_json.log.report.json --original api_json.log --rules rules.json --key-file artefact.key")]
pub(crate) enum Args {
    /// Say what becomes of a request, and why.
    ///
    /// The request is a JSON document on standard input: when it was asked, where the
    /// requester's GitLab runs, plan, resources, events, window and so on; see
    /// docs/guide/assist.md. What is left out is named as missing.
    Decide {
        /// Preset: document, gitlab-present, or one of the policy file.
        #[arg(long, value_name = "PRESET", default_value = policy::PRESET)]
        policy: String,
        /// Your own presets, a file of the form of policies/log-dive.yml.
        #[arg(long, value_name = "FILE")]
        policy_file: Option<PathBuf>,
        /// Language of the reasons: en or ja.
        #[arg(long, default_value = "en")]
        lang: String,
    },
    /// Take out of logs what is not the subjects' (LD26), with a report that proves it.
    Redact(redact::Args),
    /// Do a redaction, or a decision, again and compare.
    Verify(verify::Args),
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Decide { policy, policy_file, lang } => {
            let policy = named(&policy, policy_file.as_deref())?;
            let lang =
                Lang::from_tag(&lang).ok_or_else(|| anyhow!("{lang:?} is neither en nor ja"))?;
            say(&policy, lang, global)?;
            Ok(Outcome::Clean)
        }
        Args::Redact(args) => redact::run(&args, global),
        Args::Verify(args) => verify::run(&args, global).await,
    }
}

/// A policy with the name that it was asked for.
fn named(name: &str, file: Option<&Path>) -> anyhow::Result<(String, Policy)> {
    let policy = match file {
        None => Policy::shipped(name),
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            Policy::named(&text, name).map_err(|why| format!("{}: {why}", file.display()))
        }
    };
    Ok((name.to_owned(), policy.map_err(|why| anyhow!(why))?))
}

fn say((name, policy): &(String, Policy), lang: Lang, global: &Global) -> anyhow::Result<()> {
    let mut written = String::new();
    std::io::stdin()
        .take(REQUEST_BYTES_MAX)
        .read_to_string(&mut written)
        .context("cannot read a request from standard input")?;
    if written.trim().is_empty() {
        bail!(
            "standard input is empty: pass the request there, e.g. `portcullis assist decide < request.json`"
        );
    }
    let request: Request = serde_json::from_str(&written).context("no request")?;
    let decision = decide(&request, policy);
    let words = (Words::of(Lang::En)?, Words::of(Lang::Ja)?);
    let own = if lang == Lang::Ja { &words.1 } else { &words.0 };
    let mut answer = told(&decision, own, &words);
    answer["format"] = json!(DECISION);
    answer["label"] = json!(own.say(&decision.outcome.label()));
    answer["policy"] = json!({ "name": name, "sha256": policy.sha256(), "numbers": policy });
    answer["request"] = json!(request);
    answer["request_sha256"] = json!(request.sha256());
    // As it is kept: what `assist verify` compares with.
    answer["record"] = json!(decision);
    done(global, &answer, lines);
    Ok(())
}

/// A decision for people and programs; parts of the request have their own.
fn told(decision: &Decision, own: &Words, (en, ja): &(Words, Words)) -> Value {
    let reason = |reason: &Reason| {
        json!({
            "rule": reason.rule,
            "code": reason.code,
            "text": own.say(&reason.text),
            "inputs": reason.text.args,
        })
    };
    let split = |split: &Split| {
        let mut part = told(&split.decision, own, &(en.clone(), ja.clone()));
        part["part"] = json!(split.part);
        part["request"] = json!(split.request);
        part
    };
    json!({
        "decision": decision.outcome,
        "extended": decision.extended,
        "reasons": decision.reasons.iter().map(reason).collect::<Vec<_>>(),
        "missing": decision.missing,
        "splits": decision.splits.iter().map(split).collect::<Vec<_>>(),
        "reply": { "en": en.say(&decision.reply), "ja": ja.say(&decision.reply) },
        "checks": decision.checks,
    })
}

/// The same in lines.
fn lines(answer: &Value) -> String {
    let rows = |of: &Value, part: &str| of[part].as_array().cloned().unwrap_or_default();
    let extended = if answer["extended"] == true { " (takes longer)" } else { "" };
    let mut lines =
        vec![format!("{}: {}{extended}", text(&answer["decision"]), text(&answer["label"]))];
    for reason in rows(answer, "reasons") {
        lines.push(format!("  {}  {}", text(&reason["rule"]), text(&reason["text"])));
    }
    for missing in rows(answer, "missing") {
        lines.push(format!("  missing: {}", text(&missing)));
    }
    for split in rows(answer, "splits") {
        lines.push(format!("  by itself, {}: {}", text(&split["part"]), text(&split["decision"])));
    }
    lines.push(String::new());
    lines.push(text(&answer["reply"]["en"]));
    lines.push(text(&answer["reply"]["ja"]));
    lines.join("\n")
}
