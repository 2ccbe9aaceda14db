//! The rules in force: the shipped ones and the organisation's own.

use axum::extract::State;
use axum::routing::{get, post};
use serde::Serialize;

use super::{Answer, document};
use crate::app::rules::InForce;
use crate::person::Permission;
use crate::web::Web;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/rules", Access::Needs(Permission::ReadCases), || get(many)).says(
        "The detection rules in force, shipped and own; `refused`: why changed files are not",
    ),
    Route::post("/api/v1/rules/reload", Access::Needs(Permission::ReadSettings), || post(reload))
        .says("Read the rule files again, now; what cannot be used changes nothing"),
];

/// The rules in force and what is wrong with the files as they are now.
#[derive(Serialize)]
struct Told<'a> {
    rules: &'a [engine::detect::RuleInfo],
    since: jiff::Timestamp,
    refused: Vec<String>,
    not_for_gitlab: usize,
}

fn told(in_force: InForce) -> Answer {
    let InForce { set, since, refused } = in_force;
    let not_for_gitlab = set.foreign().len();
    document("rules", &Told { rules: set.rules(), since, refused, not_for_gitlab })
}

async fn many(State(web): State<Web>) -> Answer {
    told(web.app.rules())
}

async fn reload(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    told(web.app.reload_rules(&person).await?)
}
