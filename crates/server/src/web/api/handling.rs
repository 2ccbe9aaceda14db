//! What a granted request for logs leads to: search, redaction, release, links
//! (LD15, LD16, LD25, LD26).

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::EvidenceSource;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::evidence::{Named, pieces};
use super::{Answer, document};
use crate::app::{DiveOrder, EditOrder, HandOver, HandedOver, Lines, NewEvidence, RedactOrder};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, MaybeBody, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadRequests);
const WORK: Access = Access::Needs(Permission::WorkRequests);
const FACE: Access = Access::Needs(Permission::FaceRequesters);

/// Lines that are shown when nothing else is said.
const LINES: usize = 100;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/dives/{id}/run", READ, || get(progress))
        .says("How the search of a request for logs goes"),
    Route::post("/api/v1/dives/{id}/run", WORK, || post(begin))
        .says("Begin the search of a granted request, or go on with one that was interrupted")
        .body::<DiveOrder>(),
    Route::post("/api/v1/dives/{id}/run/cancel", WORK, || post(cancel))
        .says("End a search before it is done")
        .body::<Because>(),
    Route::post("/api/v1/dives/{id}/bundles", WORK, || post(bundle))
        .says("Keep a bundle of logs (tar, zip, gzip, zstd, xz, bzip2) as evidence, to be searched")
        .query(&[("name", "a name for people")]),
    Route::get("/api/v1/dives/{id}/redaction", READ, || get(show))
        .says("The redaction, line by line beside the original for who may see that")
        .query(&[
            ("from", "the first line, from 1"),
            ("lines", "how many, at most 500"),
            ("only_spans", "true: only lines from which something was taken out"),
        ]),
    Route::post("/api/v1/dives/{id}/redaction", WORK, || post(redact))
        .says("Redact what was found, with names as the instance knows them now")
        .body::<RedactOrder>(),
    Route::post("/api/v1/dives/{id}/redaction/edits", WORK, || post(edit))
        .says("Add or lift a span, with a reason; the result gets a new hash")
        .body::<EditOrder>(),
    Route::post("/api/v1/dives/{id}/redaction/verify", READ, || post(verify))
        .says("Do the redaction again from the evidence and compare every hash"),
    Route::post("/api/v1/dives/{id}/release", WORK, || post(request))
        .says("Ask security and Legal to approve exactly this result")
        .body::<Because>(),
    Route::get("/api/v1/dives/{id}/links", READ, || get(links))
        .says("The links behind which sealed copies lie, and how each stands"),
    Route::post("/api/v1/dives/{id}/links", FACE, || post(hand_over))
        .says("Seal what both approved (age) and lay it behind a link that works once")
        .body::<HandOver>(),
    Route::post("/api/v1/dives/{id}/links/recall", WORK, || post(recall))
        .says("End a link before it is used")
        .body::<Recalling>(),
];

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// Why.
    reason: String,
}

/// Which link, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Recalling {
    /// The hash of the link's token, or its first twelve digits.
    link: String,
    /// Why.
    reason: String,
}

async fn progress(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("dive-run", &web.app.dive_progress(&person, case_id(&id)?)?)
}

async fn begin(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    MaybeBody(order): MaybeBody<DiveOrder>,
) -> Answer {
    let progress = web.app.begin_dive(&person, case_id(&id)?, order).await?;
    Ok((StatusCode::ACCEPTED, document("dive-run", &progress)?).into_response())
}

async fn cancel(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(because): Body<Because>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.cancel_dive(&person, case, &because.reason).await?;
    document("dive-run", &web.app.dive_progress(&person, case)?)
}

async fn bundle(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(named): Ask<Named>,
    body: Bytes,
) -> Answer {
    let new = NewEvidence {
        name: named.name.unwrap_or_default(),
        media_type: "application/octet-stream".to_owned(),
        source: EvidenceSource::Person,
    };
    let item = web.app.keep_bundle(&person, case_id(&id)?, new, pieces(body)).await?;
    Ok((StatusCode::CREATED, document("evidence-item", &item)?).into_response())
}

/// Which lines. Pages have more in their address: the language, what was done.
#[derive(Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    pub(in crate::web) from: u64,
    pub(in crate::web) lines: usize,
    pub(in crate::web) only_spans: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self { from: 1, lines: LINES, only_spans: false }
    }
}

impl Asked {
    pub(in crate::web) fn lines(&self) -> Lines {
        Lines { from: self.from, count: self.lines, only_spans: self.only_spans }
    }
}

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(asked): Ask<Asked>,
) -> Answer {
    let shown = web.app.shown_redaction(&person, case_id(&id)?, asked.lines()).await?;
    document("redaction", &shown)
}

async fn redact(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    MaybeBody(order): MaybeBody<RedactOrder>,
) -> Answer {
    let redacted = web.app.redact_dive(&person, case_id(&id)?, order).await?;
    Ok((StatusCode::CREATED, document("redacted", &redacted)?).into_response())
}

async fn edit(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<EditOrder>,
) -> Answer {
    let redacted = web.app.edit_redaction(&person, case_id(&id)?, order).await?;
    Ok((StatusCode::CREATED, document("redacted", &redacted)?).into_response())
}

async fn verify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("assist-verified", &web.app.replay_redaction(&person, case_id(&id)?).await?)
}

async fn request(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(because): Body<Because>,
) -> Answer {
    let hash = web.app.request_release(&person, case_id(&id)?, &because.reason).await?;
    let told = document("dive-release", &json!({ "hash": hash }))?;
    Ok((StatusCode::CREATED, told).into_response())
}

async fn links(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("dive-links", &json!({ "links": web.app.links(&person, case_id(&id)?)? }))
}

async fn hand_over(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<HandOver>,
) -> Answer {
    let handed = web.app.hand_over(&person, case_id(&id)?, order).await?;
    let told = json!({
        "path": path(&handed),
        "url": address(&web, &handed),
        "passphrase": handed.passphrase.as_ref().map(ExposeSecret::expose_secret),
        "released": handed.released,
    });
    Ok((StatusCode::CREATED, document("dive-link", &told)?).into_response())
}

/// Where the link leads, below this server's address.
fn path(handed: &HandedOver) -> String {
    format!("/handover/{}", handed.token.expose_secret())
}

/// The whole link, where `server.public_url` says under which name we are known.
pub(in crate::web) fn address(web: &Web, handed: &HandedOver) -> String {
    let origin = web.public_origin.as_deref().unwrap_or_default();
    format!("{origin}{}", path(handed))
}

async fn recall(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(order): Body<Recalling>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.recall_link(&person, case, &order.link, &order.reason).await?;
    document("dive-links", &json!({ "links": web.app.links(&person, case)? }))
}
