//! The two ledgers: how large, signed by whom, sound or not, proofs to take away.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render, text_file};
use crate::app::input;
use crate::app::{AppError, LedgerName, LedgerStatus};
use crate::person::{Permission, Person};
use crate::web::Web;
use crate::web::form::{Ask, Place};
use crate::web::naming;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/ledgers", Access::Needs(Permission::ReadLedger), || get(list)),
    Route::get("/ledgers/{name}", Access::Needs(Permission::ReadLedger), || get(show)),
    Route::get("/ledgers/{name}/checkpoint", Access::Needs(Permission::ReadLedger), || get(note)),
    Route::get("/ledgers/{name}/proof/{index}", Access::Needs(Permission::ReadLedger), || {
        get(proof)
    }),
    Route::post("/ledgers/{name}/verify", Access::Needs(Permission::VerifyLedger), || post(verify)),
    Route::post("/ledgers/{name}/checkpoint", Access::Needs(Permission::VerifyLedger), || {
        post(sign)
    }),
];

struct LedgerView {
    name: &'static str,
    title: String,
    about: String,
    size: String,
    signed: String,
    /// Who else saw its head: never empty, it says when nobody did.
    witnessed: String,
    /// Who did not when asked last.
    uncosigned: Vec<String>,
}

fn view(words: &Words, status: &LedgerStatus) -> LedgerView {
    let name = status.name.as_str();
    LedgerView {
        name,
        title: naming::ledger(words, status.name),
        about: words.t(format!("ledger-about-{name}")),
        size: words.number(status.size),
        signed: words.number(status.checkpoint_size),
        witnessed: witnessed(words, status),
        uncosigned: status.uncosigned.iter().map(|one| words.say(&one.text())).collect(),
    }
}

fn witnessed(words: &Words, status: &LedgerStatus) -> String {
    let Some(seen) = &status.witnessed else { return words.t("ledger-witnessed-none") };
    let names: Vec<_> = seen.by.iter().map(|one| one.witness.as_str()).collect();
    let (names, size) = (names.join(", "), words.number(seen.size));
    words.t2("ledger-witnessed-by", ("size", size), ("names", names))
}

#[derive(Template)]
#[template(path = "ledgers.html")]
struct LedgersPage {
    w: Words,
    frame: Frame,
    ledgers: Vec<LedgerView>,
}

async fn list(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let ledgers = web.app.ledgers(&person).await?;
    render(&LedgersPage {
        frame: Frame::of(&visitor, Nav::Ledgers),
        ledgers: ledgers.iter().map(|status| view(&visitor.words, status)).collect(),
        w: visitor.words,
    })
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    w: Words,
    frame: Frame,
    ledger: LedgerView,
    address: String,
    may_verify: bool,
    checkpoint: Option<String>,
    key: String,
    index: String,
    proof: Option<String>,
    proof_problem: Option<String>,
    report: Option<ReportView>,
}

struct ReportView {
    is_sound: bool,
    counted: String,
    problems: Vec<String>,
}

/// The ledger of that name and how it stands.
pub(in crate::web) async fn status(
    web: &Web,
    person: &Person,
    name: &str,
) -> Result<LedgerStatus, Fault> {
    let missing = || Fault::not_found(format!("ledger {name}"));
    let wanted = LedgerName::from_name(name).ok_or_else(missing)?;
    let all = web.app.ledgers(person).await?;
    all.into_iter().find(|status| status.name == wanted).ok_or_else(missing)
}

fn page(visitor: &Visitor, person: &Person, status: LedgerStatus) -> LedgerPage {
    LedgerPage {
        frame: Frame::of(visitor, Nav::Ledgers),
        ledger: view(&visitor.words, &status),
        address: format!("/ledgers/{}", status.name.as_str()),
        may_verify: person.may(Permission::VerifyLedger),
        checkpoint: status.checkpoint,
        key: status.verifier_key,
        index: String::new(),
        proof: None,
        proof_problem: None,
        report: None,
        w: visitor.words.clone(),
    }
}

#[derive(Deserialize)]
struct Index {
    index: Option<String>,
}

async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
    Ask(asked): Ask<Index>,
) -> Answer {
    let status = status(&web, &person, &name).await?;
    let ledger = status.name;
    let mut page = page(&visitor, &person, status);
    if let Some(text) = asked.index.filter(|text| !text.trim().is_empty()) {
        page.index = text.trim().to_owned();
        match prove(&web, &person, ledger, &page.index).await {
            Ok(proof) => page.proof = Some(proof),
            Err(Fault(AppError::Invalid { why, .. })) => {
                page.proof_problem = Some(visitor.words.say(&why));
            }
            Err(Fault(AppError::NotFound { what })) => {
                page.proof_problem = Some(visitor.words.t1("error-not-found", "what", what));
            }
            Err(other) => return Err(other),
        }
    }
    render(&page)
}

async fn prove(
    web: &Web,
    person: &Person,
    ledger: LedgerName,
    index: &str,
) -> Result<String, Fault> {
    let wrong = |_no_number| Fault::invalid("index", input::given("number", index));
    let index = index.parse().map_err(wrong)?;
    Ok(web.app.prove(person, ledger, index).await?)
}

async fn note(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let status = status(&web, &person, &name).await?;
    let note = status.checkpoint.ok_or_else(|| Fault::not_found("checkpoint yet"))?;
    Ok(text_file(note, &format!("portcullis-{name}.checkpoint")))
}

async fn proof(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((name, index)): Place<(String, String)>,
) -> Answer {
    let status = status(&web, &person, &name).await?;
    let proof = prove(&web, &person, status.name, &index).await?;
    Ok(text_file(proof, &format!("portcullis-{name}-{index}.tlog-proof")))
}

/// Answers with the page itself: a result is no state that could be asked for again.
async fn verify(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Result<Response, Fault> {
    let status = status(&web, &person, &name).await?;
    let report = web.app.verify(&person, status.name, Box::new(|_| {})).await?;
    let mut page = page(&visitor, &person, status);
    page.report = Some(ReportView {
        is_sound: report.is_sound(),
        counted: visitor.words.t2(
            "verify-counted",
            ("count", report.records),
            ("checkpoint_count", report.checkpoints),
        ),
        problems: report.problems.iter().map(ToString::to_string).collect(),
    });
    Ok(render(&page)?.into_response())
}

async fn sign(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(name): Place<String>,
) -> Answer {
    let status = status(&web, &person, &name).await?;
    web.app.checkpoint(&person, status.name).await?;
    Ok(done(&format!("/ledgers/{name}#checkpoint"), "checkpoint"))
}
