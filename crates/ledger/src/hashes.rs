//! The tree's complete nodes: those of sealed segments in files, later ones in memory.
//!
//! `tree/<n>` holds the nodes of level 8·n, 32 bytes each, in order: a tile of
//! C2SP tlog-tiles is 8,192 bytes of it. Levels between are folded from at
//! most 128 hashes. So a proof over millions of leaves reads a few kilobytes.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;

use crate::disk;
use crate::error::{Attempt as _, LedgerError};
use crate::layout::{Layout, TREE_FILES};
use crate::tree::{Frontier, Hash, Nodes, parent_hash};

/// Levels of the tree per file.
const LEVELS_PER_FILE: u32 = 8;
const HASH_BYTES: u64 = 32;

/// Every complete node of the tree.
#[derive(Debug)]
pub(crate) struct Hashes {
    layout: Layout,
    /// How many leaves the files cover.
    stored: u64,
    /// By level: the nodes that the files do not cover.
    recent: Vec<Level>,
}

#[derive(Debug, Default)]
struct Level {
    /// The index of the first node.
    base: u64,
    nodes: Vec<Hash>,
}

impl Hashes {
    /// The nodes over the first `stored` leaves, which the files hold.
    pub(crate) fn stored(layout: &Layout, stored: u64) -> Self {
        Self { layout: layout.clone(), stored, recent: Vec::new() }
    }

    /// Adds a node, as [`Frontier::push`] reports it.
    pub(crate) fn add(&mut self, level: u32, index: u64, hash: Hash) {
        let at = usize::try_from(level).unwrap_or(usize::MAX);
        while self.recent.len() <= at {
            let base = self.recent.len();
            let base = u32::try_from(base).map_or(0, |level| self.stored >> level);
            self.recent.push(Level { base, nodes: Vec::new() });
        }
        if let Some(level) = self.recent.get_mut(at) {
            debug_assert_eq!(level.base + u64::try_from(level.nodes.len()).unwrap_or(0), index);
            level.nodes.push(hash);
        }
    }

    pub(crate) fn frontier(&self, size: u64) -> Result<Frontier, LedgerError> {
        Frontier::load(size, |level, index| self.node(level, index))
    }

    pub(crate) fn root(&self, size: u64) -> Result<Hash, LedgerError> {
        self.range(0, size)
    }

    /// The nodes that the files lack to cover the first `size` leaves: for
    /// each file where they go and their bytes.
    pub(crate) fn unstored(&self, size: u64) -> Vec<(u32, u64, Vec<u8>)> {
        let mut files = Vec::new();
        for file in 0..TREE_FILES {
            let level = file * LEVELS_PER_FILE;
            let (from, to) = (self.stored >> level, size >> level);
            let nodes = (from..to).filter_map(|index| self.recent_node(level, index));
            files.push((file, from * HASH_BYTES, nodes.collect::<Vec<_>>().concat()));
        }
        files
    }

    /// Forgets the nodes that are now in the files.
    pub(crate) fn now_stored(&mut self, size: u64) {
        self.stored = size;
        for (level, recent) in (0..u64::BITS).zip(&mut self.recent) {
            let gone = usize::try_from((size >> level) - recent.base).unwrap_or(usize::MAX);
            recent.nodes.drain(..gone.min(recent.nodes.len()));
            recent.base = size >> level;
        }
    }

    fn recent_node(&self, level: u32, index: u64) -> Option<Hash> {
        let level = self.recent.get(usize::try_from(level).ok()?)?;
        level.nodes.get(usize::try_from(index.checked_sub(level.base)?).ok()?).copied()
    }
}

impl Nodes for Hashes {
    type Error = LedgerError;

    fn node(&self, level: u32, index: u64) -> Result<Hash, LedgerError> {
        if index >= self.stored >> level {
            return self.recent_node(level, index).ok_or_else(|| lost(level, index));
        }
        let file = level / LEVELS_PER_FILE;
        if file >= TREE_FILES {
            let left = self.node(level - 1, 2 * index)?;
            return Ok(parent_hash(&left, &self.node(level - 1, 2 * index + 1)?));
        }
        let width = level % LEVELS_PER_FILE;
        let hashes = read(&self.layout, file, index << width, 1 << width)?;
        fold(hashes).ok_or_else(|| lost(level, index))
    }
}

fn lost(level: u32, index: u64) -> LedgerError {
    LedgerError::corrupt(index << level, "a hash of the tree is missing")
}

/// Reads stored nodes from one file.
pub(crate) fn read(
    layout: &Layout,
    file: u32,
    from: u64,
    count: u64,
) -> Result<Vec<Hash>, LedgerError> {
    let path = layout.tree_file(file);
    let opened = File::open(&path).attempt("open", &path)?;
    let bytes = disk::read_at(&opened, &path, from * HASH_BYTES, count * HASH_BYTES)?;
    let (hashes, _) = bytes.as_chunks();
    Ok(hashes.to_vec())
}

/// Writes stored nodes, durably. The same nodes may be written again after a crash.
pub(crate) fn write(layout: &Layout, file: u32, at: u64, bytes: &[u8]) -> Result<(), LedgerError> {
    if bytes.is_empty() {
        return Ok(());
    }
    let path = layout.tree_file(file);
    let opened = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .attempt("open", &path)?;
    opened.write_all_at(bytes, at).attempt("write", &path)?;
    opened.sync_all().attempt("sync", &path)
}

/// Whether the files are long enough to cover the first `size` leaves.
pub(crate) fn are_complete(layout: &Layout, size: u64) -> bool {
    (0..TREE_FILES).all(|file| {
        let len = layout.tree_file(file).metadata().map_or(0, |metadata| metadata.len());
        len >= len_for(file, size)
    })
}

/// Cuts off what a crash amid sealing left beyond the first `size` leaves.
pub(crate) fn trim(layout: &Layout, size: u64) -> Result<(), LedgerError> {
    for file in 0..TREE_FILES {
        let (path, len) = (layout.tree_file(file), len_for(file, size));
        if path.metadata().is_ok_and(|metadata| metadata.len() > len) {
            let opened = OpenOptions::new().write(true).open(&path);
            opened.and_then(|opened| opened.set_len(len)).attempt("truncate", &path)?;
        }
    }
    Ok(())
}

fn len_for(file: u32, size: u64) -> u64 {
    (size >> (file * LEVELS_PER_FILE)) * HASH_BYTES
}

/// The root over a power of two of nodes.
fn fold(mut nodes: Vec<Hash>) -> Option<Hash> {
    while nodes.len() > 1 {
        let (pairs, _) = nodes.as_chunks::<2>();
        nodes = pairs.iter().map(|[left, right]| parent_hash(left, right)).collect();
    }
    nodes.pop()
}
