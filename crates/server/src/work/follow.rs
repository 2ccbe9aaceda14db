//! Follows the events ledger: makes events searchable, shows them to the
//! rules, journals what the rules find and opens cases.
//!
//! Two loops with a cursor each, so that a slow index never delays a finding.
//! Both are behind the ledger and may be killed at any time: the index knows
//! how far it is, and the rules are shown a bounded stretch of the past again,
//! in silence, so that their correlations remember. A finding's id is derived
//! from its events, so that none is journalled twice.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use engine::coordinate::{Cases, What, opening};
use engine::detect::record::{RecordWatch, Shown};
use engine::detect::{Detector, Finding, Level, Matches, RuleSet};
use event::Event;
use jiff::{SignedDuration, Timestamp};
use ledger::{Reader, Record};
use store::Store;
use store::state::{Position, State};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::journal::{Journal, PRODUCT, Said, tell};
use super::learn::{self, Memories};
use super::read;
use super::writer::full_text;
use crate::app::rules::InForce;
use crate::app::{AppError, Notice};

/// Records that the rules are shown before findings are journalled.
const BATCH_RECORDS: usize = 4096;

/// Fewer records than this are not worth a thread.
const SHARE_MIN: usize = 256;

/// Bytes of raw records in memory at once.
const BATCH_BYTES: usize = 8 << 20;

/// Records of a finding that are looked at for its first sign.
const FIRST_SEEN_RECORDS: usize = 100;

/// What the index's loop needs.
pub(crate) struct Indexer {
    /// Where rows go.
    pub(crate) store: Arc<Store>,
    /// Events.
    pub(crate) reader: Reader,
    /// How far the index is.
    pub(crate) indexed: watch::Sender<u64>,
    /// Who listens.
    pub(crate) notices: broadcast::Sender<Notice>,
}

impl Indexer {
    /// Makes events searchable as they become durable.
    pub(crate) async fn run(self, mut durable: watch::Receiver<u64>, stop: CancellationToken) {
        loop {
            // What becomes durable meanwhile wakes the next turn.
            durable.mark_unchanged();
            match self.store.catch_up(&self.reader, &mut |_done, _all| {}).await {
                Ok(up_to) => {
                    if self.indexed.send_replace(up_to) != up_to {
                        tell(&self.notices, Notice::Indexed { up_to });
                    }
                }
                Err(error) => {
                    let error = full_text(&error);
                    tracing::error!(error, "Events cannot be made searchable");
                    return;
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                changed = durable.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// What the rules' loop needs.
pub(crate) struct Watcher {
    /// Events.
    pub(crate) reader: Reader,
    /// Where findings go.
    pub(crate) journal: Arc<Journal>,
    /// The rules in force.
    pub(crate) rules: watch::Receiver<InForce>,
    /// What baselines remember.
    pub(crate) memories: Memories,
    /// Findings of one actor nearer than this are one incident.
    pub(crate) window: SignedDuration,
    /// How far the rules have seen.
    pub(crate) detected: watch::Sender<u64>,
    /// Where that is kept for the next start.
    pub(crate) state: Arc<State>,
    /// What is noticed of the record itself.
    pub(crate) about: Arc<Mutex<RecordWatch>>,
}

/// The cursor of the rules' loop.
pub(crate) const DETECTED: &str = "detected";

/// The cursor is kept so often: what it lacks after a kill is only seen again.
const SAVE_EVERY: Duration = Duration::from_secs(1);

/// What was last kept of the cursor, and when.
struct Saved {
    position: u64,
    at: Instant,
}

/// A finding with the time of its first event.
#[derive(Debug)]
pub(crate) struct Raised {
    finding: Finding,
    first_seen_at: Timestamp,
    /// Its events, if all could be read.
    events: Vec<Event>,
}

/// One stretch of records, seen by the rules.
struct Seen {
    detector: Detector,
    raised: Vec<Raised>,
    next: u64,
}

impl Watcher {
    /// Shows events to the rules as they become durable.
    pub(crate) async fn run(
        mut self,
        cursor: u64,
        durable: watch::Receiver<u64>,
        stop: CancellationToken,
    ) {
        if let Err(error) = self.watch(cursor, durable, stop).await {
            let error = format!("{error:#}");
            tracing::error!(error, "The rules see no more events");
        }
    }

    async fn watch(
        &mut self,
        cursor: u64,
        mut durable: watch::Receiver<u64>,
        stop: CancellationToken,
    ) -> Result<(), anyhow::Error> {
        let (mut detector, mut at) = self.begin(cursor).await?;
        let mut saved = Saved { position: cursor, at: Instant::now() };
        loop {
            durable.mark_unchanged();
            if self.has_new_rules() {
                detector = self.renew(detector, at).await?;
            }
            while at < self.reader.size() && !stop.is_cancelled() && !self.has_new_rules() {
                let (returned, next) = self.step(detector, at, cursor).await?;
                detector = returned;
                if next <= at {
                    break;
                }
                at = next;
                self.save(at, &mut saved, SAVE_EVERY).await;
                detector = self.keep(detector, at).await?;
            }
            if self.has_new_rules() && !stop.is_cancelled() {
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => {
                    self.save(at, &mut saved, Duration::ZERO).await;
                    return Ok(());
                }
                changed = durable.changed() => changed?,
                changed = self.rules.changed() => {
                    changed?;
                    self.rules.mark_changed();
                }
            }
        }
    }

    fn has_new_rules(&self) -> bool {
        self.rules.has_changed().unwrap_or(false)
    }

    /// A detector that remembers, and from where to show it the record again.
    async fn begin(&mut self, cursor: u64) -> Result<(Detector, u64), anyhow::Error> {
        let rules = Arc::clone(&self.rules.borrow_and_update().set);
        let reader = self.reader.clone();
        let mut memories = self.memories.clone();
        let beginning = tokio::task::spawn_blocking(move || {
            let begun = learn::begin(rules, &reader, &mut memories, cursor)?;
            Ok::<_, anyhow::Error>((begun, memories))
        });
        let (begun, memories) = beginning.await??;
        self.memories = memories;
        Ok(begun)
    }

    /// A detector of the rules that are in force now.
    async fn renew(&mut self, old: Detector, at: u64) -> Result<Detector, anyhow::Error> {
        let rules = Arc::clone(&self.rules.borrow_and_update().set);
        let reader = self.reader.clone();
        tokio::task::spawn_blocking(move || learn::renew(old, rules, &reader, at)).await?
    }

    /// Writes down what baselines remember, unless that was just done.
    async fn keep(&mut self, detector: Detector, at: u64) -> Result<Detector, anyhow::Error> {
        if !self.memories.is_due(&detector, at) {
            return Ok(detector);
        }
        let memories = self.memories.clone();
        self.memories.is_kept(at);
        Ok(tokio::task::spawn_blocking(move || {
            memories.keep(&detector, at);
            detector
        })
        .await?)
    }

    /// Keeps the cursor, unless that was just done.
    async fn save(&self, at: u64, saved: &mut Saved, every: Duration) {
        if at <= saved.position || saved.at.elapsed() < every {
            return;
        }
        let state = Arc::clone(&self.state);
        let position = Position { position: at, fingerprint: String::new() };
        let saving = tokio::task::spawn_blocking(move || state.set_cursor(DETECTED, &position));
        match saving.await {
            Ok(Ok(())) => *saved = Saved { position: at, at: Instant::now() },
            // The next start sees a little more again; nothing is lost.
            Ok(Err(error)) => tracing::warn!(error = full_text(&error), "A cursor was not kept"),
            Err(error) => tracing::warn!(%error, "A cursor was not kept"),
        }
    }

    /// Shows the next stretch and journals what was found in it. What lies
    /// before `cursor` was journalled by an earlier run.
    async fn step(
        &self,
        detector: Detector,
        at: u64,
        cursor: u64,
    ) -> Result<(Detector, u64), anyhow::Error> {
        let reader = self.reader.clone();
        let about = Arc::clone(&self.about);
        let seen = move || see(detector, &about, &reader, (at, cursor));
        let seen = tokio::task::spawn_blocking(seen);
        let seen = seen.await??;
        journal_findings(&self.journal, seen.raised, self.window).await?;
        self.detected.send_replace(seen.next.max(cursor));
        Ok((seen.detector, seen.next))
    }
}

/// Journals findings; those that are there already change nothing.
pub(crate) async fn journal_findings(
    journal: &Journal,
    raised: Vec<Raised>,
    window: SignedDuration,
) -> Result<(), AppError> {
    let mut rest = raised.as_slice();
    while !rest.is_empty() {
        let (_, told) =
            journal.decide(PRODUCT, |cases, _now| Ok(tell_some(cases, rest, window))).await?;
        rest = rest.get(told..).unwrap_or_default();
    }
    Ok(())
}

/// Findings with the times of their first events.
pub(crate) fn raised(reader: &Reader, findings: &[Finding]) -> Vec<Raised> {
    findings.iter().map(|finding| with_events(reader, finding.clone())).collect()
}

/// Entries for the first findings; answers how many were told. It stops where
/// the next decision must see what this one changes: after a case was opened, its
/// exposure moved or its kind decided, and before a finding of an actor that was
/// just attached when it needs to know of that one.
fn tell_some(cases: &Cases, raised: &[Raised], window: SignedDuration) -> (Said, usize) {
    let mut said = Said::new();
    let mut attached = BTreeSet::new();
    for (told, Raised { finding, first_seen_at, events }) in raised.iter().enumerate() {
        if cases.findings.contains_key(&finding.id) {
            continue;
        }
        let mut next = opening::on_finding(cases, finding, *first_seen_at, window);
        let opens = next.iter().any(|(_, what)| matches!(what, What::CaseOpened { .. }));
        if opens && opening::is_own(cases, events) {
            next.clear();
        }
        let is_attached = matches!(next.as_slice(), [(_, What::FindingAttached { .. })]);
        let may_tip = finding.level >= Level::High;
        if (may_tip || !is_attached) && attached.contains(&finding.actor_id) {
            return (said, told);
        }
        let is_last = !next.is_empty() && !is_attached;
        said.push((None, What::FindingRaised { finding: finding.clone() }));
        said.extend(next.into_iter().map(|(case, what)| (Some(case), what)));
        if is_last {
            return (said, told.saturating_add(1));
        }
        if is_attached {
            attached.insert(finding.actor_id);
        }
    }
    (said, raised.len())
}

fn see(
    mut detector: Detector,
    about: &Mutex<RecordWatch>,
    reader: &Reader,
    (at, cursor): (u64, u64),
) -> Result<Seen, anyhow::Error> {
    let mut raised = Vec::new();
    let mut next = at;
    let mut bytes = 0;
    let mut records = Vec::new();
    for record in reader.iter(at).take(BATCH_RECORDS) {
        let record = record?;
        bytes += record.raw.len();
        records.push(record);
        if bytes > BATCH_BYTES {
            break;
        }
    }
    for (record, looked) in records.iter().zip(look(&detector.shared_rules(), &records)) {
        let mut findings = detector.observe_matches(record.index, &looked.event, &looked.matches);
        let shown = Shown {
            index: record.index,
            source: &record.source,
            received_at: read::received_at(record),
            event: &looked.event,
        };
        findings.extend(about.lock().unwrap_or_else(PoisonError::into_inner).observe(shown));
        next = record.index.saturating_add(1);
        if record.index >= cursor {
            raised.extend(findings.into_iter().map(|finding| with_events(reader, finding)));
        }
    }
    Ok(Seen { detector, raised, next })
}

/// An event, and which rules match it by itself.
struct Looked {
    event: Event,
    matches: Matches,
}

/// Reads events and finds the rules that match each: all that needs no memory,
/// on all cores.
fn look(rules: &RuleSet, records: &[Record]) -> Vec<Looked> {
    let one = |record: &Record| {
        let event = read::event(record);
        Looked { matches: rules.look(&event), event }
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = records.len().div_ceil(cores).max(SHARE_MIN);
    std::thread::scope(|scope| {
        let mut shares = records.chunks(share);
        let first = shares.next().unwrap_or_default();
        let others: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<_>>()))
            .collect();
        let mut looked: Vec<Looked> = first.iter().map(one).collect();
        for other in others {
            match other.join() {
                Ok(more) => looked.extend(more),
                Err(_died) => break, // of a fault of ours: look again from there
            }
        }
        let missing = records.get(looked.len()..).unwrap_or_default();
        looked.extend(missing.iter().map(one));
        looked
    })
}

/// A finding with its events and the time of the first.
fn with_events(reader: &Reader, finding: Finding) -> Raised {
    let records = finding.records.iter().take(FIRST_SEEN_RECORDS);
    let read = records.filter_map(|record| reader.read(record.index).ok());
    let mut events: Vec<Event> = read.map(|record| read::event(&record)).collect();
    let times = events.iter().map(|event| event.occurred_at).chain([finding.occurred_at]);
    let first_seen_at = times.min().unwrap_or(finding.occurred_at);
    // Of what cannot be seen whole nobody can say that we did it.
    if events.len() < finding.records.len() {
        events.clear();
    }
    Raised { finding, first_seen_at, events }
}
