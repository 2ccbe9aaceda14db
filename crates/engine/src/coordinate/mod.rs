//! The journal of what was found, decided and done, and the case that it adds up to.
//!
//! Reading order: [`journal`] (what can be said) → [`case`] (what it adds up
//! to) → `fold` (how) → `tell` (the timeline's sentences) → [`opening`] (which
//! findings are an incident) → [`advance`] (when a case may move on) →
//! [`playbook`] (what to do in which scenario), [`question`] (what its questions found), [`cacao`] (playbooks for other tools).
//!
//! Invariant: a case changes by a journal entry only, and the same entries
//! always add up to the same cases.

pub mod advance;
pub mod cacao;
pub mod case;
mod fold;
pub mod journal;
pub mod opening;
pub mod playbook;
pub mod question;
mod tell;

pub use case::{
    Case, CaseId, CaseKind, CasePlan, Cases, Consent, EvidenceItem, Link, Phase, Raised, StepState,
};
pub use journal::{ActOutcome, Certainty, Entry, EvidenceSource, Fact, FactKind, Relation, What};
