//! Does the ledger hold what was signed? Reports everything that does not fit.
//!
//! Every record is read and hashed again. What the ledger keeps for speed
//! (stored hashes, block indexes, manifests) is compared, never believed; it
//! only helps to say *which* record is not what it was. Memory is bounded by
//! one segment per core.

mod segment;
mod walk;

use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, Scope};

use crate::cosigned;
use crate::disk;
use crate::error::LedgerError;
use crate::key::VerifierKey;
use crate::layout::{Layout, LeafRange};
use crate::reader::read_verifier;

use segment::{Checked, Piece};
use walk::Walk;

/// How far verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Segments checked.
    pub segments: u64,
    /// Segments to check.
    pub segments_total: u64,
    /// Records checked.
    pub records: u64,
    /// Their bytes as received.
    pub bytes: u64,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Records that were read and hashed.
    pub records: u64,
    /// Their bytes as received.
    pub bytes: u64,
    /// Checkpoints whose signature and root hold.
    pub checkpoints: u64,
    /// How many records the largest of them covers: later ones are not signed yet.
    pub signed_records: u64,
    /// Everything that does not fit, in the order of the records.
    pub problems: Vec<Problem>,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The first record concerned, where it can be said.
    pub index: Option<u64>,
    /// The segment concerned, as its file is called without extension.
    pub segment: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(index) = self.index {
            write!(f, "record {index}: ")?;
        }
        write!(f, "{}", self.what)?;
        self.segment.as_ref().map_or(Ok(()), |segment| write!(f, " (segment {segment})"))
    }
}

/// Verifies the ledger in `dir`, beside a live writer or without one.
///
/// `key` should be one that was handed over earlier. Without it the key that
/// lies in the ledger is taken, which proves nothing against whoever could
/// replace the whole directory.
///
/// Damage is in the report. `Err` means that it could not be looked at.
pub fn verify(
    dir: &Path,
    key: Option<&VerifierKey>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, LedgerError> {
    let layout = Layout::new(dir);
    // Before the segments: a live writer may sign more meanwhile.
    let checkpoints = layout.list_checkpoints()?;
    let latest = disk::read_text(&layout.checkpoint())?;
    let mut report = Report::default();
    let key = choose_key(&layout, key, &mut report.problems);
    report.problems.extend(cosigned::problems(&layout)?);
    let pieces = find_pieces(&layout, &mut report.problems)?;

    let mut walk = Walk::new(&layout, key.as_ref(), checkpoints, report);
    let mut done = Progress { segments_total: len(&pieces), ..Progress::default() };
    thread::scope(|scope| {
        let checked = start_checking(scope, &layout, &pieces);
        for checked in checked {
            walk.segment(checked);
            done.segments += 1;
            (done.records, done.bytes) = walk.records_and_bytes();
            progress(done);
        }
    });
    Ok(walk.finish(latest.as_deref()))
}

/// The key to check with; one that was handed over wins.
fn choose_key(
    layout: &Layout,
    given: Option<&VerifierKey>,
    problems: &mut Vec<Problem>,
) -> Option<VerifierKey> {
    let found = read_verifier(layout);
    let what = match (&found, given) {
        (Ok(found), Some(given)) if found != given => "verifier.pub is not the given key",
        (Err(_), _) => "verifier.pub cannot be read",
        (Ok(_), _) => return given.cloned().or(found.ok()),
    };
    problems.push(Problem { index: None, segment: None, what: what.to_owned() });
    given.cloned().or(found.ok())
}

/// The segments in the order of their records. A sealed one whose open form is
/// still there is half-way through being sealed: then the open one counts.
fn find_pieces(layout: &Layout, problems: &mut Vec<Problem>) -> Result<Vec<Piece>, LedgerError> {
    let listing = layout.list_segments()?;
    let mut pieces: Vec<Piece> = Vec::new();
    let sealed_end = listing.manifests.last().map_or(0, |range| range.end);
    for first in listing.open.iter().filter(|first| **first >= sealed_end) {
        match Piece::open(layout, *first) {
            Some(piece) => pieces.push(piece),
            // Sealed since it was listed: look again.
            None => return find_pieces(layout, problems),
        }
    }
    let is_half_sealed = |range: &LeafRange| listing.open.contains(&range.first);
    let without_manifest = |range: &&LeafRange| !listing.manifests.contains(range);
    for range in listing.segments.iter().filter(without_manifest) {
        if !is_half_sealed(range) {
            problems.push(Problem {
                index: Some(range.first),
                segment: Some(range.name()),
                what: "the segment has no manifest".to_owned(),
            });
            pieces.push(Piece::Sealed(*range));
        }
    }
    pieces.extend(listing.manifests.iter().map(|range| Piece::Sealed(*range)));
    pieces.sort_by_key(Piece::first);
    Ok(pieces)
}

/// Checks as many segments at once as there are cores, while the tree is
/// followed over those before; they arrive in order.
fn start_checking<'scope>(
    scope: &'scope Scope<'scope, '_>,
    layout: &'scope Layout,
    pieces: &'scope [Piece],
) -> Receiver<Checked> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let (sender, receiver) = mpsc::sync_channel(workers);
    scope.spawn(move || {
        for some in pieces.chunks(workers) {
            let start = |piece| (piece, scope.spawn(move || segment::check(layout, piece)));
            let running: Vec<_> = some.iter().map(start).collect();
            for (piece, handle) in running {
                let checked = handle.join().unwrap_or_else(|_panic| Checked::unreadable(piece));
                if sender.send(checked).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

fn len<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}
