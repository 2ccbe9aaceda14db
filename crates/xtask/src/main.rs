//! Chores of the repository: `cargo xtask reference`, `cargo xtask bench`.
//!
//! The tidy checks are ordinary tests of this crate (`src/tidy.rs`), so that
//! `cargo nextest run` is the whole truth.

mod bench;
mod reference;
#[cfg(test)]
mod tidy;

use clap::{Parser, Subcommand};

/// Chores of the repository.
#[derive(Debug, Parser)]
struct Args {
    #[command(subcommand)]
    chore: Chore,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Chore {
    /// Write docs/reference from the code; with --check, fail if it is out of step.
    Reference {
        /// Compare only.
        #[arg(long)]
        check: bool,
    },
    /// Measure; prints the rows of docs/reference/benchmarks.md.
    Bench(bench::Args),
}

fn main() -> anyhow::Result<()> {
    match Args::parse().chore {
        Chore::Reference { check } => reference::run(check),
        Chore::Bench(args) => bench::run(&args),
    }
}

/// The repository's root.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
