//! Tests of the shell, against the simulated GitLab over real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy allows it in test functions, not in their helpers"
)]

mod acts;
mod ci;
mod config;
mod house;
mod import;
mod incident;
mod playbooks;
mod reading;
mod receiver;
mod restart;
mod revert;
mod transitive;
mod web;
