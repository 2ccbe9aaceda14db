//! Who does what in a case, and who is on call.

use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, entered, list};
use crate::app::DutyWish;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const HOLD: Access = Access::Needs(Permission::HoldDuty);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/on-call", READ, || get(on_call))
        .says("Who is on call for which duty, and how the calendars do"),
    Route::get("/api/v1/cases/{id}/duties", READ, || get(show))
        .says("Who has which duty, all that was held, offered and asked"),
    Route::post("/api/v1/cases/{id}/duties/{name}/take", HOLD, || post(take))
        .says("Take a duty that is free"),
    Route::post("/api/v1/cases/{id}/duties/{name}/offer", HOLD, || post(offer))
        .says("Hand a duty over, or call somebody in; it waits for acceptance")
        .body::<Offered>(),
    Route::post("/api/v1/cases/{id}/duties/{name}/renounce", HOLD, || post(renounce))
        .says("Give a duty up")
        .body::<Because>(),
    Route::post("/api/v1/cases/{id}/duties/{name}/engage", HOLD, || post(engage))
        .says("Say that a team without an account was called in")
        .body::<Engaged>(),
    Route::post("/api/v1/cases/{id}/offers/{index}/accept", HOLD, || post(accept))
        .says("Accept a duty that was offered to you"),
    Route::post("/api/v1/cases/{id}/offers/{index}/decline", HOLD, || post(decline))
        .says("Decline a duty that was offered to you")
        .body::<Because>(),
];

async fn on_call(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("on-call", &web.app.on_call(&person)?)
}

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("duties", &web.app.duties(&person, case_id(&id)?)?)
}

async fn take(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
) -> Answer {
    entered(web.app.change_duty(&person, case_id(&id)?, &name, DutyWish::Take).await?)
}

/// To whom a duty is offered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Offered {
    /// An account.
    to: String,
    /// What that person should know.
    #[serde(default)]
    note: String,
}

async fn offer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(Offered { to, note }): Body<Offered>,
) -> Answer {
    let wish = DutyWish::Offer { to, note };
    entered(web.app.change_duty(&person, case_id(&id)?, &name, wish).await?)
}

/// A reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// Why.
    reason: String,
}

async fn renounce(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(Because { reason }): Body<Because>,
) -> Answer {
    let wish = DutyWish::Renounce { reason };
    entered(web.app.change_duty(&person, case_id(&id)?, &name, wish).await?)
}

/// A team that answered without an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Engaged {
    /// Who answered.
    contact: String,
    /// How they were reached: a channel, a page, an issue.
    by_way_of: String,
}

async fn engage(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(Engaged { contact, by_way_of }): Body<Engaged>,
) -> Answer {
    let wish = DutyWish::Engage { contact, by_way_of };
    entered(web.app.change_duty(&person, case_id(&id)?, &name, wish).await?)
}

async fn accept(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, index)): Place<(String, u64)>,
) -> Answer {
    entered(web.app.answer_offer(&person, case_id(&id)?, index, None).await?)
}

async fn decline(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, index)): Place<(String, u64)>,
    Body(Because { reason }): Body<Because>,
) -> Answer {
    entered(web.app.answer_offer(&person, case_id(&id)?, index, Some(reason)).await?)
}
