//! What can go wrong, one variant per reaction.

use std::io;
use std::path::{Path, PathBuf};

use crate::key::KeyError;

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The disk or the operating system refused. Nothing was acknowledged.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was attempted, as a verb.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is no room for another segment. The ledger is unharmed: make room and try again.
    #[error("no room on the disk for {bytes} more bytes in {}", path.display())]
    Full {
        /// The segment that could not be reserved.
        path: PathBuf,
        /// The bytes that were asked for.
        bytes: u64,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another process writes here.
    #[error("{} is being written by another process{}", dir.display(), named(*pid))]
    Locked {
        /// The ledger's directory.
        dir: PathBuf,
        /// The writer's process id, where it could be read.
        pid: Option<u32>,
    },
    /// An earlier write failed, so what the disk holds is unknown. Only opening again finds out.
    #[error("an earlier write failed, so no more is accepted; restart to recover")]
    Poisoned,
    /// The record is larger than the ledger accepts.
    #[error("a record of {bytes} bytes is larger than the limit of {max}")]
    TooLarge {
        /// The record's size.
        bytes: usize,
        /// The limit, from the options.
        max: usize,
    },
    /// The source is longer than 1,024 bytes or contains a newline.
    #[error("a source must be one line of at most 1024 bytes")]
    BadSource,
    /// The origin cannot be a key name, or is not the one this ledger was made with.
    #[error("{0}")]
    BadOrigin(String),
    /// What is on disk is not what was written. Do not write on: keep a copy and run `verify`.
    #[error("the ledger is damaged{}: {what}; keep a copy of it and run verify", at(*index))]
    Corrupt {
        /// The first record concerned, where known.
        index: Option<u64>,
        /// What is wrong.
        what: String,
    },
    /// There is no such record (yet).
    #[error("there is no record {index}: the ledger holds {size}")]
    NoRecord {
        /// What was asked for.
        index: u64,
        /// How many records there are.
        size: u64,
    },
    /// A proof needs a checkpoint that covers it.
    #[error("no checkpoint covers {wanted} records yet (the latest covers {covered})")]
    NotCheckpointed {
        /// How many records the checkpoint must cover.
        wanted: u64,
        /// How many the latest one does.
        covered: u64,
    },
    /// The key file cannot be used.
    #[error("the key in {} cannot be used", path.display())]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
}

/// Why a proof does not prove.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The text is not a proof.
    #[error("not a proof: {0}")]
    Malformed(&'static str),
    /// The checkpoint is not signed by the expected key.
    #[error("the checkpoint's signature does not hold")]
    Signature(#[source] KeyError),
    /// The hashes do not lead to the signed root.
    #[error("the hashes do not lead to the signed root")]
    WrongRoot,
}

impl LedgerError {
    /// Whether the same call can succeed later without opening the ledger again.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::NotCheckpointed { .. } | Self::NoRecord { .. })
    }

    pub(crate) fn corrupt(index: impl Into<Option<u64>>, what: impl Into<String>) -> Self {
        Self::Corrupt { index: index.into(), what: what.into() }
    }
}

/// Adds to an `io::Result` what was attempted, and on which file.
pub(crate) trait Attempt<T> {
    fn attempt(self, action: &'static str, path: &Path) -> Result<T, LedgerError>;
}

impl<T, E: Into<io::Error>> Attempt<T> for Result<T, E> {
    fn attempt(self, action: &'static str, path: &Path) -> Result<T, LedgerError> {
        self.map_err(|error| LedgerError::Io {
            action,
            path: path.to_owned(),
            source: error.into(),
        })
    }
}

fn named(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

fn at(index: Option<u64>) -> String {
    index.map(|index| format!(" at record {index}")).unwrap_or_default()
}
