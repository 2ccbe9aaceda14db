//! A bucket, as far as reading needs it: lists, page by page, and objects.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use rusty_s3::S3Action as _;
use rusty_s3::actions::{ListObjectsV2, ListObjectsV2Response};

use crate::config::Bucket;
use crate::work::s3::{Access, S3, S3Error, SIGNED_FOR};

/// The longest list and the largest object that are read: as large as a stream's body.
const BODY_BYTES_MAX: usize = 25 * 1000 * 1000;

/// Pages of one list: ten million objects.
const PAGES_MAX: usize = 10_000;

/// A request is tried so often.
const TRIES: u32 = 3;

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
    s3: S3,
}

impl Store {
    /// Reads the keys; sends nothing.
    pub(super) fn new(settings: &Bucket) -> Result<Self, S3Error> {
        let access = Access {
            endpoint: &settings.endpoint,
            bucket: &settings.bucket,
            region: &settings.region,
            is_path_style: settings.path_style,
            keys: settings.keys()?,
        };
        Ok(Self { s3: S3::new(access)? })
    }

    /// The folders directly below a prefix.
    pub(super) async fn folders(&self, prefix: &str) -> Result<Vec<String>, S3Error> {
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
    pub(super) async fn fetch(&self, key: &str) -> Result<Option<Vec<u8>>, S3Error> {
        let action = self.s3.place.get_object(Some(&self.s3.credentials), key);
        match self.ask(|| action.sign(SIGNED_FOR)).await {
            Ok(body) => {
                if body.is_none() {
                    tracing::warn!(key, "An object is larger than any event and was left out");
                }
                Ok(body)
            }
            Err(S3Error::Refused { status: StatusCode::NOT_FOUND, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Asks, and again when the store is busy. `None`: the answer is too long.
    async fn ask(&self, url: impl Fn() -> url::Url) -> Result<Option<Vec<u8>>, S3Error> {
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

    async fn ask_once(&self, url: url::Url) -> Result<Option<Vec<u8>>, S3Error> {
        let lost = |error: reqwest::Error| S3Error::Transport(error.without_url());
        let mut response = self.s3.send(Method::GET, url, &[], None).await?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if body.len().saturating_add(chunk.len()) > BODY_BYTES_MAX {
                return Ok(None);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Some(body))
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
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Object>>, S3Error> {
        let Some(page) = self.page().await? else { return Ok(None) };
        let object = |content: rusty_s3::actions::list_objects_v2::ListObjectsContent| {
            let written_at = content.last_modified.as_deref()?.parse().ok()?;
            Some(Object { written_at, key: content.key })
        };
        Ok(Some(page.contents.into_iter().filter_map(object).collect()))
    }

    async fn page(&mut self) -> Result<Option<ListObjectsV2Response>, S3Error> {
        if self.is_over || self.read >= PAGES_MAX {
            return Ok(None);
        }
        self.read += 1;
        let mut action = self.store.s3.place.list_objects_v2(Some(&self.store.s3.credentials));
        action.with_prefix(self.prefix.as_str());
        if self.is_folders {
            action.with_delimiter("/");
        }
        if let Some(token) = &self.token {
            action.with_continuation_token(token.as_str());
        }
        let body = self.store.ask(|| action.sign(SIGNED_FOR)).await?;
        let body = body.ok_or_else(|| S3Error::Answer("a list without end".to_owned()))?;
        let text = String::from_utf8_lossy(&body);
        let page = ListObjectsV2::parse_response(&text);
        let page = page.map_err(|error| S3Error::Answer(error.to_string()))?;
        self.token.clone_from(&page.next_continuation_token);
        self.is_over = self.token.is_none();
        Ok(Some(page))
    }
}
