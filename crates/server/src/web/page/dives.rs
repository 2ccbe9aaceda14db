//! Requests for logs: the list, and what was asked for again and again (LD28).

mod form;
mod one;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use jiff::Timestamp;

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::app::DiveSummary;
use crate::person::Permission;
use crate::web::Web;
use crate::web::desk::Making;
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const READ: Access = Access::Needs(Permission::ReadRequests);
const FILE: Access = Access::Needs(Permission::FileRequests);
const WORK: Access = Access::Needs(Permission::WorkRequests);
const FACE: Access = Access::Needs(Permission::FaceRequesters);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/dives", READ, || get(list)),
    Route::get("/dives/new", FILE, || get(form::new)),
    Route::post("/dives", FILE, || post(form::file)),
    Route::get("/dives/{id}", READ, || get(one::show)),
    Route::get("/dives/{id}/edit", FILE, || get(form::edit)),
    Route::post("/dives/{id}/request", FILE, || post(form::change)),
    Route::post("/dives/{id}/ownership", WORK, || post(one::own)),
    Route::post("/dives/{id}/decision", WORK, || post(one::decide)),
    Route::post("/dives/{id}/splits", FILE, || post(one::split)),
    Route::post("/dives/{id}/findings", WORK, || post(one::found)),
    Route::post("/dives/{id}/updates", FACE, || post(one::updated)),
    Route::post("/dives/{id}/contacts", WORK, || post(one::contacted)),
    Route::post("/dives/{id}/tracker", WORK, || {
        post(|State(web), visitor, person, id| one::make(Making::Tracker, web, visitor, person, id))
    }),
    Route::post("/dives/{id}/gap", WORK, || {
        post(|State(web), visitor, person, id| one::make(Making::Gap, web, visitor, person, id))
    }),
    Route::post("/dives/{id}/gap/waiver", WORK, || post(one::waive_gap)),
    Route::post("/dives/{id}/close", WORK, || post(one::close)),
];

#[derive(Template)]
#[template(path = "dives.html")]
struct DivesPage {
    w: Words,
    frame: Frame,
    rows: Vec<RowView>,
    events: Vec<EventView>,
    may_file: bool,
}

struct RowView {
    id: String,
    address: String,
    organisation: String,
    phase: String,
    outcome: String,
    missing: String,
    opened: Moment,
    due: Option<Moment>,
    is_late: bool,
}

struct EventView {
    event: String,
    dives: usize,
    not_granted: usize,
    organisations: usize,
    issues: String,
}

async fn list(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let now = web.app.clock().now();
    let words = &visitor.words;
    let dives = web.app.dives(&person)?;
    let report = web.app.dive_report(&person)?;
    let event = |row: engine::coordinate::dive::report::Row| EventView {
        event: row.event,
        dives: row.dives,
        not_granted: row.not_granted,
        organisations: row.organisations,
        issues: row.issues.into_iter().collect::<Vec<_>>().join(", "),
    };
    render(&DivesPage {
        frame: Frame::of(&visitor, Nav::Dives),
        rows: dives.iter().map(|one| row(words, one, now)).collect(),
        events: report.into_iter().map(event).collect(),
        may_file: person.may(Permission::FileRequests),
        w: visitor.words.clone(),
    })
}

fn row(words: &Words, one: &DiveSummary, now: Timestamp) -> RowView {
    RowView {
        id: one.case.to_string(),
        address: format!("/dives/{}", one.case.0),
        organisation: one.organisation.clone(),
        phase: naming::phase(words, one.phase),
        outcome: outcome(words, one),
        missing: words.t1("dive-missing-count", "count", one.missing),
        opened: Moment::of(words, one.opened_at, now),
        due: one.due_at.map(|at| Moment::of(words, at, now)),
        is_late: one.due_at.is_some_and(|at| at < now),
    }
}

/// What was decided, in words.
fn outcome(words: &Words, one: &DiveSummary) -> String {
    one.outcome.map_or_else(|| words.t("dive-undecided"), |outcome| words.say(&outcome.label()))
}
