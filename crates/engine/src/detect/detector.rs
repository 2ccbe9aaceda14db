//! Events in, findings out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use event::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::baseline::{Baseline, Memory, Reason};
use super::correlate::{Correlator, Fired, Hit};
use super::fields::Fields;
use super::set::Body;
use super::summary;
use super::{Finding, FindingId, RecordRef, RuleInfo, RuleSet};

/// Findings whose ids are remembered, so that none is raised twice: those of
/// many days, at some 100 bytes each.
const TOLD_MAX: usize = 100_000;

/// Shows events to rules and remembers what correlations and baselines need.
///
/// The state depends on nothing but the records shown, in their order: to
/// rebuild it, show them again. An event told again (same key) raises nothing
/// and counts nowhere twice, as long as its finding is among the last
/// [`TOLD_MAX`] and its hit still in its group's memory.
///
/// Correlations need the records of a window; baselines those of weeks. So
/// what baselines remember can be written down ([`Detector::memory`]) and
/// taken up again ([`Detector::recall`]); after a change of rules the state of
/// those that stayed is taken over ([`Detector::take_over`]), and an
/// [apprentice](Detector::apprentice) learns the others from the record.
#[derive(Debug)]
pub struct Detector {
    rules: Arc<RuleSet>,
    correlators: BTreeMap<usize, Correlator>,
    baselines: BTreeMap<usize, Baseline>,
    /// Rules with a state that has been shown nothing.
    unlearned: BTreeSet<usize>,
    /// Only these rules look; `None`: all.
    only: Option<BTreeSet<usize>>,
    /// Rules that speak here although they are quiet: somebody asked for them by name.
    asked: BTreeSet<usize>,
    told: Told,
}

/// The single-event rules that an event matches, by place.
#[derive(Debug, Clone, Default)]
pub struct Matches(Vec<usize>);

/// What baselines remember, written down as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Written<M> {
    /// Records below this index were taken in.
    next: u64,
    /// By the rule's fingerprint.
    baselines: BTreeMap<String, M>,
}

/// A rule that has hit, with the records that made it.
struct Matched {
    rule: usize,
    at_ms: i64,
    records: Arc<[RecordRef]>,
    reason: Option<Reason>,
}

impl RuleSet {
    /// The single-event rules that match and of which a finding can come: the
    /// costly part, which needs no state and may be done on any core.
    pub fn look(&self, event: &Event) -> Matches {
        self.look_at(event, |rule| !self.is_idle(rule))
    }

    /// The single-event rules that match, also those of which no finding can come.
    pub(super) fn look_at_all(&self, event: &Event) -> Matches {
        self.look_at(event, |_rule| true)
    }

    fn look_at(&self, event: &Event, is_wanted: impl Fn(usize) -> bool) -> Matches {
        let (service, event_type) = (event.service().as_str(), event.event_type.as_deref());
        let candidates = self.candidates(service, event_type);
        let mut candidates = candidates.filter(|&rule| is_wanted(rule)).peekable();
        if candidates.peek().is_none() {
            return Matches::default();
        }
        let fields = Fields::of(event);
        Matches(candidates.filter(|&rule| self.hits(rule, &fields)).collect())
    }
}

impl Detector {
    /// Has seen nothing yet.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let mut correlators = BTreeMap::new();
        let mut baselines = BTreeMap::new();
        for (index, rule) in rules.rules.iter().enumerate() {
            if let Body::Correlation { spec, slots } = &rule.body {
                correlators.insert(index, Correlator::new(spec.clone(), *slots));
            }
            if let Some(spec) = &rule.baseline {
                baselines.insert(index, Baseline::new(spec.clone()));
            }
        }
        let unlearned = correlators.keys().chain(baselines.keys()).copied().collect();
        Self {
            rules,
            correlators,
            baselines,
            unlearned,
            only: None,
            asked: BTreeSet::new(),
            told: Told::default(),
        }
    }

    /// The same; those rules speak, even if they are informational.
    pub(super) fn asking(rules: Arc<RuleSet>, asked: BTreeSet<usize>) -> Self {
        Self { asked, ..Self::new(rules) }
    }

    /// The rules that it shows events to.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The same, to be looked at elsewhere.
    pub fn shared_rules(&self) -> Arc<RuleSet> {
        Arc::clone(&self.rules)
    }

    /// Whether it has baselines, which need more of the record than a window.
    pub fn has_baselines(&self) -> bool {
        !self.baselines.is_empty()
    }

    /// Shows one event, read from that record of the events ledger.
    pub fn observe(&mut self, index: u64, event: &Event) -> Vec<Finding> {
        let matches = if self.asked.is_empty() {
            self.rules.look(event)
        } else {
            self.rules.look_at_all(event)
        };
        self.observe_matches(index, event, &matches)
    }

    /// The same for an event whose [matches](RuleSet::look) are known.
    pub fn observe_matches(
        &mut self,
        index: u64,
        event: &Event,
        matches: &Matches,
    ) -> Vec<Finding> {
        self.observe_hits(index, event, matches, &mut |_hit| {})
    }

    /// The same; tells each rule that hits, also one that raises no findings.
    pub(super) fn observe_hits(
        &mut self,
        index: u64,
        event: &Event,
        matches: &Matches,
        hits: &mut dyn FnMut(usize),
    ) -> Vec<Finding> {
        if matches.0.is_empty() {
            return Vec::new();
        }
        let fields = Fields::of(event);
        let records: Arc<[RecordRef]> =
            Arc::from(vec![RecordRef { index, key: event.key.clone() }]);
        let at_ms = event.occurred_at.as_millisecond();
        let mut matched = VecDeque::new();
        for &rule in &matches.0 {
            if self.only.as_ref().is_some_and(|only| !only.contains(&rule)) {
                continue;
            }
            let reason = match self.baselines.get_mut(&rule) {
                None => None,
                Some(baseline) => match baseline.observe(index, &event.key, at_ms, &fields) {
                    None => continue,
                    reason => reason,
                },
            };
            matched.push_back(Matched { rule, at_ms, records: Arc::clone(&records), reason });
        }
        let mut findings = Vec::new();
        while let Some(hit) = matched.pop_front() {
            hits(hit.rule);
            findings.extend(self.finding(&hit, event));
            matched.extend(self.correlate(&hit, &fields));
        }
        findings
    }

    /// What its baselines remember of the records below `next`, to be written down.
    ///
    /// # Errors
    /// None that is known: it is plain JSON.
    pub fn memory(&self, next: u64) -> Result<String, serde_json::Error> {
        let written = self.baselines.iter().filter_map(|(&rule, baseline)| {
            Some((self.fingerprint(rule)?.to_owned(), baseline.written()))
        });
        serde_json::to_string(&Written { next, baselines: written.collect() })
    }

    /// Takes up what was written down: from which record on it knows nothing.
    /// Rules that are not in it stay [unlearned](Detector::apprentice).
    ///
    /// # Errors
    /// It is not what [`Detector::memory`] wrote; then nothing is taken up.
    pub fn recall(&mut self, memory: &str) -> Result<u64, serde_json::Error> {
        let mut written: Written<Memory> = serde_json::from_str(memory)?;
        let rules = Arc::clone(&self.rules);
        for (&rule, baseline) in &mut self.baselines {
            let known = rules.rules.get(rule).and_then(|rule| {
                Some((rule.baseline.clone()?, written.baselines.remove(&rule.fingerprint)?))
            });
            if let Some((spec, memory)) = known {
                *baseline = Baseline::remembering(spec, memory);
                baseline.has_learned_to(written.next);
                self.unlearned.remove(&rule);
            }
        }
        Ok(written.next)
    }

    /// Takes over what another remembers of the rules that both have.
    pub fn take_over(&mut self, mut other: Self) {
        let places: BTreeMap<String, usize> = (0..other.rules.rules.len())
            .filter_map(|rule| Some((other.fingerprint(rule)?.to_owned(), rule)))
            .collect();
        for rule in std::mem::take(&mut self.unlearned) {
            let theirs = self.fingerprint(rule).and_then(|print| places.get(print)).copied();
            if !theirs.is_some_and(|theirs| self.take_one(rule, theirs, &mut other)) {
                self.unlearned.insert(rule);
            }
        }
        self.told = other.told;
    }

    /// A detector of those rules that have been shown nothing yet, with what
    /// they refer to; none if there are no such rules. Show it the record, drop
    /// its findings, and let it [come back](Detector::come_back).
    pub fn apprentice(&self, with_correlations: bool) -> Option<Self> {
        let wanted = |rule: &&usize| with_correlations || self.baselines.contains_key(rule);
        let unlearned: BTreeSet<usize> = self.unlearned.iter().filter(wanted).copied().collect();
        if unlearned.is_empty() {
            return None;
        }
        let mut only = unlearned;
        loop {
            let feeders: Vec<usize> = (0..self.rules.rules.len())
                .filter(|rule| !only.contains(rule))
                .filter(|&rule| self.rules.feeds(rule).any(|other| only.contains(&other)))
                .collect();
            if feeders.is_empty() {
                break;
            }
            only.extend(feeders);
        }
        Some(Self { only: Some(only), ..Self::new(Arc::clone(&self.rules)) })
    }

    /// Whether a baseline has been shown nothing yet: it needs the whole record.
    pub fn has_unlearned_baselines(&self) -> bool {
        self.unlearned.iter().any(|rule| self.baselines.contains_key(rule))
    }

    /// Takes over what an apprentice has learned of the records below `next`.
    pub fn come_back(&mut self, mut apprentice: Self, next: u64) {
        let learned = apprentice.only.take().unwrap_or_default();
        for rule in std::mem::take(&mut self.unlearned) {
            if !learned.contains(&rule) || !self.take_one(rule, rule, &mut apprentice) {
                self.unlearned.insert(rule);
            } else if let Some(baseline) = self.baselines.get_mut(&rule) {
                baseline.has_learned_to(next);
            }
        }
    }

    fn take_one(&mut self, ours: usize, theirs: usize, other: &mut Self) -> bool {
        if let Some(baseline) = other.baselines.remove(&theirs) {
            self.baselines.insert(ours, baseline);
            return true;
        }
        let correlator = other.correlators.remove(&theirs);
        correlator.is_some_and(|one| self.correlators.insert(ours, one).is_some())
    }

    fn fingerprint(&self, rule: usize) -> Option<&str> {
        self.rules.rules.get(rule).map(|rule| rule.fingerprint.as_str())
    }

    /// The finding of a rule that speaks for itself and has not said this before.
    fn finding(&mut self, hit: &Matched, event: &Event) -> Option<Finding> {
        let is_asked = self.asked.contains(&hit.rule);
        let rule = self.rules.info(hit.rule).filter(|rule| rule.is_alone || is_asked)?;
        let digest = digest(rule, &hit.records);
        if !self.told.insert(digest) {
            return None;
        }
        let summary = summary::of(event, hit.records.len());
        let (summary, reason) = match &hit.reason {
            None => (summary, None),
            Some(reason) => (format!("{summary}: {}", reason.english), Some(reason.text.clone())),
        };
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
            summary,
            reason,
        })
    }

    /// The correlations that this hit completes.
    fn correlate(&mut self, hit: &Matched, fields: &Fields<'_>) -> Vec<Matched> {
        let feeds = self.rules.rules.get(hit.rule).map(|rule| rule.feeds.as_slice());
        let mut completed = Vec::new();
        for &(rule, slot) in feeds.unwrap_or_default() {
            let records = Arc::clone(&hit.records);
            let shown = Hit { slot, at_ms: hit.at_ms, records, fields };
            let fired = self.correlators.get_mut(&rule).and_then(|one| one.observe(&shown));
            if let Some(Fired { at_ms, records }) = fired {
                let records = Arc::from(records);
                completed.push(Matched { rule, at_ms, records, reason: None });
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
