//! Findings: rules that fired, in groups and one by one; what may wait.

mod groups;
mod suppressions;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::{CaseId, CaseKind, Phase};
use engine::detect::{Finding, FindingId, Level};
use engine::investigate::triage::Own;
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/findings", groups::LIST, || get(groups::list)),
    Route::get("/findings/suppressions", groups::LIST, || get(suppressions::list)),
    Route::post("/findings/suppressions", WRITE, || post(suppressions::add)),
    Route::post("/findings/suppressions/{index}/lift", WRITE, || post(suppressions::lift)),
    Route::post("/findings/{id}/case", Access::Needs(Permission::OpenCase), || {
        post(groups::into_case)
    }),
    Route::get("/findings/{id}", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/findings/{id}/attach", Access::Needs(Permission::OpenCase), || post(attach)),
];

const WRITE: Access = Access::Needs(Permission::WriteCase);

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
    /// Why it is unusual, in the visitor's language.
    pub(super) reason: Option<String>,
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
        reason: finding.reason.as_ref().map(|reason| words.say(reason)),
        address: format!("/findings/{}", finding.id),
        actor: finding.actor.clone().unwrap_or_else(unknown),
        when: Moment::of(words, finding.occurred_at, now),
    }
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
    /// The group's address among the findings, and how many it has.
    group: Option<(String, String)>,
    entity: Option<(String, String)>,
    /// The points of its entity, and what they are made of.
    risk: Option<(String, Vec<String>)>,
    own: Option<String>,
    suppressed: Option<String>,
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
    let view = web.app.finding_view(&person, &id).await?;
    let (finding, case) = (&view.finding, view.case);
    let words = &visitor.words;
    let group = view.group.as_ref().map(|view| &view.group);
    let page = FindingPage {
        frame: Frame::of(&visitor, Nav::Findings),
        id: finding.id.to_string(),
        meaning: web.meaning(&finding.rule, words.lang()),
        rule: finding.rule.clone(),
        tags: finding.tags.clone(),
        requirements: finding.requirements.clone(),
        records: finding.records.iter().map(|record| record.index.to_string()).collect(),
        case: case.map(|id| (id.to_string(), format!("/cases/{}", id.0))),
        group: group.map(|group| {
            let count = words.t1("count-findings", "count", group.findings.len());
            (groups::entity_address(&group.entity), count)
        }),
        entity: group.map(|group| {
            (groups::entity_address(&group.entity), groups::entity(words, &group.entity))
        }),
        risk: view
            .risk
            .as_ref()
            .map(|risk| (groups::points(risk.points), groups::parts(words, risk))),
        own: view.traits.own.as_ref().map(|own| own_told(words, own)),
        suppressed: view.suppression.as_ref().map(|one| {
            words.t2(
                "finding-suppressed",
                ("name", one.by.clone()),
                ("reason", one.wish.reason.clone()),
            )
        }),
        may_open: person.may(Permission::OpenCase),
        kinds: kinds(words),
        open_cases: open_cases(&web, &person)?,
        finding: row(words, finding, web.app.clock().now()),
        w: visitor.words.clone(),
    };
    render(&page)
}

/// What of ours caused it.
fn own_told(words: &Words, own: &Own) -> String {
    match own {
        Own::Act { case, step, act, .. } => words.sentence(
            "finding-own-act",
            [
                ("case", format!("C-{case}").as_str()),
                ("step", step.saturating_add(1).to_string().as_str()),
                ("act", act.as_str()),
            ],
        ),
        Own::Survey { case } => words.t1("finding-own-survey", "case", format!("C-{case}")),
        Own::Inventory => words.t("finding-own-inventory"),
        Own::StreamTest => words.t("finding-own-stream-test"),
    }
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
