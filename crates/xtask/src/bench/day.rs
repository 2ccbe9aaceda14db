//! A day of two thousand people with attacks in it: what is found, what is raised for nothing.
//!
//! The measurement itself is a benchmark of `range` (`crates/range/benches/day.rs`),
//! so that it can be built without the query engine. Its tables go to standard
//! error as they are; the headline becomes a row.

use std::process::{Command, Stdio};

use anyhow::Context as _;

use super::{Args, Row, note};

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let seed = args.seed.to_string();
    let output = Command::new("cargo")
        .args(["bench", "--package", "range", "--bench", "day", "--", "2000", &seed])
        .current_dir(crate::root())
        .stderr(Stdio::inherit())
        .output()?;
    anyhow::ensure!(output.status.success(), "the benchmark ended with {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    note(&text);
    let headline = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.map(|rest| rest.trim().to_owned()).with_context(|| format!("no line {name:?}"))
    };
    let what = format!("2,000 people, seed {}, {}", args.seed, headline("shown:")?);
    Ok(vec![
        Row::new("day", what.clone(), headline("found:")?, "every attack"),
        Row::new("day", what, headline("false:")?, "fewer than 20 a day"),
    ])
}
