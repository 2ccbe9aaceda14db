//! `portcullis ledger`: verify the record, prove what is in it.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use hyper::Method;
use ledger::{Reader, Report, VerifierKey};
use serde_json::{Value, json};
use server::app::Uncosigned;
use server::web::words::Words;

use super::ask;
use crate::global::Global;
use crate::say::{OrSay as _, Values, about};
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
            let checkpoint =
                reader(global, ledger)?.latest_checkpoint()?.or_say("cli-no-checkpoint", &[])?;
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
    Reader::open(&folder).or_say("cli-cannot-read-ledger", &[("file", &folder.display())])
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
    let words = global.words();
    for ledger in answer["ledgers"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let names = ["name", "size", "checkpoint_size", "root"];
        print::line(about(words, "cli-ledger-status", ledger, &names));
        print::line(about(words, "cli-ledger-key", ledger, &["verifier_key"]));
        print::line(format_args!("  {}", witnessed(&ledger["witnessed"], words)));
        for one in ledger["uncosigned"].as_array().into_iter().flatten() {
            let told = serde_json::from_value::<Uncosigned>(one.clone())?.text();
            print::line(format_args!("  {}", words.say(&told)));
        }
    }
    Ok(Outcome::Clean)
}

/// Who else saw the head of a ledger.
fn witnessed(seen: &Value, words: &Words) -> String {
    let by = seen["by"].as_array().map(Vec::as_slice).unwrap_or_default();
    if by.is_empty() {
        return words.t("cli-not-witnessed");
    }
    let names = by.iter().map(|one| about(words, "cli-witnessed-by", one, &["witness", "at"]));
    let names = names.collect::<Vec<_>>().join(", ");
    words.told("cli-witnessed", &[("size", &seen["size"]), ("names", &names)])
}

async fn witness(global: &Global) -> anyhow::Result<Outcome> {
    let answer = ask(global, Method::POST, "/api/v1/witnesses/ask", None).await?;
    let reports = answer["witnessed"].as_array().map(Vec::as_slice).unwrap_or_default();
    if global.json {
        print::document(&answer);
    }
    for report in reports.iter().filter(|_| !global.json) {
        let is_signed = !report["size"].is_null();
        let key = if is_signed { "cli-cosigned" } else { "cli-not-cosigned" };
        let names = ["ledger", "witness", "size", "trouble"];
        print::line(about(global.words(), key, report, &names));
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
        let key = match (&report["trouble"], &report["at"], &report["size"]) {
            (Value::String(_), ..) => "cli-not-stamped",
            (_, Value::String(_), _) => "cli-stamped",
            (.., Value::Null) => "cli-nothing-to-stamp",
            _nothing_new => "cli-nothing-since-stamp",
        };
        let names = ["ledger", "trouble", "at", "size"];
        print::line(about(global.words(), key, report, &names));
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
            describe(name, &report, global.words());
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
    let named: Values<'_> = &[("file", &path.display())];
    let text = std::fs::read_to_string(path).or_say("cli-cannot-read", named)?;
    text.trim().parse::<VerifierKey>().or_say("cli-no-verifier-key", named)
}

fn verify_one(folder: &Path, key: Option<&VerifierKey>, name: Name) -> anyhow::Result<Report> {
    let bar = print::bar(0, false).with_message(name.as_str());
    let report = ledger::verify(folder, key, &mut |progress| {
        bar.set_length(progress.segments_total);
        bar.set_position(progress.segments);
    });
    bar.finish_and_clear();
    report.or_say("cli-cannot-verify-ledger", &[("file", &folder.display())])
}

fn problems(report: &Report) -> Vec<Value> {
    let show = |problem: &ledger::Problem| json!({ "index": problem.index, "segment": problem.segment, "what": problem.what });
    report.problems.iter().map(show).collect()
}

fn describe(name: Name, report: &Report, words: &Words) {
    let is_sound = report.problems.is_empty();
    let values: Values<'_> = &[
        ("name", &name.as_str()),
        ("records", &report.records),
        ("bytes", &report.bytes),
        ("checkpoints", &report.checkpoints),
    ];
    print::line(
        words.told(if is_sound { "cli-ledger-sound" } else { "cli-ledger-unsound" }, values),
    );
    for problem in &report.problems {
        let record = |index: u64| words.told("cli-record", &[("index", &index)]);
        let place = problem.index.map(record).or_else(|| problem.segment.clone());
        print::line(format_args!("  {}: {}", place.unwrap_or_default(), problem.what));
    }
}
