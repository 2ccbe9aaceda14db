//! The lockdown: seen by whoever is signed in, engaged by one request, lifted by
//! the settings file alone.

use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Body;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/lockdown", Access::SignedIn, || get(show))
        .says("The lockdown that holds, and what lifts it"),
    Route::post("/api/v1/lockdown", Access::Needs(Permission::LockDown), || post(engage))
        .says("From now on nobody may execute, undo, approve or send")
        .body::<Because>(),
];

async fn show(State(web): State<Web>, SignedIn(_): SignedIn) -> Answer {
    told(web.app.lockdown().await?.as_ref())
}

/// Why nobody shall act.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// Why.
    reason: String,
}

async fn engage(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(Because { reason }): Body<Because>,
) -> Answer {
    told(Some(&web.app.lock_down(&person, &reason).await?))
}

fn told(held: Option<&engine::coordinate::Lockdown>) -> Answer {
    let lift = held.map(|held| format!("[lockdown]\nlift = {}\n", held.index));
    document("lockdown", &json!({ "lockdown": held, "lift": lift }))
}
