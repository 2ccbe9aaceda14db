//! Asking GitLab for help: the preliminary investigation and the support bundle.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::engage::{Licence, Point};
use serde::Deserialize;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{Engagement, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const WRITE: Access = Access::Needs(Permission::WriteCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/engage", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/cases/{id}/engage/points", WRITE, || post(check)),
    Route::post("/cases/{id}/engage/licence", WRITE, || post(licence)),
    Route::post("/cases/{id}/engage/bundle", WRITE, || post(bundle)),
    Route::post("/cases/{id}/engage/tickets", WRITE, || post(ask)),
];

#[derive(Template)]
#[template(path = "engage.html")]
struct EngagePage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    points: Vec<PointView>,
    licence: String,
    licences: Vec<(&'static str, String)>,
    bundles: Vec<String>,
    tickets: Vec<String>,
    refusals: Vec<String>,
    may_ask: bool,
    may_write: bool,
}

struct PointView {
    name: &'static str,
    word: String,
    note: Option<String>,
    by: String,
    is_suggested: bool,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let engagement = web.app.engagement(&person, case.id)?;
    let words = &visitor.words;
    let worded = |licence: Licence| words.t(format!("licence-{}", licence.as_str()));
    let state = &engagement.state;
    render(&EngagePage {
        frame: Frame::of(&visitor, Nav::Cases),
        id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        points: points(words, &engagement),
        licence: state.licence.as_ref().map_or_else(
            || words.t("engage-licence-unknown"),
            |(licence, source)| format!("{} · {source}", worded(*licence)),
        ),
        licences: Licence::ALL.into_iter().map(|one| (one.as_str(), worded(one))).collect(),
        bundles: state.bundles.clone(),
        tickets: state.tickets.clone(),
        refusals: engagement.refusals.iter().map(|refusal| words.say(&refusal.text)).collect(),
        may_ask: engagement.may_ask,
        may_write: person.may(Permission::WriteCase),
        w: visitor.words,
    })
}

fn points(words: &Words, engagement: &Engagement) -> Vec<PointView> {
    let view = |point: Point| {
        let checked = engagement.state.checked.get(&point);
        PointView {
            name: point.as_str(),
            word: words.t(format!("engage-point-{}", point.as_str())),
            note: checked.map(|checked| checked.note.clone()),
            by: checked.map(|checked| checked.by.clone()).unwrap_or_default(),
            is_suggested: engagement.suggested.contains(&point),
        }
    };
    Point::ALL.into_iter().map(view).collect()
}

#[derive(Deserialize)]
struct Checking {
    point: String,
    note: String,
}

async fn check(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Checking>,
) -> Answer {
    let case = id_of(&id)?;
    let point = Point::from_name(&form.point)
        .ok_or_else(|| Fault::invalid("point", input::given("unknown", &form.point)))?;
    web.app.check_point(&person, case, point, &form.note).await?;
    Ok(done(&format!("/cases/{}/engage#point-{}", case.0, point.as_str()), "engage-checked"))
}

#[derive(Deserialize)]
struct Paying {
    licence: String,
    source: String,
}

async fn licence(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Paying>,
) -> Answer {
    let case = id_of(&id)?;
    let licence = Licence::from_name(&form.licence)
        .ok_or_else(|| Fault::invalid("licence", input::given("unknown", &form.licence)))?;
    web.app.state_licence(&person, case, licence, &form.source).await?;
    Ok(done(&format!("/cases/{}/engage", case.0), "engage-licence"))
}

async fn bundle(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    crate::web::api::support_bundle(&web, &person, id_of(&id)?).await
}

#[derive(Deserialize)]
struct Asking {
    ticket: String,
}

async fn ask(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Asking>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.ask_gitlab(&person, case, &form.ticket).await?;
    Ok(done(&format!("/cases/{}/engage", case.0), "engage-asked"))
}
