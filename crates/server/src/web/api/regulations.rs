//! Deadlines of the law. No legal advice.

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::regulation::Mark;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, entered};
use crate::app::NewDate;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/regulations", READ, || get(table))
        .says("The table of deadlines of the law that holds; no legal advice"),
    Route::get("/api/v1/cases/{id}/regulations", READ, || get(of_case))
        .says("What the law wants of the case, as far as one knows: notices, deadlines, decisions"),
    Route::post("/api/v1/cases/{id}/regulations/dates", WRITE, || post(date))
        .says("State when one became aware, classified, or found it material")
        .body::<Date>(),
    Route::post("/api/v1/cases/{id}/regulations/{name}/begin", WRITE, || post(begin))
        .says("Begin a regulation by hand, since counsel says that it applies")
        .body::<Begin>(),
    Route::post("/api/v1/cases/{id}/regulations/{name}/decision", WRITE, || post(decide))
        .says("Record a decision to give a notice, or not to, with its reason")
        .body::<Decision>(),
    Route::post("/api/v1/cases/{id}/regulations/{name}/notices/{notice}", WRITE, || post(notify))
        .says("Record that a notice was given")
        .body::<Given>(),
];

async fn table(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("regulations", web.app.regulation_table(&person)?)
}

async fn of_case(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("case-regulations", &web.app.regulations(&person, case_id(&id)?)?)
}

/// A moment from which the law counts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Date {
    /// For which regulation; none = all.
    name: Option<String>,
    /// `awareness`, `classification` or `materiality`.
    #[schema(value_type = String)]
    mark: Mark,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How that is known.
    reason: String,
}

async fn date(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(Date { name, mark, at, reason }): Body<Date>,
) -> Answer {
    let date = NewDate { name, mark, at, reason };
    entered(web.app.date_regulation(&person, case_id(&id)?, date).await?)
}

/// Why a regulation applies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Begin {
    /// Since when one was aware; none = now.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// Who says so, and why.
    reason: String,
}

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(Begin { at, reason }): Body<Begin>,
) -> Answer {
    entered(web.app.begin_regulation(&person, case_id(&id)?, (&name, at, &reason)).await?)
}

/// A decision on a notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    /// Which notice; none = all of the regulation.
    notice: Option<String>,
    /// Whether it is given.
    notify: bool,
    /// Why.
    reason: String,
}

async fn decide(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(given): Body<Decision>,
) -> Answer {
    let which = (name.as_str(), given.notice.as_deref());
    let decision = (given.notify, given.reason.as_str());
    entered(web.app.decide_regulation(&person, case_id(&id)?, which, decision).await?)
}

/// A notice that was given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Given {
    /// When; none = now.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// Number or place of it.
    reference: String,
}

async fn notify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name, notice)): Place<(String, String, String)>,
    Body(Given { at, reference }): Body<Given>,
) -> Answer {
    let which = (name.as_str(), notice.as_str());
    entered(web.app.notify_regulation(&person, case_id(&id)?, which, (at, &reference)).await?)
}
