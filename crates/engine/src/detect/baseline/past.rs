//! What was usual for one actor, and what is not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::spec::{BaselineSpec, Kind};

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// Values that one actor is known by; then those unheard of for longest go. A robot may read
/// thousands of repositories, and people come to one instance from thousands of networks.
const VALUES_MAX: usize = 16_384;

/// Days on which an actor was active that tell its hours.
const DAYS_MAX: usize = 60;

/// Days without which nothing is said about hours.
const DAYS_MIN: usize = 5;

/// An hour is rare when less than one in so many active days had it.
const RARE: usize = 20;

/// Periods in which an actor was active that tell what is usual.
const PERIODS_MAX: usize = 168;

/// Periods without which nothing is said about volume.
const PERIODS_MIN: usize = 3;

/// One actor's history.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Past {
    first_ms: i64,
    pub(super) last_ms: i64,
    seen: Seen,
}

/// What of it is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Seen {
    /// Values, with the first and the last time of each and how often.
    Values(BTreeMap<String, (i64, i64, u64)>),
    /// By day since 1970: one bit for each hour with something in it.
    Days(BTreeMap<i64, u32>),
    /// By period since 1970: how many. The period that was told last.
    Periods(BTreeMap<i64, u32>, Option<i64>),
}

/// Why something is unusual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unusual {
    /// Not among `others` values of `seen` events since then.
    New { seen: u64, others: usize, since_ms: i64 },
    /// `near` of `days` active days had something within an hour of it.
    RareHour { hour: i64, near: usize, days: usize, since_ms: i64 },
    /// `count` in this period; on average and at most in `periods` others.
    Volume { count: u32, average: u64, most: u32, periods: usize, since_ms: i64 },
}

impl Past {
    pub(super) fn new(spec: &BaselineSpec, at_ms: i64) -> Self {
        let seen = match spec.kind {
            Kind::New { .. } => Seen::Values(BTreeMap::new()),
            Kind::RareHour => Seen::Days(BTreeMap::new()),
            Kind::Volume { .. } => Seen::Periods(BTreeMap::new(), None),
        };
        Self { first_ms: at_ms, last_ms: at_ms, seen }
    }

    /// How much is remembered.
    pub(super) fn len(&self) -> usize {
        match &self.seen {
            Seen::Values(values) => values.len(),
            Seen::Days(days) => days.len(),
            Seen::Periods(periods, _) => periods.len(),
        }
    }

    /// Takes in that it happened, and says whether that is unusual.
    pub(super) fn observe(
        &mut self,
        spec: &BaselineSpec,
        at_ms: i64,
        value: &str,
    ) -> Option<Unusual> {
        if at_ms.saturating_sub(self.last_ms) > spec.within_ms {
            *self = Self::new(spec, at_ms); // all is forgotten: it learns again
        }
        self.first_ms = self.first_ms.min(at_ms);
        self.last_ms = self.last_ms.max(at_ms);
        let oldest_ms = self.last_ms.saturating_sub(spec.within_ms);
        let is_learned = at_ms.saturating_sub(self.first_ms) >= spec.learn_ms;
        let unusual = match (&mut self.seen, &spec.kind) {
            (Seen::Values(values), Kind::New { .. }) => new(values, value, at_ms, oldest_ms),
            (Seen::Days(days), Kind::RareHour) => rare_hour(days, at_ms, oldest_ms),
            (Seen::Periods(periods, told), &Kind::Volume { factor, min, per_ms }) => {
                periods.retain(|period, _| period.saturating_mul(per_ms) >= oldest_ms);
                volume(periods, told, (factor, min, per_ms), at_ms, is_learned)
            }
            (seen, _) => {
                // Written by another kind of rule: no rule has this fingerprint.
                *seen = Self::new(spec, at_ms).seen;
                None
            }
        };
        unusual.filter(|_| is_learned)
    }
}

fn new(
    values: &mut BTreeMap<String, (i64, i64, u64)>,
    value: &str,
    at_ms: i64,
    oldest_ms: i64,
) -> Option<Unusual> {
    if let Some((first_ms, last_ms, count)) = values.get_mut(value)
        && *last_ms >= oldest_ms
    {
        (*first_ms, *last_ms) = ((*first_ms).min(at_ms), (*last_ms).max(at_ms));
        *count = count.saturating_add(1);
        return None;
    }
    values.retain(|_, (_, last_ms, _)| *last_ms >= oldest_ms);
    let since_ms = values.values().map(|(first_ms, _, _)| *first_ms).min();
    let unusual = since_ms.map(|since_ms| Unusual::New {
        seen: values.values().map(|(_, _, count)| count).sum(),
        others: values.len(),
        since_ms,
    });
    if values.len() >= VALUES_MAX {
        let oldest = values.iter().min_by_key(|(_, (_, last_ms, _))| *last_ms);
        if let Some(oldest) = oldest.map(|(value, _)| value.clone()) {
            values.remove(&oldest);
        }
    }
    values.insert(value.to_owned(), (at_ms, at_ms, 1));
    unusual
}

fn rare_hour(days: &mut BTreeMap<i64, u32>, at_ms: i64, oldest_ms: i64) -> Option<Unusual> {
    let day = at_ms.div_euclid(DAY_MS);
    let hour = at_ms.rem_euclid(DAY_MS).div_euclid(HOUR_MS);
    let bit = |hour: i64| 1_u32.checked_shl(u32::try_from(hour.rem_euclid(24)).unwrap_or(0));
    let near_it =
        [hour - 1, hour, hour + 1].into_iter().filter_map(bit).fold(0, |all, one| all | one);
    let today = days.entry(day).or_default();
    let is_told = *today & near_it != 0;
    *today |= bit(hour).unwrap_or_default();
    if is_told {
        return None;
    }
    days.retain(|day, _| day.saturating_mul(DAY_MS) >= oldest_ms.saturating_sub(DAY_MS));
    while days.len() > DAYS_MAX {
        days.pop_first();
    }
    let others = || days.iter().filter(|(other, _)| **other != day);
    let (active, near) =
        (others().count(), others().filter(|(_, hours)| **hours & near_it != 0).count());
    let since_ms = others().next()?.0.saturating_mul(DAY_MS);
    let is_rare = active >= DAYS_MIN && near.saturating_mul(RARE) < active;
    is_rare.then_some(Unusual::RareHour { hour, near, days: active, since_ms })
}

fn volume(
    periods: &mut BTreeMap<i64, u32>,
    told: &mut Option<i64>,
    (factor, min, per_ms): (u32, u32, i64),
    at_ms: i64,
    is_learned: bool,
) -> Option<Unusual> {
    let now = at_ms.div_euclid(per_ms);
    let count = periods.entry(now).or_default();
    *count = count.saturating_add(1);
    let count = *count;
    while periods.len() > PERIODS_MAX {
        periods.pop_first();
    }
    if !is_learned || count < min || *told == Some(now) {
        return None;
    }
    let others = || periods.iter().filter(|(period, _)| **period != now);
    let (active, most) = (others().count(), others().map(|(_, count)| *count).max()?);
    let total: u64 = others().map(|(_, count)| u64::from(*count)).sum();
    let average = total.div_ceil(u64::try_from(active).ok()?);
    let usual_at_most = average.saturating_mul(u64::from(factor)).max(u64::from(most));
    if active < PERIODS_MIN || u64::from(count) <= usual_at_most {
        return None;
    }
    *told = Some(now);
    let since_ms = others().next()?.0.saturating_mul(per_ms);
    Some(Unusual::Volume { count, average, most, periods: active, since_ms })
}
