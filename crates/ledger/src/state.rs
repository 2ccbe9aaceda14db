//! What the writer, the sealer and all readers of one process share.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::checkpoint::Checkpoint;
use crate::error::LedgerError;
use crate::hashes::Hashes;
use crate::layout::Layout;
use crate::open::OpenSegment;
use crate::sealed::Sealed;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) layout: Layout,
    state: RwLock<State>,
}

/// The durable records: where they are, and their tree. Every change is made
/// after the disk has it, in one step, and cannot fail half-way.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) sealed: Vec<Arc<Sealed>>,
    /// Segments in frames: full ones that are being sealed, last the one that is appended to.
    pub(crate) open: Vec<OpenSegment>,
    pub(crate) size: u64,
    pub(crate) hashes: Hashes,
    pub(crate) checkpoint: Option<Checkpoint>,
}

/// Whole frames in memory, the first of which is record `first`.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) first: u64,
    pub(crate) bytes: Vec<u8>,
}

impl Shared {
    pub(crate) fn new(layout: Layout, state: State) -> Self {
        Self { layout, state: RwLock::new(state) }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whole frames from `index` on: one block of a sealed segment (which may
    /// begin a little earlier), or about `bytes_max` of an open one.
    pub(crate) fn load(&self, index: u64, bytes_max: u64) -> Result<Loaded, LedgerError> {
        let state = self.read();
        if index >= state.size {
            return Err(LedgerError::NoRecord { index, size: state.size });
        }
        let open = state.open.iter().rev().find(|open| open.first <= index);
        if let Some(open) = open {
            return Ok(Loaded { first: index, bytes: open.load(index, bytes_max)? });
        }
        let at = state.sealed.partition_point(|sealed| sealed.range.end <= index);
        let sealed = state.sealed.get(at).map(Arc::clone);
        drop(state);

        let sealed = sealed.ok_or_else(|| LedgerError::corrupt(index, "no segment holds it"))?;
        let (first, bytes) = sealed.load(index)?;
        Ok(Loaded { first, bytes })
    }
}
