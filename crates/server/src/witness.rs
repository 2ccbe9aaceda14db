//! The other side: an installation that cosigns heads of other people's ledgers.
//!
//! It needs no data directory of its own, no GitLab and no account: it knows
//! some logs by their keys, and answers one kind of request (C2SP tlog-witness).

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use ledger::{Witness, WitnessRefusal};

use crate::clock::Clock;

/// A proof has at most 64 lines and a checkpoint a few.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What the witness answers to.
#[derive(Debug, Clone)]
struct Desk {
    witness: Arc<Witness>,
    clock: Clock,
}

/// `POST /add-checkpoint` and `GET /key`.
pub fn router(witness: Witness, clock: Clock) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/key", get(key))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Desk { witness: Arc::new(witness), clock })
}

async fn key(State(desk): State<Desk>) -> String {
    format!("{}\n", desk.witness.key())
}

async fn add_checkpoint(State(desk): State<Desk>, body: String) -> Response {
    let Desk { witness, clock } = desk;
    let now_s = u64::try_from(clock.now().as_second()).unwrap_or_default();
    let answer = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body, now_s)).await;
    match answer {
        Ok(Ok(line)) => line.into_response(),
        Ok(Err(refusal)) => refuse(&refusal),
        Err(error) => {
            tracing::error!(%error, "A head was not judged");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn refuse(refusal: &WitnessRefusal) -> Response {
    tracing::warn!(%refusal, "Not cosigned");
    let said = format!("{refusal}\n");
    match refusal {
        WitnessRefusal::Malformed(_) => (StatusCode::BAD_REQUEST, said).into_response(),
        WitnessRefusal::UnknownLog { .. } => (StatusCode::NOT_FOUND, said).into_response(),
        WitnessRefusal::Unsigned => (StatusCode::FORBIDDEN, said).into_response(),
        WitnessRefusal::OtherSize { size } | WitnessRefusal::Fork { size } => {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/x.tlog.size"));
            (StatusCode::CONFLICT, headers, format!("{size}\n")).into_response()
        }
        WitnessRefusal::Inconsistent { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, said).into_response()
        }
        WitnessRefusal::Disk(_) => (StatusCode::INTERNAL_SERVER_ERROR, said).into_response(),
    }
}
