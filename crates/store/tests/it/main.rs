//! What the store promises, seen from outside.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has failed; clippy.toml allows this in test functions only"
)]

mod index;
mod known;
mod outbox;
mod query;
mod search;
mod sql;
mod state;
mod world;
