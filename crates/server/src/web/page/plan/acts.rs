//! Attest, approve, execute, undo: each a form, each answered by a redirect.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use engine::respond::{Attestations, PlanHash};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use crate::app::{Ahead, AppError, DryStep};
use crate::web::Web;
use crate::web::form::{Form, Place, filled};
use crate::web::guard::refusal;
use crate::web::naming;
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
    /// `input-3`: the secret that step 3 (from 0) asks for.
    #[serde(flatten)]
    inputs: BTreeMap<String, SecretString>,
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
    let input = |(name, secret): (String, SecretString)| {
        Some((name.strip_prefix("input-")?.parse::<u32>().ok()?, secret))
    };
    let inputs = form.inputs.into_iter().filter_map(input).collect();
    let execution = web.app.execute_with(&person, &PlanHash(hash.clone()), inputs).await?;
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
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "undo_conflict.html")]
struct ConflictPage {
    w: Words,
    frame: Frame,
    step: u32,
    text: String,
    address: String,
}

/// Where somebody changed the object since, the answer shows both states and
/// asks for a reason.
pub(super) async fn undo(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Form(form): Form<Undo>,
) -> Answer {
    let address = format!("/plans/{hash}");
    let reason = filled(&form.reason).map(str::to_owned);
    match web.app.undo_over(&person, &PlanHash(hash), form.step, reason).await {
        Ok(_) => Ok(done(&format!("{address}#steps"), "undone")),
        Err(AppError::Refused(refusal)) if refusal.rule == "undo.conflict" => {
            let page = render(&ConflictPage {
                frame: Frame::of(&visitor, Nav::Cases),
                step: form.step,
                text: visitor.words.say(&refusal.text),
                address,
                w: visitor.words,
            })?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn undo_all(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    let address = format!("/plans/{hash}");
    let report = web.app.undo_all(&person, &PlanHash(hash)).await?;
    if report.refused.is_empty() {
        return Ok(done(&format!("{address}#steps"), "undone"));
    }
    let words = &visitor.words;
    let stays = report.refused.iter().map(|(step, refusal)| {
        let number = step.saturating_add(1);
        (words.t1("plan-step", "step", number.to_string()), words.say(&refusal.text))
    });
    render(&StepsPage {
        title: words.t("undo-all-title"),
        lead: words.t("undo-all-lead"),
        lines: stays.collect(),
        refusals: Vec::new(),
        address,
        frame: Frame::of(&visitor, Nav::Cases),
        w: words.clone(),
    })
}

/// Steps with a sentence each: a dry run, or what could not be undone.
#[derive(Template)]
#[template(path = "plan_steps.html")]
struct StepsPage {
    w: Words,
    frame: Frame,
    title: String,
    lead: String,
    lines: Vec<(String, String)>,
    refusals: Vec<String>,
    address: String,
}

pub(super) async fn dry_run(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    let address = format!("/plans/{hash}");
    let run = web.app.dry_run(&person, &PlanHash(hash)).await?;
    let words = &visitor.words;
    let line = |step: &DryStep| {
        let number = step.step.saturating_add(1).to_string();
        let name = words.t1("plan-step", "step", number);
        let act = naming::act(words, &step.act);
        (format!("{name} · {act}: {}", step.target), ahead(words, &step.ahead))
    };
    render(&StepsPage {
        title: words.t("dry-run-title"),
        lead: words.t("dry-run-lead"),
        lines: run.steps.iter().map(line).collect(),
        refusals: run.refusals.iter().map(|refusal| words.say(&refusal.text)).collect(),
        address,
        frame: Frame::of(&visitor, Nav::Cases),
        w: words.clone(),
    })
}

fn ahead(words: &Words, ahead: &Ahead) -> String {
    match ahead {
        Ahead::WouldDo => words.t("ahead-would-do"),
        Ahead::AlreadySo => words.t("ahead-already-so"),
        Ahead::Done => words.t("ahead-done"),
        Ahead::Obstacle { text, .. } => words.say(text),
        Ahead::NotReadable { error, next, .. } => {
            format!("{} {}", words.t1("ahead-not-readable", "error", error), words.say(next))
        }
    }
}
