//! The outbox: what is on its way, what arrived, what lies dead; one order
//! addressee by addressee; the messages and the incident channel of a case.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::CaseId;
use engine::coordinate::delivery::DeliveryId;
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, case_id, done, render};
use crate::app::{
    DeliveryLine, DeliveryView, HandOrder, Hold, OutboxFilter, ParcelView, Resend, RoomRecord,
    RoomView,
};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Form, Place};
use crate::web::moment::Moment;
use crate::web::papers;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const READ: Access = Access::Needs(Permission::ReadCases);
const SEND: Access = Access::Needs(Permission::Send);
const COMMUNICATE: Access = Access::Needs(Permission::Communicate);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/outbox", READ, || get(list)),
    Route::get("/outbox/{id}", READ, || get(one)),
    Route::get("/outbox/{id}/raw", READ, || get(papers::delivered)),
    Route::post("/outbox/{id}/clear", Access::Needs(Permission::Approve), || post(clear)),
    Route::post("/outbox/{id}/resend", SEND, || post(resend)),
    Route::post("/outbox/{id}/cancel", COMMUNICATE, || post(cancel)),
    Route::post("/outbox/{id}/arrived", SEND, || post(arrived)),
    Route::get("/cases/{id}/outbox", READ, || get(of_case)),
    Route::post("/cases/{id}/deliveries", SEND, || post(send)),
    Route::post("/cases/{id}/room", COMMUNICATE, || post(open_room)),
    Route::post("/cases/{id}/room/record", COMMUNICATE, || post(record_room)),
];

/// Addressees on one page.
const PARCELS_SHOWN: usize = 500;

/// An order in a table.
struct Row {
    id: String,
    case: String,
    channel: String,
    content: String,
    title: String,
    by: String,
    at: Moment,
    stage: &'static str,
    stage_word: String,
    hint: Option<String>,
    counts: String,
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct OutboxPage {
    w: Words,
    frame: Frame,
    rows: Vec<Row>,
    is_open: bool,
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    all: Option<String>,
}

async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(filter): Ask<Filter>,
) -> Answer {
    let is_open = filter.all.is_none();
    let lines = web.app.deliveries(&person, OutboxFilter { case: None, is_open })?;
    let now = web.app.clock().now();
    render(&OutboxPage {
        frame: Frame::of(&visitor, Nav::Outbox),
        rows: lines.iter().map(|line| row(&visitor.words, line, now)).collect(),
        is_open,
        w: visitor.words.clone(),
    })
}

fn row(words: &Words, line: &DeliveryLine, now: Timestamp) -> Row {
    let stage = line.stage.as_str();
    Row {
        id: line.id.to_string(),
        case: line.case.to_string(),
        channel: line.channel.clone(),
        content: words.t(format!("delivery-content-{}", line.content.replace('_', "-"))),
        title: line.title.clone(),
        by: line.queued_by.clone(),
        at: Moment::of(words, line.queued_at, now),
        stage,
        stage_word: match line.hold {
            Some(hold) => words.t(format!("delivery-stage-held-{}", dashed(hold))),
            None => words.t(format!("delivery-stage-{stage}")),
        },
        hint: line.hold.map(|hold| words.t(format!("delivery-held-hint-{}", dashed(hold)))),
        counts: counts(words, line),
    }
}

fn dashed(hold: Hold) -> String {
    hold.as_str().replace('_', "-")
}

/// `12 arrived, 1 uncertain`.
fn counts(words: &Words, line: &DeliveryLine) -> String {
    let tally = line.tally;
    let parts = [
        ("arrived", tally.arrived),
        ("waiting", tally.waiting),
        ("uncertain", tally.uncertain),
        ("refused", tally.refused),
        ("gave-up", tally.gave_up),
        ("suppressed", tally.suppressed),
        ("cancelled", tally.cancelled),
    ];
    let told = parts.into_iter().filter(|(_, count)| *count > 0);
    let told =
        told.map(|(name, count)| words.t1(&format!("delivery-count-{name}"), "count", count));
    told.collect::<Vec<_>>().join(&words.t("delivery-count-comma"))
}

#[derive(Template)]
#[template(path = "delivery.html")]
struct DeliveryPage {
    w: Words,
    frame: Frame,
    row: Row,
    message: Option<(String, String, String)>,
    cleared: Option<String>,
    cancelled: Option<String>,
    reference: Option<String>,
    evidence: Vec<String>,
    parcels: Vec<ParcelRow>,
    more: Option<String>,
    may_clear: bool,
    may_resend: bool,
    may_cancel: bool,
}

struct ParcelRow {
    number: u32,
    address: String,
    name: String,
    state: String,
    state_word: String,
    answer: String,
    attempts: String,
    at: Option<Moment>,
    next: Option<Moment>,
    is_dead: bool,
}

async fn one(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let view = web.app.delivery(&person, &DeliveryId(id)).await?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let (hold, may_send) = (view.line.hold, person.may(Permission::Send));
    let rest = view.parcels.len().saturating_sub(PARCELS_SHOWN);
    let more = (rest > 0).then(|| words.t1("delivery-more", "count", rest));
    // What needs a person comes first.
    let (dead, others): (Vec<ParcelView>, Vec<ParcelView>) =
        view.parcels.iter().cloned().partition(|parcel| parcel.is_dead);
    let parcels = dead.iter().chain(&others).take(PARCELS_SHOWN);
    render(&DeliveryPage {
        frame: Frame::of(&visitor, Nav::Outbox),
        row: row(words, &view.line, now),
        parcels: parcels.map(|parcel| parcel_row(words, parcel, now)).collect(),
        more,
        may_clear: hold == Some(Hold::SecondPerson)
            && person.may(Permission::Approve)
            && person.name != view.line.queued_by,
        may_resend: may_send && view.line.tally.dead() > 0,
        may_cancel: person.may(Permission::Communicate)
            && view.line.tally.waiting > 0
            && view.cancelled.is_none(),
        cleared: view
            .cleared_by
            .as_ref()
            .map(|by| words.t1("delivery-cleared-by", "name", by.clone())),
        cancelled: cancelled(words, &view),
        message: view
            .message
            .as_ref()
            .map(|message| (message.language.clone(), message.title.clone(), message.plain_text())),
        reference: view.reference,
        evidence: view.evidence,
        w: visitor.words.clone(),
    })
}

fn cancelled(words: &Words, view: &DeliveryView) -> Option<String> {
    let (by, reason) = view.cancelled.clone()?;
    Some(words.t2("delivery-cancelled-by", ("name", by), ("reason", reason)))
}

fn parcel_row(words: &Words, parcel: &ParcelView, now: Timestamp) -> ParcelRow {
    let moment = |at: Option<Timestamp>| at.map(|at| Moment::of(words, at, now));
    ParcelRow {
        number: parcel.parcel,
        address: parcel.address.clone(),
        name: parcel.name.clone(),
        state: parcel.state.clone(),
        state_word: words.t(format!("parcel-{}", parcel.state.replace('_', "-"))),
        answer: parcel.answer.clone(),
        attempts: words.number(parcel.attempts),
        at: moment(parcel.changed_at),
        next: moment(parcel.next_at),
        is_dead: parcel.is_dead,
    }
}

async fn clear(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    web.app.clear_delivery(&person, &DeliveryId(id.clone())).await?;
    Ok(done(&format!("/outbox/{id}"), "delivery-cleared"))
}

/// What the forms of an order send.
#[derive(Deserialize)]
struct Because {
    reason: String,
    /// One addressee; empty = all that surely did not get it.
    #[serde(default)]
    parcel: String,
}

async fn resend(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Because>,
) -> Answer {
    let parcels = form.parcel.trim().parse().ok().into_iter().collect();
    let order = Resend { parcels, reason: form.reason };
    web.app.resend(&person, &DeliveryId(id.clone()), order).await?;
    Ok(done(&format!("/outbox/{id}"), "delivery-resent"))
}

async fn cancel(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Because>,
) -> Answer {
    web.app.cancel_delivery(&person, &DeliveryId(id.clone()), &form.reason).await?;
    Ok(done(&format!("/outbox/{id}"), "delivery-cancelled"))
}

async fn arrived(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Because>,
) -> Answer {
    let parcel = form.parcel.trim().parse().unwrap_or(u32::MAX);
    web.app.found_arrived(&person, &DeliveryId(id.clone()), (parcel, &form.reason)).await?;
    Ok(done(&format!("/outbox/{id}"), "delivery-arrived"))
}

#[derive(Template)]
#[template(path = "case_outbox.html")]
struct CaseOutboxPage {
    w: Words,
    frame: Frame,
    case: CaseId,
    rows: Vec<Row>,
    channels: Vec<String>,
    room: RoomView,
    room_since: Option<Moment>,
    commands: Vec<(String, String)>,
    lang: &'static str,
    may_send: bool,
    may_communicate: bool,
}

async fn of_case(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = case_id(&id)?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let room = web.app.room(&person, case)?;
    let filter = OutboxFilter { case: Some(case), is_open: false };
    let lines = web.app.deliveries(&person, filter)?;
    let channels = web.app.channels(&person).await?;
    let commands = room
        .commands
        .iter()
        .map(|command| (words.t(format!("room-command-{}", command.step)), command.text.clone()));
    render(&CaseOutboxPage {
        frame: Frame::of(&visitor, Nav::Cases),
        case,
        rows: lines.iter().map(|line| row(words, line, now)).collect(),
        channels: channels.into_iter().map(|channel| channel.name).collect(),
        room_since: room.room.as_ref().map(|room| Moment::of(words, room.since, now)),
        commands: commands.collect(),
        lang: words.lang().as_str(),
        may_send: person.may(Permission::Send),
        may_communicate: person.may(Permission::Communicate),
        room,
        w: visitor.words.clone(),
    })
}

/// What the form for a message by hand sends.
#[derive(Deserialize)]
struct HandForm {
    channel: String,
    #[serde(default)]
    to: String,
    language: String,
    title: String,
    body: String,
    #[serde(default)]
    is_urgent: Option<String>,
}

async fn send(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<HandForm>,
) -> Answer {
    let case = case_id(&id)?;
    let to = form.to.split([',', '\n']).map(|one| one.trim().to_owned());
    let order = HandOrder {
        channel: form.channel,
        to: to.filter(|one| !one.is_empty()).collect(),
        language: form.language,
        title: form.title,
        // Browsers send lines as CRLF.
        body: form.body.replace("\r\n", "\n"),
        is_urgent: form.is_urgent.is_some(),
    };
    let delivery = web.app.send_by_hand(&person, case, order).await?;
    Ok(done(&format!("/outbox/{delivery}"), "delivery-queued"))
}

async fn open_room(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.open_room(&person, case).await?;
    Ok(done(&format!("/cases/{case}/outbox"), "room-ordered"))
}

async fn record_room(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(record): Form<RoomRecord>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.record_room(&person, case, record).await?;
    Ok(done(&format!("/cases/{case}/outbox"), "room-recorded"))
}
