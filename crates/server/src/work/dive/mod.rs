//! The dive itself: a granted request over the record and over bundles (LD5, LD6, LD25).
//!
//! The index narrows the record to the window and the kinds of logs; every
//! record that is left, and every line of a bundle, is then judged by
//! `engine::assist::scope`. What is taken goes to a file of its own, and how
//! far it is to another, stretch by stretch: after a stop or a crash the file
//! is cut to the last whole stretch and the search goes on there. At its end
//! the file becomes an item of evidence; both are then removed.

pub(crate) mod bundle;
pub(crate) mod redact;
pub(crate) mod seal;

use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use archive::ArchiveError;
use engine::assist::scope::{Scope, Tally, Verdict, kind};
use engine::coordinate::CaseId;
use engine::coordinate::dive::handling::{Bundle, Order};
use event::{Format, Way};
use jiff::Timestamp;
use ledger::{LedgerError, Reader};
use serde::{Deserialize, Serialize};
use store::{SqlLimits, Store, StoreError};
use tokio_util::sync::CancellationToken;

use super::import::lines::Line;
use super::{derived, evidence, read};

/// Records that the index is asked for at once.
const STRETCH_RECORDS: u64 = 50_000;

/// Lines of a bundle after which it is kept how far it is.
const STRETCH_LINES: u64 = 50_000;

/// A stretch may take so long to be looked up in the index.
const LOOK_UP_MAX: Duration = Duration::from_mins(5);

/// Bytes of what is found, at most: people review it.
pub(crate) const FOUND_BYTES_MAX: u64 = 1 << 30;

/// Files of bundles whose leaving out is told.
const LEFT_OUT_MAX: usize = 100;

/// How far a search is; kept between starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trail {
    /// All records before this one are done.
    pub(crate) next: u64,
    /// All bundles before this one are done.
    pub(crate) bundle: usize,
    /// Lines of this bundle that are done.
    pub(crate) bundle_lines: u64,
    /// Bytes of the file of what was found that belong to it.
    pub(crate) bytes: u64,
    /// Lines in them.
    pub(crate) lines: u64,
    /// Lines that were looked at, by what was said of them.
    pub(crate) seen: Tally,
    /// Files of bundles that were left out, with the reason.
    pub(crate) left_out: Vec<String>,
}

/// Why a search could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DiveError {
    /// Somebody ended it, or the product stops.
    #[error("stopped")]
    Stopped,
    /// The index.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A bundle.
    #[error("bundle {name}")]
    Bundle {
        /// What people call it.
        name: String,
        /// What is wrong with it.
        #[source]
        source: ArchiveError,
    },
    /// The evidence store.
    #[error(transparent)]
    Evidence(#[from] evidence::StoreError),
    /// The file of what was found, or that of how far it is.
    #[error("what was found so far cannot be kept")]
    Keep(#[from] std::io::Error),
    /// More was found than people can review.
    #[error(
        "more than {FOUND_BYTES_MAX} bytes were found: ask for fewer resources, or a shorter window"
    )]
    TooMuch,
    /// A thread ended.
    #[error(transparent)]
    Join(#[from] tokio::task::JoinError),
}

/// What a search works with.
#[derive(Debug, Clone)]
pub(crate) struct Diver {
    pub(crate) store: Arc<Store>,
    pub(crate) reader: Reader,
    pub(crate) evidence: evidence::Store,
    pub(crate) order: Arc<Order>,
    /// Where both files lie, and what they are called.
    pub(crate) place: PathBuf,
    pub(crate) stop: CancellationToken,
}

impl Diver {
    /// Where the files of a case's search lie.
    pub(crate) fn place(data: &Path, case: CaseId, run: usize) -> PathBuf {
        data.join("dives").join(format!("{}-{run}", case.0))
    }

    /// How far it is, or the beginning.
    pub(crate) fn trail(&self) -> Trail {
        let kept = std::fs::read(self.trail_file()).ok();
        kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Goes on until all is done; tells how far it is after each stretch.
    pub(crate) async fn run(
        &self,
        mut trail: Trail,
        tell: impl Fn(&Trail) + Clone + Send + 'static,
    ) -> Result<Trail, DiveError> {
        while trail.next < self.order.record_end {
            self.may_go_on()?;
            trail = self.record(trail).await?;
            tell(&trail);
        }
        while let Some(bundle) = self.order.bundles.get(trail.bundle) {
            self.may_go_on()?;
            trail = self.bundle(bundle.clone(), trail, tell.clone()).await?;
            tell(&trail);
        }
        Ok(trail)
    }

    fn may_go_on(&self) -> Result<(), DiveError> {
        if self.stop.is_cancelled() { Err(DiveError::Stopped) } else { Ok(()) }
    }

    /// The next stretch of the record.
    async fn record(&self, trail: Trail) -> Result<Trail, DiveError> {
        let end = self.order.record_end.min(trail.next.saturating_add(STRETCH_RECORDS));
        let statement = statement(&self.order.scope, trail.next..end);
        let rows = usize::try_from(end.saturating_sub(trail.next)).unwrap_or(usize::MAX);
        let limits = SqlLimits { rows, time: LOOK_UP_MAX, ..SqlLimits::default() };
        let table = self.store.sql(&statement, limits).await?;
        let mut indexes: Vec<u64> =
            table.rows.iter().filter_map(|row| row.first()?.as_u64()).collect();
        indexes.sort_unstable();
        let diver = self.clone();
        let reading = move || {
            let mut found = Found::open(&diver, trail)?;
            for index in indexes {
                let record = diver.reader.read(index)?;
                let verdict = diver.order.scope.judge(&read::event(&record), &record.raw);
                found.take(verdict, &record.raw)?;
            }
            found.trail.next = end;
            found.keep(&diver)
        };
        tokio::task::spawn_blocking(reading).await?
    }

    /// A bundle, from where it was left.
    async fn bundle(
        &self,
        bundle: Bundle,
        trail: Trail,
        tell: impl Fn(&Trail) + Send + 'static,
    ) -> Result<Trail, DiveError> {
        let file = self.evidence.read(&bundle.sha256).await?.into_std().await;
        let diver = self.clone();
        let reading = move || {
            let (skipped, mut at) = (trail.bundle_lines, 0_u64);
            let mut found = Found::open(&diver, trail)?;
            let mut failed = None;
            let mut show = |_name: &str, line: &Line| {
                at = at.saturating_add(1);
                if at <= skipped {
                    return ControlFlow::Continue(());
                }
                match found.line(&diver, line, &tell) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                }
            };
            let read = bundle::read(file, &mut show);
            if let Some(error) = failed {
                return Err(error);
            }
            let notes =
                read.map_err(|source| DiveError::Bundle { name: bundle.name.clone(), source })?;
            let trail = &mut found.trail;
            let left_out = notes.iter().filter_map(|note| {
                Some(format!("{}/{}: {}", bundle.name, note.name, note.left_out?.as_str()))
            });
            trail.left_out.extend(left_out);
            trail.left_out.truncate(LEFT_OUT_MAX);
            (trail.bundle, trail.bundle_lines) = (trail.bundle.saturating_add(1), 0);
            found.keep(&diver)
        };
        tokio::task::spawn_blocking(reading).await?
    }

    /// Makes an item of evidence of what was found.
    pub(crate) async fn freeze(&self, trail: &Trail) -> Result<evidence::Kept, DiveError> {
        let mut writing = self.evidence.begin().await?;
        if trail.bytes > 0 {
            let mut file = tokio::fs::File::open(self.found_file()).await?;
            let mut left = trail.bytes;
            let mut piece = vec![0; 256 << 10];
            while left > 0 {
                let length = tokio::io::AsyncReadExt::read(&mut file, &mut piece).await?;
                let length = length.min(usize::try_from(left).unwrap_or(usize::MAX));
                let Some(bytes) = piece.get(..length).filter(|bytes| !bytes.is_empty()) else {
                    let cut = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
                    return Err(cut.into());
                };
                writing.push(bytes).await?;
                left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
            }
        }
        Ok(writing.finish().await?)
    }

    /// Removes both files: the search is over.
    pub(crate) fn forget(&self) {
        for file in [self.trail_file(), self.found_file()] {
            if let Err(error) = std::fs::remove_file(&file)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, file = %file.display(), "A file of a search stays");
            }
        }
    }

    fn trail_file(&self) -> PathBuf {
        self.place.with_extension("json")
    }

    fn found_file(&self) -> PathBuf {
        self.place.with_extension("log")
    }
}

/// What is found, under way.
struct Found {
    file: BufWriter<File>,
    trail: Trail,
    /// Lines of a bundle since it was last kept how far it is.
    fresh: u64,
}

impl Found {
    /// The file as the trail knows it: what a crash left behind that is cut off.
    fn open(diver: &Diver, trail: Trail) -> Result<Self, DiveError> {
        let path = diver.found_file();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = File::options();
        options.create(true).write(true).truncate(false).mode(0o600);
        let mut file = options.open(path)?;
        file.set_len(trail.bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file: BufWriter::new(file), trail, fresh: 0 })
    }

    fn line(&mut self, diver: &Diver, line: &Line, tell: &dyn Fn(&Trail)) -> Result<(), DiveError> {
        let text = line.bytes.trim_ascii_end();
        let verdict = if line.is_too_long {
            Verdict::Unreadable
        } else {
            let event = event::normalise::read(Way::Import, Timestamp::UNIX_EPOCH, text);
            diver.order.scope.judge(&event, text)
        };
        if !text.is_empty() {
            self.take(verdict, text)?;
        }
        self.trail.bundle_lines = self.trail.bundle_lines.saturating_add(1);
        self.fresh = self.fresh.saturating_add(1);
        if self.fresh >= STRETCH_LINES {
            self.fresh = 0;
            diver.may_go_on()?;
            self.save(diver)?;
            tell(&self.trail);
        }
        Ok(())
    }

    fn take(&mut self, verdict: Verdict, text: &[u8]) -> Result<(), DiveError> {
        let count = self.trail.seen.entry(verdict).or_default();
        *count = count.saturating_add(1);
        if verdict != Verdict::Taken {
            return Ok(());
        }
        // A record of several lines becomes one: in JSON a line break is a blank.
        for part in text.trim_ascii_end().split_inclusive(|byte| *byte == b'\n') {
            match part.split_last() {
                Some((b'\n', rest)) => {
                    self.file.write_all(rest)?;
                    self.file.write_all(b" ")?;
                }
                _ => self.file.write_all(part)?,
            }
        }
        self.file.write_all(b"\n")?;
        let length = u64::try_from(text.trim_ascii_end().len()).unwrap_or(u64::MAX);
        self.trail.bytes = self.trail.bytes.saturating_add(length).saturating_add(1);
        self.trail.lines = self.trail.lines.saturating_add(1);
        if self.trail.bytes > FOUND_BYTES_MAX { Err(DiveError::TooMuch) } else { Ok(()) }
    }

    /// The file first, then how far it is: a crash in between repeats the stretch.
    fn save(&mut self, diver: &Diver) -> Result<(), DiveError> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        let bytes = serde_json::to_vec(&self.trail).map_err(std::io::Error::other)?;
        Ok(derived::replace(&diver.trail_file(), &bytes)?)
    }

    fn keep(mut self, diver: &Diver) -> Result<Trail, DiveError> {
        self.save(diver)?;
        Ok(self.trail)
    }
}

/// All shapes of logs.
const FORMATS: [Format; 20] = [
    Format::AuditStream,
    Format::AuditRest,
    Format::AuditJson,
    Format::AuditCsv,
    Format::SystemHook,
    Format::ProductionJson,
    Format::ApiJson,
    Format::GraphqlJson,
    Format::AuthJson,
    Format::ApplicationJson,
    Format::GitlabShell,
    Format::GitJson,
    Format::Gitaly,
    Format::Workhorse,
    Format::NginxAccess,
    Format::Sidekiq,
    Format::WebHooks,
    Format::FeaturesJson,
    Format::ExceptionsJson,
    Format::IntegrationsJson,
];

/// The question to the index: each event once, of the kinds and the window;
/// access logs, too, so that their lines are counted (LD25).
pub(crate) fn statement(scope: &Scope, records: std::ops::Range<u64>) -> String {
    use engine::assist::request::LogKind;
    let formats: Vec<String> = FORMATS
        .into_iter()
        .filter(|format| scope.takes(*format) || kind(*format) == Some(LogKind::Access))
        .map(|format| format!("'{}'", format.as_str()))
        .collect();
    format!(
        "SELECT record_index FROM tellings WHERE is_first AND record_index >= {} AND record_index < {} \
         AND format IN ({}) AND occurred_at >= TIMESTAMP '{}' AND occurred_at <= TIMESTAMP '{}'",
        records.start,
        records.end,
        formats.join(", "),
        scope.start,
        scope.end
    )
}
