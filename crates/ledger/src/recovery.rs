//! From what lies on disk to what is known: at opening, and after a crash.
//!
//! A sealed segment exists when its manifest does. Everything after the sealed
//! ones is read frame by frame. A write that a crash tore was never
//! acknowledged: its remains are cut off. Anything else that does not fit is
//! damage, and nobody writes on over damage.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use crate::checkpoint::Checkpoint;
use crate::disk;
use crate::error::{Attempt as _, LedgerError};
use crate::frame::{Frame, frames};
use crate::hashes::{self, Hashes};
use crate::key::{KeyError, VerifierKey};
use crate::layout::{Layout, LeafRange};
use crate::open::{OpenSegment, Scan, Tail, scan};
use crate::sealed::{Manifest, Sealed};
use crate::state::State;
use crate::tree::{Frontier, Hash, record_hash};

/// What opening found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovery {
    /// How many records there are.
    pub records: u64,
    /// Bytes of a torn last write, never acknowledged, that were cut off.
    ///
    /// Not zero only after a crash amid a write. If there was none, somebody or
    /// something altered the last batch before it was signed: look into it.
    pub torn_bytes: u64,
    /// Whether the stored hashes of the tree had to be computed again.
    pub has_rebuilt_tree: bool,
}

/// What a reader or a writer starts from.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) state: State,
    pub(crate) frontier: Frontier,
    pub(crate) recovery: Recovery,
    /// Where the last batch of the last open segment begins.
    pub(crate) last_batch_offset: u64,
}

/// How often a reader looks again when a live writer changed things under it.
const LOOKS_MAX: u32 = 20;

/// Whether the tree's files may be written when they are lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// What a writer finds, who is alone.
pub(crate) fn find_alone(layout: &Layout, key: &VerifierKey) -> Result<Found, LedgerError> {
    find(layout, key, Access::Write)
}

/// What a reader finds, perhaps beside a live writer: a segment may be sealed
/// between two names of a listing, and a file may grow while it is read. What
/// seems damaged then is looked at again.
pub(crate) fn find_beside(layout: &Layout, key: &VerifierKey) -> Result<Found, LedgerError> {
    let mut found = find(layout, key, Access::Read);
    for _ in 1..LOOKS_MAX {
        if found.is_ok() || !disk::is_locked(&layout.lock()) {
            break;
        }
        found = find(layout, key, Access::Read);
    }
    found
}

/// Finds all records, and checks that they lead to what was signed.
fn find(layout: &Layout, key: &VerifierKey, access: Access) -> Result<Found, LedgerError> {
    // First the checkpoint: a live writer may sign more while this reads on.
    let checkpoint = latest_checkpoint(layout, key)?;
    let (sealed, opened) = find_segments(layout)?;
    let (mut hashes, has_rebuilt_tree) = find_tree(layout, &sealed, access)?;
    let stored = sealed.last().map_or(0, |manifest| manifest.range.end);
    let mut frontier = hashes.frontier(stored)?;

    let (mut open, mut tail, mut last_batch_offset) = (Vec::new(), Tail::Clean, 0);
    for (first, file) in opened {
        if tail != Tail::Clean || first != frontier.size() {
            return Err(LedgerError::corrupt(frontier.size(), "records are missing"));
        }
        let scan = scan(first, &layout.open_segment(first), file, |frame| {
            frontier.push(frame_hash(frame), |level, index, hash| hashes.add(level, index, hash));
        })?;
        let Scan { segment, .. } = scan;
        (tail, last_batch_offset) = (scan.tail, scan.last_batch_offset);
        open.push(segment);
    }
    let torn_bytes = match tail {
        Tail::Clean => 0,
        Tail::Torn(bytes) => bytes,
        Tail::Damaged => {
            let what = "a record that was acknowledged is not whole any more";
            return Err(LedgerError::corrupt(frontier.size(), what));
        }
    };

    let records = frontier.size();
    check_against(checkpoint.as_ref(), records, &hashes)?;
    let sealed = sealed.iter().map(|found| Arc::new(Sealed::new(layout, found.range))).collect();
    let state = State { sealed, open, size: records, hashes, checkpoint };
    let recovery = Recovery { records, torn_bytes, has_rebuilt_tree };
    Ok(Found { state, frontier, recovery, last_batch_offset })
}

pub(crate) fn frame_hash(frame: &Frame<'_>) -> Hash {
    record_hash(frame.source, frame.received_ms, frame.raw)
}

/// The latest signed head, checked.
fn latest_checkpoint(
    layout: &Layout,
    key: &VerifierKey,
) -> Result<Option<Checkpoint>, LedgerError> {
    let note = match disk::read_text(&layout.checkpoint())? {
        Some(note) => Some(note),
        // A crash can leave only the copy that is never replaced.
        None => match layout.list_checkpoints()?.last() {
            Some(size) => disk::read_text(&layout.checkpoint_of(*size))?,
            None => None,
        },
    };
    let refused = |error: KeyError| LedgerError::corrupt(None, format!("the checkpoint: {error}"));
    note.map(|note| Checkpoint::open(&note, key).map_err(refused)).transpose()
}

/// A log never goes back behind what it has signed.
fn check_against(
    checkpoint: Option<&Checkpoint>,
    records: u64,
    hashes: &Hashes,
) -> Result<(), LedgerError> {
    let Some(checkpoint) = checkpoint else { return Ok(()) };
    if checkpoint.size > records {
        let what = format!("{} records were signed, {records} are there", checkpoint.size);
        return Err(LedgerError::corrupt(records, what));
    }
    if hashes.root(checkpoint.size)? != checkpoint.root {
        let what = format!("the first {} records are not those that were signed", checkpoint.size);
        return Err(LedgerError::corrupt(None, what));
    }
    Ok(())
}

type Segments = (Vec<Manifest>, Vec<(u64, File)>);

/// The sealed segments from the first record on, and the open ones after them.
fn find_segments(layout: &Layout) -> Result<Segments, LedgerError> {
    let listing = layout.list_segments()?;
    let (mut sealed, mut end) = (Vec::new(), 0);
    for range in listing.manifests {
        if range.first != end {
            return Err(LedgerError::corrupt(end, "a sealed segment is missing"));
        }
        sealed.push(find_sealed(layout, range)?);
        end = range.end;
    }
    let mut open = Vec::new();
    for first in listing.open.into_iter().filter(|first| *first >= end) {
        let path = layout.open_segment(first);
        open.push((first, File::open(&path).attempt("open", &path)?));
    }
    Ok((sealed, open))
}

fn find_sealed(layout: &Layout, range: LeafRange) -> Result<Manifest, LedgerError> {
    let manifest = Manifest::read(layout, range)?;
    let path = layout.segment(range);
    let len = path.metadata().attempt("read", &path)?.len();
    if len == manifest.bytes {
        Ok(manifest)
    } else {
        let what =
            format!("segment {} has {len} bytes instead of {}", range.name(), manifest.bytes);
        Err(LedgerError::corrupt(range.first, what))
    }
}

/// The hashes over the sealed segments, computed again if they are lost.
fn find_tree(
    layout: &Layout,
    sealed: &[Manifest],
    access: Access,
) -> Result<(Hashes, bool), LedgerError> {
    let Some(last) = sealed.last() else { return Ok((Hashes::stored(layout, 0), false)) };
    let end = last.range.end;
    let leads_to_root = |hashes: &Hashes| {
        hashes::are_complete(layout, end) && hashes.root(end).is_ok_and(|root| root == last.root)
    };
    let hashes = Hashes::stored(layout, end);
    if leads_to_root(&hashes) {
        return Ok((hashes, false));
    }
    if access == Access::Write {
        let rebuilt = rebuild_tree(layout, sealed)?;
        if rebuilt.root(end)? == last.root {
            for (file, at, bytes) in rebuilt.unstored(end) {
                hashes::write(layout, file, at, &bytes)?;
            }
            disk::sync_dir(&layout.tree())?;
            return Ok((Hashes::stored(layout, end), true));
        }
    }
    Err(LedgerError::corrupt(None, "the stored tree does not lead to the sealed segments' root"))
}

fn rebuild_tree(layout: &Layout, sealed: &[Manifest]) -> Result<Hashes, LedgerError> {
    let (mut hashes, mut frontier) = (Hashes::stored(layout, 0), Frontier::default());
    for manifest in sealed {
        let segment = Sealed::new(layout, manifest.range);
        while frontier.size() < manifest.range.end {
            let before = frontier.size();
            let (first, bytes) = segment.load(before)?;
            for (_, frame) in frames(first, &bytes) {
                frontier.push(frame_hash(&frame), |level, index, hash| {
                    hashes.add(level, index, hash);
                });
            }
            if frontier.size() == before {
                return Err(LedgerError::corrupt(before, "a sealed record is not whole any more"));
            }
        }
    }
    Ok(hashes)
}

/// Makes the last open segment fit for appending, and what it holds durable.
pub(crate) fn repair(found: &Found, segment_bytes: u64) -> Result<(), LedgerError> {
    let Some(OpenSegment { path, end_offset, .. }) = found.state.open.last() else {
        return Ok(());
    };
    let file = OpenOptions::new().read(true).write(true).open(path).attempt("open", path)?;
    // What was never acknowledged must not look like a record when later
    // batches end before it: cut it off, and read zeros again.
    if found.recovery.torn_bytes > 0 {
        file.set_len(*end_offset).attempt("truncate", path)?;
    }
    disk::reserve(&file, path, segment_bytes.max(*end_offset))?;

    // The last batch may have been read from memory only: after a failed fsync
    // its pages count as clean. Writing the same bytes makes them dirty again.
    let start = found.last_batch_offset;
    let bytes = disk::read_at(&file, path, start, end_offset - start)?;
    file.write_all_at(&bytes, start).attempt("write", path)?;
    file.sync_all().attempt("sync", path)
}

/// Removes open segments whose sealed form is complete.
pub(crate) fn remove_sealed_leftovers(layout: &Layout, found: &Found) -> Result<(), LedgerError> {
    let sealed_end = found.state.sealed.last().map_or(0, |sealed| sealed.range.end);
    let listing = layout.list_segments()?;
    let mut leftovers = listing.open.iter().filter(|first| **first < sealed_end);
    leftovers.try_for_each(|first| disk::remove(&layout.open_segment(*first)))
}
