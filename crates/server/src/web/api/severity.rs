//! How grave a case is, and what holds of the incident as a whole.

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::circumstance::Details;
use engine::coordinate::severity::Severity;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document, entered};
use crate::app::Statement;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/severity", READ, || get(show))
        .says("How grave the case is, what the table says and why, all changes"),
    Route::post("/api/v1/cases/{id}/severity", WRITE, || post(set))
        .says("Set the severity; only by whoever holds a duty that may (CM3)")
        .body::<Wished>(),
    Route::get("/api/v1/cases/{id}/circumstances", READ, || get(circumstances))
        .says("What holds of the incident as a whole"),
    Route::post("/api/v1/cases/{id}/circumstances", WRITE, || post(state))
        .says("State something about the incident as a whole, or take it back")
        .body::<Said>(),
];

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("severity", &web.app.severity(&person, case_id(&id)?)?)
}

/// A wish for a severity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wished {
    /// `low`, `medium`, `high`, `critical`; left out = what the table says.
    #[schema(value_type = Option<String>)]
    level: Option<Severity>,
    /// Why, where it is not what the table says.
    reason: Option<String>,
}

async fn set(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(wished): Body<Wished>,
) -> Answer {
    let case = case_id(&id)?;
    let level = web.app.set_severity(&person, case, wished.level, wished.reason.as_deref()).await?;
    document("severity-set", &json!({ "id": case, "level": level, "letter": level.letter() }))
}

async fn circumstances(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, case_id(&id)?)?;
    let held: Vec<_> = case.circumstances().into_values().cloned().collect();
    document("circumstances", &json!({ "id": case.id, "circumstances": held }))
}

/// Something about the incident as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Said {
    /// `data_breach`, `remote_code_execution`, `publicly_reported` …
    circumstance: String,
    /// Whether it is so; `false` takes an earlier statement back.
    #[serde(default = "yes")]
    holds: bool,
    /// Of a data breach: `personal`, `private_projects`, `financial`, `health`,
    /// `credentials`, `other`. Of others: `exploited`, `paying`, `share`, `policy`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    details: Details,
    /// Where it is known from; left out = whoever says it.
    #[serde(default)]
    source: String,
}

fn yes() -> bool {
    true
}

async fn state(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(said): Body<Said>,
) -> Answer {
    let Said { circumstance: name, holds, details, source } = said;
    let said = Statement { name, details, holds, source };
    entered(web.app.state_circumstance(&person, case_id(&id)?, said).await?)
}
