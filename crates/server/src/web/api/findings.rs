//! Findings: rules that fired, in groups and one by one; what may wait.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::CaseId;
use engine::detect::{FindingId, Level};
use engine::investigate::triage::Wish;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::events::limit;
use super::{Answer, document, list};
use crate::app::FindingFilter;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, MaybeBody, Place, filled};
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/findings", READ, || get(many))
        .says("Findings in groups by entity and rule: open, suppressed, our own; risk by entity")
        .query(&[
            ("level", "at least this grave: `informational` … `critical`"),
            ("entity", "about this one: `user:42`, `address:203.0.113.9`, or a name"),
            ("rule", "of this rule: its id, or words of its title"),
            ("loose", "`true`: only groups with findings that belong to no case"),
            ("each", "`true`: no groups but every finding, latest first, page by page"),
            ("limit", "with `each`: how many at most, 1 to 1000; 50 when not given"),
            ("before", "with `each`: id of the last finding of the page before"),
        ]),
    Route::get("/api/v1/findings/{id}", READ, || get(one))
        .says("One finding, its case, its group and what covers it; a beginning of the id will do"),
    Route::post("/api/v1/findings/{id}/case", Access::Needs(Permission::OpenCase), || {
        post(into_case)
    })
    .says("Take a finding, or its group, into a case: the named one, the actor's open one, or a new one")
    .body::<IntoCase>(),
    Route::get("/api/v1/suppressions", READ, || get(suppressions))
        .says("Which findings may wait, why and until when; also what has ended"),
    Route::post("/api/v1/suppressions", WRITE, || post(suppress))
        .says("Say that findings of a rule, about an entity or with certain fields may wait")
        .body::<Suppress>(),
    Route::post("/api/v1/suppressions/{index}/lift", WRITE, || post(lift))
        .says("Take a suppression back: what it covered wants to be looked at again")
        .body::<Lift>(),
];

#[derive(Deserialize)]
struct Asked {
    level: Option<Level>,
    #[serde(default)]
    entity: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    loose: bool,
    #[serde(default)]
    each: bool,
    limit: Option<usize>,
    before: Option<String>,
}

async fn many(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Asked>,
) -> Answer {
    if asked.each {
        let limit = limit(asked.limit)?;
        let before = asked.before.map(FindingId);
        let findings = web.app.findings(&person, before.as_ref(), limit)?;
        let next = findings.last().filter(|_| findings.len() == limit).map(|last| last.id.clone());
        return document("findings", &json!({ "findings": findings, "next": next }));
    }
    let filter = FindingFilter {
        level: asked.level,
        entity: filled(&asked.entity).map(str::to_owned),
        rule: filled(&asked.rule).map(str::to_owned),
        is_loose: asked.loose,
    };
    document("finding-groups", &web.app.triage(&person, &filter).await?)
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("finding", &web.app.finding_view(&person, &id).await?)
}

/// Where to.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct IntoCase {
    /// Number of the case; without one the open case of the same actor, or a new one.
    #[schema(value_type = Option<u32>)]
    case: Option<CaseId>,
    /// Whether all of its group goes along.
    group: bool,
}

async fn into_case(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    MaybeBody(given): MaybeBody<IntoCase>,
) -> Answer {
    let into = web.app.findings_to_case(&person, &id, given.group, given.case).await?;
    let status = if into.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, document("finding-to-case", &into)?).into_response())
}

async fn suppressions(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("suppressions", &web.app.suppressions(&person).await?)
}

/// What may wait. All that is named must hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Suppress {
    /// A rule's id.
    #[serde(default)]
    rule: Option<String>,
    /// An entity: `user:42`, `address:203.0.113.9`, `place:shop/till`, `instance`.
    #[serde(default)]
    entity: Option<String>,
    /// Patterns by field, `*` for any run of characters: `{"address": "10.0.0.*"}`.
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// Why.
    reason: String,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

async fn suppress(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(given): Body<Suppress>,
) -> Answer {
    let Suppress { rule, entity, fields, reason, expires_at } = given;
    let wish = Wish { rule, entity, fields, reason, expires_at };
    let id = web.app.suppress(&person, wish).await?;
    Ok((StatusCode::CREATED, document("suppression", &json!({ "id": id }))?).into_response())
}

/// Why it does not hold any more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Lift {
    /// Why.
    reason: String,
}

async fn lift(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<u64>,
    Body(given): Body<Lift>,
) -> Answer {
    let index = web.app.unsuppress(&person, id, &given.reason).await?;
    document("entry", &json!({ "index": index }))
}
