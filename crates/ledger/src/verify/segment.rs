//! The records of one segment: read, checked and hashed, whatever their state.

use std::fs::File;

use super::Problem;
use crate::disk;
use crate::frame::{Frame, next_frame_after};
use crate::layout::{Layout, LeafRange};
use crate::recovery::frame_hash;
use crate::sealed::{Block, Manifest, Opened, hash_file};
use crate::tree::Hash;

/// Where records are.
#[derive(Debug)]
pub(super) enum Piece {
    Sealed(LeafRange),
    /// Held open, so that it can be read even when a live writer seals it now.
    Open(u64, File),
}

/// What one segment holds.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) first: u64,
    /// The hash of each record in order, `None` where it cannot be read.
    pub(super) leaves: Vec<Option<Hash>>,
    pub(super) bytes: u64,
    pub(super) is_sealed: bool,
    pub(super) manifest: Option<Manifest>,
    pub(super) problems: Vec<Problem>,
}

/// How often an open segment is read again while a live writer is amid a write.
const READINGS_MAX: u32 = 5;

impl Piece {
    pub(super) fn open(layout: &Layout, first: u64) -> Option<Self> {
        File::open(layout.open_segment(first)).ok().map(|file| Self::Open(first, file))
    }

    pub(super) fn first(&self) -> u64 {
        match self {
            Self::Sealed(range) => range.first,
            Self::Open(first, _) => *first,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Sealed(range) => range.name(),
            Self::Open(first, _) => format!("{first:012}"),
        }
    }
}

impl Checked {
    fn new(piece: &Piece) -> Self {
        Self {
            name: piece.name(),
            first: piece.first(),
            leaves: Vec::new(),
            bytes: 0,
            is_sealed: matches!(piece, Piece::Sealed(_)),
            manifest: None,
            problems: Vec::new(),
        }
    }

    pub(super) fn unreadable(piece: &Piece) -> Self {
        let mut checked = Self::new(piece);
        checked.problem(None, "the segment cannot be read");
        checked
    }

    /// The index after the last record.
    pub(super) fn end(&self) -> u64 {
        self.first + super::len(&self.leaves)
    }

    /// How many records could be read.
    pub(super) fn records(&self) -> u64 {
        self.leaves.iter().flatten().fold(0, |count, _| count + 1)
    }

    fn problem(&mut self, index: impl Into<Option<u64>>, what: impl Into<String>) {
        let (index, segment) = (index.into(), Some(self.name.clone()));
        self.problems.push(Problem { index, segment, what: what.into() });
    }

    fn add(&mut self, frame: &Frame<'_>) {
        self.leaves.push(Some(frame_hash(frame)));
        self.bytes += super::len(frame.raw);
    }

    /// Notes that the records up to `end` cannot be read.
    fn lose_until(&mut self, end: u64, what: &str) {
        let first = self.end();
        let Some(last) = end.checked_sub(1).filter(|last| first <= *last) else { return };
        let range = if first == last { String::new() } else { format!(", up to record {last}") };
        self.problem(first, format!("{what}{range}"));
        let count = usize::try_from(end - first).unwrap_or(0);
        self.leaves.resize(self.leaves.len() + count, None);
    }

    /// Takes all frames of a buffer, stepping over damaged ones, and returns
    /// how many bytes they are.
    fn add_frames(&mut self, bytes: &[u8]) -> usize {
        let mut offset = 0;
        while let Some(rest) = bytes.get(offset..) {
            match Frame::decode(rest) {
                Some((frame, len)) if frame.continues(self.end()) => {
                    self.add(&frame);
                    offset += len;
                }
                _ => {
                    let Some((at, next)) = next_frame_after(self.end(), rest) else { break };
                    self.lose_until(next, "the record's bytes were altered");
                    offset += at;
                }
            }
        }
        offset
    }
}

pub(super) fn check(layout: &Layout, piece: &Piece) -> Checked {
    match piece {
        Piece::Sealed(range) => check_sealed(layout, *range, Checked::new(piece)),
        Piece::Open(first, file) => check_open(layout, *first, file, piece),
    }
}

fn check_sealed(layout: &Layout, range: LeafRange, mut checked: Checked) -> Checked {
    check_file(layout, range, &mut checked);
    match Opened::open(&layout.segment(range), range) {
        Ok(opened) => check_blocks(&opened, range, &mut checked),
        Err(error) => checked.problem(range.first, format!("the segment cannot be read: {error}")),
    }
    checked.lose_until(range.end, "the record cannot be read");
    checked
}

/// The file as a whole against its manifest.
fn check_file(layout: &Layout, range: LeafRange, checked: &mut Checked) {
    match Manifest::read(layout, range) {
        Ok(manifest) => checked.manifest = Some(manifest),
        Err(error) => checked.problem(range.first, error.to_string()),
    }
    let Some(manifest) = &checked.manifest else { return };
    let expected = (manifest.bytes, manifest.sha256);
    match hash_file(&layout.segment(range)) {
        Ok(found) if found == expected => {}
        Ok(_) => checked.problem(None, "the file's SHA-256 is not the one in its manifest"),
        Err(error) => checked.problem(None, error.to_string()),
    }
}

fn check_blocks(opened: &Opened, range: LeafRange, checked: &mut Checked) {
    let ends = opened.blocks.iter().skip(1).map(|block| block.first).chain([range.end]);
    for (block, end) in opened.blocks.iter().zip(ends) {
        checked.lose_until(block.first, "the record is missing from its block");
        check_block(opened, block, checked);
        checked.lose_until(end, "the record's block was altered and cannot be read");
    }
}

fn check_block(opened: &Opened, block: &Block, checked: &mut Checked) {
    let Ok(bytes) = opened.unpack(block) else { return };
    let taken = checked.add_frames(&bytes);
    if taken < bytes.len() {
        // Nothing whole follows: the rest of the block is lost.
        let index = checked.end();
        checked.problem(index, "the block's last records were altered");
    }
}

fn check_open(layout: &Layout, first: u64, file: &File, piece: &Piece) -> Checked {
    let path = layout.open_segment(first);
    for reading in 1.. {
        let mut checked = Checked::new(piece);
        let len = file.metadata().map_or(0, |metadata| metadata.len());
        let Ok(bytes) = disk::read_at(file, &path, 0, len) else { break };
        let taken = checked.add_frames(&bytes);
        let rest = bytes.get(taken..).unwrap_or_default();
        if rest.iter().any(|byte| *byte != 0) {
            let index = checked.end();
            let what = "the last write is torn, or was altered; opening the ledger cuts it off \
                        unless it was signed";
            checked.problem(index, what);
        }
        if checked.problems.is_empty()
            || reading >= READINGS_MAX
            || !disk::is_locked(&layout.lock())
        {
            return checked;
        }
    }
    Checked::unreadable(piece)
}
