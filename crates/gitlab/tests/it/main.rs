//! The client against servers on loopback, over real HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set itself up shall fail where it stands"
)]

mod faults;
mod people;
mod range;
mod scripted;
mod settings;
mod streams;
mod transport;
