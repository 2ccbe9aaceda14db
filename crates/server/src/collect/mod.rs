//! Receivers: they authenticate a sender, bound what it sends, and answer only
//! when the ledger has it. They parse nothing and decide nothing.

pub(crate) mod door;
mod stream;

use axum::Router;

use crate::app::App;

/// `POST /collect/stream/{name}`: GitLab's HTTP audit event stream.
pub fn router(app: App) -> Router {
    stream::router(app)
}
