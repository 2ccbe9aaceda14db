//! A segment that is, or was, being appended to: frames, then reserved zeros.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk;
use crate::error::{Attempt as _, LedgerError};
use crate::frame::{Frame, frames, holds_a_later_batch};

/// The frames of an open segment, and where each one begins.
#[derive(Debug, Clone)]
pub(crate) struct OpenSegment {
    pub(crate) first: u64,
    pub(crate) path: PathBuf,
    /// Kept open: the segment stays readable while it is being replaced by its sealed form.
    pub(crate) file: Arc<File>,
    pub(crate) offsets: Vec<u64>,
    /// Where the next frame goes.
    pub(crate) end_offset: u64,
}

/// What follows the last whole frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing.
    Clean,
    /// The remains of a write that was never acknowledged, so many bytes.
    Torn(u64),
    /// Bytes that had been acknowledged and are not whole any more.
    Damaged,
}

/// What was found in an open segment.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) segment: OpenSegment,
    pub(crate) tail: Tail,
    /// Where the last batch begins: all before it was acknowledged.
    pub(crate) last_batch_offset: u64,
}

impl OpenSegment {
    pub(crate) fn new(first: u64, path: PathBuf, file: File) -> Self {
        Self { first, path, file: Arc::new(file), offsets: Vec::new(), end_offset: 0 }
    }

    /// The index after its last record.
    pub(crate) fn end(&self) -> u64 {
        self.first + u64::try_from(self.offsets.len()).unwrap_or(u64::MAX)
    }

    /// Some whole frames from `index` on: as many as fit in `bytes_max`, at least one.
    pub(crate) fn load(&self, index: u64, bytes_max: u64) -> Result<Vec<u8>, LedgerError> {
        let from = index.checked_sub(self.first).and_then(|nth| usize::try_from(nth).ok());
        let rest = from.and_then(|from| self.offsets.get(from..)).unwrap_or_default();
        let Some((&start, later)) = rest.split_first() else {
            return Err(LedgerError::NoRecord { index, size: self.end() });
        };
        let ends = later.iter().copied().chain([self.end_offset]);
        let first_end = ends.clone().next().unwrap_or(start);
        let fitting = ends.take_while(|end| end - start <= bytes_max).last();
        disk::read_at(&self.file, &self.path, start, fitting.unwrap_or(first_end) - start)
    }
}

/// Reads an open segment from its beginning to its last whole frame.
pub(crate) fn scan(
    first: u64,
    path: &Path,
    file: File,
    mut each: impl FnMut(&Frame<'_>),
) -> Result<Scan, LedgerError> {
    let file_len = file.metadata().attempt("read", path)?.len();
    let bytes = disk::read_at(&file, path, 0, file_len)?;
    let mut segment = OpenSegment::new(first, path.to_owned(), file);
    let (mut last_batch, mut last_batch_offset, mut end) = (None, 0, 0);
    for (offset, frame) in frames(first, &bytes) {
        each(&frame);
        let offset_u64 = u64::try_from(offset).unwrap_or(u64::MAX);
        segment.offsets.push(offset_u64);
        if last_batch != Some(frame.batch) {
            (last_batch, last_batch_offset) = (Some(frame.batch), offset_u64);
        }
        end = offset + frame.encoded_len();
    }
    segment.end_offset = u64::try_from(end).unwrap_or(u64::MAX);
    let tail = tail(segment.end(), bytes.get(end..).unwrap_or_default());
    Ok(Scan { segment, tail, last_batch_offset })
}

fn tail(next: u64, rest: &[u8]) -> Tail {
    let Some(last) = rest.iter().rposition(|byte| *byte != 0) else { return Tail::Clean };
    if holds_a_later_batch(next, rest) {
        Tail::Damaged
    } else {
        Tail::Torn(u64::try_from(last + 1).unwrap_or(u64::MAX))
    }
}
