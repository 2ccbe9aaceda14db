//! What was done to one artefact, in hashes: the proof of a redaction.

use serde::{Deserialize, Serialize};

/// The version of the work: another one may find something else.
pub(super) const WORK: &str = "portcullis.redaction/2";

/// What was done to one artefact. Holds nothing of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of the work.
    pub work: String,
    /// SHA-256 of the original, in hex.
    pub original_sha256: String,
    /// Its bytes.
    pub original_bytes: u64,
    /// SHA-256 of the result, in hex.
    pub result_sha256: String,
    /// Its bytes.
    pub result_bytes: u64,
    /// SHA-256 of the rules, in hex.
    pub rules_sha256: String,
    /// Tells the key from others, without telling it.
    pub key_id: String,
    /// SHA-256 of the reviewer's changes, in hex; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edits_sha256: Option<String>,
    /// SHA-256 of the list of spans, in hex.
    pub spans_sha256: String,
    /// Lines that were read.
    pub lines: u64,
    /// Spans by what they are and how they were found.
    pub counted: Vec<Counted>,
    /// Spans that a reviewer added.
    pub added: u64,
    /// Spans that a reviewer lifted.
    pub lifted: u64,
    /// Changes of the reviewer that are of nothing in this original, by number from 0.
    pub edits_unused: Vec<usize>,
}

/// How many spans of one kind were found one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// What was taken out.
    pub kind: super::Kind,
    /// `field`, `shape`, `known`, `decoded`, `base64`, `rule`.
    pub how: String,
    /// How often.
    pub count: u64,
}
