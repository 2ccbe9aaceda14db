//! Sigma rules over events: what is suspicious.
//!
//! [`RuleSet`] holds rules that were read strictly: a rule that we would only
//! half understand is refused with its line ([`RuleProblem`]). [`Detector`]
//! shows it one event after the other, in the ledger's order, and raises a
//! [`Finding`] for each rule that fires. [`check_examples`] proves each rule on
//! the events that it carries itself.
//!
//! `logsource` is `product: gitlab`, with a service of [`event::Service`] or none.
//! Fields are those of [`event::field`]. An organisation's rules may go through
//! pipelines first; those for other products are listed ([`RuleSet::foreign`])
//! and not run. Filters narrow rules of either.
//!
//! Invariants: pure and deterministic: the same records in the same order give
//! the same findings with the same ids. Time is the event's, never a clock's.
//! The Sigma library is named in `sigma` only.
//!
//! [`Detector::memory`] writes down what baselines remember.
//!
//! Limits, on purpose: counts and sums are compared with `gt` and `gte`, averages
//! and percentiles also with `lt` and `lte`: what can be decided when an event
//! arrives. The extended condition of `temporal`, and windows that tumble, are
//! refused. See `correlate` and `baseline` for what is forgotten.

mod baseline;
mod correlate;
mod detector;
mod document;
mod examples;
mod fields;
mod finding;
mod hunt;
mod links;
mod load;
mod problem;
pub mod record;
mod rule;
mod set;
mod sigma;
mod summary;

pub use baseline::REASON_KEYS;
pub use detector::{Detector, Matches};
pub use examples::{ExampleFailure, Expected, check_examples};
pub use finding::{Finding, FindingId, Level, RecordRef};
pub use hunt::{Hunt, Wanted};
pub use problem::RuleProblem;
pub use rule::{Meaning, RuleInfo, RuleKind, Status};
pub use set::RuleSet;
