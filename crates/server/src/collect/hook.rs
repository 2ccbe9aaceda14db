//! GitLab's system hooks: `POST /collect/hook/{name}`, on every tier.
//!
//! Source: GitLab docs, `administration/system_hooks`: JSON, the secret token in
//! `X-Gitlab-Token`. A hook tells what became of a user, key, group or project,
//! and not who did it.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;

use super::post::{Post, receive};
use crate::app::App;

/// The header that carries the secret token.
const TOKEN_HEADER: &str = "x-gitlab-token";

const WRONG_TOKEN: &str = "This is not the secret token of a hook that is known here. \
    Set the system hook's secret token to the token in the hook's token file.\n";

pub(super) fn router(app: App) -> Router {
    Router::new().route("/collect/hook/{name}", post(take)).with_state(app)
}

async fn take(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let post = Post { doors: app.hooks(), header: TOKEN_HEADER, wrong: WRONG_TOKEN };
    receive(&app, post, &name, &headers, body).await
}
