//! Figures over cases: how long things took, and how punctual updates were (CM32).
//!
//! Exercises are left out: they would flatter or spoil what real incidents show.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::report::Owed;
use super::{Milestones, Spans};
use crate::coordinate::due::Clockwork;
use crate::coordinate::{Case, CaseId, Phase};

/// Figures over cases that were declared in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metrics {
    /// As of.
    pub at: Timestamp,
    /// Only cases declared from here on, if asked for.
    pub since: Option<Timestamp>,
    /// Only cases declared before, if asked for.
    pub until: Option<Timestamp>,
    /// How many cases.
    pub cases: u64,
    /// Of them not closed.
    pub open: u64,
    /// How many of each kind.
    pub by_kind: BTreeMap<String, u64>,
    /// From the beginning until we learnt of it.
    pub to_detect: Measure,
    /// From learning of it until it was contained.
    pub to_contain: Measure,
    /// From the declaration to the first update inside.
    pub to_inform: Measure,
    /// From the declaration to the first message to customers.
    pub to_inform_customers: Measure,
    /// From exposure to revocation.
    pub exposure_window: Measure,
    /// How many updates fell due.
    pub updates_due: u64,
    /// Of them in time.
    pub updates_kept: u64,
    /// Follow-ups that are not ended.
    pub follow_ups_open: u64,
    /// The cases, latest first.
    pub rows: Vec<CaseFigures>,
}

/// How long something took over many cases, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// How many cases have it.
    pub count: u64,
    /// The middle: half took no longer (of an even number the lower of the two).
    pub median_s: Option<i64>,
    /// Nine of ten took no longer.
    pub p90_s: Option<i64>,
    /// The longest.
    pub worst_s: Option<i64>,
}

/// The figures of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFigures {
    /// The case.
    pub case: CaseId,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub phase: Phase,
    /// When what was reached.
    pub milestones: Milestones,
    /// How long things took.
    pub spans: Spans,
    /// How many updates fell due.
    pub updates_due: u64,
    /// Of them in time.
    pub updates_kept: u64,
}

impl Metrics {
    /// The figures of these cases, of those declared in `[since, until)`.
    pub fn over<'a>(
        cases: impl IntoIterator<Item = &'a Case>,
        (since, until): (Option<Timestamp>, Option<Timestamp>),
        clockwork: &Clockwork,
        now: Timestamp,
    ) -> Self {
        let is_in = |case: &&Case| {
            !case.concerns.exercise.is_exercise()
                && since.is_none_or(|since| case.opened_at >= since)
                && until.is_none_or(|until| case.opened_at < until)
        };
        let mut counted: Vec<&Case> = cases.into_iter().filter(is_in).collect();
        counted.sort_by_key(|case| std::cmp::Reverse(case.id));
        let rows: Vec<CaseFigures> =
            counted.iter().map(|case| CaseFigures::of(case, clockwork, now)).collect();
        let measure = |of: fn(&Spans) -> Option<i64>| {
            Measure::of(rows.iter().filter_map(|row| of(&row.spans)).collect())
        };
        let open_follow_ups = counted
            .iter()
            .flat_map(|case| &case.concerns.review.follow_ups)
            .filter(|one| one.ended.is_none());
        let mut by_kind = BTreeMap::new();
        for row in &rows {
            let count: &mut u64 = by_kind.entry(row.kind.clone()).or_default();
            *count = count.saturating_add(1);
        }
        Self {
            at: now,
            since,
            until,
            cases: count(rows.iter()),
            open: count(rows.iter().filter(|row| row.phase != Phase::Closed)),
            by_kind,
            to_detect: measure(|spans| spans.to_detect_s),
            to_contain: measure(|spans| spans.to_contain_s),
            to_inform: measure(|spans| spans.to_inform_s),
            to_inform_customers: measure(|spans| spans.to_inform_customers_s),
            exposure_window: measure(|spans| spans.exposure_window_s),
            updates_due: rows.iter().map(|row| row.updates_due).sum(),
            updates_kept: rows.iter().map(|row| row.updates_kept).sum(),
            follow_ups_open: count(open_follow_ups),
            rows,
        }
    }

    /// How many of a hundred updates were in time; `None` = none fell due.
    pub fn punctuality_percent(&self) -> Option<u64> {
        self.updates_kept.saturating_mul(100).checked_div(self.updates_due)
    }
}

impl CaseFigures {
    fn of(case: &Case, clockwork: &Clockwork, now: Timestamp) -> Self {
        let owed = Owed::of(case, clockwork, now);
        Self {
            case: case.id,
            title: case.title.clone(),
            kind: case.kind.as_str().to_owned(),
            phase: case.phase,
            milestones: Milestones::of(case),
            spans: Spans::of(case),
            updates_due: owed.due,
            updates_kept: owed.kept,
        }
    }
}

impl Measure {
    /// The measure of these spans, in seconds.
    pub fn of(mut spans: Vec<i64>) -> Self {
        spans.sort_unstable();
        let at = |percent: usize| {
            // Nearest rank: the smallest value that so many of a hundred do not exceed.
            let rank = spans.len().saturating_mul(percent).div_ceil(100).max(1);
            spans.get(rank.saturating_sub(1)).copied()
        };
        Self {
            count: count(spans.iter()),
            median_s: at(50),
            p90_s: at(90),
            worst_s: spans.last().copied(),
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}
