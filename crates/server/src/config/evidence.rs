//! Where evidence is kept, who may append to it, and who stamps the time:
//! `[evidence]`, `[[evidence.sender]]`, `[tsa]` (IN7, IN14).

use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::check::{check_url, refuse};
use super::reconcile::{BucketKeys, usual_region, yes};
use super::source::check_names;
use super::{Config, ConfigError, Stream};

/// `[evidence]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// Whether local files get the bit that keeps even root from changing them.
    pub immutable: Immutable,
    /// A bucket with Object Lock that holds the items instead of the data directory.
    pub bucket: Option<EvidenceBucket>,
    /// Who may append bundles, and nothing else: `[[evidence.sender]]`.
    pub sender: Vec<Stream>,
}

/// What becomes of the immutable bit (`chattr +i`) of local items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Immutable {
    /// It is not set: items are files that their owner cannot write (0400).
    #[default]
    Off,
    /// It is set where the system permits it; `portcullis evidence store` says whether.
    IfPermitted,
    /// It is set, or nothing starts.
    Required,
}

/// `[evidence.bucket]`: a store that speaks S3, with Object Lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceBucket {
    /// The store's address, e.g. `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: Url,
    /// The bucket's own name. Object Lock is chosen when a bucket is made.
    pub bucket: String,
    /// Its region.
    #[serde(default = "usual_region")]
    pub region: String,
    /// What keys begin with: `evidence/`; may be empty.
    #[serde(default)]
    pub prefix: String,
    /// Whether the bucket's name stands in the path, or else in the host.
    #[serde(default = "yes")]
    pub path_style: bool,
    /// File with the access key's id; without it the environment's `AWS_ACCESS_KEY_ID`.
    #[serde(default)]
    pub access_key_id_file: Option<PathBuf>,
    /// File with the secret key; without it the environment's `AWS_SECRET_ACCESS_KEY`.
    #[serde(default)]
    pub secret_access_key_file: Option<PathBuf>,
    /// Who may end the retention early.
    #[serde(default)]
    pub mode: LockMode,
    /// For how many days the store keeps an item from being changed or deleted.
    #[serde(default = "a_year")]
    pub retention_days: NonZeroU32,
}

/// How the store locks.
///
/// Source: AWS docs, "Locking objects with Object Lock", retention modes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockMode {
    /// Nobody, not even who runs the store.
    #[default]
    Compliance,
    /// Whoever has the right to bypass it.
    Governance,
}

impl LockMode {
    /// The word of S3's headers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compliance => "COMPLIANCE",
            Self::Governance => "GOVERNANCE",
        }
    }
}

/// `[tsa]`: a time-stamping authority (RFC 3161).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tsa {
    /// Where it takes requests.
    pub url: Url,
    /// PEM file with the certificates that its own must lead to.
    pub ca_file: PathBuf,
    /// How often heads are stamped, in minutes.
    #[serde(default = "an_hour")]
    pub every_min: NonZeroU32,
}

fn a_year() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(364)
}

fn an_hour() -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(59)
}

impl EvidenceBucket {
    /// Reads the keys; fails naming what is missing.
    pub(crate) fn keys(&self) -> Result<BucketKeys, ConfigError> {
        let (id, secret) = (&self.access_key_id_file, &self.secret_access_key_file);
        BucketKeys::read("evidence.bucket", id.as_ref(), secret.as_ref())
    }
}

impl Evidence {
    /// Files that it names.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let tokens = self.sender.iter().flat_map(|sender| &sender.token_files);
        let keys = self.bucket.iter().flat_map(|bucket| {
            bucket.access_key_id_file.iter().chain(&bucket.secret_access_key_file)
        });
        tokens.chain(keys)
    }
}

pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let evidence = &config.evidence;
    check_names("evidence.sender", evidence.sender.iter().map(|one| one.name.as_str()))?;
    if let Some(one) = evidence.sender.iter().find(|one| one.token_files.is_empty()) {
        return refuse("evidence.sender", &format!("{:?} names no file with a token", one.name));
    }
    if let Some(bucket) = &evidence.bucket {
        check_url("evidence.bucket.endpoint", &bucket.endpoint)?;
    }
    if let Some(tsa) = &config.tsa {
        check_url("tsa.url", &tsa.url)?;
    }
    Ok(())
}
