//! What baselines remember, kept between starts, and learned from the record
//! where it was not kept.
//!
//! A correlation needs the records of a window, a baseline those of weeks. So
//! the baselines' memory is written beside the index now and then
//! (`baselines/<next record>.json`, the last two): derived, checked by nobody's
//! word but the rules' fingerprints, and safe to delete. A start takes up the
//! newest that leaves [`REPLAY_RECORDS`] to be shown again, so that correlations
//! over baselines remember as well. What is missing, and what a changed rule
//! does not know, is learned from the whole record.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::detect::{Detector, RuleSet};
use ledger::Reader;

use super::read;

/// How many records the rules are shown again after a start. At a quiet
/// thousand events an hour that is a week; on a busy instance minutes, which
/// is what the windows of the shipped correlations need.
pub(crate) const REPLAY_RECORDS: u64 = 100_000;

/// Never written more often, however fast records come.
const KEEP_EVERY: Duration = Duration::from_secs(30);

/// So many are kept: one of two is always old enough.
const KEPT: usize = 2;

/// The folder of memories.
#[derive(Debug, Clone)]
pub(crate) struct Memories {
    dir: PathBuf,
    last: Option<(u64, Instant)>,
}

impl Memories {
    /// Those of this data directory.
    pub(crate) fn of(data: &Path) -> Self {
        Self { dir: data.join("baselines"), last: None }
    }

    /// Whether it is time to write down what the detector remembers of the
    /// records below `next`.
    pub(crate) fn is_due(&self, detector: &Detector, next: u64) -> bool {
        let is_long_ago = self.last.is_none_or(|(position, at)| {
            next >= position.saturating_add(REPLAY_RECORDS) && at.elapsed() >= KEEP_EVERY
        });
        detector.has_baselines() && next >= REPLAY_RECORDS && is_long_ago
    }

    /// That it has been done.
    pub(crate) fn is_kept(&mut self, next: u64) {
        self.last = Some((next, Instant::now()));
    }

    /// Writes it down. A failure is told and costs a slower start.
    pub(crate) fn keep(&self, detector: &Detector, next: u64) {
        if let Err(error) = self.write(detector, next) {
            tracing::warn!(%error, "What baselines remember was not kept");
        }
    }

    fn write(&self, detector: &Detector, next: u64) -> std::io::Result<()> {
        let text = detector.memory(next)?;
        std::fs::create_dir_all(&self.dir)?;
        super::derived::replace(&self.dir.join(format!("{next}.json")), text.as_bytes())?;
        for old in self.positions().iter().rev().skip(KEPT) {
            std::fs::remove_file(self.dir.join(format!("{old}.json")))?;
        }
        Ok(())
    }

    /// Up to which records there are memories, ascending.
    fn positions(&self) -> Vec<u64> {
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let mut positions: Vec<u64> = entries
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        positions.sort_unstable();
        positions
    }

    /// The best memory for a start at that cursor.
    fn read(&mut self, cursor: u64) -> Option<String> {
        let positions = self.positions();
        let early = cursor.saturating_sub(REPLAY_RECORDS);
        let newest_below = |end: u64| positions.iter().rev().find(|&&at| at <= end).copied();
        let position = newest_below(early).or_else(|| newest_below(cursor))?;
        self.last = Some((position, Instant::now()));
        std::fs::read_to_string(self.dir.join(format!("{position}.json"))).ok()
    }
}

/// A detector that remembers what the rules need, and from which record on to
/// show it the record again: at `cursor` it knows all.
pub(crate) fn begin(
    rules: Arc<RuleSet>,
    reader: &Reader,
    memories: &mut Memories,
    cursor: u64,
) -> Result<(Detector, u64), anyhow::Error> {
    let mut detector = Detector::new(rules);
    let replay_from = cursor.saturating_sub(REPLAY_RECORDS);
    if !detector.has_baselines() {
        return Ok((detector, replay_from));
    }
    let recalled = memories.read(cursor).and_then(|memory| match detector.recall(&memory) {
        Ok(next) => Some(next),
        Err(error) => {
            tracing::warn!(%error, "What baselines remembered cannot be read; they learn again");
            None
        }
    });
    let Some(next) = recalled else { return Ok((detector, 0)) };
    if let Some(mut apprentice) = detector.apprentice(false) {
        teach(&mut apprentice, reader, 0, next)?;
        detector.come_back(apprentice, next);
    }
    Ok((detector, next.min(replay_from)))
}

/// A detector of the new rules that knows all about the records below `at`:
/// what the old one remembers of the rules that stayed, and the record's word
/// for the others.
pub(crate) fn renew(
    old: Detector,
    rules: Arc<RuleSet>,
    reader: &Reader,
    at: u64,
) -> Result<Detector, anyhow::Error> {
    let mut detector = Detector::new(rules);
    detector.take_over(old);
    if let Some(mut apprentice) = detector.apprentice(true) {
        let is_long = detector.has_unlearned_baselines();
        let from = if is_long { 0 } else { at.saturating_sub(REPLAY_RECORDS) };
        teach(&mut apprentice, reader, from, at)?;
        detector.come_back(apprentice, at);
    }
    Ok(detector)
}

/// Shows it those records; what it finds is not news.
fn teach(
    detector: &mut Detector,
    reader: &Reader,
    from: u64,
    end: u64,
) -> Result<(), anyhow::Error> {
    let started = Instant::now();
    for record in reader.iter(from) {
        let record = record?;
        if record.index >= end {
            break;
        }
        detector.observe(record.index, &read::event(&record));
    }
    let (records, seconds) = (end.saturating_sub(from), started.elapsed().as_secs());
    tracing::info!(records, seconds, "New or changed rules have learned from the record");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Memories, REPLAY_RECORDS};

    #[track_caller]
    fn check(kept: &[u64], cursor: u64, expected: Option<u64>) {
        let folder = tempfile::tempdir().unwrap();
        let mut memories = Memories::of(folder.path());
        std::fs::create_dir(&memories.dir).unwrap();
        for next in kept {
            let file = memories.dir.join(format!("{next}.json"));
            super::super::derived::replace(&file, next.to_string().as_bytes()).unwrap();
        }
        assert_eq!(memories.read(cursor), expected.map(|next| next.to_string()), "{cursor}");
    }

    #[test]
    fn a_start_takes_the_newest_memory_that_leaves_a_stretch_to_be_shown_again() {
        let kept = [REPLAY_RECORDS * 3, REPLAY_RECORDS * 5];
        check(&kept, REPLAY_RECORDS * 7, Some(REPLAY_RECORDS * 5));
        check(&kept, REPLAY_RECORDS * 6 - 1, Some(REPLAY_RECORDS * 3));
        check(&kept, REPLAY_RECORDS * 3 + 1, Some(REPLAY_RECORDS * 3));
        // A memory of records that the cursor has not seen is not ours.
        check(&kept, REPLAY_RECORDS, None);
        check(&[], REPLAY_RECORDS * 7, None);
    }
}
