//! The one door of the command line (docs/adr/0006).
//!
//! A command speaks the HTTP API. When a server runs on the data directory, its
//! announcement there says where, and the request goes to it; else the command
//! opens the data directory itself and hands the same request to the same
//! router, in the process, without a socket.

mod court;
mod transfer;

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Method, Request, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::app::{App, FirstLogin, OpenError};
use crate::clock::Clock;
use crate::config::Config;
use crate::web::words::Lang;

pub use court::unpack;
pub use transfer::{Coming, client};

/// Where requests of a command go.
#[derive(Debug)]
pub enum Door {
    /// A server that runs on this data directory.
    Remote {
        /// Speaks HTTP.
        client: reqwest::Client,
        /// Its address.
        url: String,
        /// Who asks.
        token: SecretString,
    },
    /// The data directory, opened by this process.
    Local {
        /// The product.
        app: App,
        /// Its pages and API.
        router: axum::Router,
        /// Who asks.
        token: SecretString,
        /// Set when this was the very first start on the data directory.
        first_login: Option<FirstLogin>,
    },
}

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// Whether the request was done.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; text bodies become a JSON string.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }
}

/// Why a command cannot ask.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The data directory does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server that announced itself does not answer as it should.
    #[error("the server at {url} did not answer")]
    Remote {
        /// Where it was looked for.
        url: String,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// The announcement or a token file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The request cannot be formed: a fault of the command.
    #[error("cannot form the request")]
    Request(#[source] axum::http::Error),
    /// The router's answer broke off.
    #[error("the answer broke off")]
    Answer(#[source] axum::Error),
}

/// What a running server leaves in its data directory, mode 0600.
#[derive(Serialize, Deserialize)]
struct Announcement {
    url: String,
    token: String,
}

/// The file of the announcement.
fn announcement_path(data: &Path) -> PathBuf {
    data.join("door.json")
}

/// Tells commands on this machine where the server listens.
pub fn announce(data: &Path, url: &str, token: &SecretString) -> std::io::Result<()> {
    let path = announcement_path(data);
    let temporary = path.with_extension("new");
    let text = serde_json::to_vec(&Announcement {
        url: url.to_owned(),
        token: token.expose_secret().to_owned(),
    })?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)?;
    file.write_all(&text)?;
    std::fs::rename(&temporary, &path)
}

/// Takes the announcement away again.
pub fn withdraw(data: &Path) -> std::io::Result<()> {
    std::fs::remove_file(announcement_path(data))
}

impl Door {
    /// Finds the server, or opens the data directory. The caller is a personal API
    /// token, or without it this machine's operator, and the language of answers.
    pub async fn open(
        config: Config,
        clock: Clock,
        (token, lang): (Option<SecretString>, Lang),
    ) -> Result<Self, DoorError> {
        let data = config.data.dir.clone();
        let tongue = HeaderValue::from_static(lang.as_str());
        if let Some(remote) = Self::remote(&data, (token.clone(), tongue.clone())).await? {
            return Ok(remote);
        }
        let opened = App::open(config, clock).await?;
        let token = token.unwrap_or_else(|| opened.app.operator_token().clone());
        let speaking = axum::middleware::map_request(move |mut request: Request<Body>| {
            request.headers_mut().insert(header::ACCEPT_LANGUAGE, tongue.clone());
            std::future::ready(request)
        });
        let router = crate::web::router(opened.app.clone()).layer(speaking);
        Ok(Self::Local { app: opened.app, router, token, first_login: opened.first_login })
    }

    /// The announced server, if it is alive.
    async fn remote(
        data: &Path,
        (token, tongue): (Option<SecretString>, HeaderValue),
    ) -> Result<Option<Self>, DoorError> {
        let path = announcement_path(data);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(DoorError::Read { path, source }),
        };
        let Ok(Announcement { url, token: operator }) = serde_json::from_slice(&text) else {
            return Ok(None);
        };
        // Fails when a provider is set already, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .no_proxy()
            .default_headers(HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, tongue)]))
            .connect_timeout(Duration::from_secs(2))
            .build()
            .map_err(|source| DoorError::Remote { url: url.clone(), source })?;
        // A server that was killed leaves its announcement behind.
        if client.get(format!("{url}/api/v1/health")).send().await.is_err() {
            return Ok(None);
        }
        let token = token.unwrap_or_else(|| operator.into());
        Ok(Some(Self::Remote { client, url, token }))
    }

    /// Sends one request. `path` starts with `/api/v1/` and is encoded already.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, DoorError> {
        match self {
            Self::Remote { client, url, token } => {
                let request = client
                    .request(method, format!("{url}{path}"))
                    .bearer_auth(token.expose_secret());
                let request = match body {
                    Some(body) => request.json(&body),
                    None => request,
                };
                let failed = |source| DoorError::Remote { url: url.clone(), source };
                let answer = request.send().await.map_err(failed)?;
                let status = answer.status().as_u16();
                Ok(Answer { status, body: answer.bytes().await.map_err(failed)? })
            }
            Self::Local { router, token, .. } => {
                let request = local_request(method, path, token, body)?;
                let answer =
                    router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
                let status: StatusCode = answer.status();
                let body =
                    answer.into_body().collect().await.map_err(DoorError::Answer)?.to_bytes();
                Ok(Answer { status: status.as_u16(), body })
            }
        }
    }

    /// Lets the data directory go, if this process holds it.
    pub async fn close(self) {
        match self {
            Self::Remote { .. } => {}
            Self::Local { app, .. } => app.close().await,
        }
    }
}

/// The request as it would have come over a socket.
fn local_request(
    method: Method,
    path: &str,
    token: &SecretString,
    body: Option<Value>,
) -> Result<Request<Body>, DoorError> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost")
        .header(header::AUTHORIZATION, format!("Bearer {}", token.expose_secret()));
    match body {
        Some(body) => request
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    }
    .map_err(DoorError::Request)
}
