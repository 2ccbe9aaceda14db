//! Playbooks, and what a case answers to its own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::CaseKind;
use engine::coordinate::playbook::{Answer as StepAnswer, Effective};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Answer, document, list};
use crate::app::{ConsentGiven, LinkOrder};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/playbooks", READ, || get(many))
        .says("The playbooks in force, shipped and own"),
    Route::get("/api/v1/playbooks/{name}", READ, || get(one))
        .says("One playbook with its steps, and whether the shipped one changed below an own copy"),
    Route::get("/api/v1/policy", READ, || get(policy)).says("The approval policy in effect"),
    Route::get("/api/v1/cases/{id}/playbook", READ, || get(of_case))
        .says("The case beside its playbook: which steps fit, which are settled, which is next"),
    Route::post("/api/v1/cases/{id}/steps/{step}", WRITE, || post(answer))
        .says("Answer a step of the case's playbook")
        .body::<Answered>(),
    Route::post(
        "/api/v1/cases/{id}/steps/{step}/waiver",
        Access::Needs(Permission::Approve),
        || post(waive),
    )
    .says("Agree that a mandatory step is set aside, as somebody else asked"),
    Route::post("/api/v1/cases/{id}/links", Access::Needs(Permission::OpenCase), || post(link))
        .says("Open a linked case that takes suspect and times along")
        .body::<Linked>(),
    Route::post("/api/v1/cases/{id}/consent", WRITE, || post(consent))
        .says("Record that an owner or maintainer agreed that settings are restored")
        .body::<Consented>(),
    Route::post("/api/v1/warning", READ, || post(acknowledge))
        .says("Acknowledge that acting is at one's own risk"),
];

/// A playbook in a list.
fn line(found: &Effective) -> Value {
    let playbook = &found.playbook;
    json!({
        "name": playbook.name,
        "version": playbook.version,
        "kind": playbook.kind,
        "requirements": playbook.requirements,
        "steps": playbook.steps.len(),
        "process": playbook.process,
        "shipped_hash": found.shipped_hash,
        "own_steps": found.own_steps,
        "is_upstream_changed": found.is_upstream_changed,
    })
}

async fn many(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    let found: Vec<Value> = web.app.playbooks(&person)?.iter().map(line).collect();
    list("playbooks", &found)
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    document("playbook", &web.app.playbook(&person, &name)?)
}

async fn policy(State(web): State<Web>) -> Answer {
    document("policy", &json!({ "policy": web.app.policy() }))
}

async fn of_case(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let id = case_id(&id)?;
    let found = web.app.case_playbook(&person, id)?;
    let found = found.ok_or_else(|| Fault::not_found(format!("playbook for {id}")))?;
    document("case-playbook", &found)
}

/// An answer to a step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Answered {
    /// `{"answer": "attested", "note": "…"}`, `{"answer": "time", …}`, `chosen`,
    /// `verdicts`, `sections`, `text`, `time_unknown`, `waived`, `reopened`.
    #[schema(value_type = Value)]
    answer: StepAnswer,
    /// Why it comes before its turn, where earlier steps are open.
    #[serde(default)]
    out_of_turn: Option<String>,
}

async fn answer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, step)): Place<(String, String)>,
    Body(given): Body<Answered>,
) -> Answer {
    let id = case_id(&id)?;
    let index = web.app.answer(&person, id, (&step, given.answer), given.out_of_turn).await?;
    entered(index)
}

async fn waive(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, step)): Place<(String, String)>,
) -> Answer {
    entered(web.app.approve_waiver(&person, case_id(&id)?, &step).await?)
}

/// A linked case to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Linked {
    /// `compromised_user` …
    #[schema(value_type = String)]
    kind: CaseKind,
    /// What it is about: the name of a secret or an account, never a secret.
    #[serde(default)]
    about: Option<String>,
    /// Its title.
    #[serde(default)]
    title: Option<String>,
}

async fn link(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Linked>,
) -> Answer {
    let order = LinkOrder { kind: given.kind, about: given.about, title: given.title };
    let other = web.app.open_linked(&person, case_id(&id)?, order).await?;
    let body = json!({ "id": other, "name": other.to_string() });
    Ok((StatusCode::CREATED, document("case-opened", &body)?).into_response())
}

/// Who agreed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Consented {
    /// A person's name.
    person: String,
    /// `owner` or `maintainer`.
    role: String,
    /// When; now, if not said.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// How that is known.
    source: String,
}

async fn consent(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Consented>,
) -> Answer {
    let given =
        ConsentGiven { person: given.person, role: given.role, at: given.at, source: given.source };
    entered(web.app.record_consent(&person, case_id(&id)?, given).await?)
}

async fn acknowledge(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    let at = web.app.acknowledge_warning(&person, None).await?;
    document("warning", &json!({ "acknowledged_at": at }))
}

fn entered(index: u64) -> Answer {
    Ok((StatusCode::CREATED, document("entry", &json!({ "index": index }))?).into_response())
}
