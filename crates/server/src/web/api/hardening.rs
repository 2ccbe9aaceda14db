//! How far GitLab's recommendations are followed (EN4, EN5).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::respond::hardening::sarif;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::input;
use crate::app::{AppError, Measure};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, MaybeBody, Place};
use crate::web::page::case_id;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/hardening", Access::Needs(Permission::Survey), || get(show))
        .says("Every recommendation beside what is set now; nothing is kept")
        .query(&[("format", "sarif = for tools that gather findings")]),
    Route::post("/api/v1/hardening", Access::Needs(Permission::WriteCase), || post(measure))
        .says("The same, kept as a score in the journal unless `only_show`; with what a bundle of the host tells")
        .query(&[("format", "sarif = for tools that gather findings")])
        .body::<Measure>(),
    Route::post("/api/v1/cases/{id}/hardening", Access::Needs(Permission::Plan), || post(propose))
        .says("Propose a plan of the acts that mend these checks")
        .body::<Mending>(),
];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Form {
    format: Option<String>,
}

impl Form {
    fn is_sarif(&self) -> Result<bool, Fault> {
        match self.format.as_deref() {
            None | Some("json") => Ok(false),
            Some("sarif") => Ok(true),
            Some(other) => Err(Fault::invalid("format", input::one_of(other, &["json", "sarif"]))),
        }
    }
}

fn told(report: &crate::app::HardeningReport, visitor: &Visitor, form: &Form) -> Answer {
    let say = |text: &engine::respond::plan::Text| visitor.words.say(text);
    if !form.is_sarif()? {
        let mut told = serde_json::to_value(report).map_err(AppError::internal)?;
        let checks = told.get_mut("checks").and_then(Value::as_array_mut);
        for (told, check) in checks.into_iter().flatten().zip(&report.report.checks) {
            told["why"] = Value::String(say(&check.why));
        }
        return document("hardening", &told);
    }
    Ok(Json(sarif(&report.report, env!("CARGO_PKG_VERSION"), &say)).into_response())
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(form): Ask<Form>,
) -> Answer {
    told(&web.app.hardening(&person, None).await?, &visitor, &form)
}

async fn measure(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(form): Ask<Form>,
    MaybeBody(given): MaybeBody<Measure>,
) -> Answer {
    let case = given.case.as_deref().map(case_id).transpose()?;
    if given.only_show {
        return told(&web.app.hardening(&person, given.host).await?, &visitor, &form);
    }
    let report = web.app.measure_hardening(&person, case, given.host).await?;
    Ok((StatusCode::CREATED, told(&report, &visitor, &form)?).into_response())
}

/// Checks to be mended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Mending {
    /// Ids of checks; none = all that an act can mend.
    #[serde(default)]
    checks: Vec<String>,
}

async fn propose(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Mending>,
) -> Answer {
    let proposed = web.app.propose_hardening(&person, case_id(&id)?, &given.checks).await?;
    Ok((StatusCode::CREATED, document("plan", &proposed)?).into_response())
}
