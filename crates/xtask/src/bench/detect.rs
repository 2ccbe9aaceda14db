//! The rules over GitLab's events, beside rsigma on the same rules and events.
//!
//! The measurement itself is a benchmark of `range` (`crates/range/benches/detect.rs`),
//! so that it can be built without the query engine; what it needs from outside
//! (`RSIGMA`, `SIGMA_CORPUS`) is said there.

use std::process::{Command, Stdio};

use anyhow::Context as _;

use super::{Args, Row, note};

/// Events that are shown to the rules.
const EVENTS: u32 = 400_000;

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let (events, seed) = (EVENTS.to_string(), args.seed.to_string());
    let output = Command::new("cargo")
        .args(["bench", "--package", "range", "--bench", "detect", "--", &events, &seed])
        .current_dir(crate::root())
        .stderr(Stdio::inherit())
        .output()?;
    anyhow::ensure!(output.status.success(), "the benchmark ended with {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    for line in text.lines().filter(|line| line.starts_with("skipped:")) {
        note(line);
    }
    let rows = text.lines().filter_map(|line| line.strip_prefix("row: "));
    rows.map(|line| {
        let (what, rest) = line.split_once(" | ").context("a row has three parts")?;
        let (figure, beside) = rest.split_once(" | ").context("a row has three parts")?;
        Ok(Row::new("detect", what, figure, beside))
    })
    .collect()
}
