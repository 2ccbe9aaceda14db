//! Questions: packs of saved queries, run for a case and judged.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::playbook::ItemVerdict;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Answer, document, list};
use crate::app::Found;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/questions", READ, || get(packs))
        .says("The packs of questions: what the guide says to look for"),
    Route::get("/api/v1/cases/{id}/questions", READ, || get(of_case))
        .says("The questions of a case, its window, and what was said of them; runs nothing"),
    Route::get(
        "/api/v1/cases/{id}/questions/{name}",
        Access::Needs(Permission::ReadEvents),
        || get(run),
    )
    .says("Run a question over the case's window: how many events, which came after the verdict"),
    Route::post(
        "/api/v1/cases/{id}/questions/{name}",
        Access::Needs(Permission::WriteCase),
        || post(answer),
    )
    .says("Say what a question's events are; query, records and count are kept with it")
    .body::<Verdict>(),
];

async fn packs(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("packs", &web.app.question_packs(&person)?.packs)
}

async fn of_case(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("case-questions", &web.app.case_questions(&person, case_id(&id)?)?)
}

async fn run(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
) -> Answer {
    let found = web.app.run_question(&person, case_id(&id)?, &name).await?;
    document("question", &told(&found))
}

fn told(found: &Found) -> Value {
    let rows: Vec<Value> = found
        .rows
        .iter()
        .map(|row| json!({ "index": row.index, "told": row.told, "fields": row.fields }))
        .collect();
    json!({
        "asked": found.asked,
        "hits": found.hits,
        "is_all": found.is_all,
        "new_hits": found.new_hits,
        "records": found.records,
        "targets": found.targets,
        "rows": rows,
    })
}

/// What the events are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Verdict {
    /// `benign`, `malicious` or `unknown`.
    #[schema(value_type = String)]
    verdict: ItemVerdict,
    /// Why, or what follows.
    #[serde(default)]
    note: String,
}

async fn answer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(given): Body<Verdict>,
) -> Answer {
    let case = case_id(&id)?;
    let index = web.app.answer_question(&person, case, &name, (given.verdict, &given.note)).await?;
    Ok((StatusCode::CREATED, document("entry", &json!({ "index": index }))?).into_response())
}
