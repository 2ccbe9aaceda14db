//! The text files that a job left behind, to be scanned.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use archive::{ArchiveError, Bounds};

/// Files of one archive that are looked at, and bytes of all together.
const BOUNDS: Bounds = Bounds { files: 2_000, bytes: 128 << 20, times: 1_000 };

/// Bytes of one file that are looked at.
const FILE_BYTES_MAX: usize = 4 << 20;

/// What stands in an archive.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// Path and text of each file that is text.
    pub(crate) texts: Vec<(String, String)>,
    /// What was not looked at, and why.
    pub(crate) left_out: Vec<String>,
}

/// The text files of an archive. What is too much is left out and told.
pub(crate) fn texts(archive: impl Read + Seek) -> Result<Texts, ArchiveError> {
    let mut found = Texts::default();
    let read = archive::read(archive, BOUNDS, &mut |name, text| {
        let mut bytes = Vec::new();
        let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
        let read = text.take(limit).read_to_end(&mut bytes);
        if bytes.len() > FILE_BYTES_MAX {
            bytes.truncate(FILE_BYTES_MAX);
            found.left_out.push(format!("{name}: its end"));
        }
        // Also of a file that is damaged further on.
        found.texts.push((name.to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        read.map(|_| ControlFlow::Continue(()))
    });
    match read {
        Ok(notes) => {
            let why = |note: &archive::FileNote| {
                let why = note.left_out.filter(|why| *why != archive::LeftOut::Binary)?;
                Some(format!("{}: {}", note.name, why.as_str()))
            };
            found.left_out.extend(notes.iter().filter_map(why));
        }
        Err(error @ (ArchiveError::TooMuch | ArchiveError::TooMany)) => {
            found.left_out.push(error.to_string());
        }
        Err(error) => return Err(error),
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    fn zipped(name: &str, text: &[u8]) -> Cursor<Vec<u8>> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text).unwrap();
        Cursor::new(archive.finish().unwrap().into_inner())
    }

    #[test]
    fn text_is_read_binary_is_not_and_what_is_too_long_is_cut() {
        let text = "KEY=value\n".repeat(500);
        let found = texts(zipped("a/build.env", text.as_bytes())).unwrap();
        assert_eq!(found.texts, [("a/build.env".to_owned(), text)]);
        assert!(texts(zipped("x.bin", b"\0\x01\x02")).unwrap().texts.is_empty());

        let found = texts(zipped("big", &vec![b'x'; FILE_BYTES_MAX + 10])).unwrap();
        assert_eq!(found.left_out, ["big: its end"]);
        assert_eq!(found.texts[0].1.len(), FILE_BYTES_MAX);
        let found = texts(zipped("../up", b"KEY=value")).unwrap();
        assert_eq!(found.left_out, ["../up: unsafe_name"]);
    }

    #[test]
    fn what_is_no_archive_is_one_file() {
        let found = texts(Cursor::new(b"KEY=value".to_vec())).unwrap();
        assert_eq!(found.texts, [("-".to_owned(), "KEY=value".to_owned())]);
    }
}
