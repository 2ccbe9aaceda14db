//! `portcullis detect`: the rules over the whole record.

use std::path::PathBuf;

use engine::detect::{Detector, Finding, Level};
use event::Way;
use jiff::Timestamp;
use ledger::Reader;
use serde_json::json;
use server::config::Rules;

use super::rules;
use crate::global::{Global, time};
use crate::say::OrSay as _;
use crate::{Outcome, print};

/// Run the rules over the whole record, from its first event.
///
/// Reads only, and works beside a running server: new or changed rules can be
/// tried on history before they are used. A finding's id follows from rule and
/// events, so what the server found already has the same id here. Exits with 10
/// when something is found.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  portcullis detect
  portcullis detect --since 2026-11-01T00:00:00Z --level high
  portcullis detect --rules ./my-rules --json")]
pub(crate) struct Args {
    /// Only findings whose events end at or after this time (RFC 3339).
    #[arg(long, value_parser = time)]
    since: Option<Timestamp>,
    /// Only findings of this level or graver: informational, low, medium, high, critical.
    #[arg(long, value_parser = level, default_value = "informational")]
    level: Level,
    /// Rules beside the shipped ones; the same id overrides [default: from the settings].
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

fn level(name: &str) -> Result<Level, String> {
    let levels = [Level::Informational, Level::Low, Level::Medium, Level::High, Level::Critical];
    levels
        .into_iter()
        .find(|level| level.as_str() == name)
        .ok_or_else(|| "expected informational, low, medium, high or critical".to_owned())
}

pub(crate) fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    let config = global.config()?;
    global.refuse_nowhere(&config)?;
    let folder = config.data.dir.join("ledger/events");
    let reader =
        Reader::open(&folder).or_say("cli-cannot-read-ledger", &[("file", &folder.display())])?;
    if reader.size() == 0 {
        print::note(global.words().t("cli-record-empty"));
        return Ok(Outcome::Nothing);
    }
    let settings = match args.rules {
        Some(folder) => Rules::of(Some(folder)),
        None => config.rules,
    };
    let mut detector = Detector::new(rules::load(&settings)?);
    let bar = print::bar(reader.size(), false);
    let mut findings = Vec::new();
    for record in reader.iter(0) {
        let record = record?;
        let received_at = Timestamp::from_millisecond(i64::try_from(record.received_ms)?)?;
        let event =
            event::normalise::read(Way::of_source(&record.source), received_at, &record.raw);
        findings.extend(detector.observe(record.index, &event));
        bar.set_position(record.index);
    }
    bar.finish_and_clear();
    findings.retain(|finding| {
        finding.level >= args.level && args.since.is_none_or(|since| finding.occurred_at >= since)
    });
    show(&findings, global)?;
    Ok(if findings.is_empty() { Outcome::Clean } else { Outcome::Found })
}

fn show(findings: &[Finding], global: &Global) -> anyhow::Result<()> {
    if global.json {
        print::document(
            &json!({ "format": "portcullis.detect/1", "findings": serde_json::to_value(findings)? }),
        );
        return Ok(());
    }
    let row = |finding: &Finding| {
        vec![
            finding.occurred_at.to_string(),
            finding.level.as_str().to_owned(),
            finding.title.clone(),
            finding.summary.clone(),
        ]
    };
    let words = global.words();
    let rows: Vec<Vec<String>> = findings.iter().map(row).collect();
    print::table(words, "time-utc level rule what", &rows);
    print::note(words.told("cli-count-findings", &[("count", &findings.len())]));
    Ok(())
}
