//! Follows the events ledger: makes events searchable, shows them to the
//! rules, journals what the rules find and opens cases.
//!
//! Two loops with a cursor each, so that a slow index never delays a finding.
//! Both are behind the ledger and may be killed at any time: the index knows
//! how far it is, and the rules are shown a bounded stretch of the past again,
//! in silence, so that their correlations remember. A finding's id is derived
//! from its events, so that none is journalled twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::coordinate::{Cases, What, opening};
use engine::detect::{Detector, Finding, RuleSet};
use jiff::{SignedDuration, Timestamp};
use ledger::Reader;
use store::Store;
use store::state::{Position, State};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::journal::{Journal, PRODUCT, Said, tell};
use super::read;
use super::writer::full_text;
use crate::app::{AppError, Notice};

/// How many records the rules are shown again after a start. At a quiet
/// thousand events an hour that is a week; on a busy instance minutes, which
/// is what the windows of the shipped correlations need.
const REPLAY_RECORDS: u64 = 100_000;

/// Records that the rules are shown before findings are journalled.
const BATCH_RECORDS: usize = 4096;

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
    /// The rules.
    pub(crate) rules: Arc<RuleSet>,
    /// Findings of one actor nearer than this are one incident.
    pub(crate) window: SignedDuration,
    /// How far the rules have seen.
    pub(crate) detected: watch::Sender<u64>,
    /// Where that is kept for the next start.
    pub(crate) state: Arc<State>,
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
struct Raised {
    finding: Finding,
    first_seen_at: Timestamp,
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
        self,
        cursor: u64,
        mut durable: watch::Receiver<u64>,
        stop: CancellationToken,
    ) {
        let mut detector = Detector::new(Arc::clone(&self.rules));
        let mut at = cursor.saturating_sub(REPLAY_RECORDS);
        let mut saved = Saved { position: cursor, at: Instant::now() };
        loop {
            durable.mark_unchanged();
            while at < self.reader.size() && !stop.is_cancelled() {
                match self.step(detector, at, cursor).await {
                    Ok((returned, next)) if next > at => {
                        (detector, at) = (returned, next);
                        self.save(at, &mut saved, SAVE_EVERY).await;
                    }
                    Ok((returned, _)) => {
                        detector = returned;
                        break;
                    }
                    Err(error) => {
                        let error = format!("{error:#}");
                        tracing::error!(error, "The rules see no more events");
                        return;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => return self.save(at, &mut saved, Duration::ZERO).await,
                changed = durable.changed() => if changed.is_err() { return },
            }
        }
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
        let seen = tokio::task::spawn_blocking(move || see(detector, &reader, at, cursor));
        let seen = seen.await??;
        self.journal_findings(seen.raised).await?;
        self.detected.send_replace(seen.next.max(cursor));
        Ok((seen.detector, seen.next))
    }

    async fn journal_findings(&self, raised: Vec<Raised>) -> Result<(), AppError> {
        let mut rest = raised.as_slice();
        while !rest.is_empty() {
            let (_, told) = self
                .journal
                .decide(PRODUCT, |cases, _now| Ok(tell_some(cases, rest, self.window)))
                .await?;
            rest = rest.get(told..).unwrap_or_default();
        }
        Ok(())
    }
}

/// Entries for the first findings; answers how many were told. It stops where
/// the next decision must see what this one changes: after a case was opened or
/// its exposure moved, and before a finding of an actor that was just attached.
fn tell_some(cases: &Cases, raised: &[Raised], window: SignedDuration) -> (Said, usize) {
    let mut said = Said::new();
    let mut attached = BTreeSet::new();
    for (told, Raised { finding, first_seen_at }) in raised.iter().enumerate() {
        if cases.findings.contains_key(&finding.id) {
            continue;
        }
        let next = opening::on_finding(cases, finding, *first_seen_at, window);
        let is_attached = matches!(next.as_slice(), [(_, What::FindingAttached { .. })]);
        if !is_attached && attached.contains(&finding.actor_id) {
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
    reader: &Reader,
    at: u64,
    cursor: u64,
) -> Result<Seen, anyhow::Error> {
    let mut raised = Vec::new();
    let mut next = at;
    let mut bytes = 0;
    for record in reader.iter(at).take(BATCH_RECORDS) {
        let record = record?;
        let event = read::event(&record);
        let findings = detector.observe(record.index, &event);
        next = record.index.saturating_add(1);
        if record.index >= cursor {
            raised.extend(
                findings
                    .into_iter()
                    .map(|finding| Raised { first_seen_at: first_seen(reader, &finding), finding }),
            );
        }
        bytes += record.raw.len();
        if bytes > BATCH_BYTES {
            break;
        }
    }
    Ok(Seen { detector, raised, next })
}

/// When the earliest of the finding's events happened.
fn first_seen(reader: &Reader, finding: &Finding) -> Timestamp {
    let records = finding.records.iter().take(FIRST_SEEN_RECORDS);
    let times = records
        .filter_map(|record| reader.read(record.index).ok())
        .map(|record| read::event(&record).occurred_at);
    times.chain([finding.occurred_at]).min().unwrap_or(finding.occurred_at)
}
