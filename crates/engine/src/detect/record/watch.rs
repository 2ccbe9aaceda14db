//! Looks at every record once, in the ledger's order: ids told twice in other
//! words, hours that cannot be, clocks that go wrong.

use std::collections::{BTreeMap, VecDeque};

use event::{DedupKey, Event, Format, Way};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{RecordRule, Told, day};
use crate::detect::{Finding, RecordRef};

/// Ids that are remembered: those of days on a busy instance, at some 100 bytes each.
const IDS_MAX: usize = 100_000;

/// An event may be so far ahead of us before it is from the future.
const AHEAD_MAX: SignedDuration = SignedDuration::from_mins(5);

/// An event that comes later than this was not just told.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Events of a source that tell how its clock goes.
const LAGS: usize = 50;

/// More sources than anybody has.
const SOURCES_MAX: usize = 4096;

/// A source's clock is ahead when the middle one of its events is by so many seconds.
const SKEW_S_MIN: i64 = 30;

/// What was seen of the record's latest stretch. Bounded; rebuilt by showing
/// records again.
#[derive(Debug, Default)]
pub struct RecordWatch {
    /// Hash of an id → the event's key, and its record.
    ids: BTreeMap<u128, (DedupKey, u64)>,
    order: VecDeque<u128>,
    /// Seconds from happening to receipt of the latest events, by source.
    lags: BTreeMap<String, VecDeque<i64>>,
}

/// One record, and what was read from it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its index in the events ledger.
    pub index: u64,
    /// `stream/main`, `rest/instance`.
    pub source: &'a str,
    /// When it was received.
    pub received_at: Timestamp,
    /// What it tells.
    pub event: &'a Event,
}

impl RecordWatch {
    /// Looks at one record.
    pub fn observe(&mut self, shown: Shown<'_>) -> Vec<Finding> {
        let hour = hour_that_cannot_be(shown);
        [self.other_bytes(shown), self.skew(shown), hour].into_iter().flatten().collect()
    }

    /// An id that another event had: both are kept, for one of them is not what
    /// GitLab wrote.
    fn other_bytes(&mut self, shown: Shown<'_>) -> Option<Finding> {
        // Other shapes tell less of an event, and so have other keys for the same.
        let (Format::AuditStream | Format::AuditRest) = shown.event.format else { return None };
        let id = shown.event.id.as_ref()?;
        let hash = short_hash(&id.0);
        let key = shown.event.key.clone();
        let Some((known, index)) = self.ids.get(&hash) else {
            self.remember(hash, key, shown.index);
            return None;
        };
        if *known == key {
            return None;
        }
        let (first, second) = (index.to_string(), shown.index.to_string());
        let records = vec![
            RecordRef { index: *index, key: known.clone() },
            RecordRef { index: shown.index, key: key.clone() },
        ];
        let told = Told {
            rule: RecordRule::OtherBytes,
            about: &[&id.0, &known.0, &key.0],
            args: vec![id.0.clone(), first.clone(), second.clone()],
            summary: format!(
                "event {} was told twice with different contents: records {first} and {second}; both are kept",
                id.0
            ),
            occurred_at: shown.event.occurred_at,
            records,
        };
        Some(told.finding())
    }

    fn remember(&mut self, hash: u128, key: DedupKey, index: u64) {
        self.ids.insert(hash, (key, index));
        self.order.push_back(hash);
        if self.order.len() > IDS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }

    /// A source most of whose latest events lie ahead of us: its clock or ours is
    /// wrong. Once a day and source.
    fn skew(&mut self, shown: Shown<'_>) -> Option<Finding> {
        if !is_live(shown.source) || !shown.event.is_parsed() {
            return None;
        }
        if self.lags.len() >= SOURCES_MAX && !self.lags.contains_key(shown.source) {
            return None;
        }
        let lags = self.lags.entry(shown.source.to_owned()).or_default();
        lags.push_back(shown.received_at.duration_since(shown.event.occurred_at).as_secs());
        if lags.len() < LAGS {
            return None;
        }
        let mut sorted: Vec<i64> = lags.drain(..).collect();
        sorted.sort_unstable();
        let middle = *sorted.get(LAGS / 2)?;
        let ahead = middle.checked_neg().filter(|ahead| *ahead >= SKEW_S_MIN)?;
        let told = Told {
            rule: RecordRule::ClockSkew,
            about: &[shown.source, &day(shown.received_at)],
            args: vec![shown.source.to_owned(), ahead.to_string()],
            summary: format!(
                "events of {} come {ahead} seconds before they happen: its clock or ours is wrong",
                shown.source
            ),
            occurred_at: shown.received_at,
            records: vec![record(shown)],
        };
        Some(told.finding())
    }
}

/// Whether a source tells what happens now; files and buckets may hold the past.
fn is_live(source: &str) -> bool {
    match Way::of_source(source) {
        Way::Stream | Way::Hook | Way::Follow | Way::Syslog => true,
        Way::Rest | Way::Import | Way::Bucket => false,
    }
}

/// An event from the future, or of long ago: once a day and source.
fn hour_that_cannot_be(shown: Shown<'_>) -> Option<Finding> {
    if !shown.event.is_parsed() {
        return None;
    }
    let age = shown.received_at.duration_since(shown.event.occurred_at);
    let (rule, distance, words) = if age < -AHEAD_MAX {
        let minutes = age.as_mins().saturating_neg();
        let words = format!("an event of {} lies {minutes} minutes in the future", shown.source);
        (RecordRule::FromFuture, minutes, words)
    } else if age > AGE_MAX && is_live(shown.source) {
        let days = age.as_hours() / 24;
        let words = format!("an event that {} just brought is {days} days old", shown.source);
        (RecordRule::LongAgo, days, words)
    } else {
        return None;
    };
    let told = Told {
        rule,
        about: &[shown.source, &day(shown.received_at)],
        args: vec![shown.source.to_owned(), distance.to_string(), shown.index.to_string()],
        summary: format!("{words} (record {})", shown.index),
        occurred_at: shown.received_at,
        records: vec![record(shown)],
    };
    Some(told.finding())
}

fn record(shown: Shown<'_>) -> RecordRef {
    RecordRef { index: shown.index, key: shown.event.key.clone() }
}

/// Half of a SHA-256: that two ids share one happens to nobody.
fn short_hash(text: &str) -> u128 {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    digest.iter().take(16).fold(0, |hash, byte| (hash << 8) | u128::from(*byte))
}
