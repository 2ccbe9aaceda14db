//! `cargo xtask bench`: measures on seeded traffic and prints the rows of
//! `docs/reference/benchmarks.md`.
//!
//! Each measurement is a file and answers [`Row`]s; the goal beside the figure
//! is the design's. Nothing here is a test: figures depend on the machine.

mod contain;
mod day;
mod detect;
mod http;
mod ingest;
mod normalise;
mod queries;
mod start;
mod verify;

use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

/// Measure; with a NAME only that one.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ingest, normalise, detect, queries, verify, contain, day or start [default: all].
    name: Option<String>,
    /// Print JSON instead of a Markdown table.
    #[arg(long)]
    json: bool,
    /// Events for the large measurements.
    #[arg(long, default_value_t = 5_000_000)]
    events: u64,
    /// Seconds of load for the ingest.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Where to work; needs a few gigabytes [default: a temporary folder in target].
    #[arg(long)]
    folder: Option<PathBuf>,
    /// The seed of the traffic.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// Measurement.
    name: &'static str,
    /// What exactly.
    what: String,
    /// The figure, with its unit.
    figure: String,
    /// The goal, or the peer's figure.
    beside: String,
}

impl Row {
    fn new(
        name: &'static str,
        what: impl Into<String>,
        figure: impl Into<String>,
        beside: impl Into<String>,
    ) -> Self {
        Self { name, what: what.into(), figure: figure.into(), beside: beside.into() }
    }
}

/// A measurement: its name and what it does.
type Measurement = (&'static str, fn(&Args) -> anyhow::Result<Vec<Row>>);

const MEASUREMENTS: [Measurement; 8] = [
    ("start", start::measure),
    ("normalise", normalise::measure),
    ("detect", detect::measure),
    ("ingest", ingest::measure),
    ("verify", verify::measure),
    ("queries", queries::measure),
    ("contain", contain::measure),
    ("day", day::measure),
];

/// Runs what was asked for.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let names: Vec<&str> = MEASUREMENTS.iter().map(|(name, _)| *name).collect();
    if let Some(name) = &args.name {
        anyhow::ensure!(
            names.contains(&name.as_str()),
            "no measurement is called {name}; there are {}",
            names.join(", ")
        );
    }
    let wanted = MEASUREMENTS
        .iter()
        .filter(|(name, _)| args.name.as_deref().is_none_or(|only| only == *name));
    let mut rows = Vec::new();
    for (name, measure) in wanted {
        note(&format!("measuring {name} …"));
        rows.extend(measure(args).with_context(|| format!("measuring {name}"))?);
    }
    if args.json {
        print(&serde_json::to_string_pretty(&rows)?);
    } else {
        print("| measurement | what | figure | goal or peer |\n|---|---|---|---|");
        for row in &rows {
            print(&format!("| {} | {} | {} | {} |", row.name, row.what, row.figure, row.beside));
        }
    }
    Ok(())
}

/// A fresh folder for a measurement.
fn fresh(args: &Args, name: &str) -> anyhow::Result<PathBuf> {
    let base = args.folder.clone().unwrap_or_else(|| target().join("bench"));
    let folder = base.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Cargo's target folder.
fn target() -> PathBuf {
    option_env!("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from)
}

/// The release binary; it must have been built.
fn binary() -> anyhow::Result<PathBuf> {
    let path = target().join("release/portcullis");
    anyhow::ensure!(path.exists(), "{} is not there: run `make build` first", path.display());
    Ok(path)
}

/// `1234567` as `1,234,567`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::as_conversions,
    reason = "a figure for people"
)]
fn grouped(figure: f64) -> String {
    let digits = (figure.round() as u64).to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

#[expect(clippy::print_stdout, reason = "this chore prints its table")]
fn print(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "news for the person who waits")]
fn note(text: &str) {
    eprintln!("{text}");
}
