//! `portcullis assist verify`: the same work again, and is it the same?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use engine::assist::redaction::{Report, Rules};
use engine::assist::{Policy, Request};
use hyper::Method;
use serde_json::{Value, json};
use server::web::words::{Lang, Words};

use super::super::{ask, case::done, search::text};
use super::redact::{By, REPORT, Ready, document};
use crate::Outcome;
use crate::global::Global;
use crate::say::{OrSay as _, Values, said};

/// What to verify.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A report of `assist redact`, or a document of `assist decide --json`: every member
    /// is made again, reasons and reply, too.
    #[arg(required_unless_present = "case")]
    document: Option<PathBuf>,
    /// The last redaction of a request's case instead, from its evidence and journal.
    #[arg(long, value_name = "CASE", conflicts_with_all = ["document", "original", "result"])]
    case: Option<String>,
    /// The original of the report.
    #[arg(long, value_name = "FILE", requires = "rules", requires = "key_file")]
    original: Option<PathBuf>,
    /// The rules that it went by.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// The key of its pseudonyms.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// What a reviewer added and lifted.
    #[arg(long, value_name = "FILE")]
    edits: Option<PathBuf>,
    /// The file of your own presets, where a decision went by one of them.
    #[arg(long, value_name = "FILE", requires = "document")]
    policy_file: Option<PathBuf>,
    /// The result [default: beside the report].
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,
}

pub(super) async fn run(args: &Args, global: &Global) -> anyhow::Result<Outcome> {
    let words = Words::embedded(global.lang_printed());
    let differences = match (&args.document, &args.case) {
        (Some(file), _) => of_file(file, args, &words)?,
        (None, Some(case)) => of_case(case, global).await?,
        (None, None) => return Err(said("cli-verify-pass", &[])),
    };
    let is_same = differences.is_empty();
    let answer = json!({
        "format": "portcullis.assist-verify/1",
        "same": is_same,
        "differences": differences,
    });
    done(global, &answer, |answer| {
        let rows = answer["differences"].as_array().into_iter().flatten();
        let words = global.words();
        let differs = |row: &Value| words.told("cli-verify-differs", &[("what", &text(row))]);
        let rows: Vec<String> = rows.map(differs).collect();
        if rows.is_empty() { words.t("cli-verify-same") } else { rows.join("\n") }
    });
    Ok(if is_same { Outcome::Clean } else { Outcome::Failed })
}

fn of_file(file: &Path, args: &Args, words: &Words) -> anyhow::Result<Vec<String>> {
    let written: Value = document(file)?;
    match written["format"].as_str() {
        Some(REPORT) => redaction(file, args, written, words),
        Some(super::DECISION) => decision(&written, args.policy_file.as_deref()),
        _ => Err(said("cli-verify-neither", &[("file", &file.display())])),
    }
}

/// The server does it: originals stay where they are.
async fn of_case(case: &str, global: &Global) -> anyhow::Result<Vec<String>> {
    let path = format!("/api/v1/dives/{case}/redaction/verify");
    let answer = ask(global, Method::POST, &path, None).await?;
    Ok(answer["differences"].as_array().into_iter().flatten().map(text).collect())
}

fn redaction(
    file: &Path,
    args: &Args,
    mut written: Value,
    words: &Words,
) -> anyhow::Result<Vec<String>> {
    if let Some(members) = written.as_object_mut() {
        members.remove("format");
    }
    let told: Report = serde_json::from_value(written).or_say("cli-verify-no-report", &[])?;
    let (Some(original), Some(rules), Some(key_file)) =
        (&args.original, &args.rules, &args.key_file)
    else {
        return Err(said("cli-verify-needs", &[]));
    };
    let by = By { rules: rules.clone(), key_file: key_file.clone(), edits: args.edits.clone() };
    let by = Ready::read(&by)?;
    let again = by.replay(original, |_| Ok(()))?;
    let mut differences = differing(&json!(told), &json!(again));
    let result = args.result.clone().or_else(|| beside(file));
    if let Some(result) = result {
        differences.extend(of_result(&result, (&told, &by), words)?);
    }
    Ok(differences)
}

/// `x.log` for `x.log.report.json`.
fn beside(report: &Path) -> Option<PathBuf> {
    let name = report.file_name()?.to_str()?.strip_suffix(".report.json")?;
    Some(report.with_file_name(name)).filter(|result| result.exists())
}

/// The result is the one of the report, and nothing is found in it any more
/// but what a reviewer lifted.
fn of_result(
    result: &Path,
    (told, by): (&Report, &Ready),
    words: &Words,
) -> anyhow::Result<Vec<String>> {
    let rules = Rules { keep_access_logs: true, ..by.rules.clone() };
    let plain = by.with(rules, None);
    let found = plain.replay(result, |_| Ok(()))?;
    let mut differences = Vec::new();
    if found.original_sha256 != told.result_sha256 {
        let args: Values<'_> = &[("file", &result.display())];
        differences.push(words.told("cli-verify-not-result", args));
    }
    let left: u64 = found.counted.iter().map(|row| row.count).sum();
    if left > told.lifted {
        let args: Values<'_> = &[("count", &left), ("file", &result.display())];
        differences.push(words.told("cli-verify-left", args));
    }
    Ok(differences)
}

/// The members in which the document differs from one that is made now of its
/// own request and numbers: the sentences for people, too. The name of its preset
/// promises numbers: they must be that preset's.
fn decision(written: &Value, presets: Option<&Path>) -> anyhow::Result<Vec<String>> {
    let request = Request::read(&written["request"]);
    let request = request.map_err(anyhow::Error::msg).or_say("cli-verify-no-request", &[])?;
    let policy = &written["policy"];
    let numbers: Policy =
        serde_json::from_value(policy["numbers"].clone()).or_say("cli-verify-no-policy", &[])?;
    let lang = written["language"].as_str().and_then(Lang::from_tag).unwrap_or_default();
    let name = policy["name"].as_str().unwrap_or_default();
    let again = super::answered(&request, (name, &numbers), lang)?;
    let preset = match presets {
        None => Policy::shipped(name).ok(),
        Some(_) => Some(super::named(name, presets)?.1),
    };
    let mut differences = differing(written, &again);
    if preset.map(|preset| preset.sha256()) != Some(numbers.sha256()) {
        differences.push("policy.name".to_owned());
    }
    Ok(differences)
}

/// Names of the members that two documents do not have alike.
fn differing(told: &Value, again: &Value) -> Vec<String> {
    let members = [told, again].into_iter().filter_map(Value::as_object).flatten();
    let names: BTreeSet<&String> = members.map(|(name, _)| name).collect();
    let differs = names.into_iter().filter(|name| told[name.as_str()] != again[name.as_str()]);
    differs.cloned().collect()
}
