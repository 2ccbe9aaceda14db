//! CI/CD of a case's job or project: what it shows and what to do (CI1–CI14).

mod view;

use axum::extract::State;
use engine::coordinate::{Fact, FactKind};
use engine::investigate::leak_cause::RootCause;
use serde::Deserialize;

use super::super::{Answer, done, render};
use super::id_of;
use crate::app::{CiWish, input};
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};

pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let report = web.app.inspect_ci(&person, case.id, None).await?;
    render(&view::page(&visitor, &person, case.id, &report))
}

pub(super) async fn traces(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.keep_traces(&person, case).await?;
    Ok(done(&format!("/cases/{}#evidence", case.0), "traces-kept"))
}

pub(super) async fn secrets(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.open_secret_cases(&person, case, None).await?;
    Ok(done(&format!("/cases/{}", case.0), "secret-cases"))
}

#[derive(Deserialize)]
pub(super) struct Picked {
    cause: String,
    reason: String,
}

pub(super) async fn cause(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Picked>,
) -> Answer {
    let case = id_of(&id)?;
    let cause = RootCause::from_name(&form.cause)
        .ok_or_else(|| Fault::invalid("cause", input::given("unknown", &form.cause)))?;
    let kind = FactKind::LeakCause { cause, reason: form.reason };
    let fact = Fact { kind, source: person.name.clone() };
    web.app.state_fact(&person, case, fact).await?;
    Ok(done(&format!("/cases/{}", case.0), "fact"))
}

#[derive(Deserialize)]
pub(super) struct Wished {
    #[serde(default)]
    keep: Option<String>,
}

pub(super) async fn plan(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Wished>,
) -> Answer {
    let wish = CiWish { keep: form.keep.is_some(), disallow: Vec::new() };
    let proposed = web.app.propose_ci(&person, id_of(&id)?, None, wish).await?;
    Ok(done(&format!("/plans/{}", proposed.hash), "proposed"))
}
