//! Events that mean something only together: correlation in event time.
//!
//! A group of hits is kept in the order in which things happened, not in which
//! we heard of them. A late hit is put in its place, and every window that it
//! falls into is looked at again; no window is ever longer than its timespan.
//! (`rsigma-eval` keeps the order of arrival, and takes hits for neighbours
//! that are not when a log file is imported or a stream is late. So only its
//! parser is used for correlations.)
//!
//! One finding per group and timespan: while a burst goes on, the group stays
//! quiet for one timespan on both sides of a finding, then may speak again.
//!
//! What is forgotten, so that memory stays bounded: a group keeps at most
//! [`GROUP_HITS_MAX`] hits (or four times its threshold), and drops those
//! farthest in time from the newest arrival; a rule keeps at most
//! [`RULE_HITS_MAX`] hits, and drops the groups that it has not heard of for
//! longest. Hits that cannot decide anything any more are dropped at once, so
//! that a busy robot's group stays small. A hit without one of the `group-by`
//! fields belongs to no group.

mod statistic;
mod window;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::RecordRef;
use super::fields::Fields;
use statistic::number;
pub(super) use statistic::{Bound, Statistic};
use window::{Kept, chain, distinct, run};

/// Hits that a group keeps, unless its threshold asks for more.
const GROUP_HITS_MAX: usize = 1_000;

/// Hits that a rule keeps in all its groups together.
const RULE_HITS_MAX: usize = 100_000;

/// Findings that a group remembers having raised.
const TOLD_MAX: usize = 64;

/// What to count, in which groups, within which time.
#[derive(Debug, Clone)]
pub(super) struct CorrelationSpec {
    pub(super) kind: CorrelationKind,
    pub(super) group_by: Vec<GroupField>,
    pub(super) timespan_ms: i64,
}

/// One field of the group, by the rule that hit.
pub(super) type GroupField = Vec<String>;

/// When it is enough.
#[derive(Debug, Clone)]
pub(super) enum CorrelationKind {
    /// So many hits.
    EventCount { least: usize },
    /// So many different values of the fields.
    ValueCount { least: usize, fields: Vec<String> },
    /// A statistic of a field's values within all bounds.
    Value { statistic: Statistic, field: String, bounds: Vec<Bound> },
    /// Each of the rules, in any order.
    Temporal,
    /// Each of the rules, in their order.
    TemporalOrdered,
}

/// A rule that a correlation refers to has hit.
#[derive(Clone)]
pub(super) struct Hit<'a> {
    /// Which of the correlation's rules.
    pub(super) slot: usize,
    pub(super) at_ms: i64,
    pub(super) records: Arc<[RecordRef]>,
    /// The event's fields.
    pub(super) fields: &'a dyn Named,
}

/// Something with values by name: an event's fields.
pub(super) trait Named {
    /// The value of that name as text.
    fn text_of(&self, name: &str) -> Option<String>;
}

impl Named for Fields<'_> {
    fn text_of(&self, name: &str) -> Option<String> {
        self.text(name).map(Cow::into_owned)
    }
}

/// A window that is enough.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fired {
    /// When the last of its hits happened.
    pub(super) at_ms: i64,
    /// In order of time.
    pub(super) records: Vec<RecordRef>,
}

/// One correlation rule with what it remembers.
#[derive(Debug)]
pub(super) struct Correlator {
    spec: CorrelationSpec,
    slots: usize,
    /// Groups heard of lately.
    young: BTreeMap<String, Group>,
    /// Groups not heard of since `young` was last full; dropped when it is again.
    old: BTreeMap<String, Group>,
    young_hits: usize,
}

#[derive(Debug, Default)]
struct Group {
    /// In order of time.
    hits: Vec<Kept>,
    /// When its findings were, in order of telling.
    told_ms: Vec<i64>,
}

impl Correlator {
    /// Remembers nothing yet; `slots` is how many rules it refers to.
    pub(super) fn new(spec: CorrelationSpec, slots: usize) -> Self {
        Self { spec, slots, young: BTreeMap::new(), old: BTreeMap::new(), young_hits: 0 }
    }

    /// Takes in a hit and says whether it completes a window.
    pub(super) fn observe(&mut self, hit: &Hit<'_>) -> Option<Fired> {
        let key = self.group_key(hit)?;
        let kept = self.kept(hit)?;
        let group_hits_max = self.group_hits_max();
        if self.young_hits >= RULE_HITS_MAX / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_hits = 0;
        }
        let group = match self.old.remove(&key) {
            Some(group) => {
                self.young_hits += group.hits.len();
                self.young.entry(key).or_insert(group)
            }
            None => self.young.entry(key).or_default(),
        };
        self.young_hits += 1;
        let at_ms = kept.at_ms;
        if !group.insert(kept, &self.spec, group_hits_max) || group.is_quiet(at_ms, &self.spec) {
            return None;
        }
        let window = self.spec.window(&group.hits, at_ms, self.slots)?;
        let fired = Fired::of(&window)?;
        group.tell(fired.at_ms);
        Some(fired)
    }

    fn group_key(&self, hit: &Hit<'_>) -> Option<String> {
        let fields = self.spec.group_by.iter().map(|by_slot| by_slot.get(hit.slot));
        let texts: Option<Vec<_>> = fields.map(|field| hit.fields.text_of(field?)).collect();
        texts.map(|texts| join(&texts))
    }

    /// The hit as it is remembered: with what is counted, and no more.
    fn kept(&self, hit: &Hit<'_>) -> Option<Kept> {
        let value = match &self.spec.kind {
            CorrelationKind::EventCount { .. } => String::new(),
            CorrelationKind::ValueCount { fields, .. } => {
                let values = fields.iter().map(|field| hit.fields.text_of(field));
                join(&values.collect::<Option<Vec<_>>>()?)
            }
            CorrelationKind::Value { field, .. } => {
                hit.fields.text_of(field).filter(|text| number(text).is_some())?
            }
            CorrelationKind::Temporal | CorrelationKind::TemporalOrdered => hit.slot.to_string(),
        };
        Some(Kept { at_ms: hit.at_ms, value, records: Arc::clone(&hit.records) })
    }

    fn group_hits_max(&self) -> usize {
        let least = match self.spec.kind {
            CorrelationKind::EventCount { least } | CorrelationKind::ValueCount { least, .. } => {
                least
            }
            CorrelationKind::Value { .. } => 0,
            CorrelationKind::Temporal | CorrelationKind::TemporalOrdered => self.slots,
        };
        GROUP_HITS_MAX.max(least.saturating_mul(4))
    }
}

impl CorrelationSpec {
    /// A window of one timespan around that time which is enough, as its hits.
    fn window<'a>(&self, hits: &'a [Kept], at_ms: i64, slots: usize) -> Option<Vec<&'a Kept>> {
        let first = hits.partition_point(|hit| hit.at_ms < at_ms.saturating_sub(self.timespan_ms));
        let end = hits.partition_point(|hit| hit.at_ms <= at_ms.saturating_add(self.timespan_ms));
        let near = hits.get(first..end)?;
        match &self.kind {
            CorrelationKind::EventCount { least } => run(near, *least, self.timespan_ms),
            CorrelationKind::ValueCount { least, .. } => distinct(near, *least, self.timespan_ms),
            CorrelationKind::Value { statistic, bounds, .. } => {
                statistic.window(near, bounds, at_ms, self.timespan_ms)
            }
            CorrelationKind::Temporal => distinct(near, slots, self.timespan_ms),
            CorrelationKind::TemporalOrdered => chain(near, slots, self.timespan_ms),
        }
    }

    /// Whether it only matters that a value occurs in a window, not how often.
    fn asks_only_presence(&self) -> bool {
        match self.kind {
            CorrelationKind::ValueCount { .. } | CorrelationKind::Temporal => true,
            CorrelationKind::EventCount { .. }
            | CorrelationKind::Value { .. }
            | CorrelationKind::TemporalOrdered => false,
        }
    }
}

impl Group {
    /// Puts the hit in its place. Says no if it adds nothing: the same event
    /// told again, or a value that every window around it has already.
    fn insert(&mut self, kept: Kept, spec: &CorrelationSpec, hits_max: usize) -> bool {
        let place = self.hits.partition_point(|hit| hit.order() < kept.order());
        let same_time = self.hits.iter().rev().skip_while(|hit| hit.at_ms > kept.at_ms);
        if same_time.take_while(|hit| hit.at_ms == kept.at_ms).any(|hit| hit.is_same(&kept)) {
            return false;
        }
        if spec.asks_only_presence() && !self.make_room(&kept, place, spec.timespan_ms) {
            return false;
        }
        let at_ms = kept.at_ms;
        let place = self.hits.partition_point(|hit| hit.order() < kept.order());
        self.hits.insert(place, kept);
        if self.hits.len() > hits_max {
            self.drop_farthest_from(at_ms);
        }
        true
    }

    /// Of three hits of one value within one timespan the middle one decides
    /// nothing: a window that has it has the first or the last, too. Drops
    /// such neighbours; says no if the new hit itself is a middle one.
    fn make_room(&mut self, kept: &Kept, place: usize, timespan_ms: i64) -> bool {
        let same = |(_, hit): &(usize, &Kept)| hit.value == kept.value;
        let time = |(index, hit): (usize, &Kept)| (index, hit.at_ms);
        let (earlier, later) = self.hits.split_at_checked(place).unwrap_or_default();
        let mut before = earlier.iter().enumerate().rev().filter(same).map(time);
        let mut after = (place..).zip(later).filter(same).map(time);
        let (before, before_that) = (before.next(), before.next());
        let (after, after_that) = (after.next(), after.next());

        let within = |from: i64, to: i64| to.saturating_sub(from) <= timespan_ms;
        if let (Some((_, from)), Some((_, to))) = (before, after)
            && within(from, to)
        {
            return false;
        }
        if let (Some((middle, _)), Some((_, to))) = (after, after_that)
            && within(kept.at_ms, to)
        {
            self.hits.remove(middle);
        }
        if let (Some((_, from)), Some((middle, _))) = (before_that, before)
            && within(from, kept.at_ms)
        {
            self.hits.remove(middle);
        }
        true
    }

    fn drop_farthest_from(&mut self, at_ms: i64) {
        let distance = |hit: Option<&Kept>| hit.map_or(0, |hit| hit.at_ms.abs_diff(at_ms));
        if distance(self.hits.first()) >= distance(self.hits.last()) {
            self.hits.remove(0);
        } else {
            self.hits.pop();
        }
    }

    fn is_quiet(&self, at_ms: i64, spec: &CorrelationSpec) -> bool {
        let timespan_ms = spec.timespan_ms.unsigned_abs();
        self.told_ms.iter().any(|told_ms| told_ms.abs_diff(at_ms) <= timespan_ms)
    }

    fn tell(&mut self, at_ms: i64) {
        if self.told_ms.len() == TOLD_MAX {
            self.told_ms.remove(0);
        }
        self.told_ms.push(at_ms);
    }
}

impl Fired {
    fn of(window: &[&Kept]) -> Option<Self> {
        let at_ms = window.last()?.at_ms;
        let mut records: Vec<RecordRef> = Vec::with_capacity(window.len());
        for record in window.iter().flat_map(|kept| kept.records.iter()) {
            if !records.contains(record) {
                records.push(record.clone());
            }
        }
        Some(Self { at_ms, records })
    }
}

/// The texts as one, so that no two lists have the same.
fn join(texts: &[String]) -> String {
    texts.join("\u{1f}")
}

#[cfg(test)]
mod tests;
