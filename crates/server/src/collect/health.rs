//! How each source does: what came, when, how late, how often, what went wrong.
//!
//! Every way in owns one [`Gauge`] for each of its sources and tells it what
//! happens; command line, API and page read them all through [`Gauges::list`].
//! Figures of a source survive a restart ([`Gauges::kept`], [`Gauges::restore`]).
//!
//! Everything is bounded: sources, gaps, the length of an error's text.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use event::Way;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// More sources than anybody has; above, figures go to a gauge that nobody reads.
const SOURCES_MAX: usize = 4096;

/// So many of the latest gaps between two deliveries tell what is usual.
const GAPS_MAX: usize = 1000;

/// Fewer gaps say nothing about what is usual.
const GAPS_MIN: usize = 20;

/// An error is told in so many characters.
const ERROR_CHARS_MAX: usize = 300;

/// The rate is that of the last minute.
const RATE_SECONDS: i64 = 60;

/// What a source does right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is being set up.
    Starting,
    /// It reads, or takes what is sent.
    Working,
    /// It waits: for something to read, for a sender, for room.
    Waiting,
    /// The last attempt failed; it tries again.
    Failing,
    /// It takes nothing any more.
    Stopped,
}

impl State {
    /// The word used in JSON and in messages' names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::Failing => "failing",
            Self::Stopped => "stopped",
        }
    }
}

/// How one source does, as people and programs are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceHealth {
    /// `<way>/<name>`: `stream/main`, `follow/rails`.
    pub source: String,
    /// By which way it comes.
    pub way: Way,
    /// What it does right now.
    pub state: State,
    /// When the latest event happened, as GitLab says.
    pub last_event_at: Option<Timestamp>,
    /// When something came last.
    pub last_received_at: Option<Timestamp>,
    /// How long the latest event took to come to us, in seconds.
    pub lag_s: Option<i64>,
    /// Records made durable since the source is known.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What went wrong, how often.
    pub errors: u64,
    /// Messages that were not taken because we could not keep up (UDP), or
    /// lines that were too long.
    pub dropped: u64,
    /// What went wrong last. Holds nothing secret.
    pub last_error: Option<String>,
    /// When.
    pub last_error_at: Option<Timestamp>,
    /// Records of the last minute.
    pub per_minute: u64,
    /// 99 of 100 gaps between two deliveries were shorter, in seconds; `None`
    /// as long as too few are known.
    pub usual_gap_s: Option<i64>,
    /// Where it is, for who looks after it: files and offsets, connections.
    pub detail: Vec<String>,
}

/// The gauges of all sources.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    all: Mutex<BTreeMap<String, Arc<Gauge>>>,
    before: Mutex<BTreeMap<String, Kept>>,
}

/// The figures of one source.
#[derive(Debug)]
pub(crate) struct Gauge {
    source: Arc<str>,
    now: Mutex<Figures>,
}

#[derive(Debug)]
struct Figures {
    state: State,
    kept: Kept,
    /// Records by second, the latest last.
    rate: VecDeque<(i64, u64)>,
    detail: Vec<String>,
}

/// What survives a restart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    last_event_at: Option<Timestamp>,
    last_received_at: Option<Timestamp>,
    lag_s: Option<i64>,
    records: u64,
    bytes: u64,
    errors: u64,
    dropped: u64,
    last_error: Option<String>,
    last_error_at: Option<Timestamp>,
    /// Seconds between two deliveries.
    gaps_s: VecDeque<i64>,
}

impl Gauges {
    /// The gauge of that source, made if there is none yet.
    pub(crate) fn of(&self, source: &str) -> Arc<Gauge> {
        let mut all = self.lock();
        if let Some(gauge) = all.get(source) {
            return Arc::clone(gauge);
        }
        let gauge = Arc::new(Gauge::new(source, self.figures_before(source)));
        if all.len() < SOURCES_MAX {
            all.insert(source.to_owned(), Arc::clone(&gauge));
        }
        gauge
    }

    /// How all sources do, by name.
    pub(crate) fn list(&self, now: Timestamp) -> Vec<SourceHealth> {
        let all: Vec<Arc<Gauge>> = self.lock().values().map(Arc::clone).collect();
        all.iter().map(|gauge| gauge.health(now)).collect()
    }

    /// What survives a restart, as JSON. Also of sources that nobody asked for in
    /// this run: a command opens the data directory without starting any.
    pub(crate) fn kept(&self) -> String {
        let mut kept = self.before.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let all = self.lock();
        kept.extend(all.iter().map(|(source, gauge)| (source.clone(), gauge.lock().kept.clone())));
        drop(all);
        while kept.len() > SOURCES_MAX {
            kept.pop_last();
        }
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Goes on where an earlier run ended: with the figures that [`Self::kept`]
    /// gave. A source that nobody asks for any more is not shown.
    pub(crate) fn restore(&self, kept: &str) {
        let kept: BTreeMap<String, Kept> = serde_json::from_str(kept).unwrap_or_default();
        *self.before.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    fn figures_before(&self, source: &str) -> Kept {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = before.remove(source).unwrap_or_default();
        kept.gaps_s.truncate(GAPS_MAX);
        kept
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Gauge>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gauge {
    fn new(source: &str, kept: Kept) -> Self {
        let figures =
            Figures { state: State::Starting, kept, rate: VecDeque::new(), detail: Vec::new() };
        Self { source: Arc::from(source), now: Mutex::new(figures) }
    }

    /// Records were made durable. `newest` is when the latest of them happened,
    /// if it says so.
    pub(crate) fn received(
        &self,
        records: u64,
        bytes: u64,
        newest: Option<Timestamp>,
        now: Timestamp,
    ) {
        let mut figures = self.lock();
        figures.state = State::Working;
        figures.count(records, now.as_second());
        let kept = &mut figures.kept;
        kept.records = kept.records.saturating_add(records);
        kept.bytes = kept.bytes.saturating_add(bytes);
        if let Some(before) = kept.last_received_at.replace(now) {
            kept.gaps_s.push_back(seconds_between(before, now));
            if kept.gaps_s.len() > GAPS_MAX {
                kept.gaps_s.pop_front();
            }
        }
        if let Some(newest) = newest {
            kept.see(newest, now);
        }
    }

    /// Something went wrong; the source tries again. `why` holds nothing secret.
    pub(crate) fn failed(&self, why: &str, now: Timestamp) {
        let mut figures = self.lock();
        figures.state = State::Failing;
        figures.kept.fault(why, now);
    }

    /// Messages or lines were not taken, and never will be.
    pub(crate) fn dropped(&self, count: u64, why: &str, now: Timestamp) {
        let mut figures = self.lock();
        figures.kept.dropped = figures.kept.dropped.saturating_add(count);
        figures.kept.fault(why, now);
    }

    /// What the source does from now on.
    pub(crate) fn state(&self, state: State) {
        self.lock().state = state;
    }

    /// Where it is, for who looks after it.
    pub(crate) fn detail(&self, detail: Vec<String>) {
        self.lock().detail = detail;
    }

    /// As people and programs are told.
    pub(crate) fn health(&self, now: Timestamp) -> SourceHealth {
        let figures = self.lock();
        let kept = &figures.kept;
        SourceHealth {
            source: self.source.to_string(),
            way: Way::of_source(&self.source),
            state: figures.state,
            last_event_at: kept.last_event_at,
            last_received_at: kept.last_received_at,
            lag_s: kept.lag_s,
            records: kept.records,
            bytes: kept.bytes,
            errors: kept.errors,
            dropped: kept.dropped,
            last_error: kept.last_error.clone(),
            last_error_at: kept.last_error_at,
            per_minute: figures.per_minute(now.as_second()),
            usual_gap_s: kept.usual_gap_s(),
            detail: figures.detail.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Figures> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Figures {
    fn count(&mut self, records: u64, second: i64) {
        self.rate.retain(|(at, _)| is_recent(*at, second));
        match self.rate.back_mut() {
            Some((at, count)) if *at == second => *count = count.saturating_add(records),
            Some(_) | None => self.rate.push_back((second, records)),
        }
    }

    fn per_minute(&self, second: i64) -> u64 {
        self.rate.iter().filter(|(at, _)| is_recent(*at, second)).map(|(_, count)| count).sum()
    }
}

/// Whether that second belongs to the last minute. A clock that was set back
/// makes no second recent for ever.
fn is_recent(at: i64, second: i64) -> bool {
    (0..RATE_SECONDS).contains(&second.saturating_sub(at))
}

impl Kept {
    fn see(&mut self, occurred_at: Timestamp, received_at: Timestamp) {
        self.last_event_at = Some(occurred_at);
        self.lag_s = Some(received_at.as_second().saturating_sub(occurred_at.as_second()));
    }

    fn fault(&mut self, why: &str, now: Timestamp) {
        self.errors = self.errors.saturating_add(1);
        self.last_error = Some(why.chars().take(ERROR_CHARS_MAX).collect());
        self.last_error_at = Some(now);
    }

    fn usual_gap_s(&self) -> Option<i64> {
        if self.gaps_s.len() < GAPS_MIN {
            return None;
        }
        let mut gaps: Vec<i64> = self.gaps_s.iter().copied().collect();
        gaps.sort_unstable();
        let place = gaps.len().saturating_mul(99).div_ceil(100).saturating_sub(1);
        gaps.get(place).copied()
    }
}

fn seconds_between(before: Timestamp, now: Timestamp) -> i64 {
    now.as_second().saturating_sub(before.as_second()).max(0)
}
