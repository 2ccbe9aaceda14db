//! Correlation in event time.

use std::sync::Arc;

use event::DedupKey;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Bound, CorrelationKind, CorrelationSpec, Correlator, Fired, Hit, Named, Statistic};
use crate::detect::RecordRef;

impl Named for Value {
    fn text_of(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Self::String(text) => Some(text.clone()),
            Self::Null => None,
            other => Some(other.to_string()),
        }
    }
}

const TIMESPAN_MS: i64 = 60_000;

fn correlator(kind: CorrelationKind, slots: usize) -> Correlator {
    let group_by = vec![vec!["who".to_owned(); slots]];
    Correlator::new(CorrelationSpec { kind, group_by, timespan_ms: TIMESPAN_MS }, slots)
}

fn observe(
    to: &mut Correlator,
    index: u64,
    slot: usize,
    at_s: i64,
    fields: &Value,
) -> Option<Fired> {
    let key = DedupKey(format!("{at_s}:{fields}"));
    let records = Arc::from(vec![RecordRef { index, key }]);
    to.observe(&Hit { slot, at_ms: at_s * 1000, records, fields })
}

/// Shows hits `(slot, second, value)` in this order; gives the records of each finding.
fn findings(kind: CorrelationKind, slots: usize, hits: &[(usize, i64, &str)]) -> Vec<Vec<u64>> {
    let mut correlator = correlator(kind, slots);
    let shown = (0..).zip(hits).filter_map(|(index, &(slot, at_s, value))| {
        observe(&mut correlator, index, slot, at_s, &json!({ "who": "a", "what": value }))
    });
    shown.map(|fired| fired.records.iter().map(|record| record.index).collect()).collect()
}

fn count(least: usize) -> CorrelationKind {
    CorrelationKind::EventCount { least }
}

fn values(least: usize) -> CorrelationKind {
    CorrelationKind::ValueCount { least, fields: vec!["what".to_owned()] }
}

fn statistic(statistic: Statistic, bounds: &[Bound]) -> CorrelationKind {
    CorrelationKind::Value { statistic, field: "what".to_owned(), bounds: bounds.to_vec() }
}

#[test]
fn a_sum_an_average_and_a_percentile_are_of_the_last_timespan() {
    let hits = [(0, 0, "60"), (0, 61, "50"), (0, 90, "none"), (0, 100, "45"), (0, 110, "10")];
    let sum = statistic(Statistic::Sum, &[Bound::AtLeast(105.0)]);
    assert_eq!(findings(sum, 1, &hits), [[1, 3, 4]]);
    let average = statistic(Statistic::Average, &[Bound::Over(30.0), Bound::Under(40.0)]);
    assert_eq!(findings(average, 1, &hits), [[1, 3, 4]]);
    let median = statistic(Statistic::Percentile(50), &[Bound::AtMost(47.5)]);
    assert_eq!(findings(median, 1, &hits), [[1, 3]]);
}

#[test]
fn a_late_value_is_added_to_the_windows_that_it_belongs_to() {
    let sum = || statistic(Statistic::Sum, &[Bound::AtLeast(100.0)]);
    assert_eq!(findings(sum(), 1, &[(0, 0, "50"), (0, 50, "40"), (0, 20, "10")]), [[0, 2, 1]]);
    assert_eq!(findings(sum(), 1, &[(0, 0, "50"), (0, 70, "40"), (0, 5, "10")]), [[0_u64; 0]; 0]);
}

#[test]
fn enough_events_within_the_timespan_fire_once() {
    let hits = [(0, 0, "a"), (0, 30, "b"), (0, 60, "c"), (0, 61, "d"), (0, 62, "e")];
    assert_eq!(findings(count(3), 1, &hits), [[0, 1, 2]]);
    assert_eq!(findings(count(3), 1, &[(0, 0, "a"), (0, 30, "b"), (0, 61, "c")]), [[0_u64; 0]; 0]);
}

#[test]
fn a_burst_that_goes_on_speaks_again_after_a_timespan() {
    let hits: Vec<_> = (0..13).map(|n| (0, n * 10, "x")).collect();
    assert_eq!(findings(count(3), 1, &hits), [vec![0, 1, 2], vec![3, 4, 5, 6, 7, 8, 9]]);
}

/// The case in which an order of arrival misleads: a late event is no neighbour
/// of those long after it.
#[test]
fn events_out_of_order_fire_only_where_they_belong() {
    let hits = [(0, 1200, "a"), (0, 1030, "b"), (0, 1050, "c"), (0, 1010, "d")];
    assert_eq!(findings(count(3), 1, &hits), [[3, 1, 2]]);
}

#[test]
fn an_event_told_twice_counts_once() {
    let hits = [(0, 0, "a"), (0, 0, "a"), (0, 1, "b"), (0, 0, "a"), (0, 1, "b")];
    assert_eq!(findings(count(3), 1, &hits), [[0_u64; 0]; 0]);
    assert_eq!(findings(count(2), 1, &hits), [[0, 2]]);
}

#[test]
fn different_values_are_counted_not_events() {
    let hits = [(0, 0, "a"), (0, 1, "a"), (0, 2, "b"), (0, 3, "a"), (0, 4, "c")];
    assert_eq!(findings(values(3), 1, &hits), [[0, 2, 4]]);
    assert_eq!(findings(values(4), 1, &hits), [[0_u64; 0]; 0]);
}

#[test]
fn temporal_wants_each_rule_and_ordered_wants_their_order() {
    let in_order = [(0, 0, "a"), (1, 10, "b"), (2, 20, "c")];
    let reversed = [(2, 0, "c"), (1, 10, "b"), (0, 20, "a")];
    assert_eq!(findings(CorrelationKind::Temporal, 3, &in_order), [[0, 1, 2]]);
    assert_eq!(findings(CorrelationKind::Temporal, 3, &reversed), [[0, 1, 2]]);
    assert_eq!(findings(CorrelationKind::TemporalOrdered, 3, &in_order), [[0, 1, 2]]);
    assert_eq!(findings(CorrelationKind::TemporalOrdered, 3, &reversed), [[0_u64; 0]; 0]);
}

#[test]
fn ordered_takes_the_latest_start_that_still_fits() {
    let hits = [(0, 0, "a"), (1, 50, "b"), (0, 55, "a2"), (1, 58, "b2"), (2, 100, "c")];
    assert_eq!(findings(CorrelationKind::TemporalOrdered, 3, &hits), [[2, 3, 4]]);
}

#[test]
fn groups_are_apart_and_a_hit_without_the_field_is_in_none() {
    let mut correlator = correlator(count(2), 1);
    let mut show = |index, fields| observe(&mut correlator, index, 0, 0, &fields).is_some();
    assert!(!show(0, json!({ "who": "a", "what": 1 })));
    assert!(!show(1, json!({ "who": "b", "what": 1 })));
    assert!(!show(2, json!({ "what": 1 })));
    assert!(!show(3, json!({ "what": 2 })));
    assert!(show(4, json!({ "who": "a", "what": 2 })));
}

#[test]
fn memory_stays_bounded_and_recent_groups_stay() {
    let mut correlator = correlator(count(2), 1);
    for index in 0..200_000_u64 {
        let fields = json!({ "who": index, "what": index });
        assert!(observe(&mut correlator, index, 0, 0, &fields).is_none());
    }
    assert!(correlator.young.len() + correlator.old.len() <= super::RULE_HITS_MAX);
    let again = json!({ "who": 199_999, "what": "again" });
    assert!(observe(&mut correlator, 200_000, 0, 1, &again).is_some());
}

#[test]
fn a_flood_of_one_value_is_remembered_by_its_ends() {
    let mut correlator = correlator(values(5), 1);
    for index in 0..10_000_u32 {
        let fields = json!({ "who": "a", "what": "same" });
        observe(&mut correlator, index.into(), 0, i64::from(index) / 100, &fields);
    }
    assert!(correlator.young["a"].hits.len() <= 6, "{}", correlator.young["a"].hits.len());
}

/// Whether any window of one timespan has enough, by looking at all of them.
fn any_window(
    hits: &[(usize, i64, &str)],
    enough: impl Fn(&[&(usize, i64, &str)]) -> bool,
) -> bool {
    hits.iter().any(|(_, start, _)| {
        let window: Vec<_> =
            hits.iter().filter(|(_, at, _)| (*start..=start + 60).contains(at)).collect();
        enough(&window)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// In any order of arrival, a group fires if and only if some window is enough.
    #[test]
    fn it_fires_exactly_if_a_window_is_enough(
        hits in proptest::collection::vec((0_usize..1, 0_i64..400, "[a-d]"), 0..20),
        least in 1_usize..5,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        let hits: Vec<(usize, i64, &str)> = hits.iter()
            .map(|(slot, at, value)| (*slot, *at, value.as_str()))
            .filter(|hit| seen.insert(*hit))
            .collect();

        let counted = any_window(&hits, |window| window.len() >= least);
        prop_assert_eq!(!findings(count(least), 1, &hits).is_empty(), counted);

        let distinct = any_window(&hits, |window| {
            window.iter().map(|hit| hit.2).collect::<std::collections::BTreeSet<_>>().len() >= least
        });
        prop_assert_eq!(!findings(values(least), 1, &hits).is_empty(), distinct);
    }
}
