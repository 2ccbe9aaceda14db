//! The reviewer's page of a request for logs: the search, the redaction side by
//! side, who approved, and the link (LD15, LD16, LD26).

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::assist::redaction::EditKind;
use engine::coordinate::dive::handling::{NameGap, SealedTo};
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::input;
use crate::app::{
    DiveOrder, DiveProgress, DiveWord, EditOrder, HandOver, LinkView, Piece, RedactOrder, Shown,
};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::api::handling::{Asked, address};
use crate::web::form::{Ask, Fields, Form, Place, filled, one_a_line};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const READ: Access = Access::Needs(Permission::ReadRequests);
const WORK: Access = Access::Needs(Permission::WorkRequests);
const FACE: Access = Access::Needs(Permission::FaceRequesters);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/dives/{id}/redaction", READ, || get(show)),
    Route::get("/cases/{id}/dive/redaction", READ, || get(show)),
    Route::post("/dives/{id}/redaction", WORK, || post(redact)),
    Route::post("/dives/{id}/redaction/edits", WORK, || post(edit)),
    Route::post("/dives/{id}/redaction/verify", READ, || post(verify)),
    Route::post("/dives/{id}/run", WORK, || post(begin)),
    Route::post("/dives/{id}/run/cancel", WORK, || post(cancel)),
    Route::post("/dives/{id}/release", WORK, || post(request)),
    Route::post("/dives/{id}/links", FACE, || post(hand_over)),
    Route::post("/dives/{id}/links/recall", WORK, || post(recall)),
];

#[derive(Template)]
#[expect(clippy::struct_excessive_bools, reason = "what this person may do and wants to see")]
#[template(path = "redaction.html")]
struct RedactionPage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    may_work: bool,
    may_hand_over: bool,
    run: RunView,
    result: Option<ResultView>,
    original: String,
    given: GivenView,
    sees_original: bool,
    only_spans: bool,
    lines: Vec<LineView>,
    next: Option<u64>,
    links: Vec<LinkRow>,
}

/// What was given by hand last, one a line, and which names are not known.
struct GivenView {
    hosts: String,
    names: String,
    gaps: Vec<String>,
}

struct RunView {
    state: String,
    is_open: bool,
    is_running: bool,
    kept: Vec<(String, String)>,
    lines: String,
    progress: String,
    seen: Vec<(String, u64)>,
    left_out: Vec<String>,
    problem: Option<String>,
}

struct ResultView {
    sha256: String,
    short: String,
    counted: Vec<(String, u64)>,
    edits: usize,
    unused: usize,
    verified: String,
    approval: String,
    approvers: String,
}

struct LineView {
    number: u64,
    pieces: Vec<Piece>,
    result: String,
}

struct LinkRow {
    short: String,
    way: String,
    is_open: bool,
    expires: Moment,
    received: Option<Moment>,
    /// Of what lies behind it.
    hash: String,
    to: String,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let case = id_of(&id)?;
    let progress = web.app.dive_progress(&person, case)?;
    let shown = web.app.shown_redaction(&person, case, asked.lines()).await?;
    let standing = web.app.release_standing(&person, case).await?;
    let links = web.app.links(&person, case)?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let title = web.app.dive_title(&person, case)?;
    let approval = standing.as_ref().map_or("none", |one| one.stands.as_str());
    let approvers = standing.as_ref().map(|one| one.approvers.join(", ")).unwrap_or_default();
    render(&RedactionPage {
        frame: Frame::of(&visitor, Nav::Dives),
        id: case.to_string(),
        title,
        address: format!("/dives/{}", case.0),
        may_work: may_work(&person, &shown),
        may_hand_over: person.may(Permission::FaceRequesters),
        run: run(words, &progress),
        result: result(words, &shown, (words.t(format!("dive-approval-{approval}")), approvers)),
        original: shown.original.as_ref().map(|one| one.sha256.clone()).unwrap_or_default(),
        given: given(words, &shown),
        sees_original: shown.sees_original,
        only_spans: asked.only_spans,
        next: shown.next,
        lines: lines(shown),
        links: links.iter().map(|link| link_row(words, link, now)).collect(),
        w: visitor.words,
    })
}

fn may_work(person: &Person, shown: &Shown) -> bool {
    person.may(Permission::WorkRequests) && shown.sees_original
}

fn run(words: &Words, progress: &DiveProgress) -> RunView {
    let verdict = |name: &str| words.t(format!("dive-seen-{}", name.replace('_', "-")));
    let whole = format!("{}/{}", progress.done, progress.records);
    let bundles = format!("{}/{}", progress.bundles_done, progress.bundles);
    RunView {
        state: words.t(format!("dive-run-{}", progress.state.as_str())),
        is_open: matches!(progress.state.as_str(), "running" | "waiting"),
        is_running: progress.state == DiveWord::Running,
        kept: progress.kept.iter().map(|one| (one.sha256.clone(), one.name.clone())).collect(),
        lines: words.t1("dive-lines", "count", i64::try_from(progress.lines).unwrap_or(i64::MAX)),
        progress: words.t2("dive-progress", ("records", &whole), ("bundles", &bundles)),
        seen: progress.seen.iter().map(|(one, count)| (verdict(one.as_str()), *count)).collect(),
        left_out: progress.left_out.clone(),
        problem: progress.problem.clone(),
    }
}

fn result(
    words: &Words,
    shown: &Shown,
    (approval, approvers): (String, String),
) -> Option<ResultView> {
    let redaction = shown.redaction.as_ref()?;
    let report = &redaction.report;
    let mut counted: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for row in &report.counted {
        let kind = row.kind.as_str().replace('_', "-");
        *counted.entry(words.t(format!("redaction-kind-{kind}"))).or_default() += row.count;
    }
    let verified = match redaction.verified {
        Some(true) => "redaction-same",
        Some(false) => "redaction-differs",
        None => "redaction-not-verified",
    };
    Some(ResultView {
        short: redaction.artefact.sha256.chars().take(12).collect(),
        sha256: redaction.artefact.sha256.clone(),
        counted: counted.into_iter().collect(),
        edits: shown.edits.len(),
        unused: report.edits_unused.len(),
        verified: words.t(verified),
        approval,
        approvers,
    })
}

fn given(words: &Words, shown: &Shown) -> GivenView {
    let given = shown.redaction.as_ref().map(|one| one.given.clone()).unwrap_or_default();
    let gap = |one: &NameGap| words.t(format!("redaction-gap-{}", one.as_str().replace('_', "-")));
    GivenView {
        hosts: given.internal_hosts.join("\n"),
        names: given.names.join("\n"),
        gaps: given.gaps.iter().map(gap).collect(),
    }
}

fn lines(shown: Shown) -> Vec<LineView> {
    let view = |one: crate::app::SideBySide| LineView {
        number: one.line,
        pieces: one.original,
        result: one.result,
    };
    shown.lines.into_iter().map(view).collect()
}

fn link_row(words: &Words, link: &LinkView, now: Timestamp) -> LinkRow {
    LinkRow {
        short: link.released.token.chars().take(12).collect(),
        way: words.t(format!("dive-link-{}", link.way.as_str())),
        is_open: link.way.as_str() == "open",
        expires: Moment::of(words, link.released.expires_at, now),
        received: link.received_at.map(|at| Moment::of(words, at, now)),
        hash: link.released.sha256.chars().take(12).collect(),
        to: match &link.released.to {
            SealedTo::Recipient { key } => key.clone(),
            SealedTo::Passphrase => words.t("handed-over-passphrase"),
        },
    }
}

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(fields): Form<Fields>,
) -> Answer {
    let order = DiveOrder {
        bundles: Some(fields.all("bundle")),
        access_logs_because: fields.all("access_logs_because").pop(),
    };
    let case = id_of(&id)?;
    web.app.begin_dive(&person, case, order).await?;
    Ok(back(case.0, "dive-begun"))
}

#[derive(Deserialize)]
struct Because {
    reason: String,
}

async fn cancel(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Because>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.cancel_dive(&person, case, &form.reason).await?;
    Ok(back(case.0, "dive-cancelled"))
}

#[derive(Deserialize)]
struct Redacting {
    #[serde(default)]
    internal_hosts: String,
    #[serde(default)]
    names: String,
}

async fn redact(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Redacting>,
) -> Answer {
    let case = id_of(&id)?;
    let internal_hosts = one_a_line(&form.internal_hosts).collect();
    let names = one_a_line(&form.names).collect();
    web.app.redact_dive(&person, case, RedactOrder { internal_hosts, names }).await?;
    Ok(back(case.0, "dive-redacted"))
}

#[derive(Deserialize)]
struct Editing {
    original: String,
    kind: String,
    line: u64,
    #[serde(default)]
    start: usize,
    #[serde(default)]
    end: usize,
    text: Option<String>,
    reason: String,
}

async fn edit(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Editing>,
) -> Answer {
    let case = id_of(&id)?;
    let kind = match form.kind.as_str() {
        "add" => EditKind::Add,
        "lift" => EditKind::Lift,
        other => return Err(Fault::invalid("kind", input::one_of(other, &["add", "lift"]))),
    };
    let Editing { original, line, start, end, text, reason, .. } = form;
    let order = EditOrder { original, kind, line, start, end, text, reason };
    web.app.edit_redaction(&person, case, order).await?;
    Ok(back(case.0, "dive-edited"))
}

async fn verify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = id_of(&id)?;
    let replayed = web.app.replay_redaction(&person, case).await?;
    Ok(back(case.0, if replayed.same { "dive-same" } else { "dive-differs" }))
}

async fn request(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Because>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.request_release(&person, case, &form.reason).await?;
    Ok(back(case.0, "dive-asked"))
}

#[derive(Deserialize)]
struct HandingOver {
    hash: String,
    #[serde(default)]
    recipient: String,
}

#[derive(Template)]
#[template(path = "handed_over.html")]
struct HandedOverPage {
    w: Words,
    frame: Frame,
    back: String,
    link: String,
    has_host: bool,
    passphrase: Option<String>,
    expires: Moment,
}

/// Shows link and passphrase, this once: they are kept nowhere.
async fn hand_over(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<HandingOver>,
) -> Answer {
    let case = id_of(&id)?;
    let recipient = filled(&form.recipient).map(str::to_owned);
    let order = HandOver { hash: form.hash, recipient, hours: None };
    let handed = web.app.hand_over(&person, case, order).await?;
    render(&HandedOverPage {
        frame: Frame::of(&visitor, Nav::Dives),
        back: format!("/dives/{}/redaction", case.0),
        has_host: web.public_origin.is_some(),
        link: address(&web, &handed),
        passphrase: handed.passphrase.as_ref().map(|text| text.expose_secret().to_owned()),
        expires: Moment::of(&visitor.words, handed.released.expires_at, web.app.clock().now()),
        w: visitor.words,
    })
}

#[derive(Deserialize)]
struct Recalling {
    link: String,
    reason: String,
}

async fn recall(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Recalling>,
) -> Answer {
    let case = id_of(&id)?;
    web.app.recall_link(&person, case, &form.link, &form.reason).await?;
    Ok(back(case.0, "dive-recalled"))
}

fn back(case: u32, what: &str) -> axum::response::Response {
    done(&format!("/dives/{case}/redaction"), what)
}
