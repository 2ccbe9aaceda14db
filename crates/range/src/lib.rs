//! A simulated GitLab over real HTTP, and attacks on it.
//!
//! [`Range`] serves the part of GitLab's REST API v4 that an incident touches
//! ([`Range::routes`] lists it): people, credentials of people and machines,
//! members, projects, groups and their settings, protections and approvals,
//! variables, hooks, pipelines, jobs and what they leave, code, audit events.
//! A test holds each route against GitLab's own OpenAPI document where that is
//! at hand. What depends on licence or on whose GitLab it is, is chosen in
//! [`RangeConfig`]; what goes wrong, by [`Fault`] and [`Outage`].
//! [`RangeHandle::dump`] tells the whole state, to compare before and after.
//!
//! What is done to it is told as GitLab tells it: to the audit event stream, to
//! `audit_json.log` and `api_json.log`, and to the audit events API. [`attack`] holds scripts that use that API as an attacker
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
mod secrets;
pub mod traffic;
pub mod world;

pub use config::{
    Clock, Deployment, Destination, Fault, FaultKind, Outage, RangeConfig, RateLimit,
    StreamTrouble, Tier,
};
pub use dice::Dice;
pub use handle::{Range, RangeError, RangeHandle};
pub use http::client;
