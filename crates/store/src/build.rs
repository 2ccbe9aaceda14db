//! Events into rows.

use std::sync::Arc;

use datafusion::arrow::{
    array::{
        ArrayRef, FixedSizeBinaryBuilder, Int64Builder, RecordBatch, StringDictionaryBuilder,
        TimestampMillisecondBuilder, UInt64Builder,
    },
    datatypes::Int32Type,
};
use event::Event;
use jiff::Timestamp;

use crate::{
    StoreError,
    column::{COLUMNS, Column, KEY_BYTES, Take, halves, memory_schema},
};

/// A row's identity: two rows that share it tell the same event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identity {
    /// When it happened, in milliseconds since 1970.
    pub(crate) occurred_ms: i64,
    /// The dedup key.
    pub(crate) key: u128,
}

impl Identity {
    /// The identity of an event.
    pub(crate) fn of(event: &Event) -> Self {
        Self { occurred_ms: event.occurred_at.as_millisecond(), key: key_bits(&event.key.0) }
    }
}

/// The key as a number. Keys are 32 hex digits; should one ever not be, its
/// text is folded (FNV-1a) instead, so that indexing never stops for it.
fn key_bits(text: &str) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    u128::from_str_radix(text, 16).unwrap_or_else(|_| {
        text.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
    })
}

/// Collects events as columns.
pub(crate) struct Builder {
    record_index: UInt64Builder,
    occurred_at: TimestampMillisecondBuilder,
    received_at: TimestampMillisecondBuilder,
    key: FixedSizeBinaryBuilder,
    fields: Vec<(Column, Cells)>,
    ip_high: UInt64Builder,
    ip_low: UInt64Builder,
    identities: Vec<Identity>,
}

enum Cells {
    Text(StringDictionaryBuilder<Int32Type>),
    Number(Int64Builder),
}

impl Builder {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let cells = |column: &Column| match column.take {
            Take::Text(_) => Cells::Text(StringDictionaryBuilder::new()),
            Take::Number(_) => Cells::Number(Int64Builder::new()),
        };
        Self {
            record_index: UInt64Builder::new(),
            occurred_at: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            received_at: TimestampMillisecondBuilder::new().with_timezone("UTC"),
            key: FixedSizeBinaryBuilder::new(KEY_BYTES),
            fields: COLUMNS.iter().map(|column| (*column, cells(column))).collect(),
            ip_high: UInt64Builder::new(),
            ip_low: UInt64Builder::new(),
            identities: Vec::new(),
        }
    }

    /// Adds the event of the record at `index`.
    pub(crate) fn push(
        &mut self,
        index: u64,
        received_at: Timestamp,
        event: &Event,
    ) -> Result<(), StoreError> {
        let identity = Identity::of(event);
        self.record_index.append_value(index);
        self.occurred_at.append_value(identity.occurred_ms);
        self.received_at.append_value(received_at.as_millisecond());
        self.key.append_value(identity.key.to_be_bytes())?;
        for (column, cells) in &mut self.fields {
            cells.push(*column, event)?;
        }
        let halves = event.ip.map(halves);
        self.ip_high.append_option(halves.map(|(high, _)| high));
        self.ip_low.append_option(halves.map(|(_, low)| low));
        self.identities.push(identity);
        Ok(())
    }

    /// The rows, and the identity of each.
    pub(crate) fn finish(mut self) -> Result<(RecordBatch, Vec<Identity>), StoreError> {
        let mut arrays: Vec<ArrayRef> = vec![
            Arc::new(self.record_index.finish()),
            Arc::new(self.occurred_at.finish()),
            Arc::new(self.received_at.finish()),
            Arc::new(self.key.finish()),
        ];
        arrays.extend(self.fields.iter_mut().map(|(_, cells)| cells.finish()));
        arrays.push(Arc::new(self.ip_high.finish()));
        arrays.push(Arc::new(self.ip_low.finish()));
        Ok((RecordBatch::try_new(memory_schema(), arrays)?, self.identities))
    }
}

impl Cells {
    fn push(&mut self, column: Column, event: &Event) -> Result<(), StoreError> {
        match (self, column.take) {
            (Self::Text(cells), Take::Text(take)) => match take(event) {
                Some(text) => drop(cells.append(text)?),
                None => cells.append_null(),
            },
            (Self::Number(cells), Take::Number(take)) => cells.append_option(take(event)),
            // `Builder::new` makes the cells from `take`, so they always agree.
            (Self::Text(cells), Take::Number(_)) => cells.append_null(),
            (Self::Number(cells), Take::Text(_)) => cells.append_null(),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(cells) => Arc::new(cells.finish()),
            Self::Number(cells) => Arc::new(cells.finish()),
        }
    }
}
