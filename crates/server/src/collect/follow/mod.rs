//! Log files and folders, followed as they grow and through rotation.
//!
//! Files are looked at twice a second, which works on every file system and
//! needs no queue that can overflow. Lines go to the ledger in batches, and only
//! then is the place kept. A kill in between is made good at the next start:
//! lines that the ledger has already, behind the place that was kept, are not
//! taken again.
//!
//! By file: [`names`] (which files), [`mark`] (a file known again), [`tail`]
//! (lines of one file), [`log`] (one log through rotation).

mod log;
mod mark;
mod names;
mod tail;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::state::Position;

use self::log::Log;
use self::mark::Mark;
use self::names::{LOGS_MAX, Wanted};
use super::health::State;
use crate::app::{App, AppError};
use crate::config::{Begin, ConfigError, Follow};

/// How often files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How often folders and patterns are looked through.
const SEARCH_EVERY: Duration = Duration::from_secs(3);

/// How often places are kept. What a kill leaves behind is made good from the ledger.
const KEEP_EVERY: Duration = Duration::from_secs(1);

/// A batch is handed over at this size.
const BATCH_BYTES: usize = 2 << 20;

/// Records of the ledger that are looked at for lines behind the kept place.
const BEHIND_MAX: u64 = 1_000_000;

/// Files that are shown to people one by one.
const DETAILS_MAX: usize = 50;

/// Follows until the product stops.
pub(super) struct Follower {
    source: Arc<str>,
    wanted: Vec<Wanted>,
    begin: Begin,
    logs: BTreeMap<PathBuf, Log>,
    /// What was kept of logs that are not there yet.
    kept: BTreeMap<PathBuf, Vec<Mark>>,
    searched_at: Option<Instant>,
    /// Lines behind the kept places that the ledger has already.
    told: BTreeMap<[u8; 32], u32>,
    /// How large the ledger was when places were kept.
    kept_size: u64,
    /// What is to be told of troubles, once each.
    troubles: Vec<String>,
    told_troubles: BTreeMap<PathBuf, String>,
    /// The log that is read next.
    turn: usize,
}

/// Lines of one turn.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<Bytes>,
    bytes: usize,
    too_long: u64,
    is_moved: bool,
    /// Places must be kept before anything is read.
    is_to_keep: bool,
}

/// What is kept of the whole.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// The log that these marks are of.
    path: PathBuf,
    marks: Vec<Mark>,
}

impl Follower {
    /// Reads the settings.
    pub(super) fn new(settings: &Follow) -> Result<Self, ConfigError> {
        let wanted: Result<Vec<_>, _> = settings
            .paths
            .iter()
            .map(|path| {
                Wanted::new(path).map_err(|error| ConfigError::Refused {
                    key: format!("follow {:?}", settings.name),
                    why: error.to_string(),
                })
            })
            .collect();
        Ok(Self {
            source: Arc::from(format!("follow/{}", settings.name)),
            wanted: wanted?,
            begin: settings.from,
            logs: BTreeMap::new(),
            kept: BTreeMap::new(),
            searched_at: None,
            told: BTreeMap::new(),
            kept_size: 0,
            troubles: Vec::new(),
            told_troubles: BTreeMap::new(),
            turn: 0,
        })
    }

    /// Follows until the product stops.
    pub(super) async fn run(mut self, app: App) {
        if let Err(error) = self.restore(&app).await {
            // Starting over repeats lines; a search shows them once.
            self.tell(&app, &format!("the places that were kept cannot be read: {error}"));
        }
        let stop = app.stopping();
        let gauge = app.gauges().of(&self.source);
        gauge.state(State::Starting);
        let mut kept_at = Instant::now();
        loop {
            let turn = tokio::task::spawn_blocking(move || {
                let batch = self.turn();
                (self, batch)
            });
            let batch;
            (self, batch) = match turn.await {
                Ok(done) => done,
                Err(error) => {
                    gauge.failed(&error.to_string(), app.clock().now());
                    gauge.state(State::Stopped);
                    return;
                }
            };
            self.tell_troubles(&app, batch.too_long);
            if batch.is_to_keep {
                self.keep(&app).await;
            }
            let (is_moved, is_to_keep) = (batch.is_moved, batch.is_to_keep);
            if !batch.lines.is_empty()
                && app.receive_patiently(&self.source, batch.lines).await.is_none()
            {
                return; // Not durable: the places stay as they were kept.
            }
            if kept_at.elapsed() >= KEEP_EVERY {
                self.keep(&app).await;
                kept_at = Instant::now();
            }
            if stop.is_cancelled() {
                break;
            }
            if !is_moved && !is_to_keep {
                // What was written before the last end is read.
                self.told.clear();
                let is_well = self.told_troubles.is_empty();
                gauge.state(if is_well { State::Waiting } else { State::Failing });
            }
            if !is_moved && (!is_to_keep || self.logs.values().any(|log| log.is_new)) {
                stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await;
            }
        }
        self.keep(&app).await;
    }

    /// Looks at everything once and reads a batch.
    fn turn(&mut self) -> Batch {
        self.search();
        let begin = self.begin;
        for log in self.logs.values_mut() {
            log.look(begin);
        }
        // What comes later is wanted from its first line.
        self.begin = Begin::Start;
        let is_to_keep = self.logs.values().any(|log| log.is_new);
        let batch = if is_to_keep { Batch { is_to_keep, ..Batch::default() } } else { self.read() };
        self.gather_troubles();
        batch
    }

    /// Finds new logs. A log that was found stays, also while it is not there.
    fn search(&mut self) {
        if self.searched_at.is_some_and(|at| at.elapsed() < SEARCH_EVERY) {
            return;
        }
        self.searched_at = Some(Instant::now());
        for path in self.wanted.iter().flat_map(Wanted::find) {
            if self.logs.contains_key(&path) {
                continue;
            }
            if self.logs.len() >= LOGS_MAX {
                let why = format!("more than {LOGS_MAX} files: make the patterns narrower");
                if self.told_troubles.insert(path, why.clone()).is_none() {
                    self.troubles.push(why);
                }
                return;
            }
            let marks = self.kept.remove(&path).unwrap_or_default();
            self.logs.insert(path.clone(), Log::new(path, marks));
        }
    }

    /// Reads some lines, of one log after the other, and begins the next time
    /// where it ended.
    fn read(&mut self) -> Batch {
        let mut batch = Batch::default();
        let count = self.logs.len();
        let first = self.turn % count.max(1);
        let order: Vec<PathBuf> =
            self.logs.keys().cycle().skip(first).take(count).cloned().collect();
        for path in order {
            let Some(log) = self.logs.get_mut(&path) else { continue };
            match log.read() {
                Ok(lines) => {
                    batch.is_moved |= lines.is_moved;
                    batch.too_long = batch.too_long.saturating_add(lines.too_long);
                    let lines = self.untold(lines.whole);
                    batch.bytes += lines.iter().map(Bytes::len).sum::<usize>();
                    batch.lines.extend(lines);
                }
                Err(error) => log.trouble = Some(error.to_string()),
            }
            self.turn = self.turn.wrapping_add(1);
            if batch.bytes >= BATCH_BYTES {
                break;
            }
        }
        batch
    }

    /// Without what the ledger has already.
    fn untold(&mut self, lines: Vec<Bytes>) -> Vec<Bytes> {
        if self.told.is_empty() {
            return lines;
        }
        let mut is_new = |line: &Bytes| {
            let hash: [u8; 32] = Sha256::digest(line).into();
            match self.told.get_mut(&hash) {
                Some(count) if *count > 0 => {
                    *count = count.saturating_sub(1);
                    false
                }
                Some(_) | None => true,
            }
        };
        lines.into_iter().filter(|line| is_new(line)).collect()
    }

    /// Reads the places that were kept, and the records behind them.
    async fn restore(&mut self, app: &App) -> Result<(), AppError> {
        let Some(whole) = app.kept_place(self.cursor()).await? else { return Ok(()) };
        let kept: Vec<Kept> =
            serde_json::from_str(&whole.fingerprint).map_err(AppError::internal)?;
        self.kept = kept.into_iter().map(|kept| (kept.path, kept.marks)).collect();
        self.begin = Begin::Start;
        let (reader, source) = (app.records(), Arc::clone(&self.source));
        let from = whole.position.max(reader.size().saturating_sub(BEHIND_MAX));
        let reading = tokio::task::spawn_blocking(move || {
            let mut told = BTreeMap::new();
            for record in reader.iter(from) {
                let record = record?;
                if *record.source == *source {
                    let count = told.entry(Sha256::digest(&record.raw).into()).or_insert(0_u32);
                    *count = count.saturating_add(1);
                }
            }
            Ok::<_, ledger::LedgerError>(told)
        });
        self.told = reading.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
        Ok(())
    }

    /// Keeps the places. What was read up to them is durable.
    async fn keep(&mut self, app: &App) {
        let gauge = app.gauges().of(&self.source);
        gauge.detail(self.logs.values().take(DETAILS_MAX).map(Log::detail).collect());
        let (size, is_changed) =
            (app.records().size(), self.logs.values().any(|log| log.is_changed));
        if !is_changed && size.saturating_sub(self.kept_size) < BEHIND_MAX / 10 {
            return;
        }
        let here = self.logs.values().map(|log| (log.path().to_owned(), log.marks()));
        let gone = self.kept.iter().map(|(path, marks)| (path.clone(), marks.clone()));
        let kept: Vec<Kept> = here
            .chain(gone)
            .filter(|(_, marks)| !marks.is_empty())
            .map(|(path, marks)| Kept { path, marks })
            .collect();
        let Ok(fingerprint) = serde_json::to_string(&kept) else { return };
        let at = Position { position: size, fingerprint };
        match app.keep_place(self.cursor(), at).await {
            Ok(()) => {
                self.kept_size = size;
                for log in self.logs.values_mut() {
                    (log.is_changed, log.is_new) = (false, false);
                }
            }
            Err(error) => self.tell(app, &format!("the places were not kept: {error}")),
        }
    }

    fn cursor(&self) -> String {
        self.source.to_string()
    }

    /// Each trouble is told when it comes, not as long as it lasts.
    fn gather_troubles(&mut self) {
        for (path, log) in &mut self.logs {
            self.troubles.append(&mut log.lost);
            match &log.trouble {
                None => {
                    self.told_troubles.remove(path);
                }
                Some(trouble) => {
                    let before = self.told_troubles.insert(path.clone(), trouble.clone());
                    if before.as_ref() != Some(trouble) {
                        self.troubles.push(format!("{}: {trouble}", path.display()));
                    }
                }
            }
        }
    }

    fn tell_troubles(&mut self, app: &App, too_long: u64) {
        for trouble in std::mem::take(&mut self.troubles) {
            self.tell(app, &trouble);
        }
        if too_long > 0 {
            let why = format!("a line is longer than {} MiB", tail::LINE_BYTES_MAX >> 20);
            let gauge = app.gauges().of(&self.source);
            gauge.dropped(too_long, &why, app.clock().now());
        }
    }

    fn tell(&self, app: &App, trouble: &str) {
        tracing::warn!(source = %self.source, trouble, "A followed log has trouble");
        app.gauges().of(&self.source).failed(trouble, app.clock().now());
    }
}
