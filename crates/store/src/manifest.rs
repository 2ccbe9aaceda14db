//! Which files the index has, and how far into the ledger they reach.
//!
//! The manifest is the truth: a file that it does not name is a leftover of
//! an interrupted write. It is replaced as a whole, by renaming.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{StoreError, column::SCHEMA_VERSION};

const NAME: &str = "manifest.json";

/// The files of the index.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub(crate) format: String,
    /// Every record before this ledger index is in the files.
    pub(crate) indexed: u64,
    /// Newest day first.
    pub(crate) files: Vec<Arc<Sealed>>,
}

/// One Parquet file: rows of one day, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    /// The day (UTC) on which all its events happened.
    pub(crate) day: Date,
    /// Whether it holds first tellings or repeats of events that are in others.
    pub(crate) holds: Tellings,
    /// First ledger index of the range that its rows are from.
    pub(crate) first: u64,
    /// End of that range.
    pub(crate) end: u64,
    /// How many rows it has.
    pub(crate) rows: usize,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// Earliest event, in milliseconds since 1970.
    pub(crate) oldest_ms: i64,
    /// Latest event, in milliseconds since 1970.
    pub(crate) newest_ms: i64,
}

/// Which tellings rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tellings {
    /// The first telling of each event.
    First,
    /// Later tellings of events that were told before.
    Repeat,
}

impl Sealed {
    /// The path below the folder of the index.
    pub(crate) fn name(&self) -> String {
        let Self { day, first, end, .. } = self;
        match self.holds {
            Tellings::First => format!("day={day}/{first}-{end}.parquet"),
            Tellings::Repeat => format!("day={day}/{first}-{end}.repeats.parquet"),
        }
    }

    /// The path of the file.
    pub(crate) fn path(&self, dir: &Path) -> PathBuf {
        dir.join(self.name())
    }

    /// Whether some of its rows may lie in this range of milliseconds, ends included.
    pub(crate) fn overlaps(&self, oldest_ms: i64, newest_ms: i64) -> bool {
        self.oldest_ms <= newest_ms && oldest_ms <= self.newest_ms
    }
}

impl Manifest {
    /// An index of nothing.
    pub(crate) fn empty() -> Self {
        Self { format: SCHEMA_VERSION.to_owned(), indexed: 0, files: Vec::new() }
    }

    /// Reads the manifest. One of another version counts as none: the index
    /// is then built anew.
    pub(crate) fn read(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::empty()),
            Err(error) => return Err(StoreError::file(path)(error)),
        };
        let damaged =
            |error: serde_json::Error| StoreError::Damaged { path, what: error.to_string() };
        let Version { format } = serde_json::from_slice(&bytes).map_err(damaged.clone())?;
        if format != SCHEMA_VERSION {
            tracing::info!(
                found = format,
                wanted = SCHEMA_VERSION,
                "The index is of another version and is built anew"
            );
            return Ok(Self::empty());
        }
        serde_json::from_slice(&bytes).map_err(damaged)
    }

    /// Puts this manifest in the place of the one on disk.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), StoreError> {
        let path = dir.join(NAME);
        let bytes = serde_json::to_vec(self)
            .map_err(|error| StoreError::file(path.clone())(error.into()))?;
        write_whole(&path, |file| file.write_all(&bytes)).map_err(StoreError::file(path))
    }
}

/// How far into its ledger the index in `dir` reaches: every record before that is in
/// its files. 0 where there is none, or one of another version.
///
/// # Errors
/// When the manifest is there and cannot be read.
pub fn reach(dir: &Path) -> Result<u64, StoreError> {
    Manifest::read(dir).map(|manifest| manifest.indexed)
}

#[derive(Deserialize)]
struct Version {
    format: String,
}

/// Writes a file so that after a crash there is all of it or none.
fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut File) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let draft = path.with_added_extension("tmp");
    let mut file = File::create(&draft)?;
    fill(&mut file)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_parent(path)
}

/// Makes a new name in a folder durable.
pub(crate) fn sync_parent(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}
