//! Reading raw bytes into events, one core.

use std::time::Instant;

use event::Way;
use jiff::Timestamp;
use range::traffic::{ApiTraffic, Traffic};

use super::{Args, Row, grouped};

/// Distinct events that are read over and over.
const DISTINCT: usize = 100_000;

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let stream: Vec<Vec<u8>> = Traffic::new(args.seed).take(DISTINCT).collect();
    let api: Vec<Vec<u8>> = ApiTraffic::new(args.seed).take(DISTINCT).collect();
    Ok(vec![row("audit stream", Way::Stream, &stream)?, row("api_json.log", Way::Import, &api)?])
}

fn row(what: &str, way: Way, lines: &[Vec<u8>]) -> anyhow::Result<Row> {
    let start = Instant::now();
    let mut parsed = 0_u32;
    for raw in lines {
        parsed += u32::from(event::normalise::read(way, Timestamp::UNIX_EPOCH, raw).is_parsed());
    }
    anyhow::ensure!(
        usize::try_from(parsed)? == lines.len(),
        "only {parsed} of {} were understood",
        lines.len()
    );
    let rate = f64::from(parsed) / start.elapsed().as_secs_f64();
    let bytes: usize = lines.iter().map(Vec::len).sum();
    Ok(Row::new(
        "normalise",
        format!("{what}, {} bytes each", bytes / lines.len()),
        format!("{} events/s", grouped(rate)),
        "one core",
    ))
}
