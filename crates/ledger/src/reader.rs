//! The read end.

use std::path::Path;
use std::sync::Arc;

use crate::checkpoint::Checkpoint;
use crate::disk;
use crate::error::LedgerError;
use crate::frame::{Frame, frames};
use crate::key::{KeyError, VerifierKey};
use crate::layout::Layout;
use crate::proof::{ConsistencyProof, InclusionProof};
use crate::record::Record;
use crate::recovery;
use crate::state::{Loaded, Shared};
use crate::tree::Nodes as _;

/// How much is read at once when records are read one after another.
const READ_AHEAD_BYTES: u64 = 1 << 20;

/// Reads records and makes proofs. Cheap to clone; used from any thread.
#[derive(Debug, Clone)]
pub struct Reader {
    shared: Arc<Shared>,
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Opens a ledger to read it, beside a live writer or without one. It sees
    /// what was there at this moment; open again to see more.
    ///
    /// The last records seen beside a live writer may not be acknowledged yet.
    pub fn open(dir: &Path) -> Result<Self, LedgerError> {
        let layout = Layout::new(dir);
        let key = read_verifier(&layout)?;
        let found = recovery::find_beside(&layout, &key)?;
        Ok(Self::new(Arc::new(Shared::new(layout, found.state))))
    }

    /// How many records there are to read.
    pub fn size(&self) -> u64 {
        self.shared.read().size
    }

    /// One record. Costs the reading of one block (128 KiB) when it is sealed.
    pub fn read(&self, index: u64) -> Result<Record, LedgerError> {
        let mut block = Block::load(&self.shared, index, 0)?;
        let skipped = usize::try_from(index - block.next).unwrap_or(usize::MAX);
        block.skip(skipped);
        block.take()
    }

    /// The records from `from` up to the last one at the time of this call.
    pub fn iter(&self, from: u64) -> Records {
        let block = Block { next: from, offset: 0, bytes: Vec::new() };
        Records { shared: Arc::clone(&self.shared), end: self.size(), block }
    }

    /// The latest signed head, if there is one.
    pub fn latest_checkpoint(&self) -> Result<Option<Checkpoint>, LedgerError> {
        Ok(self.shared.read().checkpoint.clone())
    }

    /// The key that checks this ledger's checkpoints, as it lies beside them.
    ///
    /// Good for handing out; who checks should have got it in another way.
    pub fn verifier_key(&self) -> Result<VerifierKey, LedgerError> {
        read_verifier(&self.shared.layout)
    }

    /// What shows that a record is in the log that the latest checkpoint signs.
    pub fn prove_inclusion(&self, index: u64) -> Result<InclusionProof, LedgerError> {
        let state = self.shared.read();
        let checkpoint = covering(state.checkpoint.as_ref(), index.saturating_add(1))?;
        let path = state.hashes.inclusion(index, checkpoint.size)?;
        Ok(InclusionProof { index, path, checkpoint: checkpoint.note.clone() })
    }

    /// What shows that the first `old_size` records are the beginning of the
    /// log that the latest checkpoint signs: nothing was changed or removed.
    pub fn prove_consistency(&self, old_size: u64) -> Result<ConsistencyProof, LedgerError> {
        let state = self.shared.read();
        let checkpoint = covering(state.checkpoint.as_ref(), old_size)?;
        let path = state.hashes.consistency(old_size, checkpoint.size)?;
        Ok(ConsistencyProof { old_size, path, checkpoint: checkpoint.note.clone() })
    }
}

fn covering(latest: Option<&Checkpoint>, wanted: u64) -> Result<&Checkpoint, LedgerError> {
    let covered = latest.map_or(0, |latest| latest.size);
    latest
        .filter(|latest| latest.size >= wanted)
        .ok_or(LedgerError::NotCheckpointed { wanted, covered })
}

pub(crate) fn read_verifier(layout: &Layout) -> Result<VerifierKey, LedgerError> {
    let path = layout.verifier_key();
    let refused = |source| LedgerError::Key { path: path.clone(), source };
    let text = disk::read_text(&path)?.ok_or_else(|| refused(KeyError::Malformed))?;
    text.parse().map_err(refused)
}

/// Records one after another, read ahead a piece at a time.
#[derive(Debug)]
pub struct Records {
    shared: Arc<Shared>,
    end: u64,
    block: Block,
}

/// Frames in memory and the place up to which they were taken.
#[derive(Debug)]
struct Block {
    next: u64,
    offset: usize,
    bytes: Vec<u8>,
}

impl Block {
    fn load(shared: &Shared, index: u64, bytes_max: u64) -> Result<Self, LedgerError> {
        let Loaded { first, bytes } = shared.load(index, bytes_max)?;
        Ok(Self { next: first, offset: 0, bytes })
    }

    fn is_empty(&self) -> bool {
        self.offset >= self.bytes.len()
    }

    fn skip(&mut self, count: usize) {
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        if let Some((at, frame)) = frames(self.next, rest).take(count).last() {
            self.offset += at + frame.encoded_len();
            self.next = frame.index + 1;
        }
    }

    fn take(&mut self) -> Result<Record, LedgerError> {
        let damaged = || LedgerError::corrupt(self.next, "the record is not whole any more");
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        let (frame, len) = Frame::decode(rest).ok_or_else(damaged)?;
        if !frame.continues(self.next) {
            return Err(damaged());
        }
        let record = Record {
            index: frame.index,
            source: String::from_utf8(frame.source.to_vec()).or(Err(damaged()))?,
            received_ms: frame.received_ms,
            raw: frame.raw.to_vec(),
        };
        self.next += 1;
        self.offset += len;
        Ok(record)
    }
}

impl Records {
    fn next_record(&mut self) -> Result<Record, LedgerError> {
        if self.block.is_empty() {
            let index = self.block.next;
            self.block = Block::load(&self.shared, index, READ_AHEAD_BYTES)?;
            self.block.skip(usize::try_from(index - self.block.next).unwrap_or(usize::MAX));
        }
        self.block.take()
    }
}

impl Iterator for Records {
    type Item = Result<Record, LedgerError>;

    /// After an error there is no next: what follows is not known.
    fn next(&mut self) -> Option<Self::Item> {
        if self.block.next >= self.end {
            return None;
        }
        let record = self.next_record();
        if record.is_err() {
            self.end = 0;
        }
        Some(record)
    }
}
