//! The connection to GitLab, its streams, and the comparison of these with
//! GitLab's own list.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answer, document, list};
use crate::app::{StreamOrder, TestOrder};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::MaybeBody;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const SURVEY: Access = Access::Needs(Permission::Survey);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/connection", READ, || get(show))
        .says("The connection to GitLab as it stands: what it can do, by the last probe"),
    Route::post("/api/v1/connection/probe", SURVEY, || post(probe))
        .says("Find out what the connection can do: licence, version, role, scopes, endpoints"),
    Route::post("/api/v1/connection/stream", READ, || post(stream))
        .says("How a stream is set up in GitLab, as GraphQL; makes it when the order says so")
        .body::<StreamOrder>(),
    Route::post("/api/v1/connection/test", SURVEY, || post(test))
        .says("Wait for an event of a stream; make a harmless one before when the order says so")
        .body::<TestOrder>(),
    Route::get("/api/v1/reconciliations", Access::Needs(Permission::ReadLedger), || get(runs))
        .says("Comparisons of the streams with GitLab's own list, the latest first"),
    Route::post("/api/v1/reconciliations", Access::Needs(Permission::Import), || post(begin))
        .says("Begin a comparison, adding what is missing; answers at once")
        .body::<ReconcileOrder>(),
];

async fn show(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("connection", &web.app.connection(&person).await?)
}

async fn probe(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("probe", &web.app.probe_connection(&person).await?)
}

async fn stream(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    MaybeBody(order): MaybeBody<StreamOrder>,
) -> Answer {
    document("stream_setup", &web.app.set_up_stream(&person, order).await?)
}

async fn test(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    MaybeBody(order): MaybeBody<TestOrder>,
) -> Answer {
    document("stream_test", &web.app.test_stream(&person, &order).await?)
}

async fn runs(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("reconciliations", &web.app.reconciliations(&person).await?)
}

/// What to compare.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct ReconcileOrder {
    /// Events at or after this time (RFC 3339); none = as the settings say.
    #[schema(value_type = Option<String>)]
    since: Option<Timestamp>,
}

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    MaybeBody(order): MaybeBody<ReconcileOrder>,
) -> Answer {
    let report = web.app.begin_reconcile(&person, order.since).await?;
    Ok((StatusCode::ACCEPTED, document("reconciliation", &report)?).into_response())
}
