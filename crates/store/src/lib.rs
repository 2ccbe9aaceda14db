//! The record made searchable: a columnar index over the ledger of events.
//!
//! Recent rows lie in memory, older ones in Parquet files by event day; a
//! search and an SQL statement see both as one. Beside it, [`state`] keeps the
//! little that must be mutable and secret.
//!
//! Invariants: the index is derived, so deleting it and reading the ledger
//! again gives the same answers; nothing here writes to the ledger; an event
//! told twice is shown once, as it was told first.

// Reading order: column (what a row is) → build and chunk (the ledger into rows) → memory and
// sealed (where rows lie) → manifest → repeat (what was told before) → index
// (all of these, blocking) → table (as DataFusion sees it) → query → search, known
// and sql → store (the door).
mod build;
mod chunk;
mod column;
mod error;
mod index;
mod known;
mod manifest;
mod memory;
mod query;
mod repeat;
mod row;
mod sealed;
mod search;
mod sql;
pub mod state;
mod store;
mod table;

pub use error::StoreError;
pub use manifest::reach;
pub use query::{Query, QueryError};
pub use row::{Answer, Cursor, Page, Row};
pub use sql::{SqlLimits, Table};
pub use store::{Store, StoreOptions};
