//! A case's timeline: three times for each line (occurred, discovered, recorded).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When it happened in the world.
    pub occurred_at: Timestamp,
    /// When we learnt of it.
    pub discovered_at: Timestamp,
    /// When it was written to the journal.
    pub recorded_at: Timestamp,
    /// Journal index of the entry it comes from.
    pub journal_index: u64,
    /// Who, as the journal says.
    pub by: String,
    /// Key of the sentence in `locales/` (`timeline-case-opened` …).
    pub key: String,
    /// Arguments of the sentence.
    pub args: std::collections::BTreeMap<String, String>,
}

/// Puts a line in its place: by time of occurrence, then by journal index.
pub fn insert(timeline: &mut Vec<TimelineEntry>, line: TimelineEntry) {
    let place = timeline.partition_point(|earlier| {
        (earlier.occurred_at, earlier.journal_index) <= (line.occurred_at, line.journal_index)
    });
    timeline.insert(place, line);
}
