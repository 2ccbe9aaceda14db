//! The way to customers and the public: the flowchart with the current state
//! lit, messages with what stands in their way, teams (CM21–CM31).

mod acts;
mod message;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::communication::{Audience, Flow, Kind, Language, Ready, Station};
use jiff::Timestamp;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, render};
use crate::app::{Communications, MessageView};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Place;
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::{Lang, Words};

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::Communicate);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/communications", READ, || get(show)),
    Route::post("/cases/{id}/communications", WRITE, || post(acts::attach)),
    Route::post("/cases/{id}/communications/steps", WRITE, || post(acts::step)),
    Route::post("/cases/{id}/communications/lists", WRITE, || post(acts::collect)),
    Route::post("/cases/{id}/communications/ready", WRITE, || post(acts::ready)),
    Route::get("/cases/{id}/messages/new", WRITE, || get(message::compose)),
    Route::post("/cases/{id}/messages", WRITE, || post(acts::draft)),
    Route::get("/cases/{id}/messages/{name}", READ, || get(message::show)),
    Route::post("/cases/{id}/messages/{name}", WRITE, || post(acts::redraft)),
    Route::post("/cases/{id}/messages/{name}/request", WRITE, || post(acts::request)),
    Route::post("/cases/{id}/messages/{name}/send", Access::Needs(Permission::Send), || {
        post(acts::send)
    }),
    Route::post("/cases/{id}/messages/{name}/withdraw", WRITE, || post(acts::withdraw)),
    Route::post("/cases/{id}/messages/{name}/receipt", WRITE, || post(acts::receipt)),
];

#[derive(Template)]
#[template(path = "communications.html")]
struct CommunicationsPage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    policy: String,
    is_attached: bool,
    stations: Vec<StationView>,
    steps: Vec<StepView>,
    steps_open: Vec<OpenStep>,
    messages: Vec<MessageRow>,
    kinds: Vec<(&'static str, String)>,
    audiences: Vec<(&'static str, String)>,
    contacts: Vec<ContactRow>,
    readied: Vec<(String, String, Moment)>,
    ready_words: Vec<(&'static str, String)>,
    lists: Vec<(String, String, Moment)>,
    may_write: bool,
    clear_refusals: Vec<String>,
}

struct StationView {
    letter: char,
    name: String,
    /// `past`, `here`, `ahead`.
    state: &'static str,
    reached: Option<Moment>,
}

struct StepView {
    text: String,
    by: String,
    at: Moment,
    reason: Option<String>,
}

struct OpenStep {
    edge: String,
    name: String,
    /// `scope`, `media` or nothing.
    form: &'static str,
}

struct MessageRow {
    address: String,
    name: String,
    title: String,
    lang: &'static str,
    kind: String,
    audience: String,
    state: String,
    tone: &'static str,
    in_the_way: usize,
}

struct ContactRow {
    team: String,
    ways: Vec<(String, String, bool)>,
    engaged: Option<Moment>,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let found = web.app.communications(&person, case.id).await?;
    let words = &visitor.words;
    let now = web.app.clock().now();
    let flow = found.flow.as_ref();
    render(&CommunicationsPage {
        frame: Frame::of(&visitor, Nav::Cases),
        id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        policy: found.policy.clone(),
        is_attached: flow.is_some(),
        stations: stations(words, flow, now),
        steps: steps(words, flow, now),
        steps_open: open_steps(words, &found),
        messages: found.messages.iter().map(|one| row(words, case.id.0, one)).collect(),
        kinds: Kind::ALL.map(|one| (one.as_str(), kind(words, one))).into(),
        audiences: Audience::ALL.map(|one| (one.as_str(), audience(words, one))).into(),
        contacts: contacts(words, &found, now),
        readied: found
            .readied
            .iter()
            .map(|one| {
                let told = format!("{} — {}", ready(words, one.ready), one.note);
                (told, one.by.clone(), Moment::of(words, one.at, now))
            })
            .collect(),
        ready_words: Ready::ALL.map(|one| (one.as_str(), ready(words, one))).into(),
        lists: found
            .collected
            .iter()
            .map(|one| {
                let count = words.t1("list-count", "count", one.count);
                let told = format!("{}: {count} — {}", audience(words, one.audience), one.source);
                (told, one.by.clone(), Moment::of(words, one.at, now))
            })
            .collect(),
        may_write: person.may(Permission::Communicate),
        clear_refusals: found.clear_refusals.iter().map(|one| words.say(&one.text)).collect(),
        w: visitor.words.clone(),
    })
}

fn stations(words: &Words, flow: Option<&Flow>, now: Timestamp) -> Vec<StationView> {
    let reached = flow.map(Flow::reached).unwrap_or_default();
    let view = |one: Station| StationView {
        letter: one.letter(),
        name: station(words, one),
        state: match flow {
            Some(flow) if flow.at == one => "here",
            Some(_) if reached.contains_key(&one) => "past",
            Some(_) | None => "ahead",
        },
        reached: reached.get(&one).map(|at| Moment::of(words, *at, now)),
    };
    Station::ALL.into_iter().map(view).collect()
}

fn steps(words: &Words, flow: Option<&Flow>, now: Timestamp) -> Vec<StepView> {
    use engine::coordinate::communication::Form;
    let view = |step: &engine::coordinate::communication::Step| StepView {
        text: format!("{} → {} {}", step.from.letter(), step.to.letter(), station(words, step.to)),
        by: step.by.clone(),
        at: Moment::of(words, step.at, now),
        reason: step.form.as_ref().map(|form| match form {
            Form::Scope { audiences, reason, .. } => {
                let names: Vec<String> =
                    audiences.iter().map(|one| audience(words, *one)).collect();
                format!("{} — {reason}", names.join(", "))
            }
            Form::Media { kinds, reason } => {
                let names: Vec<String> = kinds.iter().map(|one| kind(words, *one)).collect();
                format!("{} — {reason}", names.join(", "))
            }
        }),
    };
    flow.map(|flow| flow.steps.iter().rev().map(view).collect()).unwrap_or_default()
}

/// The steps that a person takes by a button: F and H are reached by deeds.
fn open_steps(words: &Words, found: &Communications) -> Vec<OpenStep> {
    let by_deed = |to: Station| matches!(to, Station::Collecting | Station::Sending);
    let open = found.open_steps.iter().filter(|(_, to)| !by_deed(*to));
    open.map(|(from, to)| OpenStep {
        edge: format!("{}-{}", from.letter(), to.letter()),
        name: format!("{} → {} {}", from.letter(), to.letter(), station(words, *to)),
        form: match from {
            Station::Scoping => "scope",
            Station::ChoosingMedium => "media",
            _other => "",
        },
    })
    .collect()
}

fn row(words: &Words, case: u32, view: &MessageView) -> MessageRow {
    let draft = &view.message.draft;
    let (state, tone) = state(view);
    MessageRow {
        address: format!("/cases/{case}/messages/{}", view.message.id.0),
        name: view.message.id.to_string(),
        title: draft.texts.get(&draft.language).map(|text| text.title.clone()).unwrap_or_default(),
        lang: draft.language.as_str(),
        kind: kind(words, draft.kind),
        audience: audience(words, draft.audience),
        state: words.t(format!("message-state-{state}")),
        tone,
        in_the_way: if state == "sent" { 0 } else { view.refusals.len() },
    }
}

/// Where a message stands, and how good that is.
fn state(view: &MessageView) -> (&'static str, &'static str) {
    let is_sent = view.message.sent.iter().any(|sent| sent.hash == view.hash);
    if view.message.withdrawn.is_some() {
        return ("withdrawn", "");
    }
    if is_sent {
        return ("sent", "good");
    }
    match &view.approval {
        None => ("draft", ""),
        Some((_, standing)) => match standing.stands.as_str() {
            "approved" => ("approved", "good"),
            "declined" => ("declined", "bad"),
            "expired" => ("expired", "warn"),
            "voided" => ("voided", "warn"),
            _waiting => ("waiting", "warn"),
        },
    }
}

fn contacts(words: &Words, found: &Communications, now: Timestamp) -> Vec<ContactRow> {
    let view = |one: &crate::app::ContactView| ContactRow {
        team: duty(words, &one.team),
        ways: one
            .contact
            .ways
            .iter()
            .map(|way| {
                let word = format!("{:?}", way.by).to_lowercase();
                (words.t(format!("way-{word}")), way.address.clone(), way.is_urgent)
            })
            .collect(),
        engaged: one.engaged_at.map(|at| Moment::of(words, at, now)),
    };
    found.contacts.iter().map(view).collect()
}

pub(super) fn station(words: &Words, one: Station) -> String {
    words.t(format!("station-{}", one.as_str().replace('_', "-")))
}

pub(super) fn kind(words: &Words, one: Kind) -> String {
    words.t(format!("message-kind-{}", one.as_str().replace('_', "-")))
}

pub(super) fn audience(words: &Words, one: Audience) -> String {
    words.t(format!("audience-{}", one.as_str().replace('_', "-")))
}

fn ready(words: &Words, one: Ready) -> String {
    words.t(format!("ready-{}", one.as_str().replace('_', "-")))
}

/// What a duty is called; a name of the organisation's own stays as it is.
pub(super) fn duty(words: &Words, name: &str) -> String {
    naming::duty(words, name, None)
}

/// The language of messages that a reader's language is.
pub(super) fn language(lang: Lang) -> Language {
    match lang {
        Lang::En => Language::En,
        Lang::Ja => Language::Ja,
    }
}

/// Both languages, that of the reader first.
fn languages(words: &Words) -> Vec<Language> {
    let first = language(words.lang());
    let rest: BTreeSet<Language> = Language::ALL.into_iter().filter(|one| *one != first).collect();
    std::iter::once(first).chain(rest).collect()
}
