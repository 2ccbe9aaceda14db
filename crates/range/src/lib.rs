//! A simulated GitLab over real HTTP, and attacks on it.
//!
//! [`Range`] serves the part of GitLab's REST API v4 that an incident touches:
//! users, tokens, keys, members, projects, groups, variables, webhooks,
//! pipelines, audit events. What is done to it is told as GitLab tells it: to
//! the audit event stream, to `audit_json.log` and `api_json.log`, and to the
//! audit events API. [`attack`] holds scripts that use that API as an attacker
//! would; [`traffic`] makes large amounts of believable events for benchmarks.
//!
//! It is a place to practise in, for the demo, for tabletop exercises and for
//! tests. It is no GitLab: nothing is kept on disk but the logs, passwords and
//! tokens are made up from a seed, and it must listen on loopback only.
//!
//! Invariants: one mutex around one [`world::World`]; every answer, event and
//! log line follows from the seed, the clock that the caller gives, and the
//! requests in their order. The range knows nothing of Portcullis.

mod api;
pub mod attack;
mod config;
mod connection;
mod dice;
mod emit;
mod handle;
mod http;
pub mod secret;
pub mod traffic;
pub mod world;

pub use config::{Clock, Destination, Fault, FaultKind, RangeConfig};
pub use dice::Dice;
pub use handle::{Range, RangeError, RangeHandle};
pub use http::client;
