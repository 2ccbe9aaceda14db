//! Channels: which there are, how each does, a test message (CM13, CM24).

use axum::extract::State;
use axum::routing::{get, post};

use super::{Answer, document, list};
use crate::app::ChannelTest;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/channels", Access::Needs(Permission::ReadCases), || get(many))
        .says("The channels by which messages go out, and how each does"),
    Route::post("/api/v1/channels/{name}/test", Access::Needs(Permission::Send), || post(test))
        .says("Hand a test message over, at once; it names no case")
        .body::<ChannelTest>(),
];

async fn many(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("channels", &web.app.channels(&person).await?)
}

async fn test(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Body(order): Body<ChannelTest>,
) -> Answer {
    document("channel-test", &web.app.test_channel(&person, &name, order).await?)
}
