//! The hardening report as a page (EN4, EN5).

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::Phase;
use engine::coordinate::playbook::docs_url;
use engine::respond::hardening::{Area, Check, Stands};
use engine::respond::setting::plain_value;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{AppError, input};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Fields, Form};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::{Lang, Words};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/hardening", Access::Needs(Permission::Survey), || get(show)),
    Route::post("/hardening", Access::Needs(Permission::WriteCase), || post(measure)),
    Route::post("/hardening/plan", Access::Needs(Permission::Plan), || post(plan)),
];

/// Scores that a page shows, the latest.
const SCORES_SHOWN: usize = 12;

struct Part {
    name: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    stands: &'static str,
    word: String,
    observed: String,
    wanted: String,
    why: String,
    act: String,
    undo: String,
    requirement: &'static str,
    docs: String,
    docs_name: &'static str,
}

struct Past {
    at: Moment,
    told: String,
}

#[derive(Template)]
#[template(path = "hardening.html")]
struct HardeningPage {
    w: Words,
    frame: Frame,
    percent: u64,
    told: String,
    gaps: Vec<String>,
    areas: Vec<Part>,
    history: Vec<Past>,
    may_write: bool,
    may_plan: bool,
    cases: Vec<(u32, String)>,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let found = web.app.hardening(&person, None).await?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let part = |area: Area| Part {
        name: words.t(format!("hardening-area-{}", area.as_str())),
        rows: found
            .report
            .checks
            .iter()
            .filter(|check| check.area == area)
            .map(|check| row(words, check))
            .collect(),
    };
    let past = found.history.iter().rev().take(SCORES_SHOWN).map(|score| Past {
        at: Moment::of(words, score.at, now),
        told: words.sentence(
            "hardening-score",
            [
                ("percent", score.percent().to_string().as_str()),
                ("short_count", score.short.to_string().as_str()),
                ("person", score.by.as_str()),
            ],
        ),
    });
    let page = HardeningPage {
        frame: Frame::of(&visitor, Nav::Hardening),
        percent: found.report.percent,
        told: words.sentence(
            "hardening-told",
            [
                ("met_count", found.report.met.to_string().as_str()),
                ("short_count", found.report.short.to_string().as_str()),
                ("unseen_count", found.report.unseen.to_string().as_str()),
            ],
        ),
        areas: Area::ALL.into_iter().map(part).collect(),
        history: past.collect(),
        gaps: found.gaps.clone(),
        may_write: person.may(Permission::WriteCase),
        may_plan: person.may(Permission::Plan),
        cases: open_cases(&web, &person)?,
        w: words.clone(),
    };
    render(&page)
}

async fn measure(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    web.app.measure_hardening(&person, None, None).await?;
    Ok(done("/hardening", "hardening-measured"))
}

/// In which case a plan can be proposed.
fn open_cases(web: &Web, person: &Person) -> Result<Vec<(u32, String)>, AppError> {
    if !person.may(Permission::ReadCases) {
        return Ok(Vec::new());
    }
    let open = web.app.cases(person)?.into_iter().filter(|case| case.phase != Phase::Closed);
    Ok(open.map(|case| (case.id.0, format!("{} {}", case.id, case.title))).collect())
}

/// Proposes a plan of the checks that were ticked; it is approved like any other.
async fn plan(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Form(fields): Form<Fields>,
) -> Answer {
    let checks = fields.all("check");
    if checks.is_empty() {
        return Err(Fault::invalid("check", input::why("none-ticked")));
    }
    let case = id_of(&fields.all("case").pop().unwrap_or_default())?;
    let proposed = web.app.propose_hardening(&person, case, &checks).await?;
    Ok(done(&format!("/plans/{}", proposed.hash), "proposed"))
}

fn row(words: &Words, check: &Check) -> Row {
    let act = |act: &Option<engine::respond::Act>| {
        act.as_ref()
            .map(|act| words.t(format!("act-{}", act.kind_str().replace('_', "-"))))
            .unwrap_or_default()
    };
    let observed = match check.stands {
        Stands::Unseen => words.t("hardening-stands-unseen"),
        Stands::Met | Stands::Short => plain_value(&check.observed),
    };
    Row {
        id: check.id.clone(),
        stands: check.stands.as_str(),
        word: words.t(format!("hardening-stands-{}", check.stands.as_str())),
        observed,
        wanted: check.wanted.clone(),
        why: words.say(&check.why),
        act: act(&check.act),
        undo: check.undo.as_ref().map(|_| words.t("hardening-undo")).unwrap_or_default(),
        requirement: check.requirement,
        docs: docs_url(check.docs, words.lang() == Lang::Ja),
        docs_name: check.docs,
    }
}
