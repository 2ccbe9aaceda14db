//! Plans: read, attested, approved, executed, undone. A plan is named by its hash.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::{CasePlan, StepState};
use engine::respond::{Attestations, PlanHash};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::input;
use crate::app::{Execution, StepReport};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, MaybeBody, Place};
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/plans/{hash}", Access::Needs(Permission::ReadCases), || get(show))
        .says("One plan: acts in order, impact, what cannot be undone, what became of each step"),
    Route::post("/api/v1/plans/{hash}/attest", Access::Needs(Permission::Plan), || post(attest))
        .says("Attest that the impact is understood and which guideline is followed")
        .body::<Attest>(),
    Route::post("/api/v1/plans/{hash}/approve", Access::Needs(Permission::Approve), || {
        post(approve)
    })
    .says("Approve exactly this plan; never one's own request"),
    Route::post("/api/v1/plans/{hash}/execute", Access::Needs(Permission::Execute), || {
        post(execute)
    })
    .says("Execute an approved plan; run again, it does only what is not done yet")
    .body::<Execute>(),
    Route::post("/api/v1/plans/{hash}/undo", Access::Needs(Permission::Execute), || post(undo))
        .says("Undo one step, or all that can be undone, the last first")
        .body::<Undo>(),
];

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    let hash = PlanHash(hash);
    let (case, found) = web.app.standing_plan(&person, &hash).await?;
    document(
        "plan",
        &json!({
            "hash": hash,
            "case": case.id,
            "plan": found.plan,
            "attestations": found.attestations,
            "approvals": found.approvals,
            "steps": found.steps,
            "is_executed": found.is_executed(),
            "asks": asks(&visitor, &found),
        }),
    )
}

/// What an execution must be given besides, by step from 0.
fn asks(visitor: &Visitor, plan: &CasePlan) -> BTreeMap<u32, String> {
    let steps = (0u32..).zip(&plan.plan.acts);
    let asking = steps.filter_map(|(step, planned)| {
        let is_done = plan.steps.get(&step).is_some_and(StepState::is_done);
        let asks = planned.act.rules().needs_input().filter(|_| !is_done)?;
        Some((step, visitor.words.say(&asks)))
    });
    asking.collect()
}

/// What the requester stands in for; execution needs both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Attest {
    /// The impact is understood (CE5 a).
    impact_understood: bool,
    /// The guideline that is followed, by name or address (CE5 b).
    guideline: Option<String>,
}

async fn attest(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Body(given): Body<Attest>,
) -> Answer {
    let attestations =
        Attestations { impact_understood: given.impact_understood, guideline: given.guideline };
    web.app.attest(&person, &PlanHash(hash.clone()), attestations).await?;
    document("plan-attested", &json!({ "hash": hash }))
}

async fn approve(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    web.app.approve(&person, &PlanHash(hash.clone())).await?;
    document("plan-approved", &json!({ "hash": hash, "by": person.name }))
}

/// How to execute. All may be left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Execute {
    /// Only look what would be done; changes nothing in GitLab.
    #[serde(default)]
    dry_run: bool,
    /// Secrets that steps ask for, by step from 0; used once and kept nowhere.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<u32, String>)]
    inputs: BTreeMap<u32, SecretString>,
}

async fn execute(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    MaybeBody(given): MaybeBody<Execute>,
) -> Answer {
    let hash = PlanHash(hash);
    if given.dry_run {
        let run = web.app.dry_run(&person, &hash).await?;
        let whole = json!({ "hash": hash, "refusals": run.refusals, "steps": run.steps });
        return document("dry-run", &whole);
    }
    let execution = web.app.execute_with(&person, &hash, given.inputs).await?;
    let secrets = secrets(&execution);
    document(
        "execution",
        &json!({
            "hash": hash,
            "is_contained": execution.is_contained(),
            "steps": execution.steps.iter().map(|step| told(&visitor, step)).collect::<Vec<_>>(),
            "secrets": secrets,
            "stopped": execution.stopped.as_ref().map(|stopped| json!({
                "error": stopped.error,
                "next": visitor.words.say(&stopped.next),
                "left": stopped.left,
            })),
        }),
    )
}

/// A step with its next step in words.
fn told(visitor: &Visitor, step: &StepReport) -> Value {
    json!({
        "step": step.step,
        "act": step.act,
        "target": step.target,
        "outcome": step.outcome,
        "next": step.next.as_ref().map(|next| visitor.words.say(next)),
    })
}

/// New secrets leave here once, to who executed, and are kept nowhere.
fn secrets(execution: &Execution) -> Vec<Value> {
    let shown = |secret: &crate::app::Secret| {
        json!({
            "step": secret.step,
            "target": secret.target,
            "secret": secret.secret.expose_secret(),
        })
    };
    execution.secrets.iter().map(shown).collect()
}

/// Which step, or all.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    /// Position in the plan, from 0.
    step: Option<u32>,
    /// Every step that can be undone, the last first.
    #[serde(default)]
    all: bool,
    /// Undo the step although somebody changed its object since; needs a reason.
    #[serde(default)]
    over_conflict: bool,
    /// Why, if so: it is journalled.
    reason: Option<String>,
}

async fn undo(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Body(given): Body<Undo>,
) -> Answer {
    let hash = PlanHash(hash);
    let step = match (given.step, given.all) {
        (None, true) => return document("undo", &web.app.undo_all(&person, &hash).await?),
        (Some(step), false) => step,
        (Some(_), true) | (None, false) => {
            return Err(Fault::invalid("step", input::either(&["step", "all"])));
        }
    };
    let reason = given.reason.filter(|reason| !reason.trim().is_empty());
    if given.over_conflict && reason.is_none() {
        return Err(Fault::invalid("reason", input::why("undo-reason")));
    }
    let reason = reason.filter(|_| given.over_conflict);
    document("step", &web.app.undo_over(&person, &hash, step, reason).await?)
}
