//! What a comparison of the stream with GitLab's own list found, hour by hour.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RecordRule, Told};
use crate::detect::{Finding, RecordRef};

const HOUR_S: i64 = 3600;

/// One of GitLab's rows, as it stands in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Whether the stream brought it.
    pub is_streamed: bool,
    /// Whether the record had it at all, by whatever way.
    pub is_known: bool,
}

/// The figures of one hour of one scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Rows of GitLab's list that were compared.
    pub compared: u64,
    /// Of these, those that the stream did not bring.
    pub missing: u64,
    /// Of these, those that the record did not have and now has.
    pub added: u64,
}

impl Gap {
    /// Counts a row.
    pub fn count(&mut self, row: Compared) {
        self.compared = self.compared.saturating_add(1);
        self.missing = self.missing.saturating_add(u64::from(!row.is_streamed));
        self.added = self.added.saturating_add(u64::from(!row.is_known));
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.compared = self.compared.saturating_add(other.compared);
        self.missing = self.missing.saturating_add(other.missing);
        self.added = self.added.saturating_add(other.added);
    }
}

/// The full hour, UTC, in which something happened.
pub(super) fn hour_of(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second.saturating_sub(second.rem_euclid(HOUR_S))).unwrap_or(at)
}

impl Compared {
    /// The full hour, UTC, in which it happened.
    pub fn hour(&self) -> Timestamp {
        hour_of(self.occurred_at)
    }
}

/// A finding for each hour in which the stream lost events: one for an hour and
/// scope, however often that hour is looked at.
///
/// `records` are those that were added, by hour.
pub fn gaps(
    scope: &str,
    hours: &BTreeMap<Timestamp, Gap>,
    records: &BTreeMap<Timestamp, Vec<RecordRef>>,
) -> Vec<Finding> {
    let lossy = hours.iter().filter(|(_, gap)| gap.missing > 0);
    lossy
        .map(|(hour, gap)| {
            let Gap { compared, missing, added } = gap;
            let at = hour.to_string();
            let told = Told {
                rule: RecordRule::GapFilled,
                about: &[scope, &at],
                args: vec![
                    scope.to_owned(),
                    missing.to_string(),
                    added.to_string(),
                    compared.to_string(),
                    at.clone(),
                ],
                summary: format!(
                    "of {compared} events of {scope} in the hour from {at} the stream lost {missing}; {added} were added from GitLab's list"
                ),
                occurred_at: *hour,
                records: records.get(hour).cloned().unwrap_or_default(),
            };
            told.finding()
        })
        .collect()
}

/// A finding for each hour in which the stream told events that GitLab should have
/// saved, but does not list: rows were deleted there, or somebody forged them here.
///
/// `events`: when each happened, its id, and its record.
pub fn not_listed(scope: &str, events: Vec<(Timestamp, i64, RecordRef)>) -> Vec<Finding> {
    let mut hours: BTreeMap<Timestamp, BTreeMap<i64, RecordRef>> = BTreeMap::new();
    for (at, id, record) in events {
        hours.entry(hour_of(at)).or_default().entry(id).or_insert(record);
    }
    let told = hours.into_iter().filter_map(|(hour, events)| {
        let (count, first) = (events.len().to_string(), events.keys().next()?.to_string());
        let at = hour.to_string();
        let told = Told {
            rule: RecordRule::NotListed,
            about: &[scope, &at, &first],
            summary: format!(
                "{count} events that the stream brought of {scope} in the hour from {at} are not in GitLab's list; the first is {first}"
            ),
            args: vec![scope.to_owned(), count, at.clone(), first.clone()],
            occurred_at: hour,
            records: events.into_values().collect(),
        };
        Some(told.finding())
    });
    told.collect()
}
