//! Who may see a confidential case.

use axum::extract::State;
use axum::routing::{get, post};

use super::{Answer, document, entered};
use crate::app::AccessOrder;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const MANAGE: Access = Access::Needs(Permission::ManageAccounts);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/access", Access::SignedIn, || get(show))
        .says("Who may see the case; for its participants and for administrators"),
    Route::post("/api/v1/cases/{id}/access", MANAGE, || post(grant))
        .says("Let somebody see the case while it is confidential; never oneself")
        .body::<AccessOrder>(),
    Route::post("/api/v1/cases/{id}/access/withdraw", MANAGE, || post(withdraw))
        .says("Take back that somebody was let in")
        .body::<AccessOrder>(),
];

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("access", &web.app.access(&person, case_id(&id)?)?)
}

async fn grant(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<AccessOrder>,
) -> Answer {
    entered(web.app.grant_access(&person, case_id(&id)?, order).await?)
}

async fn withdraw(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<AccessOrder>,
) -> Answer {
    entered(web.app.withdraw_access(&person, case_id(&id)?, order).await?)
}
