//! The approval inbox: plans, messages and exceptions in one list.

use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::approval::Subject;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::ApprovalAnswer;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/approvals", Access::Needs(Permission::ReadCases), || get(inbox))
        .says("What waits for an approval, the first to run out first"),
    Route::post("/api/v1/cases/{id}/approvals", Access::Needs(Permission::Approve), || {
        post(answer)
    })
    .says("Agree to exactly this hash, or decline it with a reason; never one's own request")
    .body::<Answered>(),
];

async fn inbox(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    let pending = web.app.inbox(&person).await?;
    document("approvals", &json!({ "approvals": pending }))
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Answered {
    /// What: `{"kind": "message", "message": 3}`, `{"kind": "exception", "message": 3,
    /// "rule": "…"}` or `{"kind": "plan", "hash": "…"}`.
    #[schema(value_type = Object)]
    subject: Subject,
    /// The hash that was read.
    hash: String,
    /// `true` agrees, `false` declines.
    approve: bool,
    /// Why; needed to decline.
    reason: Option<String>,
}

async fn answer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Answered>,
) -> Answer {
    let case = case_id(&id)?;
    let Answered { subject, hash, approve, reason } = given;
    let told = json!({ "case": case, "subject": subject, "hash": hash, "approve": approve });
    let answer = ApprovalAnswer { subject, hash, is_yes: approve, reason };
    web.app.answer_approval(&person, case, answer).await?;
    document("approval", &told)
}
