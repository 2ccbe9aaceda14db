//! Help for those who ask for logs: what may be given, by whom, and with what
//! taken out (LD1–LD28).
//!
//! - [`request`]: what somebody asks for, as far as it is known yet.
//! - [`policy`]: the numbers, as data (`policies/log-dive.yml`).
//! - [`decision`]: what becomes of a request, with each reason.
//! - [`scope`]: which lines of the logs a request may see at all.
//! - [`redaction`]: logs without what is not the requester's business, provably.
//!
//! Invariant: the same input, policy, rules and key give the same bytes, on
//! every machine and at every time.

pub mod decision;
pub mod policy;
pub mod redaction;
pub mod request;
pub mod scope;

pub use decision::{Decision, Outcome, Part, Reason, Split, decide};
pub use policy::Policy;
pub(crate) use redaction::folded;
pub use request::Request;
pub use scope::Scope;
