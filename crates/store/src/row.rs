//! What a search gives back.

use std::{fmt, str::FromStr};

use datafusion::arrow::{
    array::{Array as _, ArrayRef, AsArray as _, RecordBatch},
    datatypes::{Int64Type, TimestampMillisecondType, UInt64Type},
};
use event::DedupKey;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    build::Identity,
    column::{COLUMNS, RECEIVED_AT, RECORD_INDEX},
};

/// Which part of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many rows at most.
    pub limit: usize,
    /// Only rows that come after this one in the order of the answer (older
    /// ones); `None` starts with the newest.
    pub before: Option<Cursor>,
}

impl Page {
    /// The newest `limit` rows.
    pub fn first(limit: usize) -> Self {
        Self { limit, before: None }
    }
}

/// A place in the order of rows: by time, then by ledger index, newest first.
/// As text `<milliseconds since 1970>.<ledger index>`, safe in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// When the event happened, in milliseconds since 1970.
    pub occurred_ms: i64,
    /// The row's ledger index.
    pub record_index: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.occurred_ms, self.record_index)
    }
}

/// The text is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list of events")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (ms, index) = text.split_once('.').ok_or(CursorError)?;
        let occurred_ms = ms.parse().ok().ok_or(CursorError)?;
        let record_index = index.parse().ok().ok_or(CursorError)?;
        Ok(Self { occurred_ms, record_index })
    }
}

/// A page of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Newest first; each event once.
    pub rows: Vec<Row>,
    /// Where the next page starts; `None` when there is none.
    pub next: Option<Cursor>,
    /// How many rows the whole answer has, where it is known without more work.
    pub total: Option<u64>,
}

/// One event, as it was first told in a way that the query matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Ledger index of the telling that is shown.
    pub index: u64,
    /// When we received that telling.
    pub received_at: Timestamp,
    /// Same key, same event.
    pub key: DedupKey,
    /// Its fields, as [`event::field::flat`] names them.
    pub fields: Map<String, Value>,
    /// How many times it has been told, this one included.
    pub told: u32,
    /// When it happened, in milliseconds since 1970.
    pub occurred_ms: i64,
}

impl Row {
    /// Its place in the order of rows.
    pub fn cursor(&self) -> Cursor {
        Cursor { occurred_ms: self.occurred_ms, record_index: self.index }
    }
}

/// The ledger indexes of a chunk's rows.
pub(crate) fn record_indexes(chunk: &RecordBatch) -> &[u64] {
    let indexes = chunk.column_by_name(RECORD_INDEX);
    let indexes = indexes.and_then(|indexes| indexes.as_primitive_opt::<UInt64Type>());
    indexes.map_or(&[], |indexes| indexes.values().as_ref())
}

/// A dedup key as text.
pub(crate) fn key_text(key: u128) -> String {
    format!("{key:032x}")
}

/// The row at `at` of a chunk with all columns.
pub(crate) fn read(chunk: &RecordBatch, at: usize, cursor: Cursor, identity: Identity) -> Row {
    let received_ms = chunk.column_by_name(RECEIVED_AT);
    let received_ms = received_ms
        .and_then(|times| times.as_primitive_opt::<TimestampMillisecondType>())
        .map_or(0, |times| times.value(at));
    let time = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
    let mut fields = Map::new();
    fields.insert("created_at".to_owned(), format!("{:.3}", time(cursor.occurred_ms)).into());
    let known = COLUMNS.iter().filter_map(|column| {
        let cells = chunk.column_by_name(column.name)?;
        Some((column.name.to_owned(), cell(cells, at)?))
    });
    fields.extend(known);
    Row {
        index: cursor.record_index,
        received_at: time(received_ms),
        key: DedupKey(key_text(identity.key)),
        fields,
        told: 1,
        occurred_ms: cursor.occurred_ms,
    }
}

fn cell(cells: &ArrayRef, at: usize) -> Option<Value> {
    if cells.is_null(at) {
        return None;
    }
    let text = || Some(cells.as_string_view_opt()?.value(at).into());
    let number = || Some(cells.as_primitive_opt::<Int64Type>()?.value(at).into());
    text().or_else(number)
}
