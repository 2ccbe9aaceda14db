//! Evidence: kept, listed, verified, handed out (CE11, CI12).

use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use engine::coordinate::{EvidenceItem, EvidenceSource};
use futures::{Stream, StreamExt as _};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::input;
use crate::app::{AppError, EvidenceBytes, NewEvidence};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, Place};
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);
const VERIFY: Access = Access::Needs(Permission::VerifyLedger);
const COPY: Access = Access::Needs(Permission::ReadEvidence);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/evidence", READ, || get(many)).says("The evidence of a case"),
    Route::post("/api/v1/cases/{id}/evidence", WRITE, || post(add))
        .says("Keep the bytes of the body as evidence, written once")
        .query(&[("name", "a name for people")]),
    Route::post("/api/v1/cases/{id}/evidence/verify", VERIFY, || post(verify))
        .says("Hash evidence again: one item, or all of the case")
        .body::<Which>(),
    Route::get("/api/v1/evidence/{hash}", COPY, || get(take))
        .says("A copy of an item; who takes one stands in the journal")
        .answers("application/octet-stream"),
];

async fn many(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let items = web.app.evidence(&person, case_id(&id)?)?;
    document("evidence", &json!({ "evidence": items }))
}

/// What the item is called.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// A name for people.
    #[serde(default)]
    pub(super) name: Option<String>,
}

async fn add(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    (Ask(named), headers): (Ask<Named>, HeaderMap),
    body: Bytes,
) -> Answer {
    let new = NewEvidence {
        name: named.name.unwrap_or_default(),
        media_type: media_type(&headers),
        source: EvidenceSource::Person,
    };
    let item = web.app.keep_evidence(&person, case_id(&id)?, new, pieces(body)).await?;
    Ok((StatusCode::CREATED, document("evidence-item", &item)?).into_response())
}

/// What the sender says it is.
fn media_type(headers: &HeaderMap) -> String {
    let told = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    told.unwrap_or("application/octet-stream").to_owned()
}

/// The body as a stream that breaks off where the sender does.
pub(super) fn pieces(body: Bytes) -> impl Stream<Item = Result<bytes::Bytes, AppError>> + Send {
    body.into_data_stream()
        .map(|piece| piece.map_err(|why| AppError::invalid("body", input::said(why))))
}

/// Which item; none = all of the case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Which {
    /// SHA-256 in hex.
    sha256: Option<String>,
}

async fn verify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(which): Body<Which>,
) -> Answer {
    let sha256 = which.sha256.as_deref();
    let checks = web.app.verify_evidence(&person, case_id(&id)?, sha256).await?;
    let is_sound = checks.iter().all(|check| check.is_sound);
    document("evidence-checks", &json!({ "checks": checks, "is_sound": is_sound }))
}

async fn take(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(hash): Place<String>,
) -> Answer {
    Ok(download(web.app.read_evidence(&person, &hash).await?))
}

/// An item to be saved, never shown by a browser: what stands in it was
/// written by an attacker, perhaps.
pub(in crate::web) fn download(taken: EvidenceBytes) -> Response {
    let EvidenceBytes { item, file } = taken;
    let mut response = Response::new(Bytes::from_stream(crate::work::evidence::pieces(file)));
    let headers = response.headers_mut();
    let octets = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, octets);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(item.bytes));
    let nosniff = HeaderName::from_static("x-content-type-options");
    headers.insert(nosniff, HeaderValue::from_static("nosniff"));
    let name = format!("attachment; filename=\"{}\"", file_name(&item));
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The item's name as far as every system takes it.
fn file_name(item: &EvidenceItem) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let name: String =
        item.name.chars().map(|c| if is_plain(c) { c } else { '_' }).take(100).collect();
    let mark: String = item.sha256.chars().take(12).collect();
    format!("{mark}-{name}")
}
