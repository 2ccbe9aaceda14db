//! A bucket with Object Lock: what is put there, nobody changes or deletes before
//! its time, this product's own keys included (IN7).
//!
//! Every put is read back: an item counts as kept only when the store itself
//! says that it is locked. Sources: AWS docs, `API_PutObject`, `API_HeadObject`,
//! `API_PutObjectRetention`, `API_PutObjectLegalHold`.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::coordinate::custody::Lock;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, Response, StatusCode};
use rusty_s3::S3Action as _;
use sha2::{Digest as _, Sha256};

use crate::config::EvidenceBucket;
use crate::work::s3::{Access, S3, S3Error, SIGNED_FOR, element};

/// The store's clock may be so far from ours.
const SKEW_MAX: SignedDuration = SignedDuration::from_hours(1);

/// Why an item is not in the bucket, or not locked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VaultError {
    #[error(transparent)]
    S3(#[from] S3Error),
    #[error(
        "the store took the item but does not say that it is locked: was the bucket made with Object Lock, and may the keys read its retention?"
    )]
    NotLocked,
    #[error("the item to be stored cannot be read")]
    Disk(#[source] std::io::Error),
}

/// The bucket.
#[derive(Debug)]
pub(crate) struct Vault {
    s3: S3,
    settings: EvidenceBucket,
}

/// How the bucket itself says it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whether Object Lock is on.
    pub(crate) is_locking: bool,
    /// What else is worth telling.
    pub(crate) problem: Option<String>,
}

impl Vault {
    /// Reads the keys; sends nothing.
    pub(crate) fn new(settings: &EvidenceBucket) -> Result<Self, S3Error> {
        let access = Access {
            endpoint: &settings.endpoint,
            bucket: &settings.bucket,
            region: &settings.region,
            is_path_style: settings.path_style,
            keys: settings.keys()?,
        };
        Ok(Self { s3: S3::new(access)?, settings: settings.clone() })
    }

    fn key(&self, sha256: &str) -> String {
        let folder: String = sha256.chars().take(2).collect();
        format!("{}{folder}/{sha256}", self.settings.prefix)
    }

    /// What a person calls the place.
    pub(crate) fn place(&self, sha256: &str) -> String {
        format!("s3://{}/{}", self.settings.bucket, self.key(sha256))
    }

    /// The bucket for people.
    pub(crate) fn name(&self) -> String {
        format!("s3://{}/{}", self.settings.bucket, self.settings.prefix)
    }

    /// Puts a file there, locked, unless the key is taken, and reads the lock back.
    /// `false` beside the lock: the key was taken.
    pub(crate) async fn put(
        &self,
        file: &Path,
        (sha256, bytes): (&str, u64),
        now: Timestamp,
    ) -> Result<(Lock, bool), VaultError> {
        let until = self.until(now);
        let digest = hex::decode(sha256).unwrap_or_default();
        let headers = [
            ("if-none-match", "*".to_owned()),
            ("x-amz-checksum-sha256", STANDARD.encode(digest)),
            ("x-amz-object-lock-mode", self.settings.mode.as_str().to_owned()),
            ("x-amz-object-lock-retain-until-date", written(until)),
            ("content-length", bytes.to_string()),
        ];
        let key = self.key(sha256);
        let mut put = self.s3.place.put_object(Some(&self.s3.credentials), &key);
        for (name, value) in headers.iter().filter(|(name, _)| name.starts_with("x-amz-")) {
            put.headers_mut().insert(*name, value.clone());
        }
        let file = tokio::fs::File::open(file).await.map_err(VaultError::Disk)?;
        let body = reqwest::Body::wrap_stream(super::pieces(file));
        let sent = self.s3.send(Method::PUT, put.sign(SIGNED_FOR), &headers, Some(body)).await;
        let (version, is_new) = match sent {
            Ok(answer) => (header(&answer, "x-amz-version-id"), true),
            Err(error) if is_taken(&error) => (None, false),
            Err(error) => return Err(error.into()),
        };
        let lock = self.look(sha256, version.as_deref()).await?;
        // Somebody else's shorter lock is not the one that was asked for.
        if lock.until.checked_add(SKEW_MAX).unwrap_or(lock.until) < until {
            let lock = self.retain(sha256, lock, until).await?;
            return Ok((lock, is_new));
        }
        Ok((lock, is_new))
    }

    fn until(&self, now: Timestamp) -> Timestamp {
        let days = i64::from(self.settings.retention_days.get());
        let time = SignedDuration::from_hours(days.saturating_mul(24));
        now.checked_add(time).unwrap_or(Timestamp::MAX)
    }

    /// What the store says of the lock of an item.
    pub(crate) async fn look(
        &self,
        sha256: &str,
        version: Option<&str>,
    ) -> Result<Lock, VaultError> {
        let key = self.key(sha256);
        let mut head = self.s3.place.head_object(Some(&self.s3.credentials), &key);
        if let Some(version) = version {
            head.query_mut().insert("versionId", version.to_owned());
        }
        let answer = self.s3.send(Method::HEAD, head.sign(SIGNED_FOR), &[], None).await?;
        let mode = header(&answer, "x-amz-object-lock-mode");
        let until = header(&answer, "x-amz-object-lock-retain-until-date");
        let until = until.and_then(|text| text.parse::<Timestamp>().ok());
        let (Some(mode), Some(until)) = (mode, until) else { return Err(VaultError::NotLocked) };
        let version = header(&answer, "x-amz-version-id").or(version.map(str::to_owned));
        Ok(Lock { place: self.place(sha256), version, mode, until })
    }

    /// An item's bytes as they come.
    pub(crate) async fn fetch(
        &self,
        sha256: &str,
        version: Option<&str>,
    ) -> Result<Option<Response>, S3Error> {
        let key = self.key(sha256);
        let mut get = self.s3.place.get_object(Some(&self.s3.credentials), &key);
        if let Some(version) = version {
            get.query_mut().insert("versionId", version.to_owned());
        }
        match self.s3.send(Method::GET, get.sign(SIGNED_FOR), &[], None).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps an item longer; the store refuses to keep it shorter.
    pub(crate) async fn retain(
        &self,
        sha256: &str,
        lock: Lock,
        until: Timestamp,
    ) -> Result<Lock, VaultError> {
        let body = format!(
            "<Retention xmlns=\"{XML}\"><Mode>{}</Mode><RetainUntilDate>{}</RetainUntilDate></Retention>",
            lock.mode,
            written(until)
        );
        self.say("retention", sha256, (lock.version.as_deref(), body)).await?;
        self.look(sha256, lock.version.as_deref()).await
    }

    /// Places a legal hold on an item, or takes it away.
    pub(crate) async fn hold(
        &self,
        sha256: &str,
        version: Option<&str>,
        is_held: bool,
    ) -> Result<(), S3Error> {
        let status = if is_held { "ON" } else { "OFF" };
        let body = format!("<LegalHold xmlns=\"{XML}\"><Status>{status}</Status></LegalHold>");
        self.say("legal-hold", sha256, (version, body)).await
    }

    async fn say(
        &self,
        about: &'static str,
        sha256: &str,
        (version, body): (Option<&str>, String),
    ) -> Result<(), S3Error> {
        let headers = [
            ("x-amz-checksum-sha256", STANDARD.encode(Sha256::digest(body.as_bytes()))),
            ("content-length", body.len().to_string()),
        ];
        let key = self.key(sha256);
        let mut put = self.s3.place.put_object(Some(&self.s3.credentials), &key);
        put.query_mut().insert(about, "");
        if let Some(version) = version {
            put.query_mut().insert("versionId", version.to_owned());
        }
        for (name, value) in headers.iter().filter(|(name, _)| name.starts_with("x-amz-")) {
            put.headers_mut().insert(*name, value.clone());
        }
        self.s3.send(Method::PUT, put.sign(SIGNED_FOR), &headers, Some(body.into())).await?;
        Ok(())
    }

    /// How the bucket says that it is set up.
    pub(crate) async fn standing(&self) -> Standing {
        // A question about the bucket itself is one about the object without a name.
        let mut ask = self.s3.place.get_object(Some(&self.s3.credentials), "");
        ask.query_mut().insert("object-lock", "");
        let told = match self.s3.send(Method::GET, ask.sign(SIGNED_FOR), &[], None).await {
            Ok(answer) => answer.text().await.unwrap_or_default(),
            Err(error) => {
                return Standing { is_locking: false, problem: Some(error.to_string()) };
            }
        };
        let is_locking = element(&told, "ObjectLockEnabled") == Some("Enabled");
        let problem = (!is_locking).then(|| "the bucket was made without Object Lock".to_owned());
        Standing { is_locking, problem }
    }
}

/// The name space of S3's documents.
const XML: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// A time as S3's headers have it: whole seconds.
fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn header(answer: &Response, name: &str) -> Option<String> {
    answer.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// `If-None-Match` says that the key is taken (412), or somebody else is putting it (409).
fn is_taken(error: &S3Error) -> bool {
    let status = error.status();
    status == Some(StatusCode::PRECONDITION_FAILED) || status == Some(StatusCode::CONFLICT)
}
