//! `portcullis-collect`: the collector alone, to be carried to a suspected host.
//! The same as `portcullis evidence collect --json` and `verify --json`, without
//! the query engine and the server; prints one JSON document.
//!
//! A static binary: `RUSTFLAGS='-C target-feature=+crt-static' cargo build
//! --profile dist -p evidence --target x86_64-unknown-linux-gnu`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command; see ADR 0018")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use evidence::{Limits, Order, Recipient, collect, collected_document, verified_document, verify};
use jiff::Timestamp;
use serde_json::Value;

const USAGE: &str = "portcullis-collect --out DIR [--root DIR] [--only PROBE,PROBE]
                   [--age RECIPIENT]… [--minutes N] [--keep-free-gb N] [--progress]
portcullis-collect --verify DIR [--seal SHA256]

Saves what this host shows, the most volatile first, and changes nothing on it
but DIR. Prints JSON. Ends with 10 where the time or the disk cut probes short: the
bundle is sealed without what they lack. Docs: docs/guide/responder.md.

Probes: ";

/// Progress is told with each item and so often.
const PROGRESS_MS: u64 = 5_000;

/// What was asked for.
#[derive(Default)]
struct Args {
    out: Option<PathBuf>,
    root: Option<PathBuf>,
    only: Vec<String>,
    recipients: Vec<Recipient>,
    limits: Limits,
    has_progress: bool,
    verify: Option<PathBuf>,
    seal: Option<String>,
}

fn args(mut words: impl Iterator<Item = String>) -> Result<Args, String> {
    let mut args = Args::default();
    while let Some(option) = words.next() {
        if option == "--progress" {
            args.has_progress = true;
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{option} wants a value"))?;
        let number = || value.parse::<u64>().map_err(|error| format!("{value:?}: {error}"));
        match option.as_str() {
            "--out" => args.out = Some(PathBuf::from(value)),
            "--root" => args.root = Some(PathBuf::from(value)),
            "--only" => args.only = value.split(',').map(str::to_owned).collect(),
            "--age" => args.recipients.push(Recipient::parse(&value).map_err(|e| e.to_string())?),
            "--minutes" => args.limits.time_ms_max = number()?.saturating_mul(60_000),
            "--keep-free-gb" => args.limits.free_bytes_min = number()?.saturating_mul(1 << 30),
            "--verify" => args.verify = Some(PathBuf::from(value)),
            "--seal" => args.seal = Some(value),
            _ => return Err(format!("there is no option {option}")),
        }
    }
    Ok(args)
}

fn main() -> ExitCode {
    let args = match args(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(why) => {
            eprintln!("portcullis-collect: {why}\n\n{}", usage());
            return ExitCode::from(2);
        }
    };
    let ended = match (&args.verify, &args.out) {
        (Some(dir), None) => verified(dir, args.seal.as_deref()),
        (None, Some(out)) => collected(&args, out),
        (None, None) | (Some(_), Some(_)) => {
            eprintln!("{}", usage());
            return ExitCode::from(2);
        }
    };
    match ended {
        Ok((document, code)) => {
            println!("{document:#}");
            ExitCode::from(code)
        }
        Err(why) => {
            eprintln!("portcullis-collect: {why}");
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

#[expect(clippy::disallowed_methods, reason = "the top of a program: its clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn usage() -> String {
    format!("{USAGE}{}", evidence::probe_names().collect::<Vec<_>>().join(", "))
}

/// The document and the exit code.
fn collected(args: &Args, out: &Path) -> Result<(Value, u8), String> {
    let order = Order {
        out: out.to_owned(),
        root: args.root.clone().unwrap_or_else(|| PathBuf::from("/")),
        only: args.only.clone(),
        recipients: args.recipients.clone(),
        limits: args.limits,
    };
    let mut told_last = (0, 0, 0);
    let collection = collect(&order, &now, &mut |progress| {
        let now = (progress.number, progress.items, progress.elapsed_ms / PROGRESS_MS);
        if args.has_progress && now != told_last {
            told_last = now;
            let (seconds, most) = (progress.elapsed_ms / 1_000, progress.budget_ms / 1_000);
            eprintln!(
                "{}/{} {}: {} items, {} MB read, {seconds} s of at most {most} s",
                progress.number,
                progress.of,
                progress.probe,
                progress.items,
                progress.bytes >> 20,
            );
        }
        true
    });
    let collection = collection.map_err(|error| told(&error))?;
    let is_cut = collection.manifest.cut_probes().next().is_some();
    Ok((collected_document(&collection, out), if is_cut { 10 } else { 0 }))
}

fn verified(dir: &Path, seal: Option<&str>) -> Result<(Value, u8), String> {
    let checked = verify(dir, seal, &mut |_| {}).map_err(|error| told(&error))?;
    Ok((verified_document(&checked, dir), u8::from(!checked.is_sound())))
}
