//! What the crate promises, from outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy allows it in test functions, not in their helpers"
)]

mod documented;
mod golden;
mod properties;
mod shapes;
mod told_thrice;

use event::{Event, Way, normalise};
use jiff::Timestamp;

/// A fixed time of receipt, later than all events in the tests.
const RECEIVED_AT: Timestamp = Timestamp::constant(1_800_000_000, 0);

fn read(way: Way, text: &str) -> Event {
    normalise::read(way, RECEIVED_AT, text.as_bytes())
}

/// What is wrong, as `field: what`.
fn problems(event: &Event) -> Vec<String> {
    event.problems.iter().map(|problem| format!("{}: {}", problem.field, problem.what)).collect()
}
