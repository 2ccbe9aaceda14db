//! From full to sealed: done beside the appending, one segment after another.
//!
//! Each step may be done again after a crash, and the manifest is written
//! last: compressed segment → tree files → manifest → checkpoint → the open
//! form is removed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::checkpoint::Checkpoint;
use crate::disk;
use crate::error::LedgerError;
use crate::hashes;
use crate::key::SecretKey;
use crate::layout::LeafRange;
use crate::open::OpenSegment;
use crate::sealed::{self, Manifest, Sealed};
use crate::state::Shared;
use crate::tree::Hash;

/// The one who signs heads of the tree, each size once.
#[derive(Debug)]
pub(crate) struct Notary {
    key: SecretKey,
    /// Held while a checkpoint is made, so that `checkpoint` only moves forward.
    turn: Mutex<()>,
}

impl Notary {
    pub(crate) fn new(key: SecretKey) -> Self {
        Self { key, turn: Mutex::new(()) }
    }

    /// Signs the head of the first `size` records, all of them durable.
    pub(crate) fn sign(
        &self,
        shared: &Shared,
        size: u64,
        root: Hash,
    ) -> Result<Checkpoint, LedgerError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = shared.read().checkpoint.clone();
        if let Some(latest) = latest.filter(|latest| latest.size == size && latest.root == root) {
            return Ok(latest);
        }
        let checkpoint = Checkpoint::sign(size, root, &self.key);
        let note = checkpoint.note.as_bytes();
        let path = shared.layout.checkpoint_of(size);
        if !disk::put_if_absent(&path, note, disk::READ_ONLY)? {
            let earlier = disk::read_text(&path)?.unwrap_or_default();
            let earlier = Checkpoint::read_unverified(&earlier);
            if !earlier.is_ok_and(|earlier| earlier.root == root) {
                let what = format!("another head was signed for {size} records");
                return Err(LedgerError::corrupt(None, what));
            }
        }
        let is_newer = shared.read().checkpoint.as_ref().is_none_or(|latest| latest.size < size);
        if is_newer {
            disk::replace(&shared.layout.checkpoint(), note, disk::REPLACEABLE)?;
            shared.write().checkpoint = Some(checkpoint.clone());
        }
        Ok(checkpoint)
    }
}

/// Seals every full segment: all open ones but the last.
pub(crate) fn seal_full(shared: &Shared, notary: &Notary) -> Result<(), LedgerError> {
    while let Some(full) = next_full(shared) {
        seal(&full, shared, notary)?;
    }
    Ok(())
}

fn next_full(shared: &Shared) -> Option<OpenSegment> {
    match shared.read().open.as_slice() {
        [full, _, ..] => Some(full.clone()),
        [] | [_] => None,
    }
}

fn seal(full: &OpenSegment, shared: &Shared, notary: &Notary) -> Result<(), LedgerError> {
    let layout = &shared.layout;
    let range = LeafRange { first: full.first, end: full.end() };
    let (bytes, sha256) = sealed::write(full, layout)?;

    let unstored = shared.read().hashes.unstored(range.end);
    for (file, at, bytes) in unstored {
        hashes::write(layout, file, at, &bytes)?;
    }
    disk::sync_dir(&layout.tree())?;

    let root = shared.read().hashes.root(range.end)?;
    let manifest = Manifest { range, bytes, sha256, root }.to_text();
    disk::replace(&layout.manifest(range), manifest.as_bytes(), disk::READ_ONLY)?;

    let mut state = shared.write();
    state.sealed.push(Arc::new(Sealed::new(layout, range)));
    state.open.remove(0);
    state.hashes.now_stored(range.end);
    drop(state);

    notary.sign(shared, range.end, root)?;
    disk::remove(&full.path)
}
