//! Sigma rules over events: what is suspicious.
//!
//! [`RuleSet`] holds rules that were read strictly: a rule that we would only
//! half understand is refused with its line ([`RuleProblem`]). [`Detector`]
//! shows it one event after the other, in the ledger's order, and raises a
//! [`Finding`] for each rule that fires. [`check_examples`] proves each rule on
//! the events that it carries itself.
//!
//! `logsource` is always `product: gitlab`, with `service: audit` (audit
//! events, whatever the shape) or `service: api` (`api_json.log`). Fields are
//! those of [`event::field`].
//!
//! Invariants: pure and deterministic: the same records in the same order give
//! the same findings with the same ids. Time is the event's, never a clock's.
//! The Sigma library is named in `sigma` only.
//!
//! Limits, on purpose: correlations know `event_count`, `value_count`,
//! `temporal` and `temporal_ordered`; thresholds are `gt` and `gte`, which can
//! be decided when an event arrives; see `correlate` for what is forgotten.

mod correlate;
mod detector;
mod document;
mod examples;
mod finding;
mod load;
mod problem;
mod rule;
mod sigma;
mod summary;

pub use detector::Detector;
pub use examples::{ExampleFailure, Expected, check_examples};
pub use finding::{Finding, FindingId, Level, RecordRef};
pub use load::RuleSet;
pub use problem::RuleProblem;
pub use rule::{Meaning, RuleInfo, RuleKind, Status};
