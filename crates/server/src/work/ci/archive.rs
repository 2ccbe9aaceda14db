//! The text files in a zip archive: what a job left behind, to be scanned.
//!
//! An archive is outside bytes: number, size and expansion are bounded, names
//! are only shown, never used as paths, and nothing here panics. Read are the
//! two methods that GitLab's runner writes (stored, deflated); what else there
//! is is told.
//!
//! Source: PKWARE, APPNOTE.TXT 6.3 (central directory, local headers).

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

/// Files of one archive that are looked at.
const FILES_MAX: usize = 2_000;

/// Bytes of one file that are looked at.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// Bytes of all files together.
const TOTAL_BYTES_MAX: u64 = 128 << 20;

/// The end record is within the last 64 KiB and its own 22 bytes.
const END_WINDOW: u64 = 65_557;

const END_MARK: [u8; 4] = *b"PK\x05\x06";
const ENTRY_MARK: [u8; 4] = *b"PK\x01\x02";
const LOCAL_MARK: [u8; 4] = *b"PK\x03\x04";

/// What stands in an archive.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Path and text of each file that is text.
    pub(crate) texts: Vec<(String, String)>,
    /// What was not looked at, and why.
    pub(crate) left_out: Vec<String>,
}

/// The text files of an archive.
pub(crate) fn texts(mut archive: impl Read + Seek) -> io::Result<Texts> {
    let directory = directory(&mut archive)?;
    let mut found = Texts::default();
    let mut total = 0;
    let mut rest = directory.as_slice();
    let mut count = 0;
    while let Some((entry, following)) = Entry::read(rest) {
        rest = following;
        count += 1;
        if count > FILES_MAX || total > TOTAL_BYTES_MAX {
            found.left_out.push("more files than are looked at".to_owned());
            break;
        }
        if entry.name.ends_with('/') {
            continue;
        }
        match entry.content(&mut archive) {
            Ok((bytes, is_complete)) => {
                total += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if !is_complete {
                    found.left_out.push(format!("{}: its end", entry.name));
                }
                if !bytes.iter().take(8_000).any(|&byte| byte == 0) {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    found.texts.push((entry.name, text));
                }
            }
            Err(error) => found.left_out.push(format!("{}: {error}", entry.name)),
        }
    }
    Ok(found)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no zip archive that can be read")
}

/// The central directory: the list of files at the end.
fn directory(archive: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    /// A directory of `FILES_MAX` files with long names.
    const DIRECTORY_BYTES_MAX: u64 = 8 << 20;
    let length = archive.seek(SeekFrom::End(0))?;
    let window = length.min(END_WINDOW);
    archive.seek(SeekFrom::Start(length - window))?;
    let mut tail = Vec::new();
    archive.by_ref().take(window).read_to_end(&mut tail)?;
    let at = tail.windows(4).rposition(|four| four == END_MARK).ok_or_else(broken)?;
    let end = tail.get(at..).ok_or_else(broken)?;
    let size = u64::from(u32_at(end, 12).ok_or_else(broken)?);
    let offset = u64::from(u32_at(end, 16).ok_or_else(broken)?);
    archive.seek(SeekFrom::Start(offset))?;
    let mut directory = Vec::new();
    archive.by_ref().take(size.min(DIRECTORY_BYTES_MAX)).read_to_end(&mut directory)?;
    Ok(directory)
}

/// One file of the directory.
struct Entry {
    name: String,
    method: u16,
    is_encrypted: bool,
    packed: u64,
    offset: u64,
}

impl Entry {
    /// The first entry, and what follows.
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        bytes.starts_with(&ENTRY_MARK).then_some(())?;
        let length = |at| u16_at(bytes, at).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let entry = Self {
            name: String::from_utf8_lossy(bytes.get(46..46 + name)?).into_owned(),
            method: u16_at(bytes, 10)?,
            is_encrypted: u16_at(bytes, 8)? & 1 == 1,
            packed: u64::from(u32_at(bytes, 20)?),
            offset: u64::from(u32_at(bytes, 42)?),
        };
        Some((entry, bytes.get(46 + name + extra + comment..)?))
    }

    /// Its bytes, and whether these are all.
    fn content(&self, archive: &mut (impl Read + Seek)) -> io::Result<(Vec<u8>, bool)> {
        if self.is_encrypted {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "encrypted"));
        }
        archive.seek(SeekFrom::Start(self.offset))?;
        let mut head = [0; 30];
        archive.read_exact(&mut head)?;
        if !head.starts_with(&LOCAL_MARK) {
            return Err(broken());
        }
        let skip = |at| u16_at(&head, at).map(i64::from).ok_or_else(broken);
        archive.seek(SeekFrom::Current(skip(26)? + skip(28)?))?;
        let packed = archive.take(self.packed);
        let mut bytes = Vec::new();
        match self.method {
            0 => packed.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?,
            8 => DeflateDecoder::new(packed).take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?,
            _ => return Err(io::Error::new(io::ErrorKind::Unsupported, "an unknown method")),
        };
        let limit = usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX);
        let is_complete = bytes.len() <= limit;
        bytes.truncate(limit);
        Ok((bytes, is_complete))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    /// An archive of one file, packed by that method.
    fn archive(name: &str, text: &[u8], is_deflated: bool) -> Vec<u8> {
        let packed = if is_deflated {
            let mut encoder =
                flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        } else {
            text.to_vec()
        };
        let method: u16 = if is_deflated { 8 } else { 0 };
        let number = |length: usize| u32::try_from(length).unwrap().to_le_bytes();
        let short = |length: usize| u16::try_from(length).unwrap().to_le_bytes();
        let mut local = LOCAL_MARK.to_vec();
        local.extend([20, 0, 0, 0]);
        local.extend(method.to_le_bytes());
        local.extend([0; 8]);
        local.extend([number(packed.len()), number(text.len())].concat());
        local.extend([short(name.len()), short(0)].concat());
        local.extend(name.as_bytes());
        local.extend(&packed);
        let mut entry = ENTRY_MARK.to_vec();
        entry.extend([20, 0, 20, 0, 0, 0]);
        entry.extend(method.to_le_bytes());
        entry.extend([0; 8]);
        entry.extend([number(packed.len()), number(text.len())].concat());
        entry.extend(short(name.len()));
        entry.extend([0; 16]);
        entry.extend(name.as_bytes());
        let mut end = END_MARK.to_vec();
        end.extend([0, 0, 0, 0, 1, 0, 1, 0]);
        end.extend([number(entry.len()), number(local.len())].concat());
        end.extend([0, 0]);
        [local, entry, end].concat()
    }

    #[test]
    fn stored_and_deflated_files_are_read_and_binary_ones_left() {
        let text = "KEY=value\n".repeat(500);
        for is_deflated in [false, true] {
            let bytes = archive("a/build.env", text.as_bytes(), is_deflated);
            let found = texts(Cursor::new(bytes)).unwrap();
            assert_eq!(found.texts, [("a/build.env".to_owned(), text.clone())]);
        }
        let found = texts(Cursor::new(archive("x.bin", b"\0\x01\x02", true))).unwrap();
        assert!(found.texts.is_empty());
    }

    #[test]
    fn a_file_that_unpacks_without_end_is_cut() {
        let zeros = vec![b'x'; usize::try_from(FILE_BYTES_MAX).unwrap() + 10];
        let found = texts(Cursor::new(archive("big", &zeros, true))).unwrap();
        assert_eq!(found.left_out, ["big: its end"]);
    }

    #[test]
    fn any_damage_is_an_error_or_a_gap_and_never_a_panic() {
        let whole = archive("a.txt", b"hello, world", true);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            drop(texts(Cursor::new(damaged)));
            drop(texts(Cursor::new(whole[..at].to_vec())));
        }
        assert!(texts(Cursor::new(b"no archive".to_vec())).is_err());
    }
}
