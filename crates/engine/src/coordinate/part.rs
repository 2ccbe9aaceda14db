//! Parts of a case that are plain records: evidence, links, consents; and the lockdown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::CaseId;
use super::journal::{EvidenceSource, Relation};

/// Something that was kept as evidence: the bytes are in the store, under their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceItem {
    /// SHA-256 in hex.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// A name for people.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Where it came from.
    pub source: EvidenceSource,
    /// When it was kept.
    pub kept_at: Timestamp,
    /// By whom.
    pub kept_by: String,
    /// When it was last hashed again, and whether it was sound.
    pub verified: Option<(Timestamp, bool)>,
}

/// Another case that belongs together with this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other case.
    pub other: CaseId,
    /// Which of the two led to which.
    pub relation: Relation,
    /// What it is about, where one case leads to several (CI8).
    pub about: Option<String>,
}

/// That an owner or maintainer agreed (MS8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who.
    pub person: String,
    /// As what: `owner` or `maintainer`.
    pub role: String,
    /// When.
    pub at: Timestamp,
    /// How that is known.
    pub source: String,
    /// Which account recorded it.
    pub recorded_by: String,
}

/// That nobody may do what destroys or goes out, until the settings file says
/// that it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lockdown {
    /// Journal index of the entry that engaged it: what the file must name.
    pub index: u64,
    /// Who engaged it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}
