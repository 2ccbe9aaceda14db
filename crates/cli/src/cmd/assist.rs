//! `portcullis assist`: who is helped with which logs, and logs without what
//! is nobody else's business (LD1–LD28). Offline: no data directory, no server,
//! but for `verify --case`.

mod redact;
mod verify;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use engine::assist::{Decision, Policy, Reason, Request, Split, decide, policy};
use serde_json::{Value, json};
use server::web::words::{Lang, Words};

use super::case::done;
use super::search::text;
use crate::Outcome;
use crate::global::Global;
use crate::say::{OrSay as _, Values, said};

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
    /// docs/guide/assist.md. What is left out, or null, is named as missing;
    /// `personal_data`, `complex`, `insisted` and `cost_accepted` left out mean no.
    ///
    /// Exits with 0 whatever becomes of the request, with 1 when it cannot be read.
    #[command(after_help = "Examples:
  portcullis assist decide < request.json
  portcullis assist decide --policy gitlab-present --lang ja < request.json
  portcullis assist decide --json < request.json > decision.json      kept, to be verified later
  echo '{}' | portcullis assist decide                                what a request must tell")]
    Decide {
        /// Preset: document, gitlab-present, or one of the policy file.
        #[arg(long, value_name = "PRESET", default_value = policy::PRESET)]
        policy: String,
        /// Your own presets, a file of the form of policies/log-dive.yml.
        #[arg(long, value_name = "FILE")]
        policy_file: Option<PathBuf>,
    },
    /// Take out of logs what is not the subjects' (LD26), with a report that proves it.
    Redact(redact::Args),
    /// Do a redaction, or a decision, again and compare.
    Verify(verify::Args),
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Decide { policy, policy_file } => {
            say(&named(&policy, policy_file.as_deref())?, global)?;
            Ok(Outcome::Clean)
        }
        Args::Redact(args) => redact::run(&args, global),
        Args::Verify(args) => verify::run(&args, global).await,
    }
}

/// A policy with the name that it was asked for.
fn named(name: &str, file: Option<&Path>) -> anyhow::Result<(String, Policy)> {
    let policy = match file {
        None => Policy::shipped(name).map_err(anyhow::Error::msg),
        Some(file) => {
            let named: Values<'_> = &[("file", &file.display())];
            let text = std::fs::read_to_string(file).or_say("cli-cannot-read", named)?;
            Policy::named(&text, name).map_err(anyhow::Error::msg).or_say("cli-in-file", named)
        }
    };
    Ok((name.to_owned(), policy.or_say("cli-no-policy", &[("name", &name)])?))
}

fn say((name, policy): &(String, Policy), global: &Global) -> anyhow::Result<()> {
    let words = global.words();
    let request = asked()?;
    let answer = answered(&request, (name, policy), global.lang())?;
    done(global, &answer, |answer| lines(answer, words));
    Ok(())
}

/// The request on standard input.
fn asked() -> anyhow::Result<Request> {
    let mut written = String::new();
    std::io::stdin()
        .take(REQUEST_BYTES_MAX.saturating_add(1))
        .read_to_string(&mut written)
        .or_say("cli-cannot-read-stdin", &[])?;
    if u64::try_from(written.len()).is_ok_and(|length| length > REQUEST_BYTES_MAX) {
        return Err(said("command-request-long", &[("mib", &(REQUEST_BYTES_MAX >> 20))]));
    }
    let written = written.trim_start_matches('\u{feff}');
    if written.trim().is_empty() {
        return Err(said("command-request-empty", &[]));
    }
    let misread = |field: &str, why: String| {
        said("command-request-misread", &[("field", &field), ("why", &why)])
    };
    let mut reader = serde_json::Deserializer::from_str(written);
    let request = Request::read(&mut reader);
    let request = request.map_err(|error| misread(&error.field, error.why))?;
    reader.end().map_err(|error| misread(".", error.to_string()))?;
    Ok(request)
}

/// The whole document of a decision, in that language.
fn answered(
    request: &Request,
    (name, policy): (&str, &Policy),
    lang: Lang,
) -> anyhow::Result<Value> {
    let decision = decide(request, policy);
    let words = (Words::of(Lang::En)?, Words::of(Lang::Ja)?);
    let own = if lang == Lang::Ja { &words.1 } else { &words.0 };
    let mut answer = told(&decision, own, &words);
    answer["format"] = json!(DECISION);
    answer["language"] = json!(lang);
    answer["label"] = json!(own.say(&decision.outcome.label()));
    answer["policy"] = json!({ "name": name, "sha256": policy.sha256(), "numbers": policy });
    answer["request"] = json!(request);
    answer["request_sha256"] = json!(request.sha256());
    // As it is kept: what `assist verify` compares with.
    answer["record"] = json!(decision);
    Ok(answer)
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
fn lines(answer: &Value, words: &Words) -> String {
    let rows = |of: &Value, part: &str| of[part].as_array().cloned().unwrap_or_default();
    let mut first = format!("{}: {}", text(&answer["decision"]), text(&answer["label"]));
    if answer["extended"] == true {
        first = format!("{first} ({})", words.t("dive-extended"));
    }
    let mut lines = vec![first];
    for reason in rows(answer, "reasons") {
        lines.push(format!("  {}  {}", text(&reason["rule"]), text(&reason["text"])));
    }
    for missing in rows(answer, "missing") {
        let name = words.t(format!("dive-lacks-{}", text(&missing).replace('_', "-")));
        lines.push(format!("  {}: {name} ({})", words.t("dive-missing"), text(&missing)));
    }
    for split in rows(answer, "splits") {
        let label = format!("assist-outcome-{}", text(&split["decision"]).replace('_', "-"));
        lines.push(format!("  {}: {}", text(&split["part"]), words.t(label)));
    }
    lines.push(String::new());
    lines.push(text(&answer["reply"]["en"]));
    lines.push(text(&answer["reply"]["ja"]));
    lines.join("\n")
}
