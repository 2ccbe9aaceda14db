//! Findings: rules that fired.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::{CaseId, CaseKind, Phase};
use engine::detect::{Finding, FindingId, Level};
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Form, Place};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/findings", Access::Needs(Permission::ReadCases), || get(list)),
    Route::get("/findings/{id}", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/findings/{id}/attach", Access::Needs(Permission::OpenCase), || post(attach)),
];

/// How many findings a page shows.
const PAGE_ROWS: usize = 50;

/// A level: word, mark, colour.
pub(super) struct LevelView {
    pub(super) name: &'static str,
    pub(super) mark: &'static str,
    pub(super) word: String,
}

pub(super) fn level(words: &Words, level: Level) -> LevelView {
    let word = naming::level(words, level);
    LevelView { name: level.as_str(), mark: naming::level_mark(level), word }
}

/// A finding in a list.
pub(super) struct FindingRow {
    pub(super) level: LevelView,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) address: String,
    pub(super) actor: String,
    pub(super) when: Moment,
}

pub(super) fn row(words: &Words, finding: &Finding, now: Timestamp) -> FindingRow {
    let unknown = || words.t("actor-unknown");
    FindingRow {
        level: level(words, finding.level),
        title: finding.title.clone(),
        summary: finding.summary.clone(),
        address: format!("/findings/{}", finding.id),
        actor: finding.actor.clone().unwrap_or_else(unknown),
        when: Moment::of(words, finding.occurred_at, now),
    }
}

#[derive(Template)]
#[template(path = "findings.html")]
struct FindingsPage {
    w: Words,
    frame: Frame,
    findings: Vec<FindingRow>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Before {
    before: Option<String>,
}

async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Before>,
) -> Answer {
    let before = asked.before.map(FindingId);
    let found = web.app.findings(&person, before.as_ref(), PAGE_ROWS)?;
    let now = web.app.clock().now();
    let next = found.last().filter(|_| found.len() == PAGE_ROWS);
    render(&FindingsPage {
        frame: Frame::of(&visitor, Nav::Findings),
        next: next.map(|last| format!("/findings?before={}", last.id)),
        findings: found.iter().map(|finding| row(&visitor.words, finding, now)).collect(),
        w: visitor.words,
    })
}

#[derive(Template)]
#[template(path = "finding.html")]
struct FindingPage {
    w: Words,
    frame: Frame,
    id: String,
    finding: FindingRow,
    /// What it means to a responder, in the visitor's language.
    meaning: Option<String>,
    rule: String,
    tags: Vec<String>,
    requirements: Vec<String>,
    records: Vec<String>,
    case: Option<(String, String)>,
    may_open: bool,
    kinds: Vec<(&'static str, String)>,
    open_cases: Vec<(u32, String)>,
}

/// Kinds of case for a form.
pub(super) fn kinds(words: &Words) -> Vec<(&'static str, String)> {
    CaseKind::ALL.into_iter().map(|kind| (kind.as_str(), naming::kind(words, kind))).collect()
}

/// Cases that are not closed, for a form.
pub(super) fn open_cases(
    web: &Web,
    person: &crate::person::Person,
) -> Result<Vec<(u32, String)>, crate::app::AppError> {
    let open = web.app.cases(person)?.into_iter().filter(|case| case.phase != Phase::Closed);
    Ok(open.map(|case| (case.id.0, format!("{} {}", case.id, case.title))).collect())
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let (finding, case) = web.app.finding(&person, &FindingId(id))?;
    let words = &visitor.words;
    let page = FindingPage {
        frame: Frame::of(&visitor, Nav::Findings),
        id: finding.id.to_string(),
        meaning: web.meaning(&finding.rule, words.lang()),
        rule: finding.rule.clone(),
        tags: finding.tags.clone(),
        requirements: finding.requirements.clone(),
        records: finding.records.iter().map(|record| record.index.to_string()).collect(),
        case: case.map(|id| (id.to_string(), format!("/cases/{}", id.0))),
        may_open: person.may(Permission::OpenCase),
        kinds: kinds(words),
        open_cases: open_cases(&web, &person)?,
        finding: row(words, &finding, web.app.clock().now()),
        w: visitor.words.clone(),
    };
    render(&page)
}

#[derive(Deserialize)]
struct Attach {
    case: u32,
}

async fn attach(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Attach>,
) -> Answer {
    web.app.attach_finding(&person, CaseId(form.case), FindingId(id)).await?;
    Ok(done(&format!("/cases/{}", form.case), "attached"))
}
