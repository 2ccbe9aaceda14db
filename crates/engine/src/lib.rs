//! Decisions: what is suspicious, what happened, what to do about it, who must know.
//!
//! Every function here is pure: known facts, an input and a time go in, a
//! value comes out. The shell (`server`) does what the values say.
//!
//! - [`detect`]: events in, findings out (Sigma).
//! - [`investigate`]: timelines, entities, what an attacker may have left behind.
//! - [`respond`]: tokens recognised, reach, acts with their inverse, plans, gates.
//! - [`coordinate`]: the journal of decisions and the case, a fold over it.
//! - [`assist`]: who is helped with which logs, and what is taken out of them.
//!
//! Invariants: no runtime, no clock, no files, no network, no SQL. `detect` and
//! `respond` know only `event`; nobody here uses `coordinate`.

pub mod assist;
pub mod coordinate;
pub mod detect;
pub mod investigate;
pub mod respond;
