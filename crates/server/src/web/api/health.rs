//! How the product itself does; asks for nobody's name.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::{Answer, document};
use crate::web::Web;
use crate::web::route::{Access, Route};

pub(super) const ROUTES: &[Route] = &[Route::get("/api/v1/health", Access::Anyone, || get(show))
    .says("How the product itself does; 503 when it is not well")];

async fn show(State(web): State<Web>) -> Answer {
    let health = web.app.health();
    let mut answer = document("health", &health)?;
    if !health.is_well {
        *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    Ok(answer)
}
