//! Verification of a ledger beside a bare SHA-256 over the same bytes.

use std::time::Instant;

use ledger::{Entry, Ledger, Options};
use range::traffic::Traffic;
use sha2::{Digest as _, Sha256};

use super::{Args, Row, fresh, grouped};

/// Records in one append.
const BATCH: u64 = 5_000;

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let folder = fresh(args, "verify")?;
    let mut rows = vec![fill(args, &folder)?];
    let start = Instant::now();
    let report = ledger::verify(&folder, None, &mut |_| {})?;
    let seconds = start.elapsed().as_secs_f64();
    anyhow::ensure!(report.problems.is_empty(), "the ledger is not sound: {:?}", report.problems);
    let megabytes = megabytes(report.bytes);
    let bare = bare_sha256(args, report.records);
    rows.push(Row::new(
        "verify",
        format!("{} records, {megabytes:.0} MB of raw bytes", report.records),
        format!("{:.0} MB/s", megabytes / seconds),
        format!("bare SHA-256 of each record: {bare:.0} MB/s"),
    ));
    let start = Instant::now();
    let reader = ledger::Reader::open(&folder)?;
    reader.prove_inclusion(report.records / 2)?;
    rows.push(Row::new(
        "verify",
        "open and prove one record",
        format!("{} ms", start.elapsed().as_millis()),
        "",
    ));
    std::fs::remove_dir_all(&folder)?;
    Ok(rows)
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a figure for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Fills the ledger; answers the rate.
fn fill(args: &Args, folder: &std::path::Path) -> anyhow::Result<Row> {
    let (mut ledger, _) = Ledger::open(folder, Options::new("bench"))?;
    let mut traffic = Traffic::new(args.seed);
    let start = Instant::now();
    for batch in 0..args.events.div_ceil(BATCH) {
        let raws: Vec<Vec<u8>> = traffic.by_ref().take(usize::try_from(BATCH)?).collect();
        let entries: Vec<Entry<'_>> = raws
            .iter()
            .map(|raw| Entry { source: "stream/bench", received_ms: batch, raw })
            .collect();
        ledger.append(&entries)?;
    }
    ledger.checkpoint()?;
    ledger.seal()?;
    let rate = f64::from(u32::try_from(args.events)?) / start.elapsed().as_secs_f64();
    Ok(Row::new(
        "verify",
        format!("append in batches of {BATCH}, fsync each, sealing"),
        format!("{} records/s", grouped(rate)),
        "with making the traffic",
    ))
}

/// SHA-256 of each record, nothing else, in MB/s.
fn bare_sha256(args: &Args, records: u64) -> f64 {
    let sample = usize::try_from(records.min(500_000)).unwrap_or_default();
    let raws: Vec<Vec<u8>> = Traffic::new(args.seed).take(sample).collect();
    let bytes: usize = raws.iter().map(Vec::len).sum();
    let start = Instant::now();
    let mut last = 0_u8;
    for raw in &raws {
        last ^= Sha256::digest(raw).first().copied().unwrap_or_default();
    }
    std::hint::black_box(last);
    megabytes(u64::try_from(bytes).unwrap_or_default()) / start.elapsed().as_secs_f64()
}
