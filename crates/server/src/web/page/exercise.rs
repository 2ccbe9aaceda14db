//! Exercises: the scenarios, and one as it goes: what was told, what was done.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::Case;
use engine::coordinate::exercise::{Inject, Scenario, Scorecard, told_at};
use jiff::Timestamp;
use serde::Deserialize;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::input;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place, filled};
use crate::web::moment::{Moment, duration};
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);
const OPEN: Access = Access::Needs(Permission::OpenCase);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/exercises", READ, || get(list)),
    Route::post("/exercises", OPEN, || post(open)),
    Route::get("/cases/{id}/exercise", READ, || get(show)),
    Route::post("/cases/{id}/exercise", OPEN, || post(begin)),
    Route::post("/cases/{id}/exercise/injects", WRITE, || post(inject)),
    Route::post("/cases/{id}/exercise/end", WRITE, || post(end)),
];

/// Minutes of the scenario in one minute that the form offers.
const PACES: [u32; 5] = [1, 2, 5, 10, 30];

struct ScenarioView {
    name: &'static str,
    title: String,
    kind: String,
    last_min: String,
    injects: String,
}

#[derive(Template)]
#[template(path = "exercises.html")]
struct ExercisesPage {
    w: Words,
    frame: Frame,
    scenarios: Vec<ScenarioView>,
    paces: Vec<(u32, String)>,
    /// Where the form goes.
    place: String,
    may_open: bool,
}

async fn list(visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    render(&ExercisesPage {
        frame: Frame::of(&visitor, Nav::Cases),
        scenarios: Scenario::all().iter().map(|one| scenario_view(&visitor.words, one)).collect(),
        paces: paces(&visitor.words),
        place: "/exercises".to_owned(),
        may_open: person.may(Permission::OpenCase),
        w: visitor.words,
    })
}

fn paces(words: &Words) -> Vec<(u32, String)> {
    PACES.map(|pace| (pace, words.t1("exercise-pace-times", "times", pace))).into()
}

fn scenario_view(words: &Words, scenario: &'static Scenario) -> ScenarioView {
    ScenarioView {
        name: &scenario.name,
        title: words.t(scenario.title_key()),
        kind: naming::kind(words, scenario.kind),
        last_min: words.number(scenario.last_min()),
        injects: words.number(scenario.injects.len()),
    }
}

#[derive(Deserialize)]
struct Wanted {
    scenario: String,
    #[serde(default)]
    pace: String,
}

impl Wanted {
    fn pace(&self) -> Result<Option<u32>, Fault> {
        let read = |text: &str| {
            text.parse().map_err(|_why| Fault::invalid("pace", input::given("number", text)))
        };
        filled(&self.pace).map(read).transpose()
    }
}

/// A case for it, in the reader's language, and the exercise begun in it.
async fn open(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(form): Form<Wanted>,
) -> Answer {
    let pace = form.pace()?;
    let none = || Fault::invalid("scenario", input::given("unknown", &form.scenario));
    let scenario = Scenario::named(&form.scenario).ok_or_else(none)?;
    let title = visitor.words.t(scenario.title_key());
    let case = web.app.open_case(&person, &title, scenario.kind, None).await?;
    web.app.begin_exercise(&person, case, (&scenario.name, pace)).await?;
    Ok(done(&format!("/cases/{}/exercise", case.0), "exercise-begun"))
}

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Wanted>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.begin_exercise(&person, case, (&form.scenario, form.pace()?)).await?;
    Ok(done(&format!("/cases/{}/exercise", case.0), "exercise-begun"))
}

#[derive(Deserialize)]
struct Telling {
    inject: String,
}

async fn inject(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Telling>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.inject(&person, case, &form.inject).await?;
    Ok(done(&format!("/cases/{}/exercise", case.0), "exercise-injected"))
}

async fn end(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.end_exercise(&person, case).await?;
    Ok(done(&format!("/cases/{}/exercise", case.0), "exercise-ended"))
}

#[derive(Template)]
#[template(path = "exercise.html")]
struct ExercisePage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    running: Option<Running>,
    /// What can be begun, where it is no exercise yet.
    scenarios: Vec<ScenarioView>,
    paces: Vec<(u32, String)>,
    /// Where the form goes.
    place: String,
    may_open: bool,
    may_write: bool,
}

/// An exercise as it goes.
struct Running {
    scenario: String,
    begun: Option<Moment>,
    ended: Option<Moment>,
    pace: String,
    injects: Vec<InjectView>,
    moves: Vec<MoveView>,
    figures: Vec<(String, String)>,
    untold: Vec<String>,
}

struct InjectView {
    name: &'static str,
    minute: String,
    /// Its words; those who train do not see them before they are told.
    words: Option<String>,
    told: Option<Moment>,
    /// When the product tells it, by the exercise's pace.
    comes: Option<Moment>,
}

struct MoveView {
    minute: String,
    words: String,
    is_done: bool,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let scenario = case.concerns.exercise.scenario.as_deref().and_then(Scenario::named);
    let running = match scenario {
        Some(scenario) => {
            let card = web.app.scorecard(&person, case.id, None)?;
            Some(running(words, (&case, scenario), &card, now))
        }
        None => None,
    };
    render(&ExercisePage {
        frame: Frame::of(&visitor, Nav::Cases),
        id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        running,
        scenarios: Scenario::all().iter().map(|one| scenario_view(words, one)).collect(),
        paces: paces(words),
        place: format!("/cases/{}/exercise", case.id.0),
        may_open: person.may(Permission::OpenCase),
        may_write: person.may(Permission::WriteCase),
        w: visitor.words,
    })
}

fn running(
    words: &Words,
    (case, scenario): (&Case, &'static Scenario),
    card: &Scorecard,
    now: Timestamp,
) -> Running {
    let state = &case.concerns.exercise;
    let moment = |at: Timestamp| Moment::of(words, at, now);
    let minute = |at_min: u32| words.t1("exercise-minute", "minute", at_min);
    let inject = |one: &'static Inject| {
        let told = state.injected.iter().find(|(name, _)| *name == one.name).map(|(_, at)| *at);
        InjectView {
            name: &one.name,
            minute: minute(one.at_min),
            words: told.map(|_| words.t(scenario.inject_key(one))),
            told: told.map(moment),
            comes: told_at(state, one).map(moment),
        }
    };
    Running {
        scenario: words.t(scenario.title_key()),
        begun: state.begun_at.map(moment),
        ended: state.ended_at.map(moment),
        pace: match state.pace {
            Some(pace) => words.t1("exercise-pace-times", "times", pace),
            None => words.t("exercise-pace-hand"),
        },
        injects: scenario.injects.iter().map(inject).collect(),
        moves: scenario
            .moves
            .iter()
            .map(|step| MoveView {
                minute: minute(step.at_min),
                words: words.t(step.what.key()),
                is_done: step.what.is_done(case),
            })
            .collect(),
        figures: figures(words, card),
        untold: card
            .untold
            .iter()
            .map(|one| words.t(format!("audience-{}", one.as_str().replace('_', "-"))))
            .collect(),
    }
}

/// The scorecard, line by line.
fn figures(words: &Words, card: &Scorecard) -> Vec<(String, String)> {
    let span = |seconds: Option<i64>| {
        seconds.map_or_else(|| "–".to_owned(), |seconds| duration(words, seconds))
    };
    let is_so = |holds: bool| words.t(if holds { "exercise-yes" } else { "exercise-no" });
    let lines = [
        ("due", words.number(card.obligations_due)),
        ("kept", words.number(card.obligations_kept)),
        ("refused", words.number(card.gates_refused)),
        ("messages", words.number(card.messages)),
        ("external-bytes", words.number(card.external_bytes)),
        ("first-update", span(card.first_update_s)),
        ("first-customers", span(card.first_customer_message_s)),
        ("window", span(card.exposure_window_s)),
        ("cadence", is_so(card.is_cadence_kept)),
        ("customers-first", is_so(card.are_customers_first)),
    ];
    let line = |(key, value): (&str, String)| (words.t(format!("exercise-card-{key}")), value);
    lines.map(line).into()
}
