//! What streams and hooks have in common: one POST, its token, its body, its answer.
//!
//! GitLab posts JSON under a content type that says otherwise, proves itself by
//! a static token, waits some seconds (8 for a stream, 10 for a hook), ignores
//! the status and tries again only when the transport fails. So: no look into
//! the body but where its events begin and end, `200` after `fdatasync`, and
//! silence when we cannot keep up.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;

use super::door::{Door, Doors, Knock};
use crate::app::{App, AppError};
use crate::config::OnOverload;
use crate::serve::NoAnswer;

/// The largest body taken. GitLab's own limit for an event is far below.
const BODY_BYTES_MAX: usize = 25 * 1000 * 1000;

/// So much of a body that is too large is read and thrown away, so that the
/// sender gets to hear why and the connection stays usable.
const DRAIN_BYTES_MAX: usize = 256 * 1000 * 1000;

/// A sender that pauses longer within a body has gone.
const READ_PAUSE_MAX: Duration = Duration::from_secs(10);

/// One way in of this kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Post<'a> {
    /// Who may send.
    pub(super) doors: &'a Doors,
    /// The header that carries the token.
    pub(super) header: &'static str,
    /// Told to who shows a wrong token.
    pub(super) wrong: &'static str,
}

/// Takes what was posted under `name`.
pub(super) async fn receive(
    app: &App,
    post: Post<'_>,
    name: &str,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    let token = headers.get(post.header).map(axum::http::HeaderValue::as_bytes);
    let door = match post.doors.knock(name, token, app.clock().now_ms()) {
        Knock::Open(door) => door,
        Knock::Wrong => return refuse(StatusCode::UNAUTHORIZED, post.wrong),
        Knock::TooOften => return refuse(StatusCode::TOO_MANY_REQUESTS, TOO_OFTEN),
    };
    match read(headers, body).await {
        Ok(body) => accept(app, &door, body).await,
        Err(Unread::TooLarge) => {
            let why = "a body of more than 25 MB was refused";
            app.gauges().of(&door.source).dropped(1, why, app.clock().now());
            refuse(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE)
        }
        Err(Unread::Gone) => silence(),
    }
}

const TOO_OFTEN: &str = "Too many wrong tokens; wait a minute. The right token is still taken.\n";

const TOO_LARGE: &str = "The body is larger than 25 MB and was not recorded. Send fewer events \
    in one request, or import them from a file with `portcullis import`.\n";

async fn accept(app: &App, door: &Door, body: Bytes) -> Response {
    let pieces = event::normalise::split(&body);
    let events: Vec<Bytes> = pieces.into_iter().map(|piece| body.slice_ref(piece)).collect();
    let count = events.len();
    if count == 0 {
        return accepted(0);
    }
    match app.receive(&door.source, events).await {
        Ok(_indexes) => accepted(count),
        Err(error) => {
            tracing::warn!(source = %door.source, error = %error, "Events were not taken");
            overloaded(door.on_overload, &error)
        }
    }
}

fn accepted(count: usize) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (json, format!("{{\"accepted\":{count}}}\n")).into_response()
}

/// Not durable: the sender must try again, by the only means that it understands.
fn overloaded(on_overload: OnOverload, error: &AppError) -> Response {
    match on_overload {
        OnOverload::Reset => silence(),
        OnOverload::Unavailable => {
            let retry = [(header::RETRY_AFTER, "5")];
            (StatusCode::SERVICE_UNAVAILABLE, retry, format!("{error}; try again.\n"))
                .into_response()
        }
    }
}

fn silence() -> Response {
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(NoAnswer);
    response
}

fn refuse(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}

/// Why a body was not read.
enum Unread {
    TooLarge,
    Gone,
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Unread> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    let mut chunks = body.into_data_stream();
    let mut whole = Whole::new(announced.unwrap_or(0));
    loop {
        match tokio::time::timeout(READ_PAUSE_MAX, chunks.next()).await {
            Ok(Some(Ok(chunk))) => whole.add(chunk)?,
            Ok(None) => return whole.end(),
            Ok(Some(Err(_))) | Err(_) => return Err(Unread::Gone),
        }
    }
}

/// A body as it comes in: one chunk is taken as it is, several are joined.
struct Whole {
    first: Option<Bytes>,
    joined: BytesMut,
    size: usize,
    announced: usize,
}

impl Whole {
    fn new(announced: usize) -> Self {
        Self { first: None, joined: BytesMut::new(), size: 0, announced }
    }

    fn add(&mut self, chunk: Bytes) -> Result<(), Unread> {
        self.size = self.size.saturating_add(chunk.len());
        if self.is_too_large() {
            self.first = None;
            self.joined = BytesMut::new();
            let is_hopeless = self.size.max(self.announced) > DRAIN_BYTES_MAX;
            return if is_hopeless { Err(Unread::TooLarge) } else { Ok(()) };
        }
        match self.first.take() {
            None if self.joined.is_empty() => self.first = Some(chunk),
            first => {
                self.joined
                    .reserve(self.announced.min(BODY_BYTES_MAX).saturating_sub(self.joined.len()));
                self.joined.extend_from_slice(&first.unwrap_or_default());
                self.joined.extend_from_slice(&chunk);
            }
        }
        Ok(())
    }

    fn end(self) -> Result<Bytes, Unread> {
        if self.is_too_large() {
            return Err(Unread::TooLarge);
        }
        Ok(self.first.unwrap_or_else(|| self.joined.freeze()))
    }

    fn is_too_large(&self) -> bool {
        self.size.max(self.announced) > BODY_BYTES_MAX
    }
}
