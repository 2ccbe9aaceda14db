//! Cases: opened, told about, surveyed, planned for, swept.

mod respond;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::journal::Fact;
use engine::coordinate::{CaseKind, Phase};
use engine::detect::FindingId;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
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
const OPEN: Access = Access::Needs(Permission::OpenCase);
const SURVEY: Access = Access::Needs(Permission::Survey);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases", READ, || get(many)).says("All cases, latest first"),
    Route::post("/api/v1/cases", OPEN, || post(open)).says("Open a case").body::<Open>(),
    Route::get("/api/v1/cases/{id}", READ, || get(one))
        .says("One case, whole; `7` and `C-7` name the same"),
    Route::post("/api/v1/cases/{id}/findings", OPEN, || post(attach))
        .says("Add a finding to the case")
        .body::<Attach>(),
    Route::post("/api/v1/cases/{id}/notes", WRITE, || post(note)).says("Add a note").body::<Note>(),
    Route::post("/api/v1/cases/{id}/corrections", WRITE, || post(correct))
        .says("Say what is right instead of an earlier entry, which stays")
        .body::<Correction>(),
    Route::post("/api/v1/cases/{id}/facts", WRITE, || post(fact))
        .says("State a fact, such as the time of exposure")
        .body::<serde_json::Value>(),
    Route::post("/api/v1/cases/{id}/phase", WRITE, || post(move_phase))
        .says("Move the case on")
        .body::<Move>(),
    Route::get("/api/v1/cases/{id}/suspect", SURVEY, || get(respond::suspect))
        .says("Whom the case is about, as far as it is known"),
    Route::post("/api/v1/cases/{id}/token", SURVEY, || post(respond::locate))
        .says("Ask GitLab what a token is and whose")
        .body::<respond::Locate>(),
    Route::get("/api/v1/cases/{id}/survey", READ, || get(respond::latest_survey))
        .says("The latest survey, and the reach that it adds up to"),
    Route::post("/api/v1/cases/{id}/survey", SURVEY, || post(respond::survey))
        .says("Read everything about the suspect from GitLab; changes nothing there")
        .body::<respond::Whom>(),
    Route::post("/api/v1/cases/{id}/plans", Access::Needs(Permission::Plan), || {
        post(respond::propose)
    })
    .says("Make a plan from the latest survey; changes nothing in GitLab")
    .body::<respond::Wished>(),
    Route::post("/api/v1/cases/{id}/sweep", WRITE, || post(respond::sweep))
        .says("Look for what the suspect left behind"),
];

async fn many(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("cases", &web.app.cases(&person)?)
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, case_id(&id)?)?;
    let window = case.exposure_window_s();
    document("case", &json!({ "case": case, "exposure_window_s": window }))
}

/// A new case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Open {
    /// Title for people.
    title: String,
    /// `credential_exposure`, `compromised_user` …
    #[schema(value_type = String)]
    kind: CaseKind,
    /// The finding that it comes from.
    #[schema(value_type = Option<String>)]
    finding: Option<FindingId>,
}

async fn open(State(web): State<Web>, SignedIn(person): SignedIn, Body(new): Body<Open>) -> Answer {
    let id = web.app.open_case(&person, &new.title, new.kind, new.finding).await?;
    Ok((
        StatusCode::CREATED,
        document("case-opened", &json!({ "id": id, "name": id.to_string() }))?,
    )
        .into_response())
}

/// A finding to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Attach {
    /// Its id.
    #[schema(value_type = String)]
    finding: FindingId,
}

async fn attach(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Attach>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.attach_finding(&person, case, given.finding).await?;
    document("case", &json!({ "id": case }))
}

/// A remark.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    /// The text.
    text: String,
    /// When what it tells of happened.
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Timestamp>,
}

async fn note(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Note>,
) -> Answer {
    entered(web.app.note(&person, case_id(&id)?, &given.text, given.occurred_at).await?)
}

/// What is right instead of an earlier entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Correction {
    /// Journal index of the wrong entry.
    entry: u64,
    /// What is right.
    text: String,
}

async fn correct(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Correction>,
) -> Answer {
    entered(web.app.correct(&person, case_id(&id)?, given.entry, &given.text).await?)
}

async fn fact(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(fact): Body<Fact>,
) -> Answer {
    entered(web.app.state_fact(&person, case_id(&id)?, fact).await?)
}

/// Where to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Move {
    /// `triage`, `containment`, `eradication`, `recovery`, `closed`.
    #[schema(value_type = String)]
    phase: Phase,
}

async fn move_phase(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Move>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.move_phase(&person, case, given.phase).await?;
    document("case", &json!({ "id": case, "phase": given.phase }))
}
