//! Where everything lies in a ledger's directory.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::disk::{self, UNFINISHED};
use crate::error::{Attempt as _, LedgerError};

/// How many tree files there are. Four serve 2^32 leaves before a node must
/// be folded from others.
pub(crate) const TREE_FILES: u32 = 4;

/// More records than any segment has: a bound on what a made-up name can claim.
const RECORDS_MAX: u64 = 1 << 28;

/// The paths in one ledger.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    dir: PathBuf,
}

/// The leaves `[first, end)` of a sealed segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LeafRange {
    pub(crate) first: u64,
    pub(crate) end: u64,
}

/// The segments in the directory, by name only, in the order of their leaves.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) manifests: Vec<LeafRange>,
    pub(crate) segments: Vec<LeafRange>,
    pub(crate) open: Vec<u64>,
}

impl LeafRange {
    /// The name without extension. Twelve digits sort as numbers for a long while.
    pub(crate) fn name(self) -> String {
        format!("{:012}-{:012}", self.first, self.end)
    }

    fn parse(name: &str) -> Option<Self> {
        let (first, end) = name.split_once('-')?;
        let range = Self { first: first.parse().ok()?, end: end.parse().ok()? };
        let is_range = range.first < range.end && range.end - range.first <= RECORDS_MAX;
        (is_range && range.name() == name).then_some(range)
    }
}

impl Layout {
    pub(crate) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.dir.join("lock")
    }

    pub(crate) fn signing_key(&self) -> PathBuf {
        self.dir.join("signing.key")
    }

    pub(crate) fn verifier_key(&self) -> PathBuf {
        self.dir.join("verifier.pub")
    }

    pub(crate) fn checkpoint(&self) -> PathBuf {
        self.dir.join("checkpoint")
    }

    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.dir.join("checkpoints")
    }

    pub(crate) fn checkpoint_of(&self, size: u64) -> PathBuf {
        self.checkpoints().join(size.to_string())
    }

    pub(crate) fn segments(&self) -> PathBuf {
        self.dir.join("segments")
    }

    pub(crate) fn open_segment(&self, first: u64) -> PathBuf {
        self.segments().join(format!("{first:012}.open"))
    }

    pub(crate) fn segment(&self, range: LeafRange) -> PathBuf {
        self.segments().join(format!("{}.segment", range.name()))
    }

    pub(crate) fn manifest(&self, range: LeafRange) -> PathBuf {
        self.segments().join(format!("{}.manifest", range.name()))
    }

    pub(crate) fn tree(&self) -> PathBuf {
        self.dir.join("tree")
    }

    pub(crate) fn tree_file(&self, file: u32) -> PathBuf {
        self.tree().join(file.to_string())
    }

    /// Heads with the lines of witnesses under them.
    pub(crate) fn cosigned(&self) -> PathBuf {
        self.dir.join("cosigned")
    }

    /// Makes the directories and removes what a crash left unfinished.
    pub(crate) fn prepare(&self) -> Result<(), LedgerError> {
        for dir in [self.segments(), self.checkpoints(), self.tree()] {
            disk::create_dir(&dir)?;
        }
        for dir in [self.dir.clone(), self.segments(), self.checkpoints(), self.tree()] {
            let unfinished = |path: &PathBuf| path.extension() == Some(OsStr::new(UNFINISHED));
            list(&dir)?
                .iter()
                .filter(|path| unfinished(path))
                .try_for_each(|path| disk::remove(path))?;
        }
        Ok(())
    }

    /// The segments that are there.
    pub(crate) fn list_segments(&self) -> Result<Listing, LedgerError> {
        let mut listing = Listing::default();
        for path in list(&self.segments())? {
            let (Some(stem), Some(extension)) = (text(path.file_stem()), text(path.extension()))
            else {
                continue;
            };
            match extension {
                "manifest" => listing.manifests.extend(LeafRange::parse(stem)),
                "segment" => listing.segments.extend(LeafRange::parse(stem)),
                "open" => listing.open.extend(stem.parse::<u64>()),
                _ => {}
            }
        }
        listing.manifests.sort_unstable();
        listing.segments.sort_unstable();
        listing.open.sort_unstable();
        Ok(listing)
    }

    /// The sizes that have a checkpoint, smallest first.
    pub(crate) fn list_checkpoints(&self) -> Result<Vec<u64>, LedgerError> {
        sizes_in(&self.checkpoints())
    }

    /// The sizes whose head a witness cosigned, smallest first.
    pub(crate) fn list_cosigned(&self) -> Result<Vec<u64>, LedgerError> {
        let dir = self.cosigned();
        if dir.exists() { sizes_in(&dir) } else { Ok(Vec::new()) }
    }
}

fn list(dir: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let entries = fs::read_dir(dir).attempt("list", dir)?;
    entries.map(|entry| entry.map(|entry| entry.path()).attempt("list", dir)).collect()
}

/// The numbers that files in `dir` are called, smallest first.
fn sizes_in(dir: &Path) -> Result<Vec<u64>, LedgerError> {
    let paths = list(dir)?;
    let sizes = paths.iter().filter_map(|path| text(path.file_name())?.parse().ok());
    let mut sizes: Vec<u64> = sizes.collect();
    sizes.sort_unstable();
    Ok(sizes)
}

fn text(name: Option<&OsStr>) -> Option<&str> {
    name.and_then(OsStr::to_str)
}
