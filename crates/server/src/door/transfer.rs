//! Bytes through the door: evidence comes and goes piece by piece, whatever its size.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use hyper::{Method, Request, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tower::ServiceExt as _;

use super::{Answer, Door, DoorError};

/// Bytes sent at once.
const PIECE_BYTES: usize = 256 << 10;

/// An answer whose body is still to come.
pub struct Coming {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: BoxStream<'static, Result<Bytes, DoorError>>,
}

impl std::fmt::Debug for Coming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coming").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Coming {
    /// The whole body, for answers that are small.
    pub async fn whole(self) -> Result<Answer, DoorError> {
        let pieces: Vec<Bytes> = self.body.try_collect().await?;
        Ok(Answer { status: self.status, body: pieces.concat().into() })
    }
}

/// Speaks HTTP to another server: with our TLS, and without a proxy to this machine.
/// A server that says nothing for `silence_max` has gone.
///
/// # Errors
/// When the system's certificates cannot be read.
pub fn client(to: &url::Url, silence_max: Duration) -> Result<reqwest::Client, reqwest::Error> {
    // Both ways of TLS are the process's choice: ours unless it was made already.
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut client = reqwest::Client::builder()
        .user_agent(concat!("portcullis/", env!("CARGO_PKG_VERSION")))
        .read_timeout(silence_max)
        .redirect(reqwest::redirect::Policy::none());
    if crate::work::s3::is_loopback(to) {
        client = client.no_proxy();
    }
    client.build()
}

impl Door {
    /// Posts a file's bytes. `path` starts with `/api/v1/` and is encoded already.
    pub async fn upload(
        &self,
        path: &str,
        media_type: &str,
        file: tokio::fs::File,
    ) -> Result<Answer, DoorError> {
        let pieces = stream::try_unfold(file, |mut file| async move {
            let mut piece = vec![0; PIECE_BYTES];
            let length = file.read(&mut piece).await?;
            piece.truncate(length);
            let next = (length > 0).then(|| (Bytes::from(piece), file));
            Ok::<_, std::io::Error>(next)
        });
        let coming = match self {
            Self::Remote { client, url, token } => {
                let failed = |source| DoorError::Remote { url: url.clone(), source };
                let sent = client
                    .post(format!("{url}{path}"))
                    .bearer_auth(token.expose_secret())
                    .header(header::CONTENT_TYPE, media_type)
                    .body(reqwest::Body::wrap_stream(pieces))
                    .send()
                    .await
                    .map_err(failed)?;
                from_remote(url, sent)
            }
            Self::Local { router, token, .. } => {
                let request = local(Method::POST, path, token)
                    .header(header::CONTENT_TYPE, media_type)
                    .body(Body::from_stream(pieces))
                    .map_err(DoorError::Request)?;
                from_local(router, request).await
            }
        };
        coming.whole().await
    }

    /// Asks by a JSON document for what may be large.
    pub async fn download_asked(&self, path: &str, body: &Value) -> Result<Coming, DoorError> {
        match self {
            Self::Remote { client, url, token } => {
                let failed = |source| DoorError::Remote { url: url.clone(), source };
                let asked = client.post(format!("{url}{path}")).json(body);
                let asked = asked.bearer_auth(token.expose_secret());
                Ok(from_remote(url, asked.send().await.map_err(failed)?))
            }
            Self::Local { router, token, .. } => {
                let request = local(Method::POST, path, token)
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(Body::from(body.to_string()))
                    .map_err(DoorError::Request)?;
                Ok(from_local(router, request).await)
            }
        }
    }

    /// Gets what may be large.
    pub async fn download(&self, path: &str) -> Result<Coming, DoorError> {
        match self {
            Self::Remote { client, url, token } => {
                let failed = |source| DoorError::Remote { url: url.clone(), source };
                let asked = client.get(format!("{url}{path}")).bearer_auth(token.expose_secret());
                Ok(from_remote(url, asked.send().await.map_err(failed)?))
            }
            Self::Local { router, token, .. } => {
                let request = local(Method::GET, path, token)
                    .body(Body::empty())
                    .map_err(DoorError::Request)?;
                Ok(from_local(router, request).await)
            }
        }
    }
}

fn from_remote(url: &str, response: reqwest::Response) -> Coming {
    let url = url.to_owned();
    let status = response.status().as_u16();
    let failed = move |source| DoorError::Remote { url: url.clone(), source };
    Coming { status, body: response.bytes_stream().map_err(failed).boxed() }
}

async fn from_local(router: &axum::Router, request: Request<Body>) -> Coming {
    let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let status = response.status().as_u16();
    let body = response.into_body().into_data_stream().map_err(DoorError::Answer).boxed();
    Coming { status, body }
}

fn local(method: Method, path: &str, token: &SecretString) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost")
        .header(header::AUTHORIZATION, format!("Bearer {}", token.expose_secret()))
}
