//! Status updates: writing one, and the page that stakeholders read (CM11, CM12).

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::communication::{Composed, Language};
use engine::coordinate::update::{Published, StatusUpdate, Texts};
use engine::coordinate::{Case, Circumstance, Share};
use jiff::Timestamp;
use serde::Deserialize;

use super::case::id_of;
use super::communications::language;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::input;
use crate::app::{NewUpdate, UpdatePreview};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place, filled, time};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const READ: Access = Access::Needs(Permission::ReadCases);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/status", READ, || get(status)),
    Route::get("/cases/{id}/updates", READ, || get(show)),
    Route::post("/cases/{id}/updates", Access::Needs(Permission::Send), || post(publish)),
    Route::post("/cases/{id}/updates/preview", READ, || post(preview)),
    Route::post("/cases/{id}/pins", Access::Needs(Permission::Communicate), || post(pin)),
];

/// One page for who wants to know and not to work.
#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    w: Words,
    frame: Frame,
    case_id: String,
    title: String,
    exercise: Option<&'static str>,
    current: Option<Told>,
    earlier: Vec<Told>,
    next: Option<Moment>,
    is_late: bool,
}

struct Told {
    number: u32,
    at: Moment,
    by: String,
    lang: &'static str,
    blocks: Vec<(String, Vec<String>)>,
    is_final: bool,
}

#[derive(Template)]
#[template(path = "updates.html")]
struct UpdatesPage {
    w: Words,
    frame: Frame,
    case_id: String,
    title: String,
    address: String,
    published: Vec<Told>,
    next: Option<Moment>,
    is_late: bool,
    may_publish: bool,
    users: Vec<(&'static str, String, bool)>,
    languages: Vec<(&'static str, String, bool)>,
    texts: Vec<TextForm>,
    next_at: String,
    is_final: bool,
    recipients: String,
    channels: String,
    to: String,
    pinned: Vec<PinView>,
    preview: Option<PreviewView>,
}

struct TextForm {
    lang: &'static str,
    language: String,
    fields: Vec<(&'static str, String, String)>,
    is_open: bool,
}

struct PinView {
    entry: u64,
    text: String,
    is_pinned: bool,
}

struct PreviewView {
    composed: Vec<(&'static str, Composed)>,
    missing: Vec<String>,
    remarks: Vec<String>,
}

async fn status(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let found = web.app.updates(&person, case.id)?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let mut told: Vec<Told> =
        found.published.iter().rev().map(|one| told(&web, words, one, now)).collect();
    let current = (!told.is_empty()).then(|| told.remove(0));
    render(&StatusPage {
        frame: Frame::of(&visitor, Nav::Cases),
        case_id: case.id.to_string(),
        title: case.title.clone(),
        exercise: case
            .concerns
            .exercise
            .is_exercise()
            .then(|| engine::coordinate::communication::exercise_mark(language(words.lang()))),
        current,
        earlier: told,
        next: found.next_at.map(|at| Moment::of(words, at, now)),
        is_late: found.is_late,
        w: visitor.words.clone(),
    })
}

/// An update in the reader's language, or in its language of record.
fn told(web: &Web, words: &Words, one: &Published, now: Timestamp) -> Told {
    let policy = web.app.communication_policy();
    let wanted = language(words.lang());
    let status = &one.status;
    let lang = if status.texts.contains_key(&wanted) { wanted } else { status.language };
    let texts = status.texts.get(&lang).cloned().unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut blocks = Vec::new();
    for (field, text) in texts.fields() {
        blocks.push((policy.heading(field, wanted).to_owned(), lines(&text)));
        if field == "current_risk" {
            let share = words.t(format!("share-{}", share_name(status.users)));
            blocks.push((policy.heading("users", wanted).to_owned(), vec![share]));
        }
    }
    Told {
        number: one.number,
        at: Moment::of(words, one.at, now),
        by: one.by.clone(),
        lang: lang.as_str(),
        blocks,
        is_final: status.is_final,
    }
}

fn share_name(share: Share) -> &'static str {
    match share {
        Share::Some => "some",
        Share::Many => "many",
        Share::All => "all",
    }
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let draft = prefilled(&visitor.words, &case);
    let page = page(&web, &visitor, (&case, &person), (&draft, None))?;
    render(&page)
}

/// What the case says already: pinned lines, the last update's other fields.
fn prefilled(words: &Words, case: &Case) -> UpdateForm {
    let state = &case.concerns.update;
    let lang = language(words.lang());
    let pinned: Vec<String> = case
        .timeline
        .iter()
        .filter(|line| state.pinned.contains(&line.journal_index))
        .map(|line| line_text(words, line))
        .collect();
    let last = state.published.last().and_then(|one| one.status.texts.get(&lang));
    let last = last.cloned().unwrap_or_default();
    let users = match case.circumstances().get("users_impacted") {
        Some(Circumstance::UsersImpacted { share }) => share_name(*share),
        Some(_) | None => "",
    };
    let mut form = UpdateForm {
        users: users.to_owned(),
        language: lang.as_str().to_owned(),
        ..UpdateForm::default()
    };
    let texts = Texts { timeline: pinned, ..last };
    for (field, text) in texts.fields() {
        form.texts.insert(format!("{}-{field}", lang.as_str()), text);
    }
    form
}

fn line_text(words: &Words, line: &engine::investigate::timeline::TimelineEntry) -> String {
    let args = line.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let when = line.occurred_at.strftime("%Y-%m-%d %H:%M UTC");
    format!("{when} {}", words.sentence(&line.key, args))
}

type Written<'a> = (&'a UpdateForm, Option<&'a UpdatePreview>);

fn page(
    web: &Web,
    visitor: &Visitor,
    (case, person): (&Case, &crate::person::Person),
    (form, preview): Written<'_>,
) -> Result<UpdatesPage, Fault> {
    let found = web.app.updates(person, case.id)?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let published = found.published.iter().rev();
    Ok(UpdatesPage {
        frame: Frame::of(visitor, Nav::Cases),
        case_id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        published: published.map(|one| told(web, words, one, now)).collect(),
        next: found.next_at.map(|at| Moment::of(words, at, now)),
        is_late: found.is_late,
        may_publish: person.may(Permission::Send),
        users: ["some", "many", "all"]
            .map(|one| (one, words.t(format!("share-{one}")), form.users == one))
            .into(),
        languages: Language::ALL
            .map(|one| {
                let word = words.t(format!("language-{}", one.as_str()));
                (one.as_str(), word, form.language == one.as_str())
            })
            .into(),
        texts: Language::ALL.map(|one| text_form(web, words, form, one)).into(),
        next_at: form.next_at.clone(),
        is_final: form.is_final,
        recipients: form.recipients.clone(),
        channels: form.channels.clone(),
        to: form.to.clone(),
        pinned: pins(words, case),
        preview: preview.map(|found| preview_view(words, found)),
        w: visitor.words.clone(),
    })
}

fn text_form(web: &Web, words: &Words, form: &UpdateForm, language: Language) -> TextForm {
    let policy = web.app.communication_policy();
    let lang = language.as_str();
    let fields = ["current_risk", "timeline", "mitigation", "status", "next_steps"];
    let text = |field: &str| form.texts.get(&format!("{lang}-{field}")).cloned();
    TextForm {
        lang,
        language: words.t(format!("language-{lang}")),
        fields: fields
            .map(|field| {
                let label = policy.heading(field, language).to_owned();
                (field, label, text(field).unwrap_or_default())
            })
            .into(),
        is_open: form.language == lang || fields.iter().any(|field| text(field).is_some()),
    }
}

/// The newest lines of the timeline, those that are pinned among them.
fn pins(words: &Words, case: &Case) -> Vec<PinView> {
    const LINES_SHOWN_MAX: usize = 100;
    let pinned = &case.concerns.update.pinned;
    let view = |line: &engine::investigate::timeline::TimelineEntry| PinView {
        entry: line.journal_index,
        text: line_text(words, line),
        is_pinned: pinned.contains(&line.journal_index),
    };
    case.timeline.iter().rev().take(LINES_SHOWN_MAX).map(view).collect()
}

fn preview_view(words: &Words, found: &UpdatePreview) -> PreviewView {
    let composed = found.composed.iter();
    PreviewView {
        composed: composed.map(|(lang, text)| (lang.as_str(), text.clone())).collect(),
        missing: found.refusals.iter().map(|one| words.say(&one.text)).collect(),
        remarks: found
            .remarks
            .iter()
            .map(|one| {
                let kind = words.t(format!("remark-{}", one.kind.as_str().replace('_', "-")));
                format!("{kind}: {}", one.excerpt)
            })
            .collect(),
    }
}

/// The form's fields; those of a text are `en-current_risk`, `ja-status` …
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct UpdateForm {
    users: String,
    language: String,
    next_at: String,
    is_final: bool,
    recipients: String,
    channels: String,
    to: String,
    despite: String,
    #[serde(flatten)]
    texts: BTreeMap<String, String>,
}

impl UpdateForm {
    fn status(&self) -> Result<StatusUpdate, Fault> {
        let users = match self.users.as_str() {
            "some" => Share::Some,
            "many" => Share::Many,
            "all" => Share::All,
            other => {
                return Err(Fault::invalid(
                    "users",
                    input::one_of(other, &["some", "many", "all"]),
                ));
            }
        };
        let language = Language::from_name(&self.language).ok_or_else(|| {
            Fault::invalid("language", input::one_of(&self.language, &["en", "ja"]))
        })?;
        let texts = Language::ALL.into_iter().filter_map(|one| {
            Some((one, self.texts_in(one))).filter(|(_, texts)| *texts != Texts::default())
        });
        let next_at = time("next_at", &self.next_at)?;
        let is_final = self.is_final;
        Ok(StatusUpdate { users, next_at, is_final, language, texts: texts.collect() })
    }

    fn texts_in(&self, language: Language) -> Texts {
        let of = |field: &str| {
            let text = self.texts.get(&format!("{}-{field}", language.as_str()));
            text.and_then(|text| filled(text)).unwrap_or_default().replace("\r\n", "\n")
        };
        Texts {
            current_risk: of("current_risk"),
            timeline: of("timeline").lines().filter_map(filled).map(str::to_owned).collect(),
            mitigation: of("mitigation"),
            status: of("status"),
            next_steps: of("next_steps"),
        }
    }
}

fn names(text: &str) -> BTreeSet<String> {
    let names = text.split(|c: char| c.is_whitespace() || ",;".contains(c));
    names.filter_map(filled).map(str::to_owned).collect()
}

async fn preview(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<UpdateForm>,
) -> Answer {
    let case = web.app.case(&person, id_of(&id)?)?;
    let found = web.app.preview_update(&person, case.id, &form.status()?)?;
    render(&page(&web, &visitor, (&case, &person), (&form, Some(&found)))?)
}

async fn publish(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<UpdateForm>,
) -> Answer {
    let case = id_of(&id)?;
    let new = NewUpdate {
        status: form.status()?,
        recipients: names(&form.recipients),
        channels: names(&form.channels),
        to: names(&form.to),
        despite: filled(&form.despite).map(str::to_owned),
    };
    web.app.publish_update(&person, case, new).await?;
    Ok(done(&format!("/cases/{}/updates", case.0), "update-published"))
}

#[derive(Deserialize)]
struct Pin {
    entry: u64,
    #[serde(default)]
    pinned: bool,
}

async fn pin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Pin>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.pin(&person, case, (form.entry, form.pinned)).await?;
    Ok(done(&format!("/cases/{}/updates#pins", case.0), "pinned"))
}
