//! The timeline: when it happened first, then what the journal adds.

use engine::coordinate::Case;
use engine::investigate::timeline::TimelineEntry;
use jiff::Timestamp;

use crate::web::moment::{Moment, duration};
use crate::web::words::Words;

pub(super) struct Line {
    pub(super) index: String,
    pub(super) occurred: Moment,
    pub(super) text: String,
    pub(super) by: String,
    /// When learnt of and when recorded, where that was later.
    pub(super) late: Option<String>,
    /// How long nothing happened before.
    pub(super) gap: Option<String>,
}

/// Silence longer than this is shown.
const GAP_SECONDS_MIN: i64 = 3600;

/// A difference smaller than this is not worth a word.
const LATE_SECONDS_MIN: i64 = 60;

pub(super) fn lines(words: &Words, case: &Case, now: Timestamp) -> Vec<Line> {
    let mut before: Option<Timestamp> = None;
    let mut lines = Vec::with_capacity(case.timeline.len());
    for entry in &case.timeline {
        let silence = before.map_or(0, |before| seconds(before, entry.occurred_at));
        before = Some(entry.occurred_at);
        lines.push(line(words, entry, silence, now));
    }
    lines
}

fn line(words: &Words, entry: &TimelineEntry, silence: i64, now: Timestamp) -> Line {
    let args = entry.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Line {
        index: entry.journal_index.to_string(),
        occurred: Moment::of(words, entry.occurred_at, now),
        text: words.sentence(&entry.key, args),
        by: entry.by.clone(),
        late: late(words, entry),
        gap: (silence >= GAP_SECONDS_MIN).then(|| duration(words, silence)),
    }
}

fn late(words: &Words, entry: &TimelineEntry) -> Option<String> {
    let learnt = seconds(entry.occurred_at, entry.discovered_at);
    let recorded = seconds(entry.discovered_at, entry.recorded_at);
    let told = |key: &str, after: i64| {
        (after >= LATE_SECONDS_MIN).then(|| words.t1(key, "time", duration(words, after)))
    };
    let parts = [told("timeline-discovered", learnt), told("timeline-recorded", recorded)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}
