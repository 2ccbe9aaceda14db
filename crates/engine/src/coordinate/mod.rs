//! The journal of what was found, decided and done, and the case that it adds up to.
//!
//! Reading order: [`journal`] (what can be said) → [`case`] (what it adds up
//! to) → `fold` (how) → `tell` (the timeline's sentences) → [`opening`] (which
//! findings are an incident) → [`advance`] (when a case may move on) →
//! [`playbook`] (what to do in which scenario), [`question`] (what its questions found), [`cacao`] (playbooks for other tools).
//!
//! Invariant: a case changes by a journal entry only, and the same entries
//! always add up to the same cases.

pub mod access;
pub mod advance;
pub mod approval;
pub mod cacao;
pub mod calendar;
pub mod case;
pub mod circumstance;
pub mod communication;
mod concern;
pub mod custody;
pub mod delivery;
pub mod dive;
pub mod due;
pub mod duty;
pub mod engage;
pub mod exercise;
mod fact;
mod fold;
pub mod instance;
pub mod journal;
pub mod number;
pub mod obligation;
pub mod opening;
mod part;
pub mod playbook;
pub mod question;
pub mod regulation;
pub mod review;
pub mod separation;
pub mod severity;
mod tell;
mod told;
pub mod trigger;
pub mod update;

pub use case::{
    Case, CaseId, CaseKind, CasePlan, Cases, Consent, EvidenceItem, Link, Lockdown, Phase, Raised,
    StepState,
};
pub use circumstance::{Circumstance, DataClass, Share};
pub use concern::Concerns;
pub use journal::{ActOutcome, Certainty, Entry, EvidenceSource, Fact, FactKind, Relation, What};
