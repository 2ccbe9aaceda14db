//! How far a file was read, and how to know it again under another name.
//!
//! A file is its device and inode as long as it lies still; copied or packed it
//! is known by what it holds: the hash of its first bytes and of the bytes
//! before the place that was reached.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// So many first bytes tell files apart: the first line holds a time.
const HEAD_BYTES: usize = 1024;

/// So many bytes before the place tell whether the file was rewritten.
const SEAM_BYTES: usize = 256;

/// What a file is called by the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    pub(super) fn of(file: &Metadata) -> Self {
        Self { device: file.dev(), inode: file.ino() }
    }
}

/// How far a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Which file, as long as it is not copied.
    pub(super) id: FileId,
    /// Bytes read of it, unpacked.
    pub(super) offset: u64,
    /// Its first bytes.
    head: Print,
    /// The bytes before `offset`.
    seam: Print,
    /// When it was last written to, as far as we know: nanoseconds since 1970.
    pub(super) written_ns: i64,
    /// Its length when it was last looked at.
    pub(super) length: u64,
    /// Whether the place is within a line that is too long.
    pub(super) is_skipping: bool,
}

/// Some bytes, by their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Print {
    length: usize,
    sha256: String,
}

impl Print {
    fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len(), sha256: hex::encode(Sha256::digest(bytes)) }
    }
}

/// The first bytes of a file and those before the place reached.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    head: Vec<u8>,
    seam: Vec<u8>,
}

impl Edges {
    /// The place moved over these bytes.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        let missing = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(missing));
        let kept = SEAM_BYTES.saturating_sub(bytes.len()).min(self.seam.len());
        self.seam.drain(..self.seam.len().saturating_sub(kept));
        self.seam.extend(bytes.iter().skip(bytes.len().saturating_sub(SEAM_BYTES)));
    }

    /// The mark of a file at this place.
    pub(super) fn mark(&self, id: FileId, offset: u64) -> Mark {
        let (head, seam) = (Print::of(&self.head), Print::of(&self.seam));
        Mark { id, offset, head, seam, written_ns: 0, length: 0, is_skipping: false }
    }

    /// Whether the bytes before `offset` are still what they were: a file that
    /// was cut and written again keeps its name and its inode.
    pub(super) fn still_fit(&self, file: &File, offset: u64) -> io::Result<bool> {
        let length = self.seam.len();
        let mut seam = vec![0; length];
        let start = offset.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
        match file.read_exact_at(&mut seam, start) {
            Ok(()) => Ok(seam == self.seam),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Where to read on.
pub(super) enum Place {
    /// A plain file, read by offset.
    Plain(File),
    /// A packed one, unpacked up to the place.
    Packed(Box<dyn BufRead + Send>),
}

/// Opens a file at its beginning.
pub(super) fn open(path: &Path) -> io::Result<(Place, Metadata)> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    let mut magic = [0; archive::MAGIC_MAX];
    let read = file.read(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    if magic.get(..read).is_some_and(|start| start.len() >= 4 && archive::is_packed(start)) {
        return Ok((Place::Packed(archive::decoded(BufReader::new(file))?), about));
    }
    Ok((Place::Plain(file), about))
}

impl Mark {
    /// Opens the file at the place, if it is the one that was marked.
    pub(super) fn find_in(&self, path: &Path) -> io::Result<Option<(Place, Edges, Metadata)>> {
        let (mut place, about) = open(path)?;
        if self.offset == 0 && FileId::of(&about) != self.id {
            return Ok(None);
        }
        let edges = match &mut place {
            Place::Plain(file) => self.edges_of(file)?,
            Place::Packed(text) => self.skip(text)?,
        };
        let fits = edges.filter(|edges| self.fits(edges));
        Ok(fits.map(|edges| (place, edges, about)))
    }

    /// Whether a file begins as the marked one does.
    pub(super) fn has_same_head(&self, path: &Path) -> io::Result<bool> {
        let (place, _) = open(path)?;
        let mut head = Vec::new();
        let length = u64::try_from(self.head.length).unwrap_or(u64::MAX);
        match place {
            Place::Plain(file) => file.take(length).read_to_end(&mut head)?,
            Place::Packed(text) => text.take(length).read_to_end(&mut head)?,
        };
        Ok(Print::of(&head) == self.head)
    }

    fn fits(&self, edges: &Edges) -> bool {
        let head = edges.head.get(..self.head.length).unwrap_or_default();
        Print::of(head) == self.head && Print::of(&edges.seam) == self.seam
    }

    /// The edges of a plain file at the place; `None` when it is shorter.
    fn edges_of(&self, file: &File) -> io::Result<Option<Edges>> {
        let before = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let mut edges =
            Edges { head: vec![0; HEAD_BYTES.min(before)], seam: vec![0; SEAM_BYTES.min(before)] };
        let seam_bytes = u64::try_from(edges.seam.len()).unwrap_or(u64::MAX);
        let read = file
            .read_exact_at(&mut edges.head, 0)
            .and_then(|()| file.read_exact_at(&mut edges.seam, self.offset - seam_bytes));
        match read {
            Ok(()) => Ok(Some(edges)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Passes what was read before of a packed file; `None` when it is shorter.
    fn skip(&self, text: &mut dyn BufRead) -> io::Result<Option<Edges>> {
        let mut edges = Edges::default();
        let mut passed = 0_u64;
        while passed < self.offset {
            let buffer = text.fill_buf()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let rest = usize::try_from(self.offset.saturating_sub(passed)).unwrap_or(usize::MAX);
            let bytes = buffer.get(..rest.min(buffer.len())).unwrap_or(buffer);
            let count = bytes.len();
            edges.pass(bytes);
            text.consume(count);
            passed = passed.saturating_add(u64::try_from(count).unwrap_or_default());
        }
        Ok(Some(edges))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_the_same_however_the_bytes_come() {
        let bytes: Vec<u8> = (0..5000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let mut whole = Edges::default();
        whole.pass(&bytes);
        for size in [1, 7, 255, 256, 257, 1023, 4096] {
            let mut parts = Edges::default();
            for part in bytes.chunks(size) {
                parts.pass(part);
            }
            assert_eq!(parts.head, whole.head, "{size}");
            assert_eq!(parts.seam, whole.seam, "{size}");
        }
        assert_eq!((whole.head.len(), whole.seam.len()), (HEAD_BYTES, SEAM_BYTES));
        assert_eq!(whole.seam, bytes[5000 - SEAM_BYTES..]);
    }
}
