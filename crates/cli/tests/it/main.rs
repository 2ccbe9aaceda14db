//! The real binary, as a user runs it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy allows it in test functions, not in their helpers"
)]
#![expect(clippy::print_stderr, reason = "a skipped test says why")]

#[path = "../../../../tests/notify/server.rs"]
mod notify_server;
#[path = "../../../../tests/python.rs"]
mod python;
#[path = "../../../../tests/tsa.rs"]
mod tsa;

mod assist;
mod bad_input;
mod binary;
mod ci;
mod clocks;
mod commands;
mod connection;
mod court;
mod demo;
mod dive;
mod evidence;
mod exercise;
mod follow;
mod hardening;
mod help;
mod hunt;
mod instance;
mod killed;
mod language;
mod nowhere;
mod outbox;
mod proof;
mod witness;
