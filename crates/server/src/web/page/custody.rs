//! Custody of a case's evidence: markings, hold, retention, chain, export (IN7).

use askama::Template;
use axum::routing::{get, post};
use engine::coordinate::custody::{Step, Tlp};
use engine::coordinate::{Case, CaseId};
use jiff::Timestamp;
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::input;
use crate::app::{CustodyItem, StoreStanding, Transfer};
use crate::person::Permission;
use crate::web::api::court::{Exporting, made};
use crate::web::api::custody::{reach, tlp};
use crate::web::at::AtCase;
use crate::web::form::{Form, filled, time};
use crate::web::moment::{Moment, utc};
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::Visitor;
use crate::web::words::Words;

const WRITE: Access = Access::Needs(Permission::WriteCase);
const COPY: Access = Access::Needs(Permission::ReadEvidence);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/cases/{id}/custody", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/cases/{id}/custody/mark", WRITE, || post(mark)),
    Route::post("/cases/{id}/custody/hold", WRITE, || post(hold)),
    Route::post("/cases/{id}/custody/release", WRITE, || post(release)),
    Route::post("/cases/{id}/custody/retain", WRITE, || post(retain)),
    Route::post("/cases/{id}/custody/transfer", COPY, || post(transfer)),
    Route::post("/cases/{id}/custody/take", WRITE, || post(take)),
    Route::post("/cases/{id}/custody/export", COPY, || post(export)),
];

#[derive(Template)]
#[template(path = "custody.html")]
struct CustodyPage {
    w: Words,
    frame: Frame,
    id: String,
    title: String,
    address: String,
    /// Name and value, as shown on top.
    facts: Vec<(String, String)>,
    notice: Option<String>,
    is_held: bool,
    items: Vec<ItemView>,
    /// Word and label.
    markings: Vec<(&'static str, &'static str)>,
    reaches: Vec<(&'static str, String)>,
    arrivals: Vec<ArrivalView>,
    may_write: bool,
    may_copy: bool,
}

struct ItemView {
    sha256: String,
    short: String,
    name: String,
    chips: Vec<String>,
    custodian: String,
    chain: Vec<StepView>,
}

struct StepView {
    at: Moment,
    by: String,
    what: String,
}

struct ArrivalView {
    seal: String,
    what: String,
}

async fn show(AtCase { web, person, case }: AtCase, visitor: Visitor) -> Answer {
    let case = web.app.case(&person, case)?;
    let custody = web.app.custody(&person, case.id)?;
    let store = web.app.evidence_store(&person).await?;
    let (words, now) = (&visitor.words, web.app.clock().now());
    let arrivals = web.app.arrivals(&person)?;
    let waiting = arrivals.iter().filter(|(_, cases)| cases.is_empty());
    let retain = custody.retain_until.map_or_else(|| words.t("custody-no-retain"), utc);
    let hold = custody.hold.as_ref().map_or_else(
        || words.t("custody-no-hold"),
        |hold| {
            let since = utc(hold.since);
            let args = [
                ("by", hold.by.as_str()),
                ("at", since.as_str()),
                ("reason", hold.reason.as_str()),
            ];
            words.sentence("custody-held", args)
        },
    );
    let marking = custody.tlp.map_or_else(|| words.t("custody-unmarked"), |tlp| tlp.label().into());
    render(&CustodyPage {
        frame: Frame::of(&visitor, Nav::Cases),
        id: case.id.to_string(),
        title: case.title.clone(),
        address: format!("/cases/{}", case.id.0),
        facts: vec![
            (words.t("custody-marking"), marking),
            (words.t("custody-hold"), hold),
            (words.t("custody-retain"), retain),
            (words.t("custody-store"), told(words, &store)),
        ],
        notice: custody.is_disposable.then(|| words.t("custody-disposable")),
        is_held: custody.hold.is_some(),
        items: custody.items.iter().map(|item| view(words, &case, item, now)).collect(),
        markings: Tlp::ALL.into_iter().map(|tlp| (tlp.as_str(), tlp.label())).collect(),
        reaches: ["named", "company", "customers", "public"]
            .map(|reach| (reach, words.t(format!("custody-reach-{reach}"))))
            .into(),
        arrivals: waiting
            .map(|(one, _)| ArrivalView {
                seal: one.seal.clone(),
                what: {
                    let count = one.items.to_string();
                    let args = [("host", &one.host), ("count", &count), ("sender", &one.sender)];
                    words.sentence("custody-bundle", args.map(|(name, text)| (name, text.as_str())))
                },
            })
            .collect(),
        may_write: person.may(Permission::WriteCase),
        may_copy: person.may(Permission::ReadEvidence),
        w: visitor.words,
    })
}

/// The store in a line.
fn told(words: &Words, store: &StoreStanding) -> String {
    let key = if store.is_write_once { "custody-store-locked" } else { "custody-store-open" };
    let mut line = vec![words.t1(key, "place", store.place.clone())];
    match &store.object_lock {
        Some((mode, days)) => {
            let days = days.to_string();
            let args = [("mode", mode.as_str()), ("day_count", days.as_str())];
            line.push(words.sentence("custody-store-lock", args));
        }
        None => line.push(words.t1("custody-store-bit", "bit", store.immutable_bit)),
    }
    line.extend(store.problem.clone());
    line.join(" · ")
}

fn view(words: &Words, case: &Case, custody: &CustodyItem, now: Timestamp) -> ItemView {
    let item = &custody.item;
    let mut chips: Vec<String> =
        custody.tlp.map(|tlp| tlp.label().to_owned()).into_iter().collect();
    chips.extend(custody.lock.as_ref().map(|lock| {
        words.t2("custody-locked", ("until", utc(lock.until)), ("mode", lock.mode.clone()))
    }));
    ItemView {
        sha256: item.sha256.clone(),
        short: item.sha256.chars().take(12).collect(),
        name: item.name.clone(),
        chips,
        custodian: words.t1("custody-custodian", "who", custody.custodian.clone()),
        chain: custody.chain.iter().map(|step| step_view(words, case, step, now)).collect(),
    }
}

/// A step as the timeline tells it.
fn step_view(words: &Words, case: &Case, step: &Step, now: Timestamp) -> StepView {
    let line = case.timeline.iter().find(|line| line.journal_index == step.index);
    let what = line.map_or_else(
        || step.deed.clone(),
        |line| {
            let args = line.args.iter();
            words.sentence(&line.key, args.map(|(name, text)| (name.as_str(), text.as_str())))
        },
    );
    StepView { at: Moment::of(words, step.at, now), by: step.by.clone(), what }
}

fn back(case: CaseId, said: &str) -> axum::response::Response {
    done(&format!("/cases/{}/custody", case.0), said)
}

#[derive(Deserialize)]
struct Marking {
    tlp: String,
    #[serde(default)]
    sha256: String,
    reason: String,
}

async fn mark(AtCase { web, person, case }: AtCase, Form(form): Form<Marking>) -> Answer {
    let item = filled(&form.sha256).map(str::to_owned);
    web.app.mark_evidence(&person, case, (tlp(&form.tlp)?, item, &form.reason)).await?;
    Ok(back(case, "custody-marked"))
}

#[derive(Deserialize)]
struct Why {
    reason: String,
}

async fn hold(AtCase { web, person, case }: AtCase, Form(form): Form<Why>) -> Answer {
    web.app.hold_evidence(&person, case, &form.reason).await?;
    Ok(back(case, "custody-held"))
}

async fn release(AtCase { web, person, case }: AtCase, Form(form): Form<Why>) -> Answer {
    web.app.release_evidence(&person, case, &form.reason).await?;
    Ok(back(case, "custody-released"))
}

#[derive(Deserialize)]
struct Retaining {
    until: String,
    reason: String,
}

async fn retain(AtCase { web, person, case }: AtCase, Form(form): Form<Retaining>) -> Answer {
    let until = time("until", &form.until)?;
    let until = until.ok_or_else(|| Fault::invalid("until", input::why("time-needed")))?;
    web.app.retain_evidence(&person, case, (until, &form.reason)).await?;
    Ok(back(case, "custody-retained"))
}

#[derive(Deserialize)]
struct Transferring {
    sha256: String,
    to: String,
    how: String,
    reach: String,
    reason: String,
}

async fn transfer(AtCase { web, person, case }: AtCase, Form(form): Form<Transferring>) -> Answer {
    let reach = reach(&form.reach)?;
    let Transferring { sha256, to, how, reason, .. } = form;
    let transfer = Transfer { sha256, to, how, reach, reason };
    web.app.transfer_evidence(&person, case, transfer).await?;
    Ok(back(case, "custody-transferred"))
}

#[derive(Deserialize)]
struct Taking {
    seal: String,
}

async fn take(AtCase { web, person, case }: AtCase, Form(form): Form<Taking>) -> Answer {
    web.app.take_arrival(&person, case, &form.seal).await?;
    Ok(back(case, "custody-taken"))
}

async fn export(AtCase { web, person, case }: AtCase, Form(form): Form<Exporting>) -> Answer {
    made(&web, &person, case, form).await
}
