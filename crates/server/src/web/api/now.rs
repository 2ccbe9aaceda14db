//! What is going on, and what waits for whom.

use axum::extract::State;
use axum::routing::get;

use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/now", Access::Needs(Permission::ReadCases), || get(show))
        .says("What waits for you, open cases, findings without a case")];

async fn show(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("now", &web.app.now(&person).await?)
}
