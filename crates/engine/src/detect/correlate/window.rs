//! Which hits of a group are enough: the three questions, each over hits in
//! order of time.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::detect::RecordRef;

/// A hit as a group remembers it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) at_ms: i64,
    /// What is counted: the value, or the number of the rule.
    pub(super) value: String,
    pub(super) records: Arc<[RecordRef]>,
}

impl Kept {
    /// Order of time, then of the ledger, then of the rules.
    pub(super) fn order(&self) -> (i64, Option<u64>, &str) {
        (self.at_ms, self.records.first().map(|record| record.index), &self.value)
    }

    /// Whether both come from the same events, perhaps told twice.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let keys = |kept: &Self| kept.records.iter().map(|record| record.key.clone()).collect();
        let (mine, theirs): (Vec<_>, Vec<_>) = (keys(self), keys(other));
        self.value == other.value && mine == theirs
    }
}

/// At least so many hits within one timespan.
pub(super) fn run(hits: &[Kept], least: usize, timespan_ms: i64) -> Option<Vec<&Kept>> {
    let starts = hits.windows(least).position(|run| is_within(run, timespan_ms))?;
    let from = hits.get(starts..)?;
    let start_ms = from.first()?.at_ms;
    Some(from.iter().take_while(|hit| hit.at_ms.saturating_sub(start_ms) <= timespan_ms).collect())
}

fn is_within(run: &[Kept], timespan_ms: i64) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    last.at_ms.saturating_sub(first.at_ms) <= timespan_ms
}

/// At least so many different values within one timespan: the first hit of each.
pub(super) fn distinct(hits: &[Kept], least: usize, timespan_ms: i64) -> Option<Vec<&Kept>> {
    for start in 0..hits.len() {
        let from = hits.get(start..)?;
        let start_ms = from.first()?.at_ms;
        let mut values = BTreeSet::new();
        let mut seen = 0;
        let window: Vec<&Kept> = from
            .iter()
            .take_while(|hit| hit.at_ms.saturating_sub(start_ms) <= timespan_ms)
            .inspect(|_| seen += 1)
            .filter(|hit| values.insert(hit.value.as_str()))
            .collect();
        if window.len() >= least {
            return Some(window);
        }
        if seen == from.len() {
            return None; // later windows have only fewer
        }
    }
    None
}

/// A hit of each rule within one timespan, in the order of the rules.
pub(super) fn chain(hits: &[Kept], slots: usize, timespan_ms: i64) -> Option<Vec<&Kept>> {
    // For each rule the chain up to it that started last: none is better.
    let mut chains: Vec<Vec<&Kept>> = vec![Vec::new(); slots];
    for hit in hits {
        let slot: usize = hit.value.parse().ok()?;
        let mut longer = match slot.checked_sub(1) {
            None => Vec::new(),
            Some(before) => {
                match chains.get(before).and_then(|chain| Some((chain, chain.first()?))) {
                    Some((chain, start))
                        if hit.at_ms.saturating_sub(start.at_ms) <= timespan_ms =>
                    {
                        chain.clone()
                    }
                    Some(_) | None => continue,
                }
            }
        };
        longer.push(hit);
        if longer.len() == slots {
            return Some(longer);
        }
        if let Some(chain) = chains.get_mut(slot) {
            *chain = longer;
        }
    }
    None
}
