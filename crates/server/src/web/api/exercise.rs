//! Exercises: a case that is one, its injects, its scorecard.

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::exercise::Scenario;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, entered, list};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/exercises", READ, || get(scenarios))
        .says("Scenarios that can be trained, with what is told at which minute"),
    Route::get("/api/v1/cases/{id}/exercise", READ, || get(score))
        .says("The scorecard of a case that is an exercise"),
    Route::post("/api/v1/cases/{id}/exercise", Access::Needs(Permission::OpenCase), || post(begin))
        .says("Say that a case is an exercise, for ever: everything of it is marked, nothing of it leaves")
        .body::<Begin>(),
    Route::post("/api/v1/cases/{id}/exercise/injects", WRITE, || post(inject))
        .says("Tell an inject; what it makes known is stated as facts")
        .body::<Inject>(),
    Route::post("/api/v1/cases/{id}/exercise/end", WRITE, || post(end))
        .says("Say that an exercise is over"),
];

async fn scenarios(SignedIn(_): SignedIn) -> Answer {
    list("exercises", &Scenario::all())
}

async fn score(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("scorecard", &web.app.scorecard(&person, case_id(&id)?, None)?)
}

/// Which exercise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Begin {
    /// `data-breach`.
    scenario: String,
    /// So many minutes of the scenario pass in one minute; the product tells
    /// the injects. Left out: people tell them.
    #[serde(default)]
    pace: Option<u32>,
}

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Begin>,
) -> Answer {
    let wanted = (given.scenario.as_str(), given.pace);
    entered(web.app.begin_exercise(&person, case_id(&id)?, wanted).await?)
}

/// What is told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Inject {
    /// Its name.
    inject: String,
}

async fn inject(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Inject>,
) -> Answer {
    entered(web.app.inject(&person, case_id(&id)?, &given.inject).await?)
}

async fn end(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    entered(web.app.end_exercise(&person, case_id(&id)?).await?)
}
