//! Plans: read, attested, approved, executed, undone. A plan is named by its hash.

use axum::extract::State;
use axum::routing::{get, post};
use engine::respond::{Attestations, PlanHash};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::Execution;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::plan_by_hash;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

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
    .says("Execute an approved plan; run again, it does only what is not done yet"),
    Route::post("/api/v1/plans/{hash}/undo", Access::Needs(Permission::Execute), || post(undo))
        .says("Undo one step")
        .body::<Undo>(),
];

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    let hash = PlanHash(hash);
    let (case, found) = plan_by_hash(&web, &person, &hash)?;
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
        }),
    )
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

async fn execute(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    let execution = web.app.execute(&person, &PlanHash(hash.clone())).await?;
    let secrets = secrets(&execution);
    document(
        "execution",
        &json!({
            "hash": hash,
            "is_contained": execution.is_contained(),
            "steps": execution.steps,
            "secrets": secrets,
        }),
    )
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

/// Which step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Undo {
    /// Position in the plan, from 0.
    step: u32,
}

async fn undo(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
    Body(given): Body<Undo>,
) -> Answer {
    document("step", &web.app.undo(&person, &PlanHash(hash), given.step).await?)
}
