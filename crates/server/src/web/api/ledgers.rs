//! The two ledgers: sizes, checkpoints, proofs, verification.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use serde_json::json;

use super::{Answer, document, list};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Place;
use crate::web::page::ledger_status;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadLedger);
const VERIFY: Access = Access::Needs(Permission::VerifyLedger);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/ledgers", READ, || get(many)).says("How both ledgers stand"),
    Route::post("/api/v1/witnesses/ask", VERIFY, || post(witness))
        .says("Have the witnesses cosign the heads of both ledgers now"),
    Route::post("/api/v1/stamps/ask", VERIFY, || post(stamp))
        .says("Have the time-stamping authority stamp the heads of both ledgers now (RFC 3161)"),
    Route::get("/api/v1/ledgers/{name}", READ, || get(one))
        .says("How a ledger stands: `events` or `journal`"),
    Route::get("/api/v1/ledgers/{name}/checkpoint", READ, || get(checkpoint))
        .says("The latest checkpoint (C2SP tlog-checkpoint)")
        .answers("text/plain"),
    Route::post("/api/v1/ledgers/{name}/checkpoint", VERIFY, || post(sign))
        .says("Sign the head as it is now"),
    Route::get("/api/v1/ledgers/{name}/proof/{index}", READ, || get(proof))
        .says("Proof that a record is under the latest checkpoint (C2SP tlog-proof)")
        .answers("text/plain"),
    Route::post("/api/v1/ledgers/{name}/verify", VERIFY, || post(verify))
        .says("Read the whole ledger and check every byte, hash and signature"),
];

const TEXT: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];

async fn many(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("ledgers", &web.app.ledgers(&person).await?)
}

async fn witness(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("witnessed", &web.app.ask_witnesses(&person).await?)
}

async fn stamp(State(web): State<Web>, SignedIn(person): SignedIn) -> Answer {
    list("stamped", &web.app.stamp_heads(&person).await?)
}

async fn one(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    document("ledger", &ledger_status(&web, &person, &name).await?)
}

async fn checkpoint(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let status = ledger_status(&web, &person, &name).await?;
    let note = status.checkpoint.ok_or_else(|| Fault::not_found("checkpoint yet"))?;
    Ok((TEXT, note).into_response())
}

async fn sign(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let status = ledger_status(&web, &person, &name).await?;
    document("ledger", &web.app.checkpoint(&person, status.name).await?)
}

async fn proof(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((name, index)): Place<(String, u64)>,
) -> Answer {
    let status = ledger_status(&web, &person, &name).await?;
    Ok((TEXT, web.app.prove(&person, status.name, index).await?).into_response())
}

async fn verify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let status = ledger_status(&web, &person, &name).await?;
    let report = web.app.verify(&person, status.name, Box::new(|_| {})).await?;
    let problem = |problem: &ledger::Problem| json!({ "index": problem.index, "segment": problem.segment, "what": problem.what });
    document(
        "verify",
        &json!({
            "ledger": status.name,
            "sound": report.is_sound(),
            "records": report.records,
            "bytes": report.bytes,
            "checkpoints": report.checkpoints,
            "problems": report.problems.iter().map(problem).collect::<Vec<_>>(),
        }),
    )
}
