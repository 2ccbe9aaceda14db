//! Channels: how each does, a test message; addresses that nothing is sent to.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::delivery::SuppressedAddress;
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{ChannelTest, ChannelView};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const SEND: Access = Access::Needs(Permission::Send);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/channels/{name}/test", SEND, || post(test)),
    Route::post("/suppressed-addresses", SEND, || post(suppress)),
    Route::post("/suppressed-addresses/lift", SEND, || post(lift)),
];

#[derive(Template)]
#[template(path = "channels.html")]
struct ChannelsPage {
    w: Words,
    frame: Frame,
    channels: Vec<Row>,
    addresses: Vec<AddressRow>,
    is_sink: bool,
    may_send: bool,
}

struct Row {
    name: String,
    kind: String,
    reach: String,
    is_per_addressee: bool,
    per_minute: String,
    waiting: String,
    sent: Option<Moment>,
    failed: Option<Moment>,
    failure: Option<String>,
    rests: Option<Moment>,
}

struct AddressRow {
    address: String,
    reason: String,
    by: String,
    at: Moment,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let now = web.app.clock().now();
    let words = &visitor.words;
    let channels = web.app.channels(&person).await?;
    let addresses = web.app.suppressed_addresses(&person)?;
    render(&ChannelsPage {
        frame: Frame::of(&visitor, Nav::Channels),
        is_sink: channels.iter().any(|one| one.is_sink),
        channels: channels.into_iter().map(|one| row(words, one, now)).collect(),
        addresses: addresses.into_iter().map(|one| address(words, one, now)).collect(),
        may_send: person.may(Permission::Send),
        w: visitor.words.clone(),
    })
}

fn row(words: &Words, one: ChannelView, now: Timestamp) -> Row {
    let moment = |at: Option<Timestamp>| at.map(|at| Moment::of(words, at, now));
    Row {
        kind: words.t(format!("channel-kind-{}", one.kind.as_str().replace('_', "-"))),
        reach: words.t(format!("channel-reach-{}", one.reach.as_str())),
        is_per_addressee: one.kind.is_per_addressee(),
        per_minute: words.number(one.per_minute),
        waiting: words.number(one.waiting),
        sent: moment(one.health.last_sent_at),
        failed: moment(one.health.last_failed_at),
        rests: moment(one.health.rests_until),
        failure: one.health.last_failure,
        name: one.name,
    }
}

fn address(words: &Words, one: SuppressedAddress, now: Timestamp) -> AddressRow {
    let SuppressedAddress { address, reason, by, at } = one;
    AddressRow { address, reason, by, at: Moment::of(words, at, now) }
}

async fn test(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Form(test): Form<ChannelTest>,
) -> Answer {
    let tested = web.app.test_channel(&person, &name, test).await?;
    let arrived = tested.end.has_arrived();
    Ok(done("/channels", if arrived { "channel-tested" } else { "channel-test-failed" }))
}

#[derive(Deserialize)]
struct AddressForm {
    address: String,
    reason: String,
}

async fn suppress(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Form(form): Form<AddressForm>,
) -> Answer {
    web.app.suppress_address(&person, (&form.address, &form.reason), true).await?;
    Ok(done("/channels", "address-suppressed"))
}

async fn lift(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Form(form): Form<AddressForm>,
) -> Answer {
    web.app.suppress_address(&person, (&form.address, &form.reason), false).await?;
    Ok(done("/channels", "address-lifted"))
}
