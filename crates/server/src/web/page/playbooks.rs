//! The playbooks, one by one: what they hold, for whom, and where it is from.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use engine::coordinate::playbook::{Effective, Step};

use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Place;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::{Lang, Words};

const READ: Access = Access::Needs(Permission::ReadCases);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/playbooks", READ, || get(many)),
    Route::get("/playbooks/{name}", READ, || get(one)),
];

#[derive(Template)]
#[template(path = "playbooks.html")]
struct ManyPage {
    w: Words,
    frame: Frame,
    playbooks: Vec<PlaybookRow>,
}

struct PlaybookRow {
    address: String,
    name: String,
    kind: String,
    version: u32,
    steps: usize,
    requirements: String,
    origin: String,
    is_upstream_changed: bool,
}

#[derive(Template)]
#[template(path = "playbook.html")]
struct OnePage {
    w: Words,
    frame: Frame,
    row: PlaybookRow,
    process: Option<(String, String, String)>,
    steps: Vec<StepRow>,
}

/// A step in words.
pub(super) struct StepRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) how: String,
    pub(super) phase: String,
    pub(super) requirements: String,
    pub(super) is_mandatory: bool,
    pub(super) is_own: bool,
    pub(super) result: String,
    pub(super) offer: Option<String>,
    pub(super) docs: Vec<(String, String)>,
    /// Name and language-independent value of each thing to choose from.
    pub(super) items: Vec<(String, String)>,
}

fn row(words: &Words, found: &Effective) -> PlaybookRow {
    let playbook = &found.playbook;
    let is_own = found.shipped_hash.is_none() || !found.own_steps.is_empty();
    PlaybookRow {
        address: format!("/playbooks/{}", playbook.name),
        name: playbook.name.clone(),
        kind: naming::kind(words, playbook.kind),
        version: playbook.version,
        steps: playbook.steps.len(),
        requirements: playbook.requirements.join(" "),
        origin: words.t(if is_own { "playbook-own" } else { "playbook-shipped" }),
        is_upstream_changed: found.is_upstream_changed,
    }
}

fn how(words: &Words, step: &Step) -> String {
    match (&step.text, words.lang()) {
        (Some(text), Lang::En) => text.en.how.clone(),
        (Some(text), Lang::Ja) => text.ja.how.clone(),
        (None, _) => words.t(step.how_key()),
    }
}

/// An item in words; the organisation's own items are words already.
pub(super) fn item(words: &Words, name: &str) -> String {
    let key = format!("playbook-item-{name}");
    if words.has(&key) { words.t(key) } else { name.to_owned() }
}

pub(super) fn step_row(words: &Words, step: &Step, is_own: bool) -> StepRow {
    let is_japanese = words.lang() == Lang::Ja;
    let pages = step.docs.iter().cloned();
    StepRow {
        id: step.id.clone(),
        title: words.step(&step.id, step.text.as_ref()),
        how: how(words, step),
        phase: naming::phase(words, step.phase),
        requirements: step.requirements.join(" "),
        is_mandatory: step.mandatory,
        is_own,
        result: words.t(format!("playbook-result-{}", step.result.as_str())),
        offer: step
            .offers
            .as_ref()
            .map(|offer| words.t(format!("playbook-offers-{}", offer.as_str()))),
        docs: pages.zip(step.docs_in(is_japanese)).collect(),
        items: step.items.iter().map(|name| (name.clone(), item(words, name))).collect(),
    }
}

async fn many(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let words = &visitor.words;
    let playbooks = web.app.playbooks(&person)?.iter().map(|found| row(words, found)).collect();
    render(&ManyPage { frame: Frame::of(&visitor, Nav::Playbooks), playbooks, w: words.clone() })
}

async fn one(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let words = &visitor.words;
    let found = web.app.playbook(&person, &name)?;
    let is_own = |step: &Step| found.own_steps.contains(&step.id);
    let process = found.playbook.process.as_ref();
    render(&OnePage {
        frame: Frame::of(&visitor, Nav::Playbooks),
        row: row(words, &found),
        process: process
            .map(|named| (named.title.clone(), named.url.clone(), named.version.clone())),
        steps: found
            .playbook
            .steps
            .iter()
            .map(|step| step_row(words, step, is_own(step)))
            .collect(),
        w: words.clone(),
    })
}
