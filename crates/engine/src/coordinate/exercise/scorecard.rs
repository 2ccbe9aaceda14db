//! The scorecard of an exercise: what was owed, kept, refused, written and sent.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Scenario;
use crate::coordinate::Case;
use crate::coordinate::communication::Audience;
use crate::coordinate::due::Clockwork;
use crate::coordinate::review::report::Owed;
use crate::coordinate::review::{Milestones, Spans};

/// How an exercise went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scorecard {
    /// The scenario.
    pub scenario: String,
    /// How many updates fell due.
    pub obligations_due: u64,
    /// Of them in time.
    pub obligations_kept: u64,
    /// How often a gate refused what must not be done.
    pub gates_refused: u64,
    /// How many messages and updates were handed to the sink.
    pub messages: u64,
    /// Bytes that left the process for anything but the sink: 0.
    pub external_bytes: u64,
    /// Bytes that the sink took.
    pub sink_bytes: u64,
    /// Seconds of the exercise's own time from the declaration to the first update.
    pub first_update_s: Option<i64>,
    /// The same to the first message to customers.
    pub first_customer_message_s: Option<i64>,
    /// From exposure to revocation (CE6).
    pub exposure_window_s: Option<i64>,
    /// Whether every update that fell due was in time.
    pub is_cadence_kept: bool,
    /// Whether whatever should be refused was refused.
    pub are_gates_respected: bool,
    /// Whether customers were told before anybody else outside (CM22).
    pub are_customers_first: bool,
    /// Who should have heard of it by the scenario and did not.
    pub untold: BTreeSet<Audience>,
}

/// What was counted outside of the case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Attempts that should be refused.
    pub attempts: u64,
    /// Of them refused.
    pub refused: u64,
    /// Messages that the sink took.
    pub messages: u64,
    /// Bytes that the sink took.
    pub sink_bytes: u64,
    /// Bytes that left for anything else.
    pub external_bytes: u64,
    /// Whether nobody outside was told before customers were.
    pub are_customers_first: bool,
}

impl Scorecard {
    /// The scorecard of a case at a time, with what was counted outside of it.
    pub fn of(case: &Case, counted: Counted, clockwork: &Clockwork, now: Timestamp) -> Self {
        let owed = Owed::of(case, clockwork, now);
        let spans = Spans::of(case);
        Self {
            scenario: case.concerns.exercise.scenario.clone().unwrap_or_default(),
            obligations_due: owed.due,
            obligations_kept: owed.kept,
            gates_refused: counted.refused,
            messages: counted.messages,
            external_bytes: counted.external_bytes,
            sink_bytes: counted.sink_bytes,
            first_update_s: spans.to_inform_s,
            first_customer_message_s: spans.to_inform_customers_s,
            exposure_window_s: spans.exposure_window_s,
            is_cadence_kept: owed.late.is_empty(),
            are_gates_respected: counted.refused == counted.attempts,
            are_customers_first: counted.are_customers_first,
            untold: untold(case),
        }
    }

    /// Whether the exercise showed what it must: every update in time, every
    /// gate respected, everybody told and customers first, an all clear, and nothing outside.
    pub fn is_passed(&self, case: &Case) -> bool {
        self.is_cadence_kept
            && self.are_gates_respected
            && self.are_customers_first
            && self.untold.is_empty()
            && self.external_bytes == 0
            && self.obligations_due > 0
            && Milestones::of(case).all_clear_at.is_some()
    }
}

/// Whom the scenario wants told and nobody told.
fn untold(case: &Case) -> BTreeSet<Audience> {
    let told = case.concerns.communication.told();
    let scenario = case.concerns.exercise.scenario.as_deref().and_then(Scenario::named);
    let wanted = scenario.iter().flat_map(|scenario| &scenario.audiences).copied();
    wanted.filter(|whom| !told.contains_key(whom)).collect()
}
