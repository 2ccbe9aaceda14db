//! The real binary, as a user runs it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows it in test functions, not in their helpers"
)]

mod bad_input;
mod binary;
mod ci;
mod commands;
mod connection;
mod demo;
mod follow;
mod hunt;
mod killed;
mod proof;
