//! Asking GitLab for help: preliminary investigation, licence, support bundle.

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use engine::coordinate::CaseId;
use engine::coordinate::engage::{Licence, Point};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, entered};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::papers;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;
use crate::web::words::Lang;

const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/engage", Access::Needs(Permission::ReadCases), || get(show))
        .says("Where a case stands on the way to asking GitLab: points, licence, what refuses"),
    Route::post("/api/v1/cases/{id}/engage/points", WRITE, || post(check))
        .says("Say that a point of the preliminary investigation was looked into")
        .body::<Checking>(),
    Route::post("/api/v1/cases/{id}/engage/licence", WRITE, || post(licence))
        .says("State what one pays GitLab for: a licence with support may ask")
        .body::<Paying>(),
    Route::post("/api/v1/cases/{id}/engage/bundle", WRITE, || post(bundle))
        .says(
            "Make the support bundle: a gzipped tar without secrets, addresses and names of people",
        )
        .answers("application/gzip"),
    Route::post("/api/v1/cases/{id}/engage/tickets", WRITE, || post(ask))
        .says("Record that GitLab was asked; refused before the preliminary investigation is done")
        .body::<Asking>(),
];

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("engagement", &web.app.engagement(&person, case_id(&id)?)?)
}

/// A point that was looked into.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Checking {
    /// `docs_searched`, `scope_described`, `logs_kept`, `questions_asked` or `containment_tried`.
    #[schema(value_type = String)]
    point: Point,
    /// What was found, or where it is written.
    note: String,
}

async fn check(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Checking>,
) -> Answer {
    let case = case_id(&id)?;
    entered(web.app.check_point(&person, case, given.point, &given.note).await?)
}

/// What one pays GitLab for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Paying {
    /// `free`, `premium` or `ultimate`.
    #[schema(value_type = String)]
    licence: Licence,
    /// How that is known.
    source: String,
}

async fn licence(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Paying>,
) -> Answer {
    let case = case_id(&id)?;
    entered(web.app.state_licence(&person, case, given.licence, &given.source).await?)
}

async fn bundle(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    made(&web, &person, case_id(&id)?).await
}

/// The bundle as a file. Its review is in English: GitLab's support reads it.
pub(in crate::web) async fn made(
    web: &Web,
    person: &Person,
    case: CaseId,
) -> Result<Response, Fault> {
    let review = web.app.review(person, case)?;
    let told = papers::as_markdown(&papers::review(web.words(Lang::En), &review));
    let bundle = web.app.support_bundle(person, case, told).await?;
    Ok(papers::saved(bundle.bytes, "application/gzip", &bundle.name))
}

/// A ticket at GitLab.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Asking {
    /// Its number or address.
    ticket: String,
}

async fn ask(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Asking>,
) -> Answer {
    entered(web.app.ask_gitlab(&person, case_id(&id)?, &given.ticket).await?)
}
