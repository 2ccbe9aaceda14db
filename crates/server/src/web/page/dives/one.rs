//! One request: what is missing, what was decided and why, what was found and told.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use engine::assist::decision::Part;
use engine::assist::request::ResourceKind;
use engine::coordinate::communication::Language;
use engine::coordinate::dive::{Gap, Seen};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::case::id_of;
use super::super::frame::{Frame, Nav};
use super::super::{Answer, done, render};
use super::form::may_edit;
use crate::app::{DiveView, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::desk::{self, Making, Texts};
use crate::web::form::{Form, Place};
use crate::web::moment::Moment;
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::{Lang, Words};

#[derive(Template)]
#[template(path = "dive.html")]
struct DivePage {
    w: Words,
    frame: Frame,
    id: String,
    address: String,
    case_address: Option<String>,
    organisation: String,
    phase: String,
    outcome: String,
    team: String,
    lacks: Vec<String>,
    facts: Vec<(String, String)>,
    gap_text: String,
    resources: Vec<ResourceView>,
    decision: Option<DecisionView>,
    findings: Vec<LineView>,
    updates: Vec<LineView>,
    contacts: Vec<LineView>,
    due: Option<Moment>,
    is_late: bool,
    texts: Texts,
    reply_lang: &'static str,
    tracker: Option<String>,
    gap: String,
    is_gap_settled: bool,
    close_refused: Option<String>,
    may: May,
}

/// What the visitor may do here.
#[expect(clippy::struct_excessive_bools, reason = "each is a permission of its own")]
struct May {
    file: bool,
    work: bool,
    face: bool,
    close: bool,
}

struct ResourceView {
    kind: &'static str,
    word: String,
    path: String,
    seen: String,
    is_missing: bool,
    owner: String,
    how: String,
}

struct DecisionView {
    outcome: String,
    is_extended: bool,
    reasons: Vec<(String, String)>,
    splits: Vec<(&'static str, String, String)>,
    by: String,
    at: Moment,
    preset: String,
    replays: bool,
}

struct LineView {
    text: String,
    by: String,
    at: Moment,
}

pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    let view = web.app.dive(&person, case)?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    let state = &view.state;
    let lang = lang(state.requester.language);
    let of_requester = desk::texts(web.words(lang), &view);
    let texts = Texts { reply: of_requester.reply, ..of_requester };
    let line = |text: &str, by: &str, at: Timestamp| LineView {
        text: text.to_owned(),
        by: by.to_owned(),
        at: Moment::of(words, at, now),
    };
    let may = |permission| person.may(permission);
    render(&DivePage {
        frame: Frame::of(&visitor, Nav::Dives),
        id: case.to_string(),
        address: format!("/dives/{}", case.0),
        case_address: may(Permission::ReadCases).then(|| format!("/cases/{}", case.0)),
        organisation: view.summary.organisation.clone(),
        phase: naming::phase(words, view.summary.phase),
        outcome: super::outcome(words, &view.summary),
        team: team(words, &view),
        lacks: view.lacks.iter().map(|one| words.t(missing_key(one))).collect(),
        facts: desk::facts(words, state)
            .into_iter()
            .map(|(name, value)| (name, value.replace('`', "")))
            .collect(),
        gap_text: state.request.as_ref().and_then(|one| one.gap.clone()).unwrap_or_default(),
        resources: resources(words, &view),
        decision: decision(words, &view, now),
        findings: state.findings.iter().map(|one| line(&one.text, &one.by, one.at)).collect(),
        updates: state.updates.iter().map(|one| line(&one.text, &one.by, one.at)).collect(),
        contacts: state
            .contacts
            .iter()
            .map(|one| {
                line(&format!("{} · {}: {}", one.from, one.by_way_of, one.note), &one.by, one.at)
            })
            .collect(),
        due: view.summary.due_at.map(|at| Moment::of(words, at, now)),
        is_late: view.summary.due_at.is_some_and(|at| at < now),
        texts,
        reply_lang: lang.as_str(),
        tracker: view.tracker.as_ref().map(|one| issue(words, one)),
        gap: gap_line(words, &view),
        is_gap_settled: state.gap.is_some(),
        close_refused: view.close_refused.as_ref().map(|refusal| words.say(&refusal.text)),
        may: May {
            file: may_edit(&person),
            work: may(Permission::WorkRequests),
            face: may(Permission::FaceRequesters),
            close: may(Permission::WorkRequests) && view.close_refused.is_none(),
        },
        w: visitor.words.clone(),
    })
}

fn missing_key(name: &str) -> String {
    format!("dive-lacks-{}", name.replace('_', "-"))
}

fn team(words: &Words, view: &DiveView) -> String {
    use engine::coordinate::dive::gate::Team;
    match view.summary.team {
        Some(Team::Support) => words.t("dive-team-support"),
        Some(Team::Sirt) => words.t("dive-team-sirt"),
        None => words.t("dive-team-nobody"),
    }
}

fn resources(words: &Words, view: &DiveView) -> Vec<ResourceView> {
    let state = &view.state;
    let all = state.request.iter().flat_map(|request| &request.resources);
    all.map(|one| {
        let verified = state
            .ownership
            .iter()
            .rev()
            .find(|known| (known.kind, &known.path) == (one.kind, &one.path));
        let seen = state.seen(one);
        ResourceView {
            kind: one.kind.as_str(),
            word: words.t(format!("dive-resource-{}", one.kind.as_str())),
            path: one.path.clone(),
            is_missing: matches!(seen, Some(Seen::Missing)),
            seen: match seen {
                Some(Seen::Found { id }) => words.t1("dive-seen-found", "id", id.to_string()),
                Some(Seen::Missing) => words.t("dive-seen-missing"),
                Some(Seen::Unknown { why }) => words.t1("dive-seen-unknown", "why", why.clone()),
                None => words.t1("dive-seen-unknown", "why", "–"),
            },
            owner: match one.owned {
                Some(true) => words.t("dive-owned"),
                Some(false) => words.t("dive-not-owned"),
                None => words.t("dive-owner-unknown"),
            },
            how: verified.map(|one| format!("{} ({})", one.how, one.by)).unwrap_or_default(),
        }
    })
    .collect()
}

fn decision(words: &Words, view: &DiveView, now: Timestamp) -> Option<DecisionView> {
    let decided = view.state.decided()?;
    let found = &decided.decision;
    let splits = found.splits.iter().map(|split| {
        let part = split.part.as_str();
        let key = format!("dive-part-{}", part.replace('_', "-"));
        (part, words.t(key), words.say(&split.decision.outcome.label()))
    });
    Some(DecisionView {
        outcome: words.say(&found.outcome.label()),
        is_extended: found.extended,
        reasons: found
            .reasons
            .iter()
            .map(|reason| (reason.rule.clone(), words.say(&reason.text)))
            .collect(),
        splits: splits.collect(),
        by: decided.by.clone(),
        at: Moment::of(words, decided.at, now),
        preset: decided.preset.clone(),
        replays: view.replays,
    })
}

fn issue(words: &Words, (delivery, reference): &(String, Option<String>)) -> String {
    match reference {
        Some(number) => words.t1("dive-issue-made", "number", number.clone()),
        None => words.t1("dive-issue-ordered", "delivery", delivery.clone()),
    }
}

fn gap_line(words: &Words, view: &DiveView) -> String {
    match (&view.state.gap, &view.gap_order) {
        (Some(Gap::Filed { issue }), _) => words.t1("dive-gap-filed", "issue", issue.clone()),
        (Some(Gap::Waived { reason, by }), _) => {
            words.t2("dive-gap-waived", ("reason", reason.clone()), ("person", by.clone()))
        }
        (None, Some(ordered)) => issue(words, ordered),
        (None, None) => words.t("dive-gap-open"),
    }
}

fn lang(language: Language) -> Lang {
    match language {
        Language::En => Lang::En,
        Language::Ja => Lang::Ja,
    }
}

fn back(case: engine::coordinate::CaseId, place: &str, what: &str) -> Response {
    done(&format!("/dives/{}#{place}", case.0), what)
}

#[derive(Deserialize)]
pub(super) struct Owning {
    kind: ResourceKind,
    path: String,
    owned: String,
    how: String,
}

pub(super) async fn own(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Owning>,
) -> Answer {
    let case = id_of(&id)?;
    let is_owned = match form.owned.as_str() {
        "yes" => true,
        "no" => false,
        other => return Err(Fault::invalid("owned", input::one_of(other, &["yes", "no"]))),
    };
    let resource = (form.kind, form.path.as_str());
    web.app.verify_ownership(&person, case, resource, (is_owned, &form.how)).await?;
    Ok(back(case, "resources", "dive-verified"))
}

pub(super) async fn decide(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.decide_dive(&person, case).await?;
    Ok(back(case, "decision", "dive-decided"))
}

#[derive(Deserialize)]
pub(super) struct Splitting {
    part: Part,
}

pub(super) async fn split(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Splitting>,
) -> Answer {
    let into = web.app.split_dive(&person, id_of(&id)?, form.part).await?;
    Ok(done(&format!("/dives/{}", into.0), "dive-split"))
}

#[derive(Deserialize)]
pub(super) struct Texted {
    text: String,
}

pub(super) async fn found(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Texted>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.dive_found(&person, case, (&form.text, None)).await?;
    Ok(back(case, "findings", "dive-found"))
}

pub(super) async fn updated(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Texted>,
) -> Answer {
    let case = id_of(&id)?;
    let language = web.app.dive(&person, case)?.state.requester.language;
    web.app.dive_updated(&person, case, (&form.text, language)).await?;
    Ok(back(case, "told", "dive-updated"))
}

#[derive(Deserialize)]
pub(super) struct Contacting {
    from: String,
    by_way_of: String,
    note: String,
}

pub(super) async fn contacted(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Contacting>,
) -> Answer {
    let case = id_of(&id)?;
    let contact = (form.from.as_str(), form.by_way_of.as_str(), form.note.as_str());
    web.app.dive_contacted(&person, case, contact).await?;
    Ok(back(case, "contacts", "dive-contacted"))
}

/// Makes the tracking issue or the gap issue, in the visitor's language.
pub(super) async fn make(
    making: Making,
    web: Web,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    making.order(&web, (&person, case), &visitor.words, |prepared| prepared).await?;
    Ok(back(case, "issues", "dive-tracked"))
}

#[derive(Deserialize)]
pub(super) struct Waiving {
    reason: String,
}

pub(super) async fn waive_gap(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Waiving>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.waive_gap(&person, case, &form.reason).await?;
    Ok(back(case, "issues", "dive-waived"))
}

pub(super) async fn close(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.close_dive(&person, case).await?;
    Ok(back(case, "top", "dive-closed"))
}
