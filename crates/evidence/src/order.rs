//! What is asked for: where, what, and how much of the host it may cost.

use std::path::PathBuf;

use crate::bundle::age::Recipient;

/// What to collect, and where to put it.
#[derive(Debug, Clone)]
pub struct Order {
    /// The bundle's folder: new, empty, or an unfinished collection that is continued.
    pub out: PathBuf,
    /// Where the host's `/` is, seen from here. `/` for the host itself; a
    /// container's root otherwise: then only processes with that root are shown.
    pub root: PathBuf,
    /// Names of probes to run; all when empty.
    pub only: Vec<String>,
    /// Whose keys can open the bundle; nobody's: it is not encrypted.
    pub recipients: Vec<Recipient>,
    /// What it may cost.
    pub limits: Limits,
}

/// What a collection may cost the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Milliseconds of all probes together; what is left then is a gap. One probe may
    /// use half of what is left when it begins, the last one all of it.
    pub time_ms_max: u64,
    /// Bytes of one log or other copied file; the newest logs are taken first.
    pub file_bytes_max: u64,
    /// Bytes of a program that is hashed because it changed lately or lies in a folder
    /// for everybody; a larger one is told without its hash, as a gap. What runs, and
    /// what runs with its owner's rights, is hashed whatever its size.
    pub hash_bytes_max: u64,
    /// Bytes that stay free on the file system of the bundle.
    pub free_bytes_min: u64,
    /// Records of one report.
    pub records_max: u64,
    /// Files changed since so many days count as recently changed.
    pub recent_days: u16,
}

impl Default for Limits {
    /// An hour; 64 GiB a file; 256 MiB a hash, twice the largest program that GitLab's
    /// package has; 2 GiB stay free; 200,000 records; 30 days.
    fn default() -> Self {
        Self {
            time_ms_max: 3_600_000,
            file_bytes_max: 64 << 30,
            hash_bytes_max: 256 << 20,
            free_bytes_min: 2 << 30,
            records_max: 200_000,
            recent_days: 30,
        }
    }
}

/// How far a collection is; shown to a person while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The probe at work.
    pub probe: &'a str,
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Bytes of files read so far, by all probes: kept, hashed or compared.
    pub bytes: u64,
    /// Items kept so far, by all probes.
    pub items: usize,
    /// Milliseconds that the probe has worked.
    pub elapsed_ms: u64,
    /// Milliseconds that it may use.
    pub budget_ms: u64,
}
