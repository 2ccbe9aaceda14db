//! Hunts: rules over all history.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};

use super::{Answer, document};
use crate::app::HuntOrder;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadEvents);

pub(super) const ROUTES: &[Route] = &[
    Route::post("/api/v1/hunts", READ, || post(begin))
        .says("Begin a hunt, or go on with one that was interrupted; answers at once")
        .body::<HuntOrder>(),
    Route::get("/api/v1/hunts/{id}", READ, || get(one))
        .says("How a hunt goes, and what it found when it is done"),
];

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(order): Body<HuntOrder>,
) -> Answer {
    let report = web.app.begin_hunt(&person, order).await?;
    Ok((StatusCode::ACCEPTED, document("hunt", &report)?).into_response())
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("hunt", &web.app.hunt(&person, &id)?)
}
