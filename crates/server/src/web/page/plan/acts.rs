//! Attest, approve, execute, undo: each a form, each answered by a redirect.

use askama::Template;
use axum::extract::State;
use engine::respond::{Attestations, PlanHash};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use crate::web::Web;
use crate::web::form::{Form, Place, filled};
use crate::web::guard::refusal;
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

#[derive(Deserialize)]
pub(super) struct Attest {
    #[serde(default)]
    impact_understood: bool,
    #[serde(default)]
    guideline: String,
}

pub(super) async fn attest(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Form(form): Form<Attest>,
) -> Answer {
    let attestations = Attestations {
        impact_understood: form.impact_understood,
        guideline: filled(&form.guideline).map(str::to_owned),
    };
    web.app.attest(&person, &PlanHash(hash.clone()), attestations).await?;
    Ok(done(&format!("/plans/{hash}#gate"), "attested"))
}

pub(super) async fn approve(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    web.app.approve(&person, &PlanHash(hash.clone())).await?;
    Ok(done(&format!("/plans/{hash}#approval"), "approved"))
}

#[derive(Deserialize)]
pub(super) struct Execute {
    #[serde(default)]
    acknowledged: bool,
}

#[derive(Template)]
#[template(path = "secrets.html")]
struct SecretsPage {
    w: Words,
    frame: Frame,
    secrets: Vec<(String, String)>,
    back: String,
}

/// Secrets that a rotation made are shown once, so that answer is no redirect.
pub(super) async fn execute(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Form(form): Form<Execute>,
) -> Answer {
    if !form.acknowledged {
        return Err(Fault(refusal("risk_not_acknowledged", "refusal-risk", 409)));
    }
    let execution = web.app.execute(&person, &PlanHash(hash.clone())).await?;
    let back = format!("/plans/{hash}");
    if execution.secrets.is_empty() {
        return Ok(done(&format!("{back}#steps"), "executed"));
    }
    let secrets = execution.secrets.into_iter();
    render(&SecretsPage {
        frame: Frame::of(&visitor, Nav::Cases),
        secrets: secrets
            .map(|secret| (secret.target, secret.secret.expose_secret().to_owned()))
            .collect(),
        back,
        w: visitor.words,
    })
}

#[derive(Deserialize)]
pub(super) struct Undo {
    step: u32,
}

pub(super) async fn undo(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Form(form): Form<Undo>,
) -> Answer {
    web.app.undo(&person, &PlanHash(hash.clone()), form.step).await?;
    Ok(done(&format!("/plans/{hash}#steps"), "undone"))
}
