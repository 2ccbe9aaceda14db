//! A sealed bundle, read again: reports line by line, items by name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use rustix::fs::{CWD, Mode, OFlags};

use super::manifest::{Encoding, Item, Manifest, Stored};
use super::{FORMAT, JOURNAL, MANIFEST};

/// Bytes of a manifest that are read: half a million items.
pub(crate) const MANIFEST_BYTES_MAX: u64 = 256 << 20;

/// Arrays and objects of a manifest within each other; it has five.
const DEPTH_MAX: usize = 127;

/// A bundle in a folder. Open does not mean sound: see [`verify`](crate::verify).
#[derive(Debug)]
pub struct Bundle {
    dir: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

/// Why a bundle cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// There is no manifest: the collection did not end, or this is no bundle.
    #[error(
        "{0} holds an unfinished collection: run `portcullis evidence collect` again with the same folder"
    )]
    Unfinished(PathBuf),
    /// There is no bundle here.
    #[error("{0} holds no bundle")]
    None(PathBuf),
    /// The manifest cannot be read as one.
    #[error("the manifest of {0} cannot be read")]
    Manifest(PathBuf, #[source] serde_json::Error),
    /// The manifest is of another format.
    #[error("the bundle has the format {0:?}; this program reads {FORMAT:?}")]
    Format(String),
    /// Items are encrypted; `age -d` opens them.
    #[error("the bundle is encrypted to {0}: only who holds that key can read it")]
    Encrypted(String),
    /// An item cannot be read.
    #[error("cannot read {0}")]
    Item(String, #[source] io::Error),
}

/// Opens a regular file of the bundle: never outside of it, never through a link
/// (of a folder neither), and without waiting for the writer of a pipe.
pub(crate) fn open(dir: &Path, name: &str) -> io::Result<File> {
    let folder = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let careful = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut at = rustix::fs::openat(CWD, dir, folder, Mode::empty())?;
    let mut parts = Path::new(name).components().peekable();
    while let Some(part) = parts.next() {
        let Component::Normal(part) = part else { break };
        if parts.peek().is_some() {
            at = rustix::fs::openat(&at, part, folder | OFlags::NOFOLLOW, Mode::empty())?;
            continue;
        }
        let file = File::from(rustix::fs::openat(&at, part, careful, Mode::empty())?);
        if file.metadata()?.is_file() {
            return Ok(file);
        }
    }
    Err(io::ErrorKind::InvalidInput.into())
}

/// A file of the bundle whole; an error where it is larger than `bytes_max`.
pub(crate) fn whole(dir: &Path, name: &str, bytes_max: u64) -> io::Result<Vec<u8>> {
    let file = open(dir, name)?;
    if file.metadata()?.len() > bytes_max {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    file.take(bytes_max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Does the name of a stored file follow from its hash?
pub(crate) fn is_well_named(stored: &Stored) -> bool {
    let prefix: String = stored.sha256.chars().take(2).collect();
    is_sha256(&stored.sha256) && stored.file == format!("items/{prefix}/{}", stored.sha256)
}

/// A manifest as its format wants it, to its last unknown field.
///
/// # Errors
/// When it is none, or nested deeper than any reader should have to follow:
/// what `serde_json` passes over as unknown it does not count.
pub(crate) fn document<T: serde::de::DeserializeOwned>(
    text: &[u8],
) -> Result<T, serde_json::Error> {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(serde::de::Error::custom("nested too deeply"));
        }
    }
    serde_json::from_slice(text)
}

/// 64 digits, as hashes are written in a bundle.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

impl Bundle {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(dir: &Path) -> Result<Self, BundleError> {
        let Ok(bytes) = whole(dir, MANIFEST, MANIFEST_BYTES_MAX) else {
            let is_unfinished = dir.join(JOURNAL).exists();
            let dir = dir.to_owned();
            return Err(if is_unfinished {
                BundleError::Unfinished(dir)
            } else {
                BundleError::None(dir)
            });
        };
        let manifest: Manifest =
            document(&bytes).map_err(|error| BundleError::Manifest(dir.to_owned(), error))?;
        if manifest.format != FORMAT {
            return Err(BundleError::Format(manifest.format));
        }
        Ok(Self { dir: dir.to_owned(), manifest })
    }

    /// The item of that name.
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.manifest.items.iter().find(|item| item.name == name)
    }

    /// An item's content, decompressed as it is read.
    ///
    /// # Errors
    /// When it is encrypted, or its file cannot be opened.
    pub fn content(&self, item: &Item) -> Result<Box<dyn BufRead>, BundleError> {
        if !self.manifest.collected.recipients.is_empty() {
            let keys = self.manifest.collected.recipients.join(", ");
            return Err(BundleError::Encrypted(keys));
        }
        let failed = |error| BundleError::Item(item.name.clone(), error);
        if !is_well_named(&item.stored) {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        }
        let file = open(&self.dir, &item.stored.file).map_err(failed)?;
        Ok(match item.stored.encoding {
            Encoding::Identity => Box::new(BufReader::new(file)),
            Encoding::Gzip => Box::new(BufReader::new(GzDecoder::new(BufReader::new(file)))),
        })
    }

    /// The records of a probe's report; none where the probe did not run.
    ///
    /// # Errors
    /// When the report is encrypted or cannot be read.
    pub fn report(&self, probe: &str) -> Result<Vec<serde_json::Value>, BundleError> {
        let name = format!("reports/{probe}.jsonl");
        let Some(item) = self.item(&name) else { return Ok(Vec::new()) };
        let mut records = Vec::new();
        for line in self.content(item)?.lines() {
            let line = line.map_err(|error| BundleError::Item(name.clone(), error))?;
            let record = serde_json::from_str(&line)
                .map_err(|error| BundleError::Item(name.clone(), error.into()))?;
            records.push(record);
        }
        Ok(records)
    }
}
