//! Bundles of logs that somebody sent in: a tar or zip archive of logs, or one
//! log, each plain or packed by gzip, zstd, xz or bzip2; told by content.
//!
//! A bundle is outside bytes. Nothing is ever written under a name that it
//! tells: lines are shown one by one. Bounded are the files, the bytes that
//! come out, how many times more these are than went in, and each line. An
//! archive inside an archive is not opened. One file that is damaged does not
//! hide the others: what was left out is told.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use zip::ZipReadOptions;
use zip::read::Config;
use zip::unstable::read::ZipIterable;

use crate::work::import::decode::Decoded;
use crate::work::import::lines::{Line, Lines};

/// What a bundle may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// Files in an archive.
    pub(crate) files: usize,
    /// Bytes that come out, in all.
    pub(crate) bytes: u64,
    /// How many times more comes out than went in, once [`BOMB_BYTES_MIN`] are out.
    pub(crate) times: u64,
}

impl Default for Bounds {
    /// GitLab's logs shrink to a tenth, at most to a hundredth.
    fn default() -> Self {
        Self { files: 10_000, bytes: 64 << 30, times: 250 }
    }
}

/// Less than this is no bomb, however small it was packed.
pub(crate) const BOMB_BYTES_MIN: u64 = 64 << 20;

/// So many bytes tell an archive and a binary file.
const LOOK_BYTES: usize = 8_000;

/// A name that is longer is cut.
const NAME_CHARS_MAX: usize = 200;

/// Where a tar archive says that it is one.
const TAR_MARK: std::ops::Range<usize> = 257..262;

/// Why a bundle is not read to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BundleError {
    /// More comes out than is read, or too much more than went in.
    #[error("more comes out of the bundle than is read: it may be made to fill a disk")]
    TooMuch,
    /// More files than are read.
    #[error("the bundle has more files than are read")]
    TooMany,
    /// The one who reads has had enough.
    #[error("stopped")]
    Stopped,
    /// Damaged, cut off, or the disk.
    #[error("the bundle is damaged, or cannot be read")]
    Io(#[from] io::Error),
    /// Damaged, or of a kind that is not read.
    #[error("the bundle is no zip archive that can be read")]
    Zip(#[from] zip::result::ZipError),
}

/// What became of a file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileNote {
    /// Its name, for people.
    pub(crate) name: String,
    /// Lines that were shown.
    pub(crate) lines: u64,
    /// Why it was left out, or left off.
    pub(crate) left_out: Option<LeftOut>,
}

/// Why a file of a bundle was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LeftOut {
    /// Its name leads outside: `/etc/passwd`, `../x`.
    UnsafeName,
    /// A link or a device.
    NoPlainFile,
    /// An archive inside the archive.
    Nested,
    /// No text.
    Binary,
    /// Damaged, encrypted or packed in another way.
    Damaged,
}

/// Shows every line of a bundle, file by file in the archive's order.
pub(crate) fn read(
    mut file: File,
    bounds: Bounds,
    show: &mut dyn FnMut(&str, &Line) -> ControlFlow<()>,
) -> Result<Vec<FileNote>, BundleError> {
    let packed_bytes = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let most = bounds.bytes.min(packed_bytes.saturating_mul(bounds.times).max(BOMB_BYTES_MIN));
    let meter = Rc::new(Meter { out: Cell::new(0), most, is_over: Cell::new(false) });
    let mut reading = Reading { meter, files_max: bounds.files, show, notes: Vec::new() };
    let mut start = [0; 4];
    let length = file.read(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    let done = if is_zip(start.get(..length).unwrap_or_default()) {
        reading.zip(file)
    } else {
        reading.plain(file)
    };
    match done {
        Err(_) if reading.meter.is_over.get() => Err(BundleError::TooMuch),
        Err(error) => Err(error),
        Ok(()) => Ok(reading.notes),
    }
}

struct Reading<'a> {
    meter: Rc<Meter>,
    files_max: usize,
    show: &'a mut dyn FnMut(&str, &Line) -> ControlFlow<()>,
    notes: Vec<FileNote>,
}

impl Reading<'_> {
    fn plain(&mut self, file: File) -> Result<(), BundleError> {
        let text = Decoded::of(BufReader::new(file))?;
        let mut text = Peeked::new(self.meter.metered(text))?;
        if is_tar(text.start()) { self.tar(text) } else { self.log("-", &mut text) }
    }

    fn tar(&mut self, archive: impl Read) -> Result<(), BundleError> {
        let mut archive = tar::Archive::new(archive);
        // Raw: long names are read into memory otherwise, however long they are.
        for entry in archive.entries()?.raw(true) {
            let entry = entry?;
            let kind = entry.header().entry_type();
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let is_about_others = kind.is_gnu_longname()
                || kind.is_gnu_longlink()
                || kind.is_pax_local_extensions()
                || kind.is_pax_global_extensions();
            if kind.is_dir() || is_about_others {
                continue;
            }
            if kind.is_file() || kind.is_contiguous() {
                self.file(&name, BufReader::new(entry))?;
            } else {
                self.note(&name, 0, Some(LeftOut::NoPlainFile))?;
            }
        }
        Ok(())
    }

    fn zip(&mut self, file: File) -> Result<(), BundleError> {
        let content = file.try_clone()?;
        // Both handles share one place in the file; a reader of its own has its own.
        let mut archive = ZipIterable::try_new(Placed::new(file), Config::default())?;
        if archive.len() > self.files_max {
            return Err(BundleError::TooMany);
        }
        let mut files = archive.files_with_reader(Placed::new(content), ZipReadOptions::new())?;
        while let Some(file) = files.next() {
            let file = match file {
                Ok(file) => file,
                Err(zip::result::ZipError::Io(error)) => return Err(error.into()),
                Err(_) => {
                    self.note("?", 0, Some(LeftOut::Damaged))?;
                    continue;
                }
            };
            if file.is_dir() {
                continue;
            }
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            if file.is_symlink() {
                self.note(&name, 0, Some(LeftOut::NoPlainFile))?;
            } else {
                let meter = Rc::clone(&self.meter);
                self.file(&name, BufReader::new(meter.metered(file)))?;
            }
        }
        Ok(())
    }

    /// A file of an archive.
    fn file(&mut self, name: &str, content: impl BufRead) -> Result<(), BundleError> {
        if !is_safe(name) {
            return self.note(name, 0, Some(LeftOut::UnsafeName));
        }
        let meter = Rc::clone(&self.meter);
        let opened = Decoded::of(content).and_then(|text| Peeked::new(meter.metered(text)));
        let mut text = match opened {
            Ok(text) => text,
            Err(error) => return self.damaged(name, 0, error),
        };
        if is_tar(text.start()) || is_zip(text.start()) {
            return self.note(name, 0, Some(LeftOut::Nested));
        }
        self.log(name, &mut text)
    }

    fn log(&mut self, name: &str, text: &mut Peeked<impl Read>) -> Result<(), BundleError> {
        if text.start().contains(&0) {
            return self.note(name, 0, Some(LeftOut::Binary));
        }
        let (shown, mut count) = (shown(name), 0_u64);
        let mut lines = Lines::new(BufReader::new(text));
        loop {
            match lines.next() {
                Ok(None) => return self.note(name, count, None),
                Err(error) => return self.damaged(name, count, error),
                Ok(Some(line)) => {
                    count = count.saturating_add(1);
                    if (self.show)(&shown, &line).is_break() {
                        return Err(BundleError::Stopped);
                    }
                }
            }
        }
    }

    /// One file is damaged; that there is too much ends the whole.
    fn damaged(&mut self, name: &str, lines: u64, error: io::Error) -> Result<(), BundleError> {
        if self.meter.is_over.get() {
            return Err(error.into());
        }
        tracing::debug!(%error, "A file of a bundle is damaged");
        self.note(name, lines, Some(LeftOut::Damaged))
    }

    fn note(
        &mut self,
        name: &str,
        lines: u64,
        left_out: Option<LeftOut>,
    ) -> Result<(), BundleError> {
        if self.notes.len() >= self.files_max {
            return Err(BundleError::TooMany);
        }
        self.notes.push(FileNote { name: shown(name), lines, left_out });
        Ok(())
    }
}

/// Counts what comes out of all that is packed, together.
struct Meter {
    out: Cell<u64>,
    most: u64,
    is_over: Cell<bool>,
}

impl Meter {
    fn metered<R>(self: &Rc<Self>, inner: R) -> Metered<R> {
        Metered { inner, meter: Rc::clone(self) }
    }
}

struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let out = self.meter.out.get().saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.meter.out.set(out);
        if out > self.meter.most {
            self.meter.is_over.set(true);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too much comes out"));
        }
        Ok(count)
    }
}

/// A text whose beginning was looked at.
struct Peeked<R> {
    text: io::Chain<io::Cursor<Vec<u8>>, R>,
}

impl<R: Read> Peeked<R> {
    fn new(mut text: R) -> io::Result<Self> {
        let mut start = Vec::new();
        let limit = u64::try_from(LOOK_BYTES).unwrap_or(u64::MAX);
        text.by_ref().take(limit).read_to_end(&mut start)?;
        Ok(Self { text: io::Cursor::new(start).chain(text) })
    }

    fn start(&self) -> &[u8] {
        self.text.get_ref().0.get_ref()
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.text.read(buffer)
    }
}

/// A place of its own in a file that others read, too.
struct Placed {
    file: File,
    at: u64,
}

impl Placed {
    fn new(file: File) -> Self {
        Self { file, at: 0 }
    }
}

impl Read for Placed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = std::os::unix::fs::FileExt::read_at(&self.file, buffer, self.at)?;
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

impl Seek for Placed {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.file.metadata()?.len(), by),
        };
        let before = || io::Error::new(io::ErrorKind::InvalidInput, "before the beginning");
        self.at = from.checked_add_signed(by).ok_or_else(before)?;
        Ok(self.at)
    }
}

fn is_tar(start: &[u8]) -> bool {
    start.get(TAR_MARK) == Some(b"ustar")
}

fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// Whether a name stays below the bundle: no way up, no root, no drive.
fn is_safe(name: &str) -> bool {
    let is_plain = |part: &str| part != ".." && !part.contains('\0');
    let is_drive = name.get(1..2) == Some(":");
    !name.is_empty()
        && !name.starts_with(['/', '\\'])
        && !is_drive
        && name.split(['/', '\\']).all(is_plain)
}

/// A name for people: one line, not too long.
fn shown(name: &str) -> String {
    let plain = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    plain.take(NAME_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
