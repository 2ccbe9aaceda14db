//! `portcullis ledger`: verify the record, prove what is in it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;
use hyper::Method;
use ledger::{Reader, Report, VerifierKey};
use serde_json::{Value, json};

use super::{ask, search};
use crate::global::Global;
use crate::{Outcome, print};

/// Which of the two ledgers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// What was received.
    Events,
    /// What was found, decided and done.
    Journal,
}

impl Name {
    fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Journal => "journal",
        }
    }
}

/// The record: its size, its proofs, whether it is sound.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Show size, root and key of both ledgers.
    Status,
    /// Recompute every hash and signature from the raw bytes.
    ///
    /// Reads only, and works beside a running server. Exits with 1 and names the
    /// record if a single byte was changed.
    #[command(after_help = "Examples:
  portcullis ledger verify
  portcullis ledger verify --ledger events --key verifier.pub     with a key kept elsewhere")]
    Verify {
        /// Only this one [default: both].
        #[arg(long, value_enum)]
        ledger: Option<Name>,
        /// Trust only this key (a file with a C2SP vkey line) instead of the one in the data directory.
        #[arg(long, value_name = "FILE", requires = "ledger")]
        key: Option<PathBuf>,
    },
    /// Print the proof that a record is under the latest checkpoint (C2SP tlog-proof).
    #[command(after_help = "Examples:
  portcullis ledger prove --index 41 > record-41.tlog-proof
  portcullis ledger prove --ledger journal --index 7

Check it with contrib/verify-go, written on Go's own sumdb/note and tlog.")]
    Prove {
        /// Which ledger.
        #[arg(long, value_enum, default_value = "events")]
        ledger: Name,
        /// The record's index.
        #[arg(long)]
        index: u64,
    },
    /// Have the witnesses of the settings cosign the heads of both ledgers now.
    ///
    /// Exits with 1 when one of them does not: its memory and this record differ, or it
    /// does not answer.
    Witness,
    /// Have the time-stamping authority of the settings stamp the heads of both ledgers
    /// now (RFC 3161).
    Stamp,
    /// Print the latest checkpoint (C2SP signed note); keep a copy elsewhere.
    Checkpoint {
        /// Which ledger.
        #[arg(long, value_enum, default_value = "events")]
        ledger: Name,
    },
}

pub(crate) async fn run(args: Args, global: &Global) -> anyhow::Result<Outcome> {
    match args {
        Args::Status => status(global).await,
        Args::Witness => witness(global).await,
        Args::Stamp => stamp(global).await,
        Args::Verify { ledger, key } => verify(global, ledger, key.as_deref()),
        Args::Prove { ledger, index } => {
            let proof = reader(global, ledger)?.prove_inclusion(index)?.to_text();
            show_text(global, "portcullis.proof/1", "proof", &proof);
            Ok(Outcome::Clean)
        }
        Args::Checkpoint { ledger } => {
            let checkpoint = reader(global, ledger)?
                .latest_checkpoint()?
                .context("no checkpoint was signed yet")?;
            show_text(global, "portcullis.checkpoint/1", "checkpoint", &checkpoint.note);
            Ok(Outcome::Clean)
        }
    }
}

/// The folder of a ledger.
fn folder(global: &Global, name: Name) -> anyhow::Result<PathBuf> {
    Ok(global.config()?.data.dir.join("ledger").join(name.as_str()))
}

fn reader(global: &Global, name: Name) -> anyhow::Result<Reader> {
    let folder = folder(global, name)?;
    Reader::open(&folder).with_context(|| format!("cannot read the ledger in {}", folder.display()))
}

fn show_text(global: &Global, format: &str, key: &str, text: &str) {
    if global.json {
        print::document(&json!({ "format": format, key: text }));
    } else {
        print::line(text.trim_end());
    }
}

async fn status(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::GET, "/api/v1/ledgers", None).await?;
    if global.json {
        print::document(&answer);
        return Ok(Outcome::Clean);
    }
    for ledger in answer["ledgers"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let root = search::text(&ledger["root"]);
        print::line(format_args!(
            "{}: {} records, {} under checkpoint, root {root}",
            search::text(&ledger["name"]),
            ledger["size"],
            ledger["checkpoint_size"]
        ));
        print::line(format_args!("  key {}", search::text(&ledger["verifier_key"])));
        print::line(format_args!("  {}", witnessed(&ledger["witnessed"])));
    }
    Ok(Outcome::Clean)
}

/// Who else saw the head of a ledger.
fn witnessed(seen: &Value) -> String {
    let by = seen["by"].as_array().map(Vec::as_slice).unwrap_or_default();
    if by.is_empty() {
        return "not witnessed: who holds the signing key could write another past".to_owned();
    }
    let names = by
        .iter()
        .map(|one| format!("{} at {}", search::text(&one["witness"]), search::text(&one["at"])));
    format!("witnessed up to {} by {}", seen["size"], names.collect::<Vec<_>>().join(", "))
}

async fn witness(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, "/api/v1/witnesses/ask", None).await?;
    let reports = answer["witnessed"].as_array().map(Vec::as_slice).unwrap_or_default();
    if global.json {
        print::document(&answer);
    }
    for report in reports.iter().filter(|_| !global.json) {
        let what = match &report["size"] {
            Value::Null => format!("NOT cosigned: {}", search::text(&report["trouble"])),
            size => format!("cosigned up to {size}"),
        };
        let (ledger, by) = (search::text(&report["ledger"]), search::text(&report["witness"]));
        print::line(format_args!("{ledger} by {by}: {what}"));
    }
    let is_seen = reports.iter().all(|report| !report["size"].is_null());
    Ok(if is_seen { Outcome::Clean } else { Outcome::Failed })
}

async fn stamp(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, "/api/v1/stamps/ask", None).await?;
    let reports = answer["stamped"].as_array().map(Vec::as_slice).unwrap_or_default();
    if global.json {
        print::document(&answer);
    }
    for report in reports.iter().filter(|_| !global.json) {
        let what = match (&report["trouble"], &report["at"], &report["size"]) {
            (Value::String(trouble), ..) => format!("NOT stamped: {trouble}"),
            (_, Value::String(at), size) => format!("stamped up to {size} at {at}"),
            (.., Value::Null) => "nothing to stamp: it holds no record yet".to_owned(),
            (_, _, size) => format!("nothing came since the stamp on {size}"),
        };
        print::line(format_args!("{}: {what}", search::text(&report["ledger"])));
    }
    let is_stamped = reports.iter().all(|report| report["trouble"].is_null());
    Ok(if is_stamped { Outcome::Clean } else { Outcome::Failed })
}

fn verify(global: &Global, only: Option<Name>, key: Option<&Path>) -> anyhow::Result<Outcome> {
    let key = key.map(read_key).transpose()?;
    let names = only.map_or(vec![Name::Events, Name::Journal], |name| vec![name]);
    let mut documents = Vec::new();
    let mut is_sound = true;
    for name in names {
        let report = verify_one(&folder(global, name)?, key.as_ref(), name)?;
        is_sound &= report.problems.is_empty();
        documents.push(json!({
            "ledger": name.as_str(), "records": report.records, "bytes": report.bytes,
            "checkpoints": report.checkpoints, "sound": report.problems.is_empty(), "problems": problems(&report),
        }));
        if !global.json {
            describe(name, &report);
        }
    }
    if global.json {
        print::document(
            &json!({ "format": "portcullis.verify/1", "sound": is_sound, "ledgers": documents }),
        );
    }
    Ok(if is_sound { Outcome::Clean } else { Outcome::Failed })
}

fn read_key(path: &Path) -> anyhow::Result<VerifierKey> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.trim()
        .parse::<VerifierKey>()
        .with_context(|| format!("{} holds no verifier key", path.display()))
}

fn verify_one(folder: &Path, key: Option<&VerifierKey>, name: Name) -> anyhow::Result<Report> {
    let bar = print::bar(0, "segments").with_message(name.as_str());
    let report = ledger::verify(folder, key, &mut |progress| {
        bar.set_length(progress.segments_total);
        bar.set_position(progress.segments);
    });
    bar.finish_and_clear();
    report.with_context(|| format!("cannot verify the ledger in {}", folder.display()))
}

fn problems(report: &Report) -> Vec<Value> {
    let show = |problem: &ledger::Problem| json!({ "index": problem.index, "segment": problem.segment, "what": problem.what });
    report.problems.iter().map(show).collect()
}

fn describe(name: Name, report: &Report) {
    let verdict = if report.problems.is_empty() { "sound" } else { "NOT SOUND" };
    print::line(format_args!(
        "{}: {verdict} · {} records, {} bytes, {} checkpoints",
        name.as_str(),
        report.records,
        report.bytes,
        report.checkpoints
    ));
    for problem in &report.problems {
        let place = problem
            .index
            .map(|index| format!("record {index}"))
            .or_else(|| problem.segment.clone());
        print::line(format_args!("  {}: {}", place.unwrap_or_default(), problem.what));
    }
}
