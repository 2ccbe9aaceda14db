//! Findings: rules that fired.

use axum::extract::State;
use axum::routing::get;
use engine::detect::FindingId;
use serde::Deserialize;
use serde_json::json;

use super::events::limit;
use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Place};
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/findings", READ, || get(many)).says("Findings, latest first").query(&[
        ("limit", "how many at most, 1 to 1000; 50 when not given"),
        ("before", "id of the last finding of the page before"),
    ]),
    Route::get("/api/v1/findings/{id}", READ, || get(one)).says("One finding and its case"),
];

#[derive(Deserialize)]
struct Page {
    limit: Option<usize>,
    before: Option<String>,
}

async fn many(State(web): State<Web>, SignedIn(person): SignedIn, Ask(asked): Ask<Page>) -> Answer {
    let limit = limit(asked.limit)?;
    let before = asked.before.map(FindingId);
    let findings = web.app.findings(&person, before.as_ref(), limit)?;
    let next = findings.last().filter(|_| findings.len() == limit).map(|last| last.id.clone());
    document("findings", &json!({ "findings": findings, "next": next }))
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let (finding, case) = web.app.finding(&person, &FindingId(id))?;
    document("finding", &json!({ "finding": finding, "case": case }))
}
