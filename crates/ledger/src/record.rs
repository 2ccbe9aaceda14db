//! What is logged: a source, a time of receipt and the bytes as received.
//!
//! A leaf of the tree is the record with a small header in front, so that a
//! proof covers the time and the source too:
//!
//! ```text
//! portcullis1\n<source>\n<received_ms>\n<raw bytes>
//! ```

use std::io::Write as _;

/// Something to append.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Where it came from, such as `stream/main`. One line, at most [`SOURCE_BYTES_MAX`].
    pub source: &'a str,
    /// When it was received: milliseconds since 1970, UTC.
    pub received_ms: u64,
    /// The bytes exactly as received.
    pub raw: &'a [u8],
}

/// Something that was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its place in the log, from 0: also its leaf in the tree.
    pub index: u64,
    /// Where it came from.
    pub source: String,
    /// When it was received: milliseconds since 1970, UTC.
    pub received_ms: u64,
    /// The bytes exactly as received.
    pub raw: Vec<u8>,
}

/// Longest source in bytes. A source is a name, not data.
pub(crate) const SOURCE_BYTES_MAX: usize = 1024;

impl Entry<'_> {
    /// Whether the source keeps the leaf's header unambiguous.
    pub(crate) fn has_valid_source(&self) -> bool {
        self.source.len() <= SOURCE_BYTES_MAX && !self.source.contains('\n')
    }
}

impl Record {
    /// The bytes whose hash is this record's leaf.
    pub fn leaf_bytes(&self) -> Vec<u8> {
        leaf_bytes(&self.source, self.received_ms, &self.raw)
    }
}

/// The bytes of a leaf, as an auditor gets them beside an inclusion proof.
pub fn leaf_bytes(source: &str, received_ms: u64, raw: &[u8]) -> Vec<u8> {
    let mut leaf = leaf_header(source.as_bytes(), received_ms);
    leaf.extend_from_slice(raw);
    leaf
}

/// What stands before the raw bytes in a leaf.
pub(crate) fn leaf_header(source: &[u8], received_ms: u64) -> Vec<u8> {
    let mut header = Vec::with_capacity(source.len() + 40);
    header.extend_from_slice(b"portcullis1\n");
    header.extend_from_slice(source);
    // Writing to a Vec cannot fail.
    let _always_ok = write!(header, "\n{received_ms}\n");
    header
}
