//! Where a suspected host appends its bundle: `/collect/evidence/{name}` (IN7, IN14).
//!
//! The sender's token can append and nothing else: no item is read, listed,
//! changed or deleted by it. What it may ask is which of its own items of a
//! bundle, named by its seal, are here already, so that it goes on after a break.
//!
//! ```text
//! POST …?seal=SEAL&item=SHA256   the item's bytes                → 201
//! GET  …?seal=SEAL               which items of it arrived       → 200
//! POST …?seal=SEAL               manifest.json, when all is here → 201, else 409
//! ```

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};

use super::door::Knock;
use crate::app::{App, Unappended};
use crate::work::writer::full_text;

/// A sender that pauses longer within a body has gone.
const READ_PAUSE_MAX: Duration = Duration::from_mins(1);

pub(super) fn router(app: App) -> Router {
    let both = get(appended).post(append);
    Router::new().route("/collect/evidence/{name}", both).with_state(app)
}

/// What it is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    /// SHA-256 of the manifest.
    seal: String,
    /// SHA-256 of the item; none = the manifest itself.
    item: Option<String>,
}

async fn append(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(about): Query<About>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refusal) = refusal(&app, &name, &headers) {
        return refusal;
    }
    let pieces = patient(body);
    let done = match &about.item {
        Some(item) => app
            .append_item((&name, &about.seal, item), pieces)
            .await
            .map(|kept| json!({ "sha256": kept.sha256, "bytes": kept.bytes })),
        None => app
            .append_manifest((&name, &about.seal), pieces)
            .await
            .map(|one| json!({ "seal": one.seal, "items": one.items, "bytes": one.bytes })),
    };
    match done {
        Ok(told) => answer(StatusCode::CREATED, &told),
        Err(error) => refused(&name, &error),
    }
}

async fn appended(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(about): Query<About>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refusal(&app, &name, &headers) {
        return refusal;
    }
    match app.appended(&name, &about.seal).await {
        Ok(items) => answer(StatusCode::OK, &json!({ "items": items })),
        Err(error) => refused(&name, &error),
    }
}

/// Only the right token is let in, compared in constant time.
fn refusal(app: &App, name: &str, headers: &HeaderMap) -> Option<Response> {
    let token = headers.get(header::AUTHORIZATION).map(axum::http::HeaderValue::as_bytes);
    let token = token.and_then(|token| token.strip_prefix(b"Bearer "));
    match app.senders().knock(name, token, app.clock().now_ms()) {
        Knock::Open(_door) => None,
        Knock::Wrong => {
            let why = "this is not the token of a sender that is known here";
            Some(answer(StatusCode::UNAUTHORIZED, &json!({ "error": why })))
        }
        Knock::TooOften => {
            let why = "too many wrong tokens; wait a minute";
            Some(answer(StatusCode::TOO_MANY_REQUESTS, &json!({ "error": why })))
        }
    }
}

/// A body that breaks off when its sender falls silent.
fn patient(body: Body) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send {
    let pieces = Box::pin(body.into_data_stream());
    futures::stream::unfold(pieces, |mut pieces| async move {
        let piece = match tokio::time::timeout(READ_PAUSE_MAX, pieces.next()).await {
            Ok(piece) => piece?,
            Err(silent) => Err(axum::Error::new(silent)),
        };
        Some((piece, pieces))
    })
}

fn refused(name: &str, error: &Unappended) -> Response {
    let status = match error {
        Unappended::Name(_) | Unappended::OtherBytes(_) | Unappended::Manifest(_) => {
            StatusCode::BAD_REQUEST
        }
        Unappended::Missing(missing) => {
            let told = json!({ "error": error.to_string(), "missing": missing });
            return answer(StatusCode::CONFLICT, &told);
        }
        Unappended::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Unappended::BrokenOff => StatusCode::REQUEST_TIMEOUT,
        Unappended::App(fault) => {
            tracing::warn!(sender = name, error = full_text(fault), "Evidence was not appended");
            StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    answer(status, &json!({ "error": error.to_string() }))
}

fn answer(status: StatusCode, told: &Value) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, format!("{told}\n")).into_response()
}
