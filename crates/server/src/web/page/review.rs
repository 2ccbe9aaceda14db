//! After the incident: the review of a case, and figures over cases.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::review::{Ending, Section};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{NewFollowUp, input};
use crate::paper::{Block, Paper};
use crate::person::Permission;
use crate::web::Web;
use crate::web::api::MetricsSpan;
use crate::web::form::{Ask, Form, Place, filled};
use crate::web::papers;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/review", READ, || get(show)),
    Route::post("/cases/{id}/review", WRITE, || post(write)),
    Route::get("/cases/{id}/review/{name}", READ, || get(export)),
    Route::post("/cases/{id}/follow-ups", WRITE, || post(add)),
    Route::post("/cases/{id}/follow-ups/{index}", WRITE, || post(end)),
    Route::get("/metrics", READ, || get(metrics)),
    Route::get("/metrics/{name}", READ, || get(metrics_export)),
];

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    sections: Vec<(&'static str, String)>,
    open: Vec<OpenFollowUp>,
    paper: Paper,
    may_write: bool,
}

struct OpenFollowUp {
    id: u64,
    text: String,
    owner: String,
    is_late: bool,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let review = web.app.review(&person, id_of(&id)?)?;
    let words = &visitor.words;
    let today = review.made_at.to_zoned(TimeZone::UTC).date();
    let open = review.follow_ups.iter().filter(|one| one.ended.is_none());
    render(&ReviewPage {
        frame: Frame::of(&visitor, Nav::Cases),
        id: review.case.to_string(),
        title: review.title.clone(),
        address: format!("/cases/{}", review.case.0),
        sections: Section::ALL
            .into_iter()
            .map(|one| (one.as_str(), words.t(format!("review-section-{}", one.as_str()))))
            .collect(),
        open: open
            .map(|one| OpenFollowUp {
                id: one.id,
                text: one.text.clone(),
                owner: one.owner.clone(),
                is_late: one.is_late(today),
            })
            .collect(),
        paper: papers::review(words, &review),
        may_write: person.may(Permission::WriteCase),
        w: visitor.words,
    })
}

async fn export(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place((id, format)): Place<(String, String)>,
) -> Answer {
    papers::review_file((&web, &visitor, &person), id_of(&id)?, &format)
}

#[derive(Deserialize)]
struct Writing {
    section: String,
    text: String,
}

async fn write(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Writing>,
) -> Answer {
    let case = id_of(&id)?;
    let section = Section::from_name(&form.section)
        .ok_or_else(|| Fault::invalid("section", input::given("unknown", &form.section)))?;
    web.app.write_review(&person, case, section, &form.text).await?;
    Ok(done(&format!("/cases/{}/review", case.0), "review-written"))
}

#[derive(Deserialize)]
struct Adding {
    text: String,
    owner: String,
    #[serde(default)]
    due: String,
}

async fn add(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Adding>,
) -> Answer {
    let case = id_of(&id)?;
    let wrong = |text: &str| Fault::invalid("due", input::given("date", text));
    let read = |text: &str| text.parse::<Date>().map_err(|_why| wrong(text));
    let due = filled(&form.due).map(read).transpose()?;
    web.app
        .add_follow_up(&person, case, NewFollowUp { text: form.text, owner: form.owner, due })
        .await?;
    Ok(done(&format!("/cases/{}/review", case.0), "follow-up-added"))
}

#[derive(Deserialize)]
struct Closing {
    ending: String,
    #[serde(default)]
    note: String,
}

async fn end(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, number)): Place<(String, u64)>,
    Form(form): Form<Closing>,
) -> Answer {
    let case = id_of(&id)?;
    let ending = Ending::from_name(&form.ending)
        .ok_or_else(|| Fault::invalid("ending", input::given("unknown", &form.ending)))?;
    web.app.end_follow_up(&person, (case, number), ending, &form.note).await?;
    Ok(done(&format!("/cases/{}/review", case.0), "follow-up-ended"))
}

#[derive(Template)]
#[template(path = "metrics.html")]
struct MetricsPage {
    w: Words,
    frame: Frame,
    since: String,
    until: String,
    query: String,
    paper: Paper,
}

async fn metrics(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(span): Ask<MetricsSpan>,
) -> Answer {
    let metrics = web.app.metrics(&person, span.times()?)?;
    render(&MetricsPage {
        frame: Frame::of(&visitor, Nav::Metrics),
        query: span.query(),
        since: span.since,
        until: span.until,
        paper: papers::metrics(&visitor.words, &metrics),
        w: visitor.words,
    })
}

async fn metrics_export(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    (Place(format), Ask(span)): (Place<String>, Ask<MetricsSpan>),
) -> Answer {
    papers::metrics_file((&web, &visitor, &person), span.times()?, &format)
}
