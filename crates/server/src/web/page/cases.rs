//! All cases; a new one by hand or from a finding.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::{CaseKind, duty};
use engine::detect::FindingId;
use jiff::Timestamp;
use serde::Deserialize;

use super::case::severity::{Badge, badge};
use super::findings::{LevelView, kinds, level};
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{CaseSummary, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, filled};
use crate::web::moment::{Moment, duration};
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases", Access::Needs(Permission::ReadCases), || get(list)),
    Route::post("/cases", Access::Needs(Permission::OpenCase), || post(open)),
];

/// A case in a list.
pub(super) struct CaseRow {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) title: String,
    pub(super) is_exercise: bool,
    pub(super) kind: String,
    pub(super) phase: String,
    pub(super) level: Option<LevelView>,
    pub(super) severity: Option<Badge>,
    /// Who leads: SIMOC, else SEOC.
    pub(super) lead: String,
    pub(super) findings: String,
    pub(super) window: String,
    pub(super) opened: Moment,
}

pub(super) fn row(words: &Words, case: &CaseSummary, now: Timestamp) -> CaseRow {
    CaseRow {
        id: case.id.to_string(),
        address: format!("/cases/{}", case.id.0),
        title: case.title.clone(),
        is_exercise: case.exercise.is_some(),
        kind: naming::kind(words, case.kind),
        phase: naming::phase(words, case.phase),
        level: case.level.map(|found| level(words, found)),
        severity: case.severity.map(|level| badge(words, level)),
        lead: lead(words, case),
        findings: words.t1("count-findings", "count", case.findings),
        window: case.exposure_window_s.map_or_else(|| "–".to_owned(), |s| duration(words, s)),
        opened: Moment::of(words, case.opened_at, now),
    }
}

fn lead(words: &Words, case: &CaseSummary) -> String {
    let held = |duty: &str| {
        let person = case.duties.get(duty)?;
        Some(format!("{} {person}", naming::duty(words, duty, None)))
    };
    let told: Vec<String> = [duty::SEOC, duty::SIMOC].into_iter().filter_map(held).collect();
    if told.is_empty() { "–".to_owned() } else { told.join(", ") }
}

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    w: Words,
    frame: Frame,
    cases: Vec<CaseRow>,
    kinds: Vec<(&'static str, String)>,
    may_open: bool,
}

async fn list(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let cases = web.app.cases(&person)?;
    let now = web.app.clock().now();
    render(&CasesPage {
        frame: Frame::of(&visitor, Nav::Cases),
        cases: cases.iter().map(|case| row(&visitor.words, case, now)).collect(),
        kinds: kinds(&visitor.words),
        may_open: person.may(Permission::OpenCase),
        w: visitor.words,
    })
}

#[derive(Deserialize)]
struct Open {
    title: String,
    kind: String,
    #[serde(default)]
    finding: String,
}

async fn open(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Form(form): Form<Open>,
) -> Answer {
    let kind = CaseKind::from_name(&form.kind)
        .ok_or_else(|| Fault::invalid("kind", input::given("unknown", &form.kind)))?;
    let finding = filled(&form.finding).map(|id| FindingId(id.to_owned()));
    let id = web.app.open_case(&person, &form.title, kind, finding).await?;
    Ok(done(&format!("/cases/{}", id.0), "opened"))
}
