//! Events in, findings out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use event::{Event, field};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::correlate::{Correlator, Fired, Hit};
use super::load::Body;
use super::summary;
use super::{Finding, FindingId, RecordRef, RuleInfo, RuleSet};

/// Findings whose ids are remembered, so that none is raised twice: those of
/// many days, at some 100 bytes each.
const TOLD_MAX: usize = 100_000;

/// Shows events to rules and remembers what correlations need.
///
/// The state depends on nothing but the records shown, in their order: to
/// rebuild it, show them again. An event told again (same key) raises nothing
/// and counts nowhere twice, as long as its finding is among the last
/// [`TOLD_MAX`] and its hit still in its group's memory.
#[derive(Debug)]
pub struct Detector {
    rules: Arc<RuleSet>,
    correlators: BTreeMap<usize, Correlator>,
    told: Told,
}

/// A rule that has hit, with the records that made it.
struct Matched {
    rule: usize,
    at_ms: i64,
    records: Arc<[RecordRef]>,
}

impl Detector {
    /// Has seen nothing yet.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let correlators =
            rules.rules.iter().enumerate().filter_map(|(index, rule)| match &rule.body {
                Body::Event(_) => None,
                Body::Correlation { spec, slots } => {
                    Some((index, Correlator::new(spec.clone(), *slots)))
                }
            });
        let correlators = correlators.collect();
        Self { rules, correlators, told: Told::default() }
    }

    /// The rules that it shows events to.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Shows one event, read from that record of the events ledger.
    pub fn observe(&mut self, index: u64, event: &Event) -> Vec<Finding> {
        let (service, event_type) = (event.service().as_str(), event.event_type.as_deref());
        let rules = Arc::clone(&self.rules);
        let mut candidates = rules.candidates(service, event_type).peekable();
        if candidates.peek().is_none() {
            return Vec::new();
        }
        let fields = Value::Object(field::for_rules(event));
        let records = Arc::from(vec![RecordRef { index, key: event.key.clone() }]);
        let at_ms = event.occurred_at.as_millisecond();
        let hits = candidates.filter(|&rule| match rules.rules.get(rule).map(|rule| &rule.body) {
            Some(Body::Event(matcher)) => matcher.matches(&fields),
            Some(Body::Correlation { .. }) | None => false,
        });
        let mut matched: VecDeque<Matched> =
            hits.map(|rule| Matched { rule, at_ms, records: Arc::clone(&records) }).collect();

        let mut findings = Vec::new();
        while let Some(hit) = matched.pop_front() {
            findings.extend(self.finding(&hit, event));
            matched.extend(self.correlate(&hit, &fields));
        }
        findings
    }

    /// The finding of a rule that speaks for itself and has not said this before.
    fn finding(&mut self, hit: &Matched, event: &Event) -> Option<Finding> {
        let rule = self.rules.info(hit.rule).filter(|rule| rule.is_alone)?;
        let digest = digest(rule, &hit.records);
        if !self.told.insert(digest) {
            return None;
        }
        Some(Finding {
            id: FindingId(hex::encode(digest)),
            rule: rule.id.clone(),
            title: rule.title.clone(),
            level: rule.level,
            tags: rule.tags.clone(),
            requirements: rule.requirements.clone(),
            records: hit.records.to_vec(),
            occurred_at: Timestamp::from_millisecond(hit.at_ms).unwrap_or(event.occurred_at),
            actor_id: event.actor.id,
            actor: event.actor.name.clone(),
            summary: summary::of(event, hit.records.len()),
        })
    }

    /// The correlations that this hit completes.
    fn correlate(&mut self, hit: &Matched, fields: &Value) -> Vec<Matched> {
        let feeds = self.rules.rules.get(hit.rule).map(|rule| rule.feeds.as_slice());
        let mut completed = Vec::new();
        for &(rule, slot) in feeds.unwrap_or_default() {
            let records = Arc::clone(&hit.records);
            let shown = Hit { slot, at_ms: hit.at_ms, records, fields };
            let fired = self.correlators.get_mut(&rule).and_then(|one| one.observe(&shown));
            if let Some(Fired { at_ms, records }) = fired {
                completed.push(Matched { rule, at_ms, records: Arc::from(records) });
            }
        }
        completed
    }
}

/// 128 bits of SHA-256 over the rule's id and its events' keys, sorted.
fn digest(rule: &RuleInfo, records: &[RecordRef]) -> [u8; 16] {
    let keys: BTreeSet<&str> = records.iter().map(|record| record.key.0.as_str()).collect();
    let mut hash = Sha256::new();
    hash.update(rule.id.as_bytes());
    for key in keys {
        hash.update(b"\n");
        hash.update(key.as_bytes());
    }
    let mut digest = [0; 16];
    for (to, from) in digest.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    digest
}

/// The last findings, by digest.
#[derive(Debug, Default)]
struct Told {
    known: BTreeSet<[u8; 16]>,
    order: VecDeque<[u8; 16]>,
}

impl Told {
    /// Says no if it is known already.
    fn insert(&mut self, digest: [u8; 16]) -> bool {
        if !self.known.insert(digest) {
            return false;
        }
        self.order.push_back(digest);
        if self.order.len() > TOLD_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}
