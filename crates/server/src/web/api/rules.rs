//! The rules in force: the shipped ones and the organisation's own.

use axum::extract::State;
use axum::routing::get;

use super::{Answer, list};
use crate::app::{AppError, rules};
use crate::person::Permission;
use crate::web::Web;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/rules", Access::Needs(Permission::ReadCases), || get(many))
        .says("The detection rules, shipped and own")];

async fn many(State(web): State<Web>) -> Answer {
    let dir = web.app.config().rules.dir.clone();
    let loaded = tokio::task::spawn_blocking(move || rules::load(dir.as_deref())).await;
    match loaded.map_err(|why| AppError::Internal(why.into()))? {
        Ok(rules) => list("rules", &rules.rules()),
        // They were right at the start: somebody is editing them just now.
        Err(problems) => Err(Fault(AppError::Unavailable { what: problems.join("\n") })),
    }
}
