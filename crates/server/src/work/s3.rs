//! A store that speaks S3: how it is reached, signed to and understood.
//!
//! Requests are signed for a minute, in the address; so no address is ever told.

use std::time::Duration;

use reqwest::{Client, Method, Response, StatusCode};
use rusty_s3::{Bucket as Place, Credentials, UrlStyle};
use secrecy::ExposeSecret as _;
use url::{Host, Url};

use crate::config::{BucketKeys, ConfigError};

/// A signature is good for so long.
pub(crate) const SIGNED_FOR: Duration = Duration::from_mins(1);

/// A store that says nothing for so long has gone.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Of a refusal so much is read.
const ERROR_BYTES_MAX: usize = 64 << 10;

/// Why a bucket cannot be used. Holds no address: it would hold a signature.
#[derive(Debug, thiserror::Error)]
pub(crate) enum S3Error {
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

impl S3Error {
    /// Whether asking again may help.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Refused { status, .. } => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::Settings(_) | Self::Keys(_) | Self::Answer(_) => false,
        }
    }

    /// The status of a refusal.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Transport(_) | Self::Settings(_) | Self::Keys(_) | Self::Answer(_) => None,
        }
    }
}

/// Which bucket, and what opens it.
pub(crate) struct Access<'a> {
    pub(crate) endpoint: &'a Url,
    pub(crate) bucket: &'a str,
    pub(crate) region: &'a str,
    /// Whether the bucket's name stands in the path, or else in the host.
    pub(crate) is_path_style: bool,
    pub(crate) keys: BucketKeys,
}

/// One bucket.
pub(crate) struct S3 {
    http: Client,
    pub(crate) place: Place,
    pub(crate) credentials: Credentials,
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3").field("bucket", &self.place.name()).finish_non_exhaustive()
    }
}

impl S3 {
    /// Sends nothing.
    pub(crate) fn new(access: Access<'_>) -> Result<Self, S3Error> {
        let BucketKeys { id, secret, session } = access.keys;
        let secret = secret.expose_secret();
        let credentials = match &session {
            None => Credentials::new(id, secret),
            Some(session) => Credentials::new_with_token(id, secret, session.expose_secret()),
        };
        let style = if access.is_path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let (name, region) = (access.bucket.to_owned(), access.region.to_owned());
        let place = Place::new(access.endpoint.clone(), style, name, region);
        let place = place.map_err(|error| S3Error::Settings(error.to_string()))?;
        // Both ways of TLS are the process's choice: ours unless it was made already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut http = Client::builder()
            .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(SILENCE_MAX)
            .read_timeout(SILENCE_MAX)
            // A store closes idle connections as it likes; what is sent on one would be lost.
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(access.endpoint) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| S3Error::Settings(error.to_string()))?;
        Ok(Self { http, place, credentials })
    }

    /// Sends a signed request with the headers that were signed with it. An
    /// answer that is no success is an error.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: Url,
        headers: &[(&'static str, String)],
        body: Option<reqwest::Body>,
    ) -> Result<Response, S3Error> {
        let lost = |error: reqwest::Error| S3Error::Transport(error.without_url());
        let mut request = self.http.request(method, url);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let mut response = request.send().await.map_err(lost)?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            if body.len().saturating_add(chunk.len()) > ERROR_BYTES_MAX {
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Err(S3Error::Refused { status, code: code(&body) })
    }
}

/// `<Error><Code>NoSuchBucket</Code>…`: the code alone; the rest may repeat what was asked.
fn code(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let code = element(&text, "Code")?;
    let is_word = code.len() < 64 && code.chars().all(|c| c.is_ascii_alphanumeric());
    is_word.then(|| code.to_owned())
}

/// The text of the first element of that name: enough for S3's flat answers.
pub(crate) fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(&format!("<{name}>"))?;
    after.split_once(&format!("</{name}>")).map(|(value, _)| value)
}

pub(crate) fn is_loopback(endpoint: &Url) -> bool {
    match endpoint.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
