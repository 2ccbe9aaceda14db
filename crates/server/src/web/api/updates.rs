//! Status updates: pinned lines, preview, publishing (CM11, CM12).

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::update::StatusUpdate;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::NewUpdate;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};

const READ: Access = Access::Needs(Permission::ReadCases);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/updates", READ, || get(list))
        .says("Status updates of a case, when the next is due, which lines are pinned"),
    Route::post("/api/v1/cases/{id}/updates/preview", READ, || post(preview))
        .says("How an update would read in both languages, what is missing, what is too technical"),
    Route::post("/api/v1/cases/{id}/updates", Access::Needs(Permission::Send), || post(publish))
        .says("Publish a status update")
        .body::<Publish>(),
    Route::post("/api/v1/cases/{id}/pins", Access::Needs(Permission::Communicate), || post(pin))
        .says("Pin a line of the timeline, so that it prefills updates; or unpin it")
        .body::<Pin>(),
];

async fn list(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("updates", &web.app.updates(&person, case_id(&id)?)?)
}

async fn preview(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(status): Body<StatusUpdate>,
) -> Answer {
    let found = web.app.preview_update(&person, case_id(&id)?, &status)?;
    let missing: Vec<_> = found
        .refusals
        .iter()
        .map(|one| json!({ "rule": one.rule, "detail": visitor.words.say(&one.text) }))
        .collect();
    let whole = json!({ "composed": found.composed, "missing": missing, "remarks": found.remarks });
    document("update-preview", &whole)
}

/// A status update to be published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Publish {
    /// The update: `users`, `next_at`, `is_final`, `language`, `texts`.
    #[schema(value_type = Object)]
    status: StatusUpdate,
    /// Stakeholders that it is for, by name; that fulfils what they are owed.
    #[serde(default)]
    recipients: BTreeSet<String>,
    /// Channels by which it goes; none = it is told by hand.
    #[serde(default)]
    channels: BTreeSet<String>,
    /// Addresses, for channels that want some.
    #[serde(default)]
    to: BTreeSet<String>,
    /// Why it goes although the linter found something.
    despite: Option<String>,
}

async fn publish(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Publish>,
) -> Answer {
    let case = case_id(&id)?;
    let Publish { status, recipients, channels, to, despite } = given;
    let new = NewUpdate { status, recipients, channels, to, despite };
    let number = web.app.publish_update(&person, case, new).await?;
    let whole = json!({ "case": case, "number": number });
    Ok((StatusCode::CREATED, document("update", &whole)?).into_response())
}

/// Which line.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Pin {
    /// Journal index of its entry.
    entry: u64,
    /// Whether it is pinned from now on.
    pinned: bool,
}

async fn pin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Pin>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.pin(&person, case, (given.entry, given.pinned)).await?;
    document("pin", &json!({ "case": case, "entry": given.entry, "pinned": given.pinned }))
}
