//! A stretch of the ledger as rows.

use std::{ops::Range, panic, thread};

use datafusion::arrow::array::RecordBatch;
use event::{Way, normalise};
use jiff::Timestamp;
use ledger::Record;

use crate::{
    StoreError,
    build::{Builder, Identity},
};

/// Records in a chunk.
const RECORDS_MAX: usize = 8_192;
/// Bytes of records after which a chunk ends sooner.
const BYTES_MAX: usize = 16 << 20;
/// A chunk of so many records is a backlog's: two threads share it.
const SHARED_MIN: usize = 1_024;

/// Rows, and the identity of each.
type Part = (RecordBatch, Vec<Identity>);

/// Records as rows, in the order of the ledger.
pub(crate) struct Chunk {
    pub(crate) parts: Vec<Part>,
    /// The ledger index after the last of them.
    pub(crate) end: u64,
}

impl Chunk {
    /// Reads from the start of the range, no further than its end.
    pub(crate) fn read(events: &ledger::Reader, range: Range<u64>) -> Result<Self, StoreError> {
        let mut records = Vec::new();
        let mut bytes = 0;
        for record in events.iter(range.start) {
            let record = record?;
            if record.index >= range.end {
                break;
            }
            bytes += record.raw.len();
            records.push(record);
            if records.len() >= RECORDS_MAX || bytes >= BYTES_MAX {
                break;
            }
        }
        let end = records.last().map_or(range.start, |last| last.index.saturating_add(1));
        Ok(Self { parts: parts(&records)?, end })
    }
}

fn parts(records: &[Record]) -> Result<Vec<Part>, StoreError> {
    if records.len() < SHARED_MIN {
        return Ok(vec![part(records)?]);
    }
    let (early, late) = records.split_at(records.len() / 2);
    thread::scope(|scope| {
        let late = scope.spawn(|| part(late));
        let early = part(early)?;
        let late = late.join().unwrap_or_else(|cause| panic::resume_unwind(cause))?;
        Ok(vec![early, late])
    })
}

fn part(records: &[Record]) -> Result<Part, StoreError> {
    let mut builder = Builder::new();
    for record in records {
        let received_ms = i64::try_from(record.received_ms).unwrap_or(i64::MAX);
        let received_at = Timestamp::from_millisecond(received_ms).unwrap_or(Timestamp::MAX);
        let event = normalise::read(Way::of_source(&record.source), received_at, &record.raw);
        builder.push(record.index, received_at, &event)?;
    }
    builder.finish()
}
