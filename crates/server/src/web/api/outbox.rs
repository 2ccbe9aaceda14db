//! The outbox: orders, what became of them, and what people decide about them;
//! the incident channel of a case (CM13).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::delivery::DeliveryId;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document, list};
use crate::app::{HandOrder, OutboxFilter, Resend, RoomRecord};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, Place};
use crate::web::page::case_id;
use crate::web::papers;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const SEND: Access = Access::Needs(Permission::Send);
const COMMUNICATE: Access = Access::Needs(Permission::Communicate);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/outbox", READ, || get(many))
        .says("Orders to send something, latest first")
        .query(&[
            ("case", "of this case only"),
            ("open", "true: only what is held, waits or lies dead"),
        ]),
    Route::get("/api/v1/outbox/{id}", READ, || get(one)).says("One order, addressee by addressee"),
    Route::post("/api/v1/outbox/{id}/clear", Access::Needs(Permission::Approve), || post(clear))
        .says("Let a held order leave its confidential case, as the second person"),
    Route::post("/api/v1/outbox/{id}/resend", SEND, || post(resend))
        .says("Send again what lies dead; who may have it already must be named")
        .body::<Resend>(),
    Route::get("/api/v1/outbox/{id}/raw", READ, || get(papers::delivered))
        .says("What an addressee gets: for mail, byte for byte")
        .query(&[("parcel", "position of the addressee; 0 when not given")])
        .answers("message/rfc822 or application/json"),
    Route::post("/api/v1/outbox/{id}/cancel", COMMUNICATE, || post(cancel))
        .says("Stop what is not handed over yet")
        .body::<Because>(),
    Route::post("/api/v1/outbox/{id}/arrived", SEND, || post(arrived))
        .says("Record that what was uncertain arrived")
        .body::<Arrived>(),
    Route::post("/api/v1/cases/{id}/deliveries", SEND, || post(send))
        .says("Send a message by hand, to people of the house")
        .body::<HandOrder>(),
    Route::get("/api/v1/cases/{id}/room", READ, || get(room))
        .says("The incident channel of a case, and how to make it by hand"),
    Route::post("/api/v1/cases/{id}/room", COMMUNICATE, || post(open_room))
        .says("Make the incident channel: topic, invitations, link"),
    Route::post("/api/v1/cases/{id}/room/record", COMMUNICATE, || post(record_room))
        .says("Record an incident channel that was made by hand")
        .body::<RoomRecord>(),
    Route::get("/api/v1/suppressed-addresses", READ, || get(suppressed))
        .says("Addresses that nothing is sent to"),
    Route::post("/api/v1/suppressed-addresses", SEND, || post(suppress))
        .says("Send nothing to this address any more")
        .body::<AddressBecause>(),
    Route::post("/api/v1/suppressed-addresses/lift", SEND, || post(lift))
        .says("Send to this address again")
        .body::<AddressBecause>(),
];

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// Why.
    reason: String,
}

/// Which addressee, and how that is known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Arrived {
    /// Position in the order.
    parcel: u32,
    /// How that is known.
    reason: String,
}

/// An address, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddressBecause {
    /// The address.
    address: String,
    /// Why.
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(default)]
    case: Option<String>,
    #[serde(default)]
    open: Option<bool>,
}

async fn many(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(filter): Ask<Filter>,
) -> Answer {
    let case = filter.case.as_deref().map(case_id).transpose()?;
    let filter = OutboxFilter { case, is_open: filter.open.unwrap_or_default() };
    list("deliveries", &web.app.deliveries(&person, filter)?)
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("delivery", &web.app.delivery(&person, &DeliveryId(id)).await?)
}

async fn clear(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let id = DeliveryId(id);
    web.app.clear_delivery(&person, &id).await?;
    document("delivery", &web.app.delivery(&person, &id).await?)
}

async fn resend(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<Resend>,
) -> Answer {
    let count = web.app.resend(&person, &DeliveryId(id), order).await?;
    document("resent", &json!({ "count": count }))
}

async fn cancel(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(because): Body<Because>,
) -> Answer {
    let id = DeliveryId(id);
    web.app.cancel_delivery(&person, &id, &because.reason).await?;
    document("delivery", &web.app.delivery(&person, &id).await?)
}

async fn arrived(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(found): Body<Arrived>,
) -> Answer {
    let id = DeliveryId(id);
    web.app.found_arrived(&person, &id, (found.parcel, &found.reason)).await?;
    document("delivery", &web.app.delivery(&person, &id).await?)
}

async fn send(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<HandOrder>,
) -> Answer {
    let delivery = web.app.send_by_hand(&person, case_id(&id)?, order).await?;
    Ok((StatusCode::ACCEPTED, document("queued", &json!({ "id": delivery }))?).into_response())
}

async fn room(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("room", &web.app.room(&person, case_id(&id)?)?)
}

async fn open_room(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("room", &web.app.open_room(&person, case_id(&id)?).await?)
}

async fn record_room(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(record): Body<RoomRecord>,
) -> Answer {
    document("room", &web.app.record_room(&person, case_id(&id)?, record).await?)
}

async fn suppressed(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("addresses", &web.app.suppressed_addresses(&person)?)
}

async fn suppress(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(AddressBecause { address, reason }): Body<AddressBecause>,
) -> Answer {
    web.app.suppress_address(&person, (&address, &reason), true).await?;
    list("addresses", &web.app.suppressed_addresses(&person)?)
}

async fn lift(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(AddressBecause { address, reason }): Body<AddressBecause>,
) -> Answer {
    web.app.suppress_address(&person, (&address, &reason), false).await?;
    list("addresses", &web.app.suppressed_addresses(&person)?)
}
