//! Archives and packed files of others, read as a stream: tar and zip, gzip,
//! zstd, xz and bzip2, told by content.
//!
//! - [`read()`]: every text file of an archive, or of one file that is none.
//! - [`Decoded`]: the text of one file, whatever it is wrapped in.
//!
//! Invariants: what others sent is never written anywhere, and the names that it
//! tells are shown, never used as paths; the files, the bytes that come out and
//! how many times more these are than went in are bounded; memory does not grow
//! with the archive; no bytes make this panic. An archive inside an archive is
//! not opened. One file that is damaged does not hide the others: what was left
//! out is told.

mod name;
mod packed;
mod read;
mod stream;
#[cfg(test)]
mod tests;

pub use packed::{Decoded, MAGIC_MAX, decoded, is_packed};
pub use read::{ArchiveError, Bounds, FileNote, LeftOut, read};
