//! A hunt: rules over all history.
//!
//! The index says which records a rule could hit at all; these are read from
//! the ledger on all cores, and what a rule hits is then shown to a detector
//! in the ledger's order. What was found so far is kept after each stretch, so
//! that a hunt goes on where it was after a stop or a crash.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use engine::detect::{Finding, Hunt, Wanted};
use jiff::Timestamp;
use ledger::{LedgerError, Reader};
use serde::{Deserialize, Serialize};
use store::{SqlLimits, Store, StoreError};

use super::{derived, read};

/// Records that the index is asked for at once.
pub(crate) const STRETCH_RECORDS: u64 = 250_000;

/// Hits that are kept at most: 16 bytes each on disk.
const HITS_MAX: usize = 2_000_000;

/// A stretch may take so long to be looked up in the index.
const LOOK_UP_MAX: Duration = Duration::from_mins(5);

/// How far a hunt is; kept between starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trail {
    /// The hunt ends before this record.
    pub(crate) end: u64,
    /// All before this one are done.
    pub(crate) next: u64,
    /// Records that were read: the index left the others out.
    pub(crate) read: u64,
    /// Records that a rule hit, in the ledger's order.
    pub(crate) hits: Vec<u64>,
}

/// Why a hunt ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HuntError {
    /// The index.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The file that keeps how far it is.
    #[error("what the hunt found so far cannot be kept")]
    Keep(#[from] std::io::Error),
    /// A rule hits nearly everything.
    #[error(
        "the rules hit more than {HITS_MAX} events: name fewer rules, or narrow the time with since and until"
    )]
    TooMany,
    /// A thread ended.
    #[error(transparent)]
    Join(#[from] tokio::task::JoinError),
}

/// What a hunt works with.
#[derive(Debug)]
pub(crate) struct Hunter {
    pub(crate) store: Arc<Store>,
    pub(crate) reader: Reader,
    pub(crate) hunt: Hunt,
    pub(crate) since: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    /// Records that the index is asked for at once: [`STRETCH_RECORDS`].
    pub(crate) stretch: u64,
    /// Where the trail is kept.
    pub(crate) file: PathBuf,
}

impl Hunter {
    /// The trail so far, or a new one that ends at `end`.
    pub(crate) fn trail(&self, end: u64) -> Trail {
        let kept = std::fs::read(&self.file).ok();
        let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        kept.unwrap_or_else(|| Trail { end, ..Trail::default() })
    }

    /// The next stretch; says whether there is more.
    pub(crate) async fn step(&self, trail: &mut Trail) -> Result<bool, HuntError> {
        let up_to = trail.end.min(trail.next.saturating_add(self.stretch));
        let candidates = self.candidates(trail.next, up_to).await?;
        trail.read = trail.read.saturating_add(u64::try_from(candidates.len()).unwrap_or(u64::MAX));
        trail.hits.extend(self.hits(candidates).await?);
        if trail.hits.len() > HITS_MAX {
            return Err(HuntError::TooMany);
        }
        trail.next = up_to;
        self.keep(trail)?;
        Ok(trail.next < trail.end)
    }

    /// The records of a stretch that the index does not rule out.
    async fn candidates(&self, from: u64, to: u64) -> Result<Vec<u64>, HuntError> {
        let wanted = self.hunt.wanted();
        if wanted.is_empty() || from >= to {
            return Ok(Vec::new());
        }
        let statement = statement(&wanted, from..to, self.since, self.until);
        let limits = SqlLimits {
            rows: usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX),
            time: LOOK_UP_MAX,
            ..SqlLimits::default()
        };
        let table = self.store.sql(&statement, limits).await?;
        let mut indexes: Vec<u64> =
            table.rows.iter().filter_map(|row| row.first()?.as_u64()).collect();
        indexes.sort_unstable();
        Ok(indexes)
    }

    /// Those of the candidates that a rule hits, told on all cores.
    async fn hits(&self, candidates: Vec<u64>) -> Result<Vec<u64>, HuntError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = candidates.len().div_ceil(cores).max(1);
        let threads: Vec<_> = candidates
            .chunks(share)
            .map(|chunk| {
                let (reader, hunt, chunk) =
                    (self.reader.clone(), self.hunt.clone(), chunk.to_vec());
                tokio::task::spawn_blocking(move || kept(&reader, &hunt, &chunk))
            })
            .collect();
        let mut hits = Vec::new();
        for thread in threads {
            hits.extend(thread.await??);
        }
        Ok(hits)
    }

    fn keep(&self, trail: &Trail) -> Result<(), std::io::Error> {
        let bytes = serde_json::to_vec(trail).map_err(std::io::Error::other)?;
        derived::replace(&self.file, &bytes)
    }

    /// The findings of what was hit, as the whole record would give them.
    pub(crate) fn findings(&self, trail: &Trail) -> Result<Vec<Finding>, LedgerError> {
        let mut detector = self.hunt.detector();
        let mut findings = Vec::new();
        for &index in &trail.hits {
            let event = read::event(&self.reader.read(index)?);
            let found = detector.observe(index, &event);
            findings.extend(found.into_iter().filter(|finding| self.hunt.tells(finding)));
        }
        Ok(findings)
    }

    /// Forgets the trail: the hunt is over.
    pub(crate) fn forget(&self) {
        if let Err(error) = std::fs::remove_file(&self.file) {
            tracing::debug!(%error, file = %self.file.display(), "A hunt's trail stays");
        }
    }
}

/// Reads these records and answers which the hunt keeps.
fn kept(reader: &Reader, hunt: &Hunt, indexes: &[u64]) -> Result<Vec<u64>, LedgerError> {
    let mut hits = Vec::new();
    let (Some(&first), Some(&last)) = (indexes.first(), indexes.last()) else { return Ok(hits) };
    let span = last.saturating_sub(first).saturating_add(1);
    let is_dense = usize::try_from(span).is_ok_and(|span| span / 4 <= indexes.len());
    let mut look = |record: &ledger::Record| {
        if hunt.keeps(&read::event(record)) {
            hits.push(record.index);
        }
    };
    if is_dense {
        for record in reader.iter(first).take(usize::try_from(span).unwrap_or(usize::MAX)) {
            let record = record?;
            if indexes.binary_search(&record.index).is_ok() {
                look(&record);
            }
        }
    } else {
        for &index in indexes {
            look(&reader.read(index)?);
        }
    }
    Ok(hits)
}

/// The question to the index.
fn statement(
    wanted: &[Wanted],
    records: std::ops::Range<u64>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> String {
    let services: Vec<String> = wanted.iter().map(condition).collect();
    let mut all = vec![
        format!("record_index >= {} AND record_index < {}", records.start, records.end),
        format!("({})", services.join(" OR ")),
    ];
    all.extend(since.map(|at| format!("occurred_at >= TIMESTAMP '{at}'")));
    all.extend(until.map(|at| format!("occurred_at < TIMESTAMP '{at}'")));
    format!("SELECT record_index FROM tellings WHERE {}", all.join(" AND "))
}

fn condition(wanted: &Wanted) -> String {
    let service = format!("service = '{}'", wanted.service);
    let Some(types) = &wanted.event_types else { return service };
    let quoted: Vec<String> =
        types.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
    let mut any = Vec::new();
    if !quoted.is_empty() {
        any.push(format!("lower(event_type) IN ({})", quoted.join(", ")));
    }
    if wanted.untyped {
        any.push("event_type IS NULL".to_owned());
    }
    format!("{service} AND ({})", any.join(" OR "))
}

/// Where a hunt's trail lies.
pub(crate) fn file(data: &Path, id: &str) -> PathBuf {
    data.join("hunts").join(format!("{id}.json"))
}
