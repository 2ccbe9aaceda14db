//! Who is owed an update by when (CM14–CM20).

use std::collections::BTreeSet;

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::obligation::Cadence;
use engine::coordinate::obligation::rules::{Telling, Wish};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, entered};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const SAY: Access = Access::Needs(Permission::Communicate);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/stakeholders", READ, || get(matrix))
        .says("The matrix of stakeholders that holds: who is told what when, by whom"),
    Route::get("/api/v1/cases/{id}/obligations", READ, || get(of_case))
        .says("Who is owed an update in the case, when the next one is due, what came due"),
    Route::post("/api/v1/cases/{id}/obligations/{row}/told", SAY, || post(told))
        .says("Record that recipients were told by other means than a status update")
        .body::<Told>(),
    Route::post("/api/v1/cases/{id}/obligations/{row}/cadence", SAY, || post(cadence))
        .says("Give a recipient another cadence: who asked for it, and why")
        .body::<NewCadence>(),
    Route::post("/api/v1/cases/{id}/obligations/{row}/end", SAY, || post(end))
        .says("Say that nobody of the row is owed anything any more")
        .body::<End>(),
];

async fn matrix(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("stakeholders", web.app.stakeholders(&person)?)
}

async fn of_case(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("obligations", &web.app.obligations(&person, case_id(&id)?)?)
}

/// That somebody was told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Told {
    /// Whom; none = all of the row.
    #[serde(default)]
    recipients: BTreeSet<String>,
    /// When; none = now.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// How, in words.
    how: String,
}

async fn told(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, row)): Place<(String, String)>,
    Body(Told { recipients, at, how }): Body<Told>,
) -> Answer {
    let telling = Telling { recipients, at, how };
    entered(web.app.tell_by_hand(&person, case_id(&id)?, (&row, telling)).await?)
}

/// Another cadence.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCadence {
    /// The recipient.
    recipient: String,
    /// `every 30m`, `every 2 business days`, `continuous 5m`, `once`; none = as the matrix says.
    #[schema(value_type = Option<String>)]
    cadence: Option<Cadence>,
    /// Who asked for it.
    requested_by: String,
    /// Why.
    reason: String,
}

async fn cadence(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, row)): Place<(String, String)>,
    Body(given): Body<NewCadence>,
) -> Answer {
    let NewCadence { recipient, cadence, requested_by, reason } = given;
    let wish = Wish { recipient, cadence, requested_by, reason };
    entered(web.app.set_cadence(&person, case_id(&id)?, (&row, wish)).await?)
}

/// Why nothing is owed any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct End {
    /// Why.
    reason: String,
}

async fn end(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, row)): Place<(String, String)>,
    Body(End { reason }): Body<End>,
) -> Answer {
    entered(web.app.end_obligation(&person, case_id(&id)?, (&row, &reason)).await?)
}
