//! Tests of decisions, one module for each part.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy allows it in test functions, not in their helpers"
)]

mod assist;
mod ci;
mod coordinate;
mod detect;
mod folders;
mod inventory;
mod people;
mod portable;
mod respond;
mod suspect;
mod sweep;
mod triage;
