//! The manifest: what was taken, from where, when, and what could not be seen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The whole manifest (`docs/reference/evidence-bundle.md`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `portcullis.evidence-bundle/1`.
    pub format: String,
    /// Of what and how it was collected.
    #[serde(flatten)]
    pub collected: Collected,
    /// When the last probe ended (UTC, by the host's clock).
    pub ended_at: Timestamp,
    /// How often an interrupted collection was continued.
    pub resumed: u32,
    /// The probes in the order in which they ran: most volatile first.
    pub probes: Vec<Probed>,
    /// Everything that was kept.
    pub items: Vec<Item>,
}

/// The circumstances of a collection, known when it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// Program and version, `portcullis 0.1.0`.
    pub collector: String,
    /// The host's own name for itself.
    pub host: String,
    /// Where its `/` was, seen from the collector.
    pub root: String,
    /// `Linux 6.1.0-18-amd64`.
    pub kernel: String,
    /// `PRETTY_NAME` of `/etc/os-release`, if there.
    pub system: Option<String>,
    /// The kernel's id of this boot.
    pub boot_id: Option<String>,
    /// The user id it ran as; only 0 sees everything.
    pub user_id: u32,
    /// When the first probe began (UTC, by the host's clock).
    pub began_at: Timestamp,
    /// Whether the bundle lies on a file system of the host itself, whose free
    /// space may hold deleted files that were overwritten by it.
    pub is_on_host_disk: bool,
    /// age recipients (`age1…`) to whom items are encrypted; empty: in clear.
    pub recipients: Vec<String>,
}

/// A probe that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probed {
    /// Its name, `processes`.
    pub name: String,
    /// How it ended.
    pub state: ProbeState,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Records of its report.
    pub records: u64,
    /// What it could not see.
    pub gaps: Vec<Gap>,
    /// Further gaps that are not listed.
    pub gaps_not_listed: u64,
}

/// How a probe ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// It saw all that there was.
    Complete,
    /// It saw a part; the gaps say what is missing.
    Partial,
}

/// Something that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Why.
    pub why: Why,
    /// What: a path on the host, or a process.
    pub what: String,
}

/// Why something could not be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The system did not permit it.
    NotPermitted,
    /// It went away while it was looked at.
    Gone,
    /// It could not be read.
    Unreadable,
    /// It is larger than the limit; the part up to it was taken.
    TooLarge,
    /// There were more than the limit.
    TooMany,
    /// The time was over.
    TimeOver,
    /// The disk of the bundle would have become too full.
    DiskFull,
    /// It could not be redacted safely: only its hash was kept.
    NotRedacted,
    /// This kernel or installation does not offer it.
    NotOffered,
    /// The collector does not look at it: to be done by hand.
    ByHand,
    /// It changed while it was read.
    ChangedWhileRead,
}

impl Why {
    /// The word of the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotPermitted => "not_permitted",
            Self::Gone => "gone",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::TimeOver => "time_over",
            Self::DiskFull => "disk_full",
            Self::NotRedacted => "not_redacted",
            Self::NotOffered => "not_offered",
            Self::ByHand => "by_hand",
            Self::ChangedWhileRead => "changed_while_read",
        }
    }
}

/// Bytes that were kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its name in the bundle, one of a kind: `files/var/log/gitlab/…`.
    pub name: String,
    /// The probe that kept it.
    pub probe: String,
    /// What it is.
    pub kind: ItemKind,
    /// SHA-256 of the content, before it was compressed or encrypted.
    pub sha256: String,
    /// Bytes of the content.
    pub bytes: u64,
    /// When it was read.
    pub read_at: Timestamp,
    /// The file on the host that it is a copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The file in the bundle.
    pub stored: Stored,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// What a probe tells: JSON lines.
    Report,
    /// A file as it is. It may hold secrets in clear.
    Copy,
    /// A file whose secrets were replaced; `source.sha256` is the original's hash.
    RedactedCopy,
}

/// A file of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its path on the host.
    pub path: String,
    /// The path's bytes in hex, where they are no UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_hex: Option<String>,
    /// SHA-256 of its bytes as they were read.
    pub sha256: String,
    /// Its bytes as they were read.
    pub bytes: u64,
    /// Permissions in octal, `0640`.
    pub mode: String,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Last change of the content, Unix seconds.
    pub mtime: i64,
    /// Last change of content or attributes, Unix seconds.
    pub ctime: i64,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// `items/<first two digits>/<sha256>`.
    pub file: String,
    /// SHA-256 of the file's bytes: its name.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
    /// How the content became these bytes, before encryption.
    pub encoding: Encoding,
}

/// How content is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
}
