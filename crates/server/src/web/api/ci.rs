//! CI/CD under investigation (CI1–CI14): a case's job or project looked at,
//! its logs kept, its secrets given cases, its exposure closed by a plan.

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::evidence::{Named, pieces};
use super::{Answer, document};
use crate::app::input;
use crate::app::{CiPlace, CiWish};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, Place};
use crate::web::page::case_id;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const SURVEY: Access = Access::Needs(Permission::Survey);
const WRITE: Access = Access::Needs(Permission::WriteCase);

/// How a place other than the case's own is named in a query.
const PLACE: &[(&str, &str)] =
    &[("project", "another project than the case's own"), ("job", "a job of it")];

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/ci", SURVEY, || get(inspect))
        .says("What the CI/CD of the case's job or project shows; reads only")
        .query(PLACE),
    Route::post("/api/v1/cases/{id}/ci/job-token", SURVEY, || post(locate))
        .says("Ask by a job token which job it is of: a use of the exposed token (CE3a)")
        .body::<JobToken>(),
    Route::post("/api/v1/cases/{id}/ci/traces", WRITE, || post(traces))
        .says("Keep the logs of the jobs that the case is about (CE11)"),
    Route::post("/api/v1/cases/{id}/ci/artifacts", WRITE, || post(artifacts))
        .says("Keep the artifacts of a job (CI12)")
        .body::<OneJob>(),
    Route::post("/api/v1/cases/{id}/ci/secrets", Access::Needs(Permission::OpenCase), || {
        post(secrets)
    })
    .says("Open a linked case for each secret that was seen (CI8)")
    .query(PLACE),
    Route::post("/api/v1/cases/{id}/ci/plan", Access::Needs(Permission::Plan), || post(plan))
        .says("Propose what ends and closes the exposure; changes nothing in GitLab")
        .body::<Wished>(),
    Route::post("/api/v1/cases/{id}/ci/import", WRITE, || post(import))
        .says("Keep the answer of a cloud's audit log and put its rows on the timeline (CI14)")
        .query(&[("name", "a name for people")]),
];

/// Another place than the case's own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    project: Option<i64>,
    #[serde(default)]
    job: Option<i64>,
}

fn place(project: Option<i64>, job: Option<i64>) -> Result<Option<CiPlace>, Fault> {
    match (project, job) {
        (Some(project), job) => Ok(Some(CiPlace { project, job })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Fault::invalid("project", input::why("project-of-job"))),
    }
}

async fn inspect(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let place = place(asked.project, asked.job)?;
    document("ci", &web.app.inspect_ci(&person, case_id(&id)?, place).await?)
}

/// A job token that was exposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JobToken {
    /// The token; not kept.
    #[schema(value_type = String)]
    token: SecretString,
    /// Why it is right to use it here; journalled.
    reason: String,
}

async fn locate(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<JobToken>,
) -> Answer {
    let case = case_id(&id)?;
    let found = web.app.locate_job_token(&person, case, given.token, &given.reason).await?;
    document("ci-place", &found)
}

async fn traces(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("traces", &web.app.keep_traces(&person, case_id(&id)?).await?)
}

/// A job.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneJob {
    /// Its project.
    project: i64,
    /// Its id.
    job: i64,
}

async fn artifacts(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<OneJob>,
) -> Answer {
    let job = (given.project, given.job);
    let kept = web.app.keep_artifacts(&person, case_id(&id)?, job).await?;
    Ok((StatusCode::CREATED, document("artifacts", &kept)?).into_response())
}

async fn secrets(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let place = place(asked.project, asked.job)?;
    let opened = web.app.open_secret_cases(&person, case_id(&id)?, place).await?;
    document("secret-cases", &json!({ "opened": opened }))
}

/// What the plan should hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wished {
    /// Another project than the case's own.
    #[serde(default)]
    project: Option<i64>,
    /// A job of it.
    #[serde(default)]
    job: Option<i64>,
    /// Copy logs and artifacts that show secrets first, so that the plan can
    /// delete them (CI12).
    #[serde(default)]
    keep: bool,
    /// Projects whose jobs shall not enter any more (CI13).
    #[serde(default)]
    disallow: Vec<i64>,
}

async fn plan(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Wished>,
) -> Answer {
    let place = place(given.project, given.job)?;
    let wish = CiWish { keep: given.keep, disallow: given.disallow };
    let proposed = web.app.propose_ci(&person, case_id(&id)?, place, wish).await?;
    Ok((StatusCode::CREATED, document("plan", &proposed)?).into_response())
}

async fn import(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(named): Ask<Named>,
    body: Bytes,
) -> Answer {
    let name = named.name.unwrap_or_else(|| "cloud audit log".to_owned());
    let case = case_id(&id)?;
    let (item, read) = web.app.import_cloud_audit(&person, case, &name, pieces(body)).await?;
    let answer = json!({
        "item": item,
        "read_as": read.format,
        "rows": read.rows.len(),
        "unread": read.unread,
        "problems": read.problems,
    });
    Ok((StatusCode::CREATED, document("cloud-audit", &answer)?).into_response())
}
