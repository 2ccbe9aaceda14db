//! Who we are in GitLab, and what our token may do there.

use axum::extract::State;
use axum::routing::get;

use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/standing", Access::Needs(Permission::ReadCases), || get(show))
        .says("Who our token is in GitLab, its rights, deployment, tier, version, owned groups")];

async fn show(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("standing", &web.app.standing(&person).await?)
}
