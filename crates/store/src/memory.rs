//! The rows that are in no file yet.

use datafusion::arrow::{
    array::{BooleanArray, RecordBatch},
    compute::{concat_batches, filter_record_batch, not},
};

use crate::{StoreError, column::memory_schema, manifest::Tellings};

/// Chunks grow up to this many rows; the query engine takes as many at a time.
const CHUNK_ROWS: usize = 8_192;

/// Recent rows, in chunks; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    firsts: Vec<RecordBatch>,
    repeats: Vec<RecordBatch>,
}

impl Memory {
    /// The chunks of these tellings.
    pub(crate) fn chunks(&self, tellings: Tellings) -> &[RecordBatch] {
        match tellings {
            Tellings::First => &self.firsts,
            Tellings::Repeat => &self.repeats,
        }
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.firsts.iter().chain(&self.repeats).map(RecordBatch::num_rows).sum()
    }

    /// Adds rows, of which the marked ones are first tellings.
    pub(crate) fn add(
        &mut self,
        rows: RecordBatch,
        is_first: &BooleanArray,
    ) -> Result<(), StoreError> {
        if is_first.true_count() == rows.num_rows() {
            return push(&mut self.firsts, rows);
        }
        push(&mut self.firsts, filter_record_batch(&rows, is_first)?)?;
        push(&mut self.repeats, filter_record_batch(&rows, &not(is_first)?)?)
    }
}

/// Adds a chunk. Small ones are joined as the digits of a binary counter are,
/// so that each row is copied a few times at most and chunks stay few.
fn push(chunks: &mut Vec<RecordBatch>, chunk: RecordBatch) -> Result<(), StoreError> {
    if chunk.num_rows() == 0 {
        return Ok(());
    }
    let mut chunk = chunk;
    while let Some(last) = chunks.last() {
        let joined = last.num_rows() + chunk.num_rows();
        if last.num_rows() > 2 * chunk.num_rows() || joined > CHUNK_ROWS {
            break;
        }
        chunk = concat_batches(&memory_schema(), [last, &chunk])?;
        chunks.pop();
    }
    chunks.push(chunk);
    Ok(())
}
