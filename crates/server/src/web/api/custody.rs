//! Custody: markings, legal holds, retention, transfers, bundles of hosts that
//! arrived, the evidence store itself (IN7, IN14).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::custody::Tlp;
use engine::coordinate::delivery::Reach;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document, entered, list};
use crate::app::{Transfer, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::at::AtCase;
use crate::web::form::{Body, time};
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::WriteCase);
const COPY: Access = Access::Needs(Permission::ReadEvidence);
const LEDGER: Access = Access::Needs(Permission::ReadLedger);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/cases/{id}/custody", READ, || get(show))
        .says("Who had the evidence of a case, how long it is kept, how far it may travel"),
    Route::post("/api/v1/cases/{id}/custody/mark", WRITE, || post(mark))
        .says("Mark the case or one item by the Traffic Light Protocol (TLP 2.0)")
        .body::<Marking>(),
    Route::post("/api/v1/cases/{id}/custody/hold", WRITE, || post(hold))
        .says("Place a legal hold on all evidence of the case")
        .body::<Why>(),
    Route::post("/api/v1/cases/{id}/custody/release", WRITE, || post(release))
        .says("End the legal hold, as somebody else than who placed it")
        .body::<Why>(),
    Route::post("/api/v1/cases/{id}/custody/retain", WRITE, || post(retain))
        .says("Keep all evidence of the case at least until then; never shorter")
        .body::<Retaining>(),
    Route::post("/api/v1/cases/{id}/custody/transfer", COPY, || post(transfer))
        .says("Record that somebody else has an item from now on")
        .body::<Transferring>(),
    Route::post("/api/v1/cases/{id}/evidence/take", WRITE, || post(take))
        .says("Take a host's bundle that arrived into the case")
        .body::<Sealed>(),
    Route::get("/api/v1/evidence/arrivals", READ, || get(arrivals))
        .says("Bundles of hosts that senders appended"),
    Route::get("/api/v1/evidence/store", LEDGER, || get(store))
        .says("Where evidence is kept, and whether the store itself refuses to change it"),
];

/// A reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Why {
    /// Why, or on whose order.
    reason: String,
}

async fn show(AtCase { web, person, case }: AtCase) -> Answer {
    document("custody", &web.app.custody(&person, case)?)
}

/// How far something may travel.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Marking {
    /// `clear`, `green`, `amber`, `amber_strict` or `red`.
    tlp: String,
    /// One item; none = the case.
    #[serde(default)]
    sha256: Option<String>,
    /// Why.
    reason: String,
}

async fn mark(AtCase { web, person, case }: AtCase, Body(given): Body<Marking>) -> Answer {
    let marking = (tlp(&given.tlp)?, given.sha256, given.reason.as_str());
    entered(web.app.mark_evidence(&person, case, marking).await?)
}

/// The marking of that name, or what there is.
pub(in crate::web) fn tlp(name: &str) -> Result<Tlp, Fault> {
    let all = Tlp::ALL.map(Tlp::as_str);
    Tlp::from_name(name).ok_or_else(|| Fault::invalid("tlp", input::one_of(name, &all)))
}

/// The circle of readers of that name.
pub(in crate::web) fn reach(name: &str) -> Result<Reach, Fault> {
    let all = [Reach::Named, Reach::Company, Reach::Customers, Reach::Public];
    let found = all.into_iter().find(|reach| reach.as_str() == name);
    let words = all.map(Reach::as_str);
    found.ok_or_else(|| Fault::invalid("reach", input::one_of(name, &words)))
}

async fn hold(AtCase { web, person, case }: AtCase, Body(given): Body<Why>) -> Answer {
    entered(web.app.hold_evidence(&person, case, &given.reason).await?)
}

async fn release(AtCase { web, person, case }: AtCase, Body(given): Body<Why>) -> Answer {
    entered(web.app.release_evidence(&person, case, &given.reason).await?)
}

/// How long everything is kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Retaining {
    /// Until when at least (RFC 3339).
    until: String,
    /// Why.
    reason: String,
}

async fn retain(AtCase { web, person, case }: AtCase, Body(given): Body<Retaining>) -> Answer {
    let until = time("until", &given.until)?;
    let until = until.ok_or_else(|| Fault::invalid("until", input::why("time-needed")))?;
    entered(web.app.retain_evidence(&person, case, (until, &given.reason)).await?)
}

/// Somebody else has an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Transferring {
    /// Which item.
    sha256: String,
    /// Who: a person or an authority.
    to: String,
    /// By which means, with its receipt.
    how: String,
    /// Who may read it there: `named`, `company`, `customers` or `public`.
    #[serde(default = "named")]
    reach: String,
    /// Why.
    reason: String,
}

fn named() -> String {
    Reach::Named.as_str().to_owned()
}

async fn transfer(AtCase { web, person, case }: AtCase, Body(given): Body<Transferring>) -> Answer {
    let reach = reach(&given.reach)?;
    let Transferring { sha256, to, how, reason, .. } = given;
    let transfer = Transfer { sha256, to, how, reach, reason };
    entered(web.app.transfer_evidence(&person, case, transfer).await?)
}

/// Which bundle.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sealed {
    /// Its seal: the SHA-256 of its manifest.
    seal: String,
}

async fn take(AtCase { web, person, case }: AtCase, Body(given): Body<Sealed>) -> Answer {
    let item = web.app.take_arrival(&person, case, given.seal.trim()).await?;
    Ok((StatusCode::CREATED, document("evidence-item", &item)?).into_response())
}

async fn arrivals(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    let all = web.app.arrivals(&person)?;
    let told = |(one, cases): &(engine::coordinate::custody::Arrival, Vec<_>)| {
        json!({
            "sender": one.sender, "seal": one.seal, "host": one.host,
            "items": one.items, "bytes": one.bytes, "cases": cases,
        })
    };
    list("arrivals", &all.iter().map(told).collect::<Vec<_>>())
}

async fn store(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    document("evidence-store", &web.app.evidence_store(&person).await?)
}
