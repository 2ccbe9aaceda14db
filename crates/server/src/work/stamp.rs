//! Asking a time-stamping authority (RFC 3161), and keeping what it said.
//!
//! `<data>/stamps/<ledger>/<size>.tst` is the token over the bytes of
//! `<size>.head`, the signed head of that many records.

use std::path::{Path, PathBuf};
use std::time::Duration;

use evidence::stamp::{self, Stamp, StampError};
use reqwest::{Client, StatusCode, header};
use url::Url;

use super::evidence::put_once;
use crate::config;

/// An authority answers within seconds.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A token with its certificates.
const ANSWER_BYTES_MAX: usize = 256 << 10;

/// Why a head was not stamped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StampTrouble {
    #[error("the time-stamping authority does not answer")]
    Unreachable(#[source] reqwest::Error),
    #[error("the time-stamping authority refuses with {0}")]
    Refused(StatusCode),
    #[error("the answer is too long")]
    TooLong,
    #[error("the stamp does not hold: {0}")]
    Unsound(#[from] StampError),
    #[error("the stamp cannot be kept")]
    Disk(#[from] std::io::Error),
}

/// An authority that can be asked.
#[derive(Debug)]
pub(crate) struct Authority {
    http: Client,
    url: Url,
    anchors: Vec<Vec<u8>>,
}

impl Authority {
    /// Reads the trusted certificates; sends nothing.
    pub(crate) fn new(settings: &config::Tsa) -> Result<Self, anyhow::Error> {
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = Client::builder()
            .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let anchors = stamp::certificates(&std::fs::read(&settings.ca_file)?)?;
        anyhow::ensure!(!anchors.is_empty(), "tsa.ca_file holds no certificate");
        Ok(Self { http, url: settings.url.clone(), anchors })
    }

    /// Has these bytes stamped; what comes back is checked before it counts.
    pub(crate) async fn stamp(&self, bytes: &[u8]) -> Result<(Vec<u8>, Stamp), StampTrouble> {
        let (hash, nonce) = (stamp::sha256(bytes), rand::random::<[u8; 8]>());
        let request = stamp::request(&hash, &nonce)?;
        let lost = |error: reqwest::Error| StampTrouble::Unreachable(error.without_url());
        let asking = self.http.post(self.url.clone());
        let asking = asking.header(header::CONTENT_TYPE, "application/timestamp-query");
        let mut answer = asking.body(request).send().await.map_err(lost)?;
        if !answer.status().is_success() {
            return Err(StampTrouble::Refused(answer.status()));
        }
        let mut told = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            told.extend_from_slice(&chunk);
            if told.len() > ANSWER_BYTES_MAX {
                return Err(StampTrouble::TooLong);
            }
        }
        let token = stamp::token_of(&told)?;
        let sound = stamp::verify(&token, &hash, Some(&nonce), &self.anchors)?;
        Ok((token, sound))
    }
}

/// The stamps of one ledger.
#[derive(Debug, Clone)]
pub(crate) struct Stamps {
    dir: PathBuf,
}

/// A kept stamp: the head and the token over it.
#[derive(Debug, Clone)]
pub(crate) struct Stamped {
    pub(crate) size: u64,
    pub(crate) head: Vec<u8>,
    pub(crate) token: Vec<u8>,
}

impl Stamps {
    /// Those of a ledger below a data directory.
    pub(crate) fn of(data: &Path, ledger: &str) -> Self {
        Self { dir: data.join("stamps").join(ledger) }
    }

    /// Keeps one; a size that has one keeps it.
    pub(crate) fn keep(&self, one: &Stamped) -> std::io::Result<()> {
        put_once(&self.dir.join(format!("{}.head", one.size)), &one.head)?;
        put_once(&self.dir.join(format!("{}.tst", one.size)), &one.token)
    }

    /// The sizes that are stamped, ascending.
    pub(crate) fn sizes(&self) -> std::io::Result<Vec<u64>> {
        let entries = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut sizes = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let size: Option<u64> =
                name.to_str().and_then(|name| name.strip_suffix(".tst")?.parse().ok());
            sizes.extend(size);
        }
        sizes.sort_unstable();
        Ok(sizes)
    }

    /// The stamp on the head of that size.
    pub(crate) fn read(&self, size: u64) -> std::io::Result<Stamped> {
        let head = std::fs::read(self.dir.join(format!("{size}.head")))?;
        let token = std::fs::read(self.dir.join(format!("{size}.tst")))?;
        Ok(Stamped { size, head, token })
    }
}
