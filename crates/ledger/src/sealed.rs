//! A segment that never changes again.
//!
//! The same frames as in the open segment, cut at frame borders into blocks of
//! about 128 KiB, each one zstd frame. Audit events are JSON with the same keys
//! again and again: this makes them several times smaller, and reading one
//! record still costs one small block. The index of the blocks stands last, in
//! a zstd skippable frame, so that plain `zstd -dc` gives back all frames:
//!
//! ```text
//! zstd frame … | 50 2a 4d 18 | len u32 | {first u64, offset u64, packed u32, raw u32} … | end u64 | blocks u32 | crc u32
//! ```
//!
//! Beside it lies the manifest, which is written last: a segment without one
//! does not exist.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::checkpoint::{read_decimal, read_hash};
use crate::disk;
use crate::error::{Attempt as _, LedgerError};
use crate::frame::{RAW_BYTES_LIMIT, frames};
use crate::layout::{Layout, LeafRange};
use crate::open::OpenSegment;
use crate::tree::Hash;

/// A block is closed when it has reached this size.
pub(crate) const BLOCK_BYTES: u64 = 128 << 10;
/// What one block may claim to unpack to: one record of any size and some more.
const BLOCK_BYTES_LIMIT: usize = RAW_BYTES_LIMIT + (1 << 20);
/// zstd's own default: 5 to 10 times smaller at several hundred MB/s.
const LEVEL: i32 = 3;

const SKIPPABLE: [u8; 4] = 0x184D_2A50_u32.to_le_bytes();
const ENTRY_BYTES: u64 = 24;
const TRAILER_BYTES: u64 = 16;

/// Where a block lies, and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) first: u64,
    offset: u64,
    packed: u32,
    raw: u32,
}

/// A sealed segment, opened when it is first read.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) range: LeafRange,
    path: PathBuf,
    opened: OnceLock<Opened>,
}

#[derive(Debug)]
pub(crate) struct Opened {
    file: File,
    path: PathBuf,
    pub(crate) blocks: Vec<Block>,
}

/// What is known of a sealed segment besides its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) range: LeafRange,
    pub(crate) bytes: u64,
    pub(crate) sha256: Hash,
    /// The root of the whole tree up to the segment's end.
    pub(crate) root: Hash,
}

impl Sealed {
    pub(crate) fn new(layout: &Layout, range: LeafRange) -> Self {
        Self { range, path: layout.segment(range), opened: OnceLock::new() }
    }

    /// The frames of the block that holds `index`, and the block's first record.
    pub(crate) fn load(&self, index: u64) -> Result<(u64, Vec<u8>), LedgerError> {
        let opened = match self.opened.get() {
            Some(opened) => opened,
            None => {
                let opened = Opened::open(&self.path, self.range)?;
                self.opened.get_or_init(|| opened)
            }
        };
        let after = opened.blocks.partition_point(|block| block.first <= index);
        let block = after.checked_sub(1).and_then(|at| opened.blocks.get(at));
        let block =
            block.ok_or_else(|| LedgerError::corrupt(index, "no block holds the record"))?;
        Ok((block.first, opened.unpack(block)?))
    }
}

impl Opened {
    pub(crate) fn open(path: &Path, range: LeafRange) -> Result<Self, LedgerError> {
        let file = File::open(path).attempt("open", path)?;
        let blocks = read_blocks(&file, path, range)?;
        Ok(Self { file, path: path.to_owned(), blocks })
    }

    pub(crate) fn unpack(&self, block: &Block) -> Result<Vec<u8>, LedgerError> {
        let packed = disk::read_at(&self.file, &self.path, block.offset, block.packed.into())?;
        let len = usize::try_from(block.raw).unwrap_or(usize::MAX).min(BLOCK_BYTES_LIMIT);
        match zstd::bulk::decompress(&packed, len) {
            Ok(bytes) if bytes.len() == len => Ok(bytes),
            Ok(_) | Err(_) => Err(LedgerError::corrupt(block.first, "a block does not unpack")),
        }
    }
}

fn read_blocks(file: &File, path: &Path, range: LeafRange) -> Result<Vec<Block>, LedgerError> {
    let damaged = || LedgerError::corrupt(range.first, "the index of a segment is damaged");
    let file_len = file.metadata().attempt("read", path)?.len();
    let trailer_at = file_len.checked_sub(TRAILER_BYTES).ok_or_else(damaged)?;
    let trailer = disk::read_at(file, path, trailer_at, TRAILER_BYTES)?;
    let (end, count, crc) = split_trailer(&trailer).ok_or_else(damaged)?;

    let entries_len = u64::from(count) * ENTRY_BYTES;
    let entries_at = trailer_at.checked_sub(entries_len).ok_or_else(damaged)?;
    let mut index = disk::read_at(file, path, entries_at, entries_len)?;
    let blocks: Option<Vec<Block>> = index.chunks(24).map(Block::decode).collect();
    let blocks = blocks.ok_or_else(damaged)?;
    index.extend_from_slice(trailer.get(..12).unwrap_or_default());
    let is_whole = crc32fast::hash(&index) == crc
        && end == range.end
        && blocks.first().is_some_and(|block| block.first == range.first);
    if is_whole { Ok(blocks) } else { Err(damaged()) }
}

fn split_trailer(trailer: &[u8]) -> Option<(u64, u32, u32)> {
    let (end, rest) = trailer.split_first_chunk()?;
    let (count, rest) = rest.split_first_chunk()?;
    let (crc, _) = rest.split_first_chunk()?;
    Some((u64::from_le_bytes(*end), u32::from_le_bytes(*count), u32::from_le_bytes(*crc)))
}

impl Block {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.first.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
        out.extend_from_slice(&self.packed.to_le_bytes());
        out.extend_from_slice(&self.raw.to_le_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (first, rest) = bytes.split_first_chunk()?;
        let (offset, rest) = rest.split_first_chunk()?;
        let (packed, rest) = rest.split_first_chunk()?;
        let (raw, _) = rest.split_first_chunk()?;
        Some(Self {
            first: u64::from_le_bytes(*first),
            offset: u64::from_le_bytes(*offset),
            packed: u32::from_le_bytes(*packed),
            raw: u32::from_le_bytes(*raw),
        })
    }
}

/// Writes the sealed form of a segment that is no longer appended to, and
/// returns its size and SHA-256. Doing it again gives the same file.
pub(crate) fn write(open: &OpenSegment, layout: &Layout) -> Result<(u64, Hash), LedgerError> {
    let range = LeafRange { first: open.first, end: open.end() };
    let path = layout.segment(range);
    let (file, unfinished) = disk::create_unfinished(&path)?;
    let mut out = Hashing { file, path: &unfinished, sha256: Sha256::new(), len: 0 };
    let (mut blocks, mut next) = (Vec::new(), range.first);
    while next < range.end {
        let bytes = open.load(next, BLOCK_BYTES)?;
        // What is sealed was read back whole, or it is not sealed.
        let count = u64::try_from(frames(next, &bytes).count()).unwrap_or(0);
        if count == 0 {
            return Err(LedgerError::corrupt(next, "a record changed before it was sealed"));
        }
        let packed = zstd::bulk::compress(&bytes, LEVEL).attempt("compress", &unfinished)?;
        blocks.push(Block {
            first: next,
            offset: out.len,
            packed: u32_len(&packed).attempt("compress", &unfinished)?,
            raw: u32_len(&bytes).attempt("compress", &unfinished)?,
        });
        out.write(&packed)?;
        next += count;
    }
    out.write(&encode_index(&blocks, range.end).attempt("write", &unfinished)?)?;
    disk::finish(&out.file, &unfinished, disk::READ_ONLY)?;
    disk::rename(&unfinished, &path)?;
    Ok((out.len, out.sha256.finalize().into()))
}

fn encode_index(blocks: &[Block], end: u64) -> Result<Vec<u8>, ErrorKind> {
    let mut index = Vec::new();
    for block in blocks {
        block.encode(&mut index);
    }
    let count = u32::try_from(blocks.len()).or(Err(ErrorKind::FileTooLarge))?;
    index.extend_from_slice(&end.to_le_bytes());
    index.extend_from_slice(&count.to_le_bytes());
    index.extend_from_slice(&crc32fast::hash(&index).to_le_bytes());
    let mut out = SKIPPABLE.to_vec();
    out.extend_from_slice(&u32_len(&index)?.to_le_bytes());
    out.extend_from_slice(&index);
    Ok(out)
}

fn u32_len(bytes: &[u8]) -> Result<u32, ErrorKind> {
    u32::try_from(bytes.len()).or(Err(ErrorKind::FileTooLarge))
}

/// A file whose length and SHA-256 are known when it is written.
struct Hashing<'a> {
    file: File,
    path: &'a Path,
    sha256: Sha256,
    len: u64,
}

impl Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), LedgerError> {
        self.file.write_all(bytes).attempt("write", self.path)?;
        self.sha256.update(bytes);
        self.len += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }
}

/// A file's length and SHA-256, read in pieces.
pub(crate) fn hash_file(path: &Path) -> Result<(u64, Hash), LedgerError> {
    let mut file = File::open(path).attempt("open", path)?;
    let (mut sha256, mut len, mut piece) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        let read = file.read(&mut piece).attempt("read", path)?;
        if read == 0 {
            return Ok((len, sha256.finalize().into()));
        }
        sha256.update(piece.get(..read).unwrap_or_default());
        len += u64::try_from(read).unwrap_or(u64::MAX);
    }
}

impl Manifest {
    pub(crate) fn to_text(&self) -> String {
        let Self { range, bytes, sha256, root } = self;
        format!(
            "portcullis segment 1\nfirst {}\nend {}\nbytes {bytes}\nsha256 {}\nroot {}\n",
            range.first,
            range.end,
            STANDARD.encode(sha256),
            STANDARD.encode(root),
        )
    }

    /// `None` unless `text` is exactly what [`Manifest::to_text`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip(1);
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let first = read_decimal(field("first")?)?;
        let end = read_decimal(field("end")?)?;
        let bytes = read_decimal(field("bytes")?)?;
        let sha256 = read_hash(field("sha256")?)?;
        let root = read_hash(field("root")?)?;
        let manifest = Self { range: LeafRange { first, end }, bytes, sha256, root };
        (manifest.to_text() == text).then_some(manifest)
    }

    pub(crate) fn read(layout: &Layout, range: LeafRange) -> Result<Self, LedgerError> {
        let damaged = || {
            let what = format!("the manifest of segment {} is damaged", range.name());
            LedgerError::corrupt(range.first, what)
        };
        let text = disk::read_text(&layout.manifest(range))?.ok_or_else(damaged)?;
        Self::parse(&text).filter(|manifest| manifest.range == range).ok_or_else(damaged)
    }
}
