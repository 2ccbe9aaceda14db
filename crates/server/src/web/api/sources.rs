//! Where events come from, and how each source does.

use axum::extract::State;
use axum::routing::get;
use serde::Deserialize;

use super::{Answer, list};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Ask;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/sources", Access::Needs(Permission::ReadLedger), || get(show))
        .says("How each source of events does: last event, lag, rate, errors, state")
        .query(&[("source", "Only this one: stream/main")])];

#[derive(Deserialize)]
struct Asked {
    source: Option<String>,
}

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let sources = match asked.source {
        Some(source) => vec![web.app.source(&person, &source)?],
        None => web.app.sources(&person)?,
    };
    list("sources", &sources)
}
