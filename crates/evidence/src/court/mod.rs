//! The bundle for court and auditor: a case as files that prove themselves
//! without us (IN7; NIST SP 800-61r3 RS.AN-06, RS.AN-07).
//!
//! Evidence, the journal's entries of the case with proofs that they are in the
//! ledger, the ledger's signed head with what witnesses said of it, and stamps
//! of the time. The format is `docs/reference/court-bundle.md`; the second
//! verifier, written from that page, is `contrib/verify-court/verify.py`.

mod claims;
mod complete;
mod verify;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use complete::Ordered;
pub use verify::{CourtChecked, Given, is_one, verify};

/// The manifest's format.
pub const FORMAT: &str = "portcullis.court-bundle/2";

/// The head of the journal's ledger, signed, with the lines of witnesses.
pub const CHECKPOINT: &str = "checkpoint";

/// The key that the head is checked with.
pub const VERIFIER_KEY: &str = "verifier.pub";

/// The keys of witnesses, one a line.
pub const WITNESS_KEYS: &str = "witnesses.pub";

/// The authority's certificates, for convenience: nothing trusts them.
pub const ANCHORS: &str = "tsa-ca.pem";

/// `manifest.json`: everything that is in the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtManifest {
    /// `portcullis.court-bundle/2`.
    pub format: String,
    /// The case: `C-1`.
    pub case: String,
    /// Its title.
    pub title: String,
    /// When the bundle was made (UTC, by the server's clock).
    pub made_at: Timestamp,
    /// By whom: an account.
    pub made_by: String,
    /// Program and version.
    pub made_with: String,
    /// To whom it is handed.
    pub handed_to: String,
    /// Why.
    pub purpose: String,
    /// Its marking (`TLP:AMBER`), if it has one.
    pub tlp: Option<String>,
    /// Whether a legal hold holds.
    pub is_held: bool,
    /// Whether it is an exercise: then nothing of it is real.
    pub is_exercise: bool,
    /// How many entries the case has up to the one by which the bundle was ordered.
    pub case_entries: u64,
    /// All of them, by index.
    pub entries: Vec<CourtEntry>,
    /// The evidence.
    pub items: Vec<CourtItem>,
    /// Stamps of the time on heads of the journal.
    pub stamps: Vec<CourtStamp>,
    /// Every file of the bundle but `manifest.json` and `SEAL`.
    pub files: Vec<CourtFile>,
}

/// An entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtEntry {
    /// Its place in the journal.
    pub index: u64,
    /// The leaf's bytes: what the proof is over.
    pub leaf: String,
    /// The proof (C2SP tlog-proof).
    pub proof: String,
}

/// An item of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtItem {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many.
    pub bytes: u64,
    /// A name for people.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// The file.
    pub file: String,
    /// The entry that says that it was kept. None for a file of a host's bundle,
    /// whose manifest (`part_of`) names it.
    pub entry: Option<u64>,
    /// SHA-256 of the item (a host's manifest) that names this one.
    pub part_of: Option<String>,
}

/// A stamp of the time on a head of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtStamp {
    /// How many entries the stamped head covers.
    pub size: u64,
    /// The token (DER).
    pub token: String,
    /// The head: the stamp is over these bytes.
    pub head: String,
    /// The proof that the bundle's head continues it; none where it is the same.
    pub consistency: Option<String>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtFile {
    /// Its path in the bundle, with `/`.
    pub path: String,
    /// SHA-256.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
}
