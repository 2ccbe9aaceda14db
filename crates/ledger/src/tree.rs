//! The Merkle tree of RFC 6962, as arithmetic: nothing here touches a disk.
//!
//! A node is (level, index): the hash over the leaves
//! `[index << level, (index + 1) << level)`. Only complete nodes are ever
//! stored; the right edge of the tree is folded from them when it is needed.

use sha2::{Digest as _, Sha256};

use crate::record::leaf_header;

/// A SHA-256.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256 over a zero byte and the leaf's bytes.
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// The same, from the leaf's parts, without copying them together.
pub(crate) fn record_hash(source: &[u8], received_ms: u64, raw: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(leaf_header(source, received_ms))
        .chain_update(raw)
        .finalize()
        .into()
}

/// The hash of two nodes' parent.
pub(crate) fn parent_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree without leaves.
pub(crate) fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The left edge of what is still to come: one complete node for each bit of the size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Frontier {
    size: u64,
    /// Largest subtree first.
    nodes: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves, whose complete nodes `node` knows.
    pub(crate) fn load<E>(
        size: u64,
        mut node: impl FnMut(u32, u64) -> Result<Hash, E>,
    ) -> Result<Self, E> {
        let levels = (0..u64::BITS).rev().filter(|level| (size >> level) & 1 == 1);
        let nodes = levels.map(|level| node(level, (size >> level) - 1)).collect::<Result<_, E>>();
        Ok(Self { size, nodes: nodes? })
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf and reports every node that it completes: (level, index, hash).
    pub(crate) fn push(&mut self, leaf: Hash, mut completed: impl FnMut(u32, u64, Hash)) {
        let mut hash = leaf;
        completed(0, self.size, hash);
        for level in 0..self.size.trailing_ones() {
            let Some(left) = self.nodes.pop() else { break };
            hash = parent_hash(&left, &hash);
            completed(level + 1, self.size >> (level + 1), hash);
        }
        self.nodes.push(hash);
        self.size += 1;
    }

    pub(crate) fn root(&self) -> Hash {
        let mut from_the_right = self.nodes.iter().rev();
        let Some(last) = from_the_right.next() else { return empty_root() };
        from_the_right.fold(*last, |right, left| parent_hash(left, &right))
    }
}

/// Where complete nodes come from.
pub(crate) trait Nodes {
    type Error;
    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error>;

    /// The hash over the leaves `[start, end)`, where `start` is a multiple of
    /// the smallest power of two that is not below the width.
    fn range(&self, start: u64, end: u64) -> Result<Hash, Self::Error> {
        let width = end - start;
        if width == 0 {
            return Ok(empty_root());
        }
        if width.is_power_of_two() {
            let level = width.trailing_zeros();
            return self.node(level, start >> level);
        }
        let middle = start + split_point(width);
        Ok(parent_hash(&self.range(start, middle)?, &self.range(middle, end)?))
    }

    /// RFC 6962, section 2.1.1: the siblings from the leaf up to the root.
    fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, Self::Error> {
        let (mut start, mut end, mut path) = (0, size, Vec::new());
        while end - start > 1 {
            let middle = start + split_point(end - start);
            if index < middle {
                path.push(self.range(middle, end)?);
                end = middle;
            } else {
                path.push(self.range(start, middle)?);
                start = middle;
            }
        }
        path.reverse();
        Ok(path)
    }

    /// RFC 6962, section 2.1.2: what shows that `old` leaves are the beginning of `new` ones.
    fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, Self::Error> {
        if old == 0 || old == new {
            return Ok(Vec::new());
        }
        let (mut start, mut end, mut path) = (0, new, Vec::new());
        while old != end {
            let middle = start + split_point(end - start);
            if old <= middle {
                path.push(self.range(middle, end)?);
                end = middle;
            } else {
                path.push(self.range(start, middle)?);
                start = middle;
            }
        }
        if start > 0 {
            path.push(self.range(start, end)?);
        }
        path.reverse();
        Ok(path)
    }
}

/// The largest power of two below `width`, for a width of at least 2.
fn split_point(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// RFC 9162, section 2.1.3.2: the root to which a leaf's path leads.
pub(crate) fn root_of_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut position, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if position & 1 == 1 || position == last {
            hash = parent_hash(sibling, &hash);
            skip_levels_without_sibling(&mut position, &mut last);
        } else {
            hash = parent_hash(&hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// RFC 9162, section 2.1.4.2: the old and the new root to which a path leads.
pub(crate) fn roots_of_consistency(
    old: u64,
    new: u64,
    old_root: Hash,
    path: &[Hash],
) -> Option<(Hash, Hash)> {
    let (mut position, mut last) = (old.checked_sub(1)?, new.checked_sub(1)?);
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    // If the old tree is one complete node, its root begins the path and is left out of it.
    let mut path = path.iter();
    let seed = if old.is_power_of_two() { old_root } else { *path.next()? };
    let (mut old_hash, mut new_hash) = (seed, seed);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if position & 1 == 1 || position == last {
            old_hash = parent_hash(sibling, &old_hash);
            new_hash = parent_hash(sibling, &new_hash);
            skip_levels_without_sibling(&mut position, &mut last);
        } else {
            new_hash = parent_hash(&new_hash, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    (last == 0).then_some((old_hash, new_hash))
}

/// The last node of a level may have no sibling: it then moves up unchanged.
fn skip_levels_without_sibling(position: &mut u64, last: &mut u64) {
    while *position & 1 == 0 && *position != 0 {
        *position >>= 1;
        *last >>= 1;
    }
}

#[cfg(test)]
mod tests;
