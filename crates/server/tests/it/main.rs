//! Tests of the shell, against the simulated GitLab over real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy allows it in test functions, not in their helpers"
)]

#[path = "../../../../tests/notify/server.rs"]
mod notify_server;
#[path = "../../../../tests/python.rs"]
mod python;

mod acts;
mod bucket;
mod ci;
mod clocks;
mod communications;
mod config;
mod connection;
mod dive;
mod follow;
mod handling;
mod house;
mod import;
mod incident;
mod leak;
mod notify;
mod people;
mod playbooks;
mod questions;
mod reading;
mod receiver;
mod reconcile;
mod reload;
mod restart;
mod revert;
mod sources;
mod syslog;
mod transitive;
mod triage;
mod vault;
mod web;
