//! What is read out of GitLab and out of buckets: `[[rest]]`, `[[bucket]]`, `[reconcile]`.

use std::num::NonZeroU32;
use std::path::PathBuf;

use gitlab::AuditScope;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::check::{check_url, refuse};
use super::source::check_names;
use super::{Config, ConfigError, read_secret};

/// One `[[rest]]`: audit events that are asked for again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// Whose events: `instance`, `group-12` or `project-7`. Part of the source: `rest/{scope}`.
    pub scope: String,
    /// How often is asked, in seconds.
    #[serde(default = "a_minute")]
    pub every_s: NonZeroU32,
    /// So many minutes before the last answer are asked for again: GitLab may
    /// write an event down a little after its time.
    #[serde(default = "ten")]
    pub overlap_min: u32,
    /// How many days back is asked for the first time.
    #[serde(default = "thirty")]
    pub since_days: u32,
}

/// `[reconcile]`: the streams compared with GitLab's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reconcile {
    /// How often `portcullis serve` does it by itself, in minutes; 0 = never.
    pub every_min: u32,
    /// How far back it looks, in hours; after a longer rest it goes on where it was.
    pub window_h: NonZeroU32,
    /// Events younger than this may still be on their way, in minutes.
    pub settle_min: u32,
    /// Whose events: `instance`, `group-12`, `project-7`; none = as far as our
    /// token reaches.
    pub scopes: Vec<String>,
}

impl Default for Reconcile {
    fn default() -> Self {
        Self { every_min: 15, window_h: at_least_one(24), settle_min: 5, scopes: Vec::new() }
    }
}

/// One `[[bucket]]`: a store that speaks S3, into which GitLab exports audit events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// Its name in sources: `bucket/{name}`.
    pub name: String,
    /// The store's address, e.g. `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: Url,
    /// The bucket's own name.
    pub bucket: String,
    /// Its region.
    #[serde(default = "usual_region")]
    pub region: String,
    /// Only what lies below it: `audit/`; may be empty.
    #[serde(default)]
    pub prefix: String,
    /// How its objects are named.
    #[serde(default)]
    pub layout: Layout,
    /// Whether the bucket's name stands in the path, or else in the host.
    #[serde(default = "yes")]
    pub path_style: bool,
    /// File with the access key's id; without it the environment's `AWS_ACCESS_KEY_ID`.
    #[serde(default)]
    pub access_key_id_file: Option<PathBuf>,
    /// File with the secret key; without it the environment's `AWS_SECRET_ACCESS_KEY`.
    #[serde(default)]
    pub secret_access_key_file: Option<PathBuf>,
    /// How often is looked for new objects, in seconds.
    #[serde(default = "a_minute")]
    pub every_s: NonZeroU32,
    /// How many days back is read the first time.
    #[serde(default = "thirty")]
    pub since_days: u32,
}

/// How the objects of a bucket are named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// As GitLab does: `<kind>/<year>/<month>/…`, or `<year>/<month>/…`. Only the
    /// months that can hold something new are listed.
    ///
    /// Source: GitLab source, `ee/lib/audit_events/streaming/destinations/amazon_s3_stream_destination.rb`.
    #[default]
    Gitlab,
    /// In any way: all below the prefix is listed each time.
    Any,
}

fn a_minute() -> NonZeroU32 {
    at_least_one(60)
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

fn ten() -> u32 {
    10
}

fn thirty() -> u32 {
    30
}

pub(super) fn usual_region() -> String {
    "us-east-1".to_owned()
}

pub(super) fn yes() -> bool {
    true
}

/// What opens a bucket.
#[derive(Debug)]
pub(crate) struct BucketKeys {
    /// The access key's id.
    pub(crate) id: String,
    /// The secret key.
    pub(crate) secret: SecretString,
    /// For keys that end by themselves: `AWS_SESSION_TOKEN`.
    pub(crate) session: Option<SecretString>,
}

impl BucketKeys {
    /// Reads the keys of `whose`, from the files or the environment; fails naming
    /// what is missing.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is config: the environment is read here, once"
    )]
    pub(super) fn read(
        whose: &str,
        id: Option<&PathBuf>,
        secret: Option<&PathBuf>,
    ) -> Result<Self, ConfigError> {
        use secrecy::ExposeSecret as _;
        let read = |file: Option<&PathBuf>, variable: &str| match file {
            Some(file) => read_secret(file),
            None => std::env::var(variable).map(SecretString::from).map_err(|_unset| {
                let why = format!("names no file with its key, and {variable} is not set");
                ConfigError::Refused { key: whose.to_owned(), why }
            }),
        };
        let is_from_environment = secret.is_none();
        let session = std::env::var("AWS_SESSION_TOKEN").ok().filter(|_| is_from_environment);
        Ok(Self {
            id: read(id, "AWS_ACCESS_KEY_ID")?.expose_secret().to_owned(),
            secret: read(secret, "AWS_SECRET_ACCESS_KEY")?,
            session: session.map(SecretString::from),
        })
    }
}

impl Bucket {
    /// Reads the keys; fails naming what is missing.
    pub(crate) fn keys(&self) -> Result<BucketKeys, ConfigError> {
        let whose = format!("bucket {:?}", self.name);
        let (id, secret) = (&self.access_key_id_file, &self.secret_access_key_file);
        BucketKeys::read(&whose, id.as_ref(), secret.as_ref())
    }
}

impl Rest {
    /// Whose events. Checked when the settings are read.
    pub(crate) fn scope(&self) -> Option<AuditScope> {
        self.scope.parse().ok()
    }
}

impl Config {
    /// Files with keys of buckets.
    pub(super) fn bucket_key_files(&self) -> impl Iterator<Item = &PathBuf> {
        self.bucket
            .iter()
            .flat_map(|one| one.access_key_id_file.iter().chain(one.secret_access_key_file.iter()))
            .chain(self.evidence.files())
    }
}

/// Refuses what is possible one by one but not together.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    check_names("rest", config.rest.iter().map(|one| one.scope.as_str()))?;
    check_names("bucket", config.bucket.iter().map(|one| one.name.as_str()))?;
    if !config.rest.is_empty() && config.gitlab.is_none() {
        return refuse("rest", "asks GitLab: set [gitlab] url and token_file");
    }
    let scopes = config.rest.iter().map(|one| ("rest", &one.scope));
    for (key, scope) in scopes.chain(config.reconcile.scopes.iter().map(|one| ("reconcile", one))) {
        if scope.parse::<AuditScope>().is_err() {
            let why = format!("{scope:?} is no scope: instance, group-ID or project-ID");
            return refuse(key, &why);
        }
    }
    for bucket in &config.bucket {
        check_url(&format!("bucket {:?} endpoint", bucket.name), &bucket.endpoint)?;
    }
    Ok(())
}
