//! GitLab's HTTP audit event stream: `POST /collect/stream/{name}`.
//!
//! Source: GitLab docs, `administration/compliance/audit_event_streaming`.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;

use super::post::{Post, receive};
use crate::app::App;

/// The header that carries the verification token.
const TOKEN_HEADER: &str = "x-gitlab-event-streaming-token";

const WRONG_TOKEN: &str = "This is not the verification token of a stream that is known here. \
    Set X-Gitlab-Event-Streaming-Token to the token in the stream's token file.\n";

pub(super) fn router(app: App) -> Router {
    Router::new().route("/collect/stream/{name}", post(take)).with_state(app)
}

async fn take(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let post = Post { doors: app.streams(), header: TOKEN_HEADER, wrong: WRONG_TOKEN };
    receive(&app, post, &name, &headers, body).await
}
