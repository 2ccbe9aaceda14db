//! The text files of an archive, one by one, in its order.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use zip::ZipReadOptions;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use crate::name::{is_safe, shown};
use crate::packed::Decoded;
use crate::stream::{Meter, Peeked, Placed};

/// What an archive may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Files in it.
    pub files: usize,
    /// Bytes that come out, in all.
    pub bytes: u64,
    /// How many times more comes out than went in, once 64 MiB are out: less is
    /// no bomb, however small it was packed.
    pub times: u64,
}

const BOMB_BYTES_MIN: u64 = 64 << 20;

/// Where a tar archive says that it is one.
const TAR_MARK: std::ops::Range<usize> = 257..262;

/// Why an archive is not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// More comes out than is read, or too much more than went in.
    #[error("more comes out of the archive than is read: it may be made to fill a disk")]
    TooMuch,
    /// More files than are read.
    #[error("the archive has more files than are read")]
    TooMany,
    /// The one who reads has had enough.
    #[error("stopped")]
    Stopped,
    /// Damaged, cut off, or the disk.
    #[error("the archive is damaged, or cannot be read")]
    Io(#[from] io::Error),
    /// Damaged, or of a kind that is not read.
    #[error("no zip archive that can be read")]
    Zip(#[from] ZipError),
}

/// What became of a file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNote {
    /// Its name, for people.
    pub name: String,
    /// Why it was left out, or left off.
    pub left_out: Option<LeftOut>,
}

/// Why a file of an archive was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
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

impl LeftOut {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnsafeName => "unsafe_name",
            Self::NoPlainFile => "no_plain_file",
            Self::Nested => "nested",
            Self::Binary => "binary",
            Self::Damaged => "damaged",
        }
    }
}

/// Who looks into a file: its name and its text. An error of the text's is one
/// of the file, and the next one follows; a break ends the whole.
type Look<'a> = dyn FnMut(&str, &mut dyn BufRead) -> io::Result<ControlFlow<()>> + 'a;

/// Shows the text of every file, each unpacked where it is packed by itself,
/// too. What is no archive is one file, called `-`.
///
/// # Errors
/// The whole is damaged or too much; what was shown before was shown.
pub fn read(
    mut archive: impl Read + Seek,
    bounds: Bounds,
    look: &mut Look<'_>,
) -> Result<Vec<FileNote>, ArchiveError> {
    let packed_bytes = archive.seek(SeekFrom::End(0))?;
    archive.seek(SeekFrom::Start(0))?;
    let most = bounds.bytes.min(packed_bytes.saturating_mul(bounds.times).max(BOMB_BYTES_MIN));
    let meter = Meter::new(most);
    let mut reading = Reading { meter, files_max: bounds.files, look, notes: Vec::new() };
    let mut start = Vec::new();
    archive.by_ref().take(4).read_to_end(&mut start)?;
    archive.seek(SeekFrom::Start(0))?;
    let done = if is_zip(&start) { reading.zip(archive) } else { reading.plain(archive) };
    match done {
        Err(_) if reading.meter.is_over() => Err(ArchiveError::TooMuch),
        Err(error) => Err(error),
        Ok(()) => Ok(reading.notes),
    }
}

struct Reading<'a, 'b> {
    meter: Rc<Meter>,
    files_max: usize,
    look: &'a mut Look<'b>,
    notes: Vec<FileNote>,
}

impl Reading<'_, '_> {
    fn plain(&mut self, file: impl Read) -> Result<(), ArchiveError> {
        let text = Decoded::of(BufReader::new(file))?;
        let text = Peeked::new(self.meter.metered(text))?;
        if is_tar(text.start()) { self.tar(text) } else { self.text("-", text) }
    }

    fn tar(&mut self, archive: impl Read) -> Result<(), ArchiveError> {
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
                self.note(&name, Some(LeftOut::NoPlainFile))?;
            }
        }
        Ok(())
    }

    fn zip(&mut self, file: impl Read + Seek) -> Result<(), ArchiveError> {
        let file = Rc::new(RefCell::new(file));
        let mut archive = ZipIterable::try_new(Placed::new(&file), Config::default())?;
        if archive.len() > self.files_max {
            return Err(ArchiveError::TooMany);
        }
        let mut files = archive.files_with_reader(Placed::new(&file), ZipReadOptions::new())?;
        while let Some(file) = files.next() {
            let file = match file {
                Ok(file) => file,
                Err(ZipError::Io(error)) => return Err(error.into()),
                Err(_) => {
                    self.note("?", Some(LeftOut::Damaged))?;
                    continue;
                }
            };
            if file.is_dir() {
                continue;
            }
            let name = String::from_utf8_lossy(file.name_raw()).into_owned();
            if file.is_symlink() {
                self.note(&name, Some(LeftOut::NoPlainFile))?;
            } else {
                let meter = Rc::clone(&self.meter);
                self.file(&name, BufReader::new(meter.metered(file)))?;
            }
        }
        Ok(())
    }

    /// A file of an archive.
    fn file(&mut self, name: &str, content: impl BufRead) -> Result<(), ArchiveError> {
        if !is_safe(name) {
            return self.note(name, Some(LeftOut::UnsafeName));
        }
        let meter = Rc::clone(&self.meter);
        let opened = Decoded::of(content).and_then(|text| Peeked::new(meter.metered(text)));
        match opened {
            Ok(text) if is_tar(text.start()) || is_zip(text.start()) => {
                self.note(name, Some(LeftOut::Nested))
            }
            Ok(text) => self.text(name, text),
            Err(error) => self.damaged(name, error),
        }
    }

    fn text(&mut self, name: &str, text: Peeked<impl Read>) -> Result<(), ArchiveError> {
        if text.start().contains(&0) {
            return self.note(name, Some(LeftOut::Binary));
        }
        match (self.look)(&shown(name), &mut BufReader::new(text)) {
            Ok(ControlFlow::Continue(())) => self.note(name, None),
            Ok(ControlFlow::Break(())) => Err(ArchiveError::Stopped),
            Err(error) => self.damaged(name, error),
        }
    }

    /// One file is damaged; that there is too much ends the whole.
    fn damaged(&mut self, name: &str, error: io::Error) -> Result<(), ArchiveError> {
        if self.meter.is_over() {
            return Err(error.into());
        }
        self.note(name, Some(LeftOut::Damaged))
    }

    fn note(&mut self, name: &str, left_out: Option<LeftOut>) -> Result<(), ArchiveError> {
        if self.notes.len() >= self.files_max {
            return Err(ArchiveError::TooMany);
        }
        self.notes.push(FileNote { name: shown(name), left_out });
        Ok(())
    }
}

fn is_tar(start: &[u8]) -> bool {
    start.get(TAR_MARK) == Some(b"ustar")
}

fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}
