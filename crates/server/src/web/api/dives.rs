//! Requests for logs: filed, decided, looked into, told, closed (LD1–LD28).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::assist::Part;
use engine::assist::request::ResourceKind;
use engine::coordinate::communication::Language;
use engine::coordinate::dive::Requester;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{Answer, document, entered};
use crate::app::GapRecord;
use crate::person::Permission;
use crate::web::Web;
use crate::web::desk::{self, Making};
use crate::web::form::{Ask, Body, MaybeBody, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;
use crate::web::words::Lang;

const READ: Access = Access::Needs(Permission::ReadRequests);
const FILE: Access = Access::Needs(Permission::FileRequests);
const WORK: Access = Access::Needs(Permission::WorkRequests);
const FACE: Access = Access::Needs(Permission::FaceRequesters);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/dives", READ, || get(list)).says("Requests for logs, latest first"),
    Route::post("/api/v1/dives", FILE, || post(file))
        .says("File a request for logs, complete or not (support and customer success only)")
        .body::<Filing>(),
    Route::get("/api/v1/dives/report", READ, || get(report))
        .says("Dives per type of event that audit events do not tell"),
    Route::get("/api/v1/dives/{id}", READ, || get(show))
        .says("One request: what was asked, decided, found, told; what is missing"),
    Route::get("/api/v1/dives/{id}/texts", READ, || get(texts))
        .says("The prepared texts: reply, next update, redirect, tracking issue, gap issue")
        .query(&[("lang", "en or ja; the requester's language if unsaid")]),
    Route::post("/api/v1/dives/{id}/request", FILE, || post(edit))
        .says("File the same request anew: what was decided counts no more")
        .body::<Filing>(),
    Route::post("/api/v1/dives/{id}/lookup", WORK, || post(look_up))
        .says("Ask GitLab again which of the resources it knows"),
    Route::post("/api/v1/dives/{id}/ownership", WORK, || post(own))
        .says("Say whose a resource is, and how that is known")
        .body::<Owning>(),
    Route::post("/api/v1/dives/{id}/decision", WORK, || post(decide))
        .says("Decide; all that it was decided by is kept with it"),
    Route::post("/api/v1/dives/{id}/splits", FILE, || post(split))
        .says("Make a part that is on offer a request of its own")
        .body::<Splitting>(),
    Route::post("/api/v1/dives/{id}/findings", WORK, || post(found))
        .says("Note what was found; once on the tracking issue")
        .body::<Finding>(),
    Route::post("/api/v1/dives/{id}/updates", FACE, || post(updated))
        .says("Record what the requester was told (support and customer success only)")
        .body::<Telling>(),
    Route::post("/api/v1/dives/{id}/contacts", WORK, || post(contacted))
        .says("Log an attempt to reach the inside past support; answers what to reply")
        .body::<Contacting>(),
    Route::post("/api/v1/dives/{id}/tracker", WORK, || {
        post(|State(web), person, id, given| make(Making::Tracker, web, person, id, given))
    })
    .says("Make the confidential tracking issue; refused while something is missing")
    .body::<Wording>(),
    Route::post("/api/v1/dives/{id}/gap", WORK, || {
        post(|State(web), person, id, given| make(Making::Gap, web, person, id, given))
    })
    .says("Make the gap issue with exactly the two labels")
    .body::<Wording>(),
    Route::post("/api/v1/dives/{id}/gap/record", WORK, || post(record_gap))
        .says("Record a gap issue that was made by hand")
        .body::<Recording>(),
    Route::post("/api/v1/dives/{id}/gap/waiver", WORK, || post(waive_gap))
        .says("Say why there will be no gap issue")
        .body::<Waiving>(),
    Route::post("/api/v1/dives/{id}/close", WORK, || post(close))
        .says("End the request; refused while the gap issue is neither there nor waived"),
];

async fn list(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    super::list("dives", &web.app.dives(&person)?)
}

async fn report(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("dive-report", &json!({ "events": web.app.dive_report(&person)? }))
}

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("dive", &web.app.dive(&person, case_id(&id)?)?)
}

/// A request for logs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Filing {
    /// Who asks: `organisation`, `identities` (addresses and names that never
    /// take part on the inside; `*@corp.example` = all of a domain), `ticket`, `language`.
    #[schema(value_type = Object)]
    requester: Requester,
    /// The request as `portcullis assist decide` reads it; `requested_at` may be left out.
    #[schema(value_type = Object)]
    request: Map<String, Value>,
}

async fn file(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Body(given): Body<Filing>,
) -> Answer {
    let request = desk::request_of(given.request, web.app.clock().now())?;
    let case = web.app.file_dive(&person, request, given.requester).await?;
    let answer = document("dive", &web.app.dive(&person, case)?)?;
    Ok((StatusCode::CREATED, answer).into_response())
}

async fn edit(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Filing>,
) -> Answer {
    let case = case_id(&id)?;
    let known = web.app.dive(&person, case)?.state.request;
    let asked_at = known.and_then(|known| known.requested_at);
    let asked_at = asked_at.unwrap_or_else(|| web.app.clock().now());
    let request = desk::request_of(given.request, asked_at)?;
    entered(web.app.edit_dive(&person, case, request, given.requester).await?)
}

async fn look_up(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    entered(web.app.look_up_dive(&person, case_id(&id)?).await?)
}

/// Whose a resource is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Owning {
    /// `project`, `group` or `user`.
    #[schema(value_type = String)]
    kind: ResourceKind,
    /// Full path, or user name.
    path: String,
    /// Whether it is the requester's.
    owned: bool,
    /// How that is known.
    how: String,
}

async fn own(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Owning>,
) -> Answer {
    let (resource, verdict) =
        ((given.kind, given.path.as_str()), (given.owned, given.how.as_str()));
    entered(web.app.verify_ownership(&person, case_id(&id)?, resource, verdict).await?)
}

async fn decide(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = case_id(&id)?;
    let decision = web.app.decide_dive(&person, case).await?;
    document("dive-decision", &json!({ "case": case, "decision": decision }))
}

/// A part on offer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Splitting {
    /// `owned`, `not_owned`, `other_logs` or `refused_logs`.
    #[schema(value_type = String)]
    part: Part,
}

async fn split(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Splitting>,
) -> Answer {
    let into = web.app.split_dive(&person, case_id(&id)?, given.part).await?;
    let answer = document("dive", &web.app.dive(&person, into)?)?;
    Ok((StatusCode::CREATED, answer).into_response())
}

/// Something that was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Finding {
    /// What.
    text: String,
    /// SHA-256 of the artefact that shows it.
    artefact: Option<String>,
}

async fn found(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Finding>,
) -> Answer {
    let finding = (given.text.as_str(), given.artefact.as_deref());
    entered(web.app.dive_found(&person, case_id(&id)?, finding).await?)
}

/// What the requester was told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Telling {
    /// The text as it was sent.
    text: String,
    /// `en` or `ja`.
    #[schema(value_type = String)]
    language: Language,
}

async fn updated(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Telling>,
) -> Answer {
    let told = (given.text.as_str(), given.language);
    entered(web.app.dive_updated(&person, case_id(&id)?, told).await?)
}

/// An attempt to reach the inside past support.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Contacting {
    /// Who.
    from: String,
    /// By what: social media, a personal mail, a call.
    by_way_of: String,
    /// What they wanted, in short.
    note: String,
}

async fn contacted(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Contacting>,
) -> Answer {
    let case = case_id(&id)?;
    let contact = (given.from.as_str(), given.by_way_of.as_str(), given.note.as_str());
    let index = web.app.dive_contacted(&person, case, contact).await?;
    let language = web.app.dive(&person, case)?.state.requester.language;
    let reply = web.words(lang(language)).t("assist-reply-out-of-band");
    let answer = document("dive-contact", &json!({ "index": index, "reply": reply }))?;
    Ok((StatusCode::CREATED, answer).into_response())
}

/// In which language, and what instead of the prepared text.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
struct Wording {
    /// `en` (if unsaid) or `ja`.
    #[schema(value_type = Option<String>)]
    language: Option<Language>,
    /// Another title.
    title: Option<String>,
    /// Another text.
    body: Option<String>,
}

/// Makes the tracking issue or the gap issue, as prepared or as somebody wrote it.
async fn make(
    making: Making,
    web: Web,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    MaybeBody(given): MaybeBody<Wording>,
) -> Answer {
    let case = case_id(&id)?;
    let words = web.words(lang(given.language.unwrap_or_default()));
    let written = |prepared: desk::Issue| desk::Issue {
        title: given.title.unwrap_or(prepared.title),
        body: given.body.unwrap_or(prepared.body),
    };
    let delivery = making.order(&web, (&person, case), words, written).await?;
    let answer = document("dive-issue", &json!({ "case": case, "delivery": delivery }))?;
    Ok((StatusCode::CREATED, answer).into_response())
}

/// A gap issue that was made by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Recording {
    /// Its number or address.
    issue: String,
    /// Its labels: exactly the two.
    labels: Vec<String>,
}

async fn record_gap(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Recording>,
) -> Answer {
    let record = GapRecord { issue: given.issue, labels: given.labels.into_iter().collect() };
    entered(web.app.record_gap(&person, case_id(&id)?, record).await?)
}

/// Why there is no gap issue.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Waiving {
    /// Why.
    reason: String,
}

async fn waive_gap(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Waiving>,
) -> Answer {
    entered(web.app.waive_gap(&person, case_id(&id)?, &given.reason).await?)
}

async fn close(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.close_dive(&person, case).await?;
    document("dive", &web.app.dive(&person, case)?)
}

#[derive(Deserialize)]
struct InLanguage {
    lang: Option<Language>,
}

async fn texts(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(asked): Ask<InLanguage>,
) -> Answer {
    let view = web.app.dive(&person, case_id(&id)?)?;
    let language = asked.lang.unwrap_or(view.state.requester.language);
    document("dive-texts", &desk::texts(web.words(lang(language)), &view))
}

/// The words of that language.
fn lang(language: Language) -> Lang {
    match language {
        Language::En => Lang::En,
        Language::Ja => Lang::Ja,
    }
}
