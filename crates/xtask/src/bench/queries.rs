//! The six questions of an investigation, over the index and, beside it, by
//! DuckDB over the same Parquet files.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;
use ledger::{Entry, Ledger, Options};
use range::traffic::Traffic;
use serde_json::{Value, json};
use store::{SqlLimits, Store, StoreOptions};

use super::{Args, Row, fresh, grouped, note};

/// Each query runs so often; the median counts, the first run is left out.
const RUNS: usize = 5;
/// Records in one append.
const BATCH: usize = 5_000;

pub(super) fn measure(args: &Args) -> anyhow::Result<Vec<Row>> {
    let folder = fresh(args, "queries")?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut rows = Vec::new();
    let store = runtime.block_on(fill(args, &folder, &mut rows))?;
    let queries = runtime.block_on(queries(&store))?;
    let ours = runtime.block_on(ours(&store, &queries))?;
    let theirs = duckdb(&folder.join("index"), &queries)?;
    for (((name, _), (ms, count)), theirs) in queries.iter().zip(&ours).zip(&theirs) {
        let beside = match theirs {
            Some((theirs_ms, theirs_count)) => {
                anyhow::ensure!(
                    count == theirs_count,
                    "{name}: {count} rows here, {theirs_count} by DuckDB"
                );
                format!("DuckDB, same files: {theirs_ms:.1} ms")
            }
            None => "DuckDB is not here (pip install duckdb pytz)".to_owned(),
        };
        rows.push(Row::new(
            "queries",
            format!("{name} ({count} rows)"),
            format!("{ms:.1} ms"),
            beside,
        ));
    }
    drop(store);
    std::fs::remove_dir_all(&folder)?;
    Ok(rows)
}

/// A ledger of seeded traffic, and the index over it, all in files.
async fn fill(args: &Args, folder: &Path, rows: &mut Vec<Row>) -> anyhow::Result<Store> {
    let (mut ledger, _) = Ledger::open(&folder.join("ledger"), Options::new("bench"))?;
    let mut traffic = Traffic::new(args.seed);
    let mut left = usize::try_from(args.events)?;
    while left > 0 {
        let raws: Vec<Vec<u8>> = traffic.by_ref().take(left.min(BATCH)).collect();
        let entries: Vec<Entry<'_>> =
            raws.iter().map(|raw| Entry { source: "stream/bench", received_ms: 0, raw }).collect();
        ledger.append(&entries)?;
        left -= raws.len();
    }
    note("indexing …");
    let start = Instant::now();
    let store = Store::open(&folder.join("index"), StoreOptions::default()).await?;
    store.catch_up(&ledger.reader(), &mut |_, _| {}).await?;
    store.seal().await?;
    let rate = f64::from(u32::try_from(args.events)?) / start.elapsed().as_secs_f64();
    let bytes = size(&folder.join("index"))? / args.events;
    rows.push(Row::new(
        "queries",
        "read, normalise, index",
        format!("{} events/s, {bytes} bytes an event", grouped(rate)),
        "",
    ));
    Ok(store)
}

/// Bytes of all files under a folder.
fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() { size(&entry.path())? } else { meta.len() };
    }
    Ok(bytes)
}

/// One value by SQL.
async fn value(store: &Store, sql: &str) -> anyhow::Result<String> {
    let table = store.sql(sql, SqlLimits::default()).await?;
    let value = table
        .rows
        .first()
        .and_then(|row| row.first())
        .with_context(|| format!("no row for {sql}"))?;
    Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// The questions, about an author, an address and a project in the middle of the field.
async fn queries(store: &Store) -> anyhow::Result<Vec<(&'static str, String)>> {
    let middle = |field: &str, skip: u32| {
        format!(
            "SELECT {field} FROM events WHERE {field} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1 OFFSET {skip}"
        )
    };
    let author = value(store, &middle("author_name", 50)).await?;
    let address = value(store, &middle("ip_address", 200)).await?;
    let project = value(store, &middle("entity_path", 50)).await?;
    let target = value(store, &middle("target_details", 20)).await?;
    let part: String = target.chars().skip(1).take(6).collect();
    let day = value(store, "SELECT CAST(date_trunc('day', min(occurred_at)) + INTERVAL '1 day' AS VARCHAR) FROM events").await?;
    Ok(vec![
        ("q1 one author, 24 h", format!("SELECT occurred_at, event_type, target_details FROM events WHERE author_name = '{author}' AND occurred_at >= TIMESTAMP '{day}' AND occurred_at < TIMESTAMP '{day}' + INTERVAL '1 day'")),
        ("q2 one address, all time", format!("SELECT occurred_at, author_name, event_type FROM events WHERE ip_address = '{address}'")),
        ("q3 type by hour, 30 days", format!("SELECT event_type, date_trunc('hour', occurred_at) AS hour, count(*) AS n FROM events WHERE occurred_at >= TIMESTAMP '{day}' AND occurred_at < TIMESTAMP '{day}' + INTERVAL '30 days' GROUP BY 1, 2")),
        ("q4 token made, then a new address within an hour", "WITH made AS (SELECT author_id, occurred_at AS at FROM events WHERE event_type LIKE '%token_created'), first AS (SELECT author_id, ip_address, min(occurred_at) AS at FROM events GROUP BY 1, 2) SELECT count(*) AS n FROM made JOIN first ON made.author_id = first.author_id WHERE first.at > made.at AND first.at <= made.at + INTERVAL '1 hour'".to_owned()),
        ("q5 part of a target's name", format!("SELECT occurred_at, target_details FROM events WHERE target_details LIKE '%{part}%' LIMIT 100000")),
        ("q6 latest 100 of a project", format!("SELECT occurred_at, event_type FROM events WHERE entity_path = '{project}' ORDER BY occurred_at DESC LIMIT 100")),
    ])
}

/// Median milliseconds and rows of each query, in process.
async fn ours(store: &Store, queries: &[(&str, String)]) -> anyhow::Result<Vec<(f64, u64)>> {
    let limits = SqlLimits { rows: 1_000_000, ..SqlLimits::default() };
    let mut medians = Vec::new();
    for (_, sql) in queries {
        let (mut times, mut count) = (Vec::new(), 0);
        for run in 0..=RUNS {
            let start = Instant::now();
            count = store.sql(sql, limits).await?.rows.len();
            if run > 0 {
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
        }
        times.sort_unstable_by(f64::total_cmp);
        medians.push((times.get(RUNS / 2).copied().unwrap_or_default(), u64::try_from(count)?));
    }
    Ok(medians)
}

/// The same by DuckDB, if Python has it.
fn duckdb(index: &Path, queries: &[(&str, String)]) -> anyhow::Result<Vec<Option<(f64, u64)>>> {
    let statements: Vec<&String> = queries.iter().map(|(_, sql)| sql).collect();
    let asked = json!({ "index": index, "queries": statements, "runs": RUNS }).to_string();
    let answer = Command::new("python3")
        .arg(crate::root().join("scripts/duckdb_queries.py"))
        .arg(asked)
        .output();
    let Some(output) = answer.ok().filter(|output| output.status.success()) else {
        return Ok(vec![None; queries.len()]);
    };
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    Ok(rows
        .iter()
        .map(|row| Some((row.get("ms")?.as_f64()?, row.get("rows")?.as_u64()?)))
        .collect())
}
