//! What holds for all sources: room on the disk, and figures that outlive a restart.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use ledger::Reader;
use store::state::{Position, State};
use tokio_util::sync::CancellationToken;

use super::follow::{journal_findings, raised};
use super::journal::Journal;
use super::writer::full_text;
use crate::clock::Clock;
use crate::collect::health::Gauges;

/// How often the disk is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The figures of the sources are kept so often.
const KEEP_EVERY_LOOKS: u32 = 15;

/// Where they are kept.
pub(crate) const KEPT: &str = "sources";

/// Room is back only when there is this much more than the mark, in eighths:
/// else it would go to and fro.
const BACK_EIGHTHS: u64 = 9;

/// What the loop needs.
pub(crate) struct Keeper {
    /// The data directory.
    pub(crate) dir: PathBuf,
    /// With less room nothing is taken, in bytes; 0 = never.
    pub(crate) low_bytes: u64,
    /// Whether that is so.
    pub(crate) is_low: Arc<AtomicBool>,
    /// The figures of the sources.
    pub(crate) gauges: Arc<Gauges>,
    /// Where they are kept.
    pub(crate) state: Arc<State>,
    /// Where a finding goes that the disk is nearly full.
    pub(crate) journal: Arc<Journal>,
    /// Events.
    pub(crate) reader: Reader,
    /// Findings nearer than this are one incident.
    pub(crate) window: SignedDuration,
    /// The time.
    pub(crate) clock: Clock,
}

impl Keeper {
    /// Looks at the disk and keeps the figures until it is time to stop.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut looks = 0_u32;
        let mut kept = String::new();
        while stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
            looks = looks.wrapping_add(1);
            if let Some(free) = self.look() {
                self.find_low(free).await;
            }
            if looks.is_multiple_of(KEEP_EVERY_LOOKS) {
                self.keep(&mut kept).await;
            }
        }
        self.keep(&mut kept).await;
    }

    /// Looks at the disk once; answers how much is free when that is too little.
    pub(crate) fn look(&self) -> Option<u64> {
        if self.low_bytes == 0 {
            return None;
        }
        let free = match rustix::fs::statvfs(&self.dir) {
            Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
            Err(error) => {
                tracing::warn!(%error, "The room on the disk is not known");
                return None;
            }
        };
        let was_low = self.is_low.load(Ordering::Relaxed);
        let is_low = is_low(free, self.low_bytes, was_low);
        if is_low != was_low {
            self.is_low.store(is_low, Ordering::Relaxed);
            if is_low {
                tracing::error!(free, "The disk is nearly full, no events are taken");
            } else {
                tracing::info!(free, "There is room again, events are taken");
            }
        }
        is_low.then_some(free)
    }

    /// Raises a finding, once a day. There is room for that: the journal's file
    /// was reserved long before.
    async fn find_low(&self, free: u64) {
        let finding = engine::detect::record::disk_low(free >> 20, self.clock.now());
        if self.journal.read(|cases| cases.findings.contains_key(&finding.id)) {
            return;
        }
        let raised = raised(&self.reader, &[finding]);
        if let Err(error) = journal_findings(&self.journal, raised, self.window).await {
            tracing::error!(%error, "That the disk is nearly full was not journalled");
        }
    }

    async fn keep(&self, before: &mut String) {
        let kept = self.gauges.kept();
        if kept == *before {
            return;
        }
        let (state, text) = (Arc::clone(&self.state), kept.clone());
        let keeping = tokio::task::spawn_blocking(move || {
            state.set_cursor(KEPT, &Position { position: 0, fingerprint: text })
        });
        match keeping.await {
            Ok(Ok(())) => *before = kept,
            // Figures for people: the next turn tries again.
            Ok(Err(error)) => tracing::warn!(error = full_text(&error), "Figures were not kept"),
            Err(error) => tracing::warn!(%error, "Figures were not kept"),
        }
    }
}

fn is_low(free: u64, low: u64, was_low: bool) -> bool {
    let mark = if was_low { low.saturating_mul(BACK_EIGHTHS) / 8 } else { low };
    free < mark
}

#[cfg(test)]
mod tests {
    use super::is_low;

    #[test]
    fn room_is_back_only_when_there_is_some_more_than_the_mark() {
        for (free, was_low, expected) in
            [(800, false, false), (799, false, true), (899, true, true), (900, true, false)]
        {
            assert_eq!(is_low(free, 800, was_low), expected, "{free} {was_low}");
        }
    }
}
