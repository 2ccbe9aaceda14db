//! The journal of what was found, decided and done, and the case that it adds up to.
//!
//! Reading order: [`journal`] (what can be said) → [`case`] (what it adds up
//! to) → `fold` (how) → `tell` (the timeline's sentences) → [`opening`] (which
//! findings are an incident) → [`advance`] (when a case may move on).
//!
//! Invariant: a case changes by a journal entry only, and the same entries
//! always add up to the same cases.

pub mod advance;
pub mod case;
mod fold;
pub mod journal;
pub mod opening;
mod tell;

pub use case::{Case, CaseId, CaseKind, CasePlan, Cases, Phase, Raised, StepState};
pub use journal::{ActOutcome, Certainty, Entry, Fact, FactKind, What};
