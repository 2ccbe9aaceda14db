//! A sealed bundle, read again: reports line by line, items by name.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

use super::manifest::{Encoding, Item, Manifest, Stored};
use super::{FORMAT, JOURNAL, MANIFEST};

/// Bytes of a manifest that are read.
const MANIFEST_BYTES_MAX: u64 = 1 << 30;

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

/// Opens a file of the bundle; never through a link.
pub(crate) fn open(dir: &Path, name: &str) -> io::Result<File> {
    // `O_NOFOLLOW`: a link in a bundle points somewhere that was not collected.
    let nofollow = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(nofollow).open(dir.join(name))?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Does the name of a stored file follow from its hash?
pub(crate) fn is_well_named(stored: &Stored) -> bool {
    let prefix: String = stored.sha256.chars().take(2).collect();
    let is_hash = stored.sha256.len() == 64
        && stored.sha256.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
    is_hash && stored.file == format!("items/{prefix}/{}", stored.sha256)
}

impl Bundle {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn open(dir: &Path) -> Result<Self, BundleError> {
        let mut bytes = Vec::new();
        let read = open(dir, MANIFEST)
            .and_then(|file| file.take(MANIFEST_BYTES_MAX).read_to_end(&mut bytes));
        if read.is_err() {
            let is_unfinished = dir.join(JOURNAL).exists();
            let dir = dir.to_owned();
            return Err(if is_unfinished {
                BundleError::Unfinished(dir)
            } else {
                BundleError::None(dir)
            });
        }
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| BundleError::Manifest(dir.to_owned(), error))?;
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
