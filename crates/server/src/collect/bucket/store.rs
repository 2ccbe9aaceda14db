//! A store that speaks S3, as far as reading needs it.
//!
//! Requests are signed for a minute, in the address; so no address is ever told.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, StatusCode};
use rusty_s3::actions::{ListObjectsV2, ListObjectsV2Response};
use rusty_s3::{Bucket as Place, Credentials, S3Action as _, UrlStyle};
use secrecy::ExposeSecret as _;
use url::Host;

use crate::config::{Bucket, ConfigError};

/// A signature is good for so long.
const SIGNED_FOR: Duration = Duration::from_mins(1);

/// A request may take so long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The longest list and the largest object that are read: as large as a stream's body.
const BODY_BYTES_MAX: usize = 25 * 1000 * 1000;

/// Pages of one list: ten million objects.
const PAGES_MAX: usize = 10_000;

/// A request is tried so often.
const TRIES: u32 = 3;

/// Why a bucket cannot be read. Holds no address: it would hold a signature.
#[derive(Debug, thiserror::Error)]
pub(super) enum BucketError {
    #[error("the bucket's settings cannot be used: {0}")]
    Settings(String),
    #[error(transparent)]
    Keys(#[from] ConfigError),
    #[error("no answer from the store")]
    Transport(#[source] reqwest::Error),
    #[error("the store refuses ({status}{}): check the keys, the bucket's name and region", .code.as_ref().map(|code| format!(" {code}")).unwrap_or_default())]
    Refused { status: StatusCode, code: Option<String> },
    #[error("the store's answer cannot be read: {0}")]
    Answer(String),
}

/// An object, by what a list says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// When the store wrote it.
    pub(super) written_at: Timestamp,
    /// Its name.
    pub(super) key: String,
}

/// One bucket.
pub(super) struct Store {
    http: Client,
    place: Place,
    credentials: Credentials,
}

impl Store {
    /// Reads the keys; sends nothing.
    pub(super) fn new(settings: &Bucket) -> Result<Self, BucketError> {
        let keys = settings.keys()?;
        let secret = keys.secret.expose_secret();
        let credentials = match &keys.session {
            None => Credentials::new(keys.id, secret),
            Some(session) => Credentials::new_with_token(keys.id, secret, session.expose_secret()),
        };
        let style = if settings.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let (endpoint, name) = (settings.endpoint.clone(), settings.bucket.clone());
        let place = Place::new(endpoint, style, name, settings.region.clone());
        let place = place.map_err(|error| BucketError::Settings(error.to_string()))?;
        // Both ways of TLS are the process's choice: ours unless it was made already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut http = Client::builder()
            .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(settings) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| BucketError::Settings(error.to_string()))?;
        Ok(Self { http, place, credentials })
    }

    /// The folders directly below a prefix.
    pub(super) async fn folders(&self, prefix: &str) -> Result<Vec<String>, BucketError> {
        let mut pages = Pages::new(self, prefix.to_owned(), true);
        let mut folders = Vec::new();
        while let Some(page) = pages.page().await? {
            folders.extend(page.common_prefixes.into_iter().map(|common| common.prefix));
        }
        Ok(folders)
    }

    /// All objects below a prefix, page by page.
    pub(super) fn objects(&self, prefix: String) -> Pages<'_> {
        Pages::new(self, prefix, false)
    }

    /// An object's bytes; `None` when it is gone or larger than any event.
    pub(super) async fn fetch(&self, key: &str) -> Result<Option<Vec<u8>>, BucketError> {
        let action = self.place.get_object(Some(&self.credentials), key);
        match self.ask(|| action.sign(SIGNED_FOR)).await {
            Ok(body) => {
                if body.is_none() {
                    tracing::warn!(key, "An object is larger than any event and was left out");
                }
                Ok(body)
            }
            Err(BucketError::Refused { status: StatusCode::NOT_FOUND, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asks, and again when the store is busy. `None`: the answer is too long.
    async fn ask(&self, url: impl Fn() -> url::Url) -> Result<Option<Vec<u8>>, BucketError> {
        let mut tries = 1;
        loop {
            let error = match self.ask_once(url()).await {
                Err(error) if error.is_transient() && tries < TRIES => error,
                done => return done,
            };
            tracing::debug!(%error, tries, "Asking the store again");
            tokio::time::sleep(Duration::from_millis(200).saturating_mul(tries)).await;
            tries += 1;
        }
    }

    async fn ask_once(&self, url: url::Url) -> Result<Option<Vec<u8>>, BucketError> {
        let lost = |error: reqwest::Error| BucketError::Transport(error.without_url());
        let mut response = self.http.get(url).send().await.map_err(lost)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if body.len().saturating_add(chunk.len()) > BODY_BYTES_MAX {
                return if status.is_success() {
                    Ok(None)
                } else {
                    Err(BucketError::Refused { status, code: None })
                };
            }
            body.extend_from_slice(&chunk);
        }
        if status.is_success() {
            return Ok(Some(body));
        }
        Err(BucketError::Refused { status, code: code(&body) })
    }
}

impl BucketError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Refused { status, .. } => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::Settings(_) | Self::Keys(_) | Self::Answer(_) => false,
        }
    }
}

/// A list, page by page.
pub(super) struct Pages<'a> {
    store: &'a Store,
    prefix: String,
    is_folders: bool,
    token: Option<String>,
    read: usize,
    is_over: bool,
}

impl<'a> Pages<'a> {
    fn new(store: &'a Store, prefix: String, is_folders: bool) -> Self {
        Self { store, prefix, is_folders, token: None, read: 0, is_over: false }
    }

    /// The next page's objects; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Object>>, BucketError> {
        let Some(page) = self.page().await? else { return Ok(None) };
        let object = |content: rusty_s3::actions::list_objects_v2::ListObjectsContent| {
            let written_at = content.last_modified.as_deref()?.parse().ok()?;
            Some(Object { written_at, key: content.key })
        };
        Ok(Some(page.contents.into_iter().filter_map(object).collect()))
    }

    async fn page(&mut self) -> Result<Option<ListObjectsV2Response>, BucketError> {
        if self.is_over || self.read >= PAGES_MAX {
            return Ok(None);
        }
        self.read += 1;
        let mut action = self.store.place.list_objects_v2(Some(&self.store.credentials));
        action.with_prefix(self.prefix.as_str());
        if self.is_folders {
            action.with_delimiter("/");
        }
        if let Some(token) = &self.token {
            action.with_continuation_token(token.as_str());
        }
        let body = self.store.ask(|| action.sign(SIGNED_FOR)).await?;
        let body = body.ok_or_else(|| BucketError::Answer("a list without end".to_owned()))?;
        let text = String::from_utf8_lossy(&body);
        let page = ListObjectsV2::parse_response(&text);
        let page = page.map_err(|error| BucketError::Answer(error.to_string()))?;
        self.token.clone_from(&page.next_continuation_token);
        self.is_over = self.token.is_none();
        Ok(Some(page))
    }
}

/// `<Error><Code>NoSuchBucket</Code>…`: the code alone; the rest may repeat what was asked.
fn code(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let (_, after) = text.split_once("<Code>")?;
    let (code, _) = after.split_once("</Code>")?;
    let is_word = code.len() < 64 && code.chars().all(|c| c.is_ascii_alphanumeric());
    is_word.then(|| code.to_owned())
}

fn is_loopback(settings: &Bucket) -> bool {
    match settings.endpoint.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
