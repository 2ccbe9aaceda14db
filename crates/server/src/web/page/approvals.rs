//! The approval inbox: plans, messages and exceptions, the first to run out first.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use engine::coordinate::approval::{Pending, Subject};
use engine::respond::PlanHash;
use jiff::Timestamp;
use serde::Deserialize;

use super::case::id_of;
use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{ApprovalAnswer, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::api::message_id;
use crate::web::form::{Form, Place, filled};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/approvals", Access::Needs(Permission::ReadCases), || get(show)),
    Route::post("/cases/{id}/approvals", Access::Needs(Permission::Approve), || post(answer)),
];

#[derive(Template)]
#[template(path = "approvals.html")]
struct InboxPage {
    w: Words,
    frame: Frame,
    pending: Vec<Card>,
    may_approve: bool,
}

struct Card {
    title: String,
    what: String,
    case_id: String,
    case_address: String,
    address: String,
    kind: &'static str,
    name: String,
    rule: String,
    hash: String,
    short: String,
    requested_by: String,
    requested: Moment,
    expires: Moment,
    reason: String,
    progress: String,
    approvers: String,
    is_overdue: bool,
    refused: Option<String>,
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let found = web.app.inbox(&person).await?;
    let now = web.app.clock().now();
    let words = &visitor.words;
    render(&InboxPage {
        frame: Frame::of(&visitor, Nav::Approvals),
        pending: found.iter().map(|one| card(words, one, now)).collect(),
        may_approve: person.may(Permission::Approve),
        w: visitor.words.clone(),
    })
}

fn card(words: &Words, one: &Pending, now: Timestamp) -> Card {
    let case_address = format!("/cases/{}", one.case.0);
    let (name, rule, address) = match &one.subject {
        Subject::Plan { hash } => (hash.to_string(), String::new(), format!("/plans/{hash}")),
        Subject::Message { message } => {
            (message.to_string(), String::new(), format!("{case_address}/messages/{}", message.0))
        }
        Subject::Exception { message, rule } => {
            (message.to_string(), rule.clone(), format!("{case_address}/messages/{}", message.0))
        }
        Subject::Release { release } => {
            (release.clone(), String::new(), format!("/dives/{}/redaction#lines", one.case.0))
        }
        Subject::DiveException => (String::new(), String::new(), format!("/dives/{}", one.case.0)),
    };
    let given = one.quorum.people.to_string();
    let needed = one.quorum.people_needed.to_string();
    Card {
        title: one.title.clone(),
        what: words.t(format!("approval-of-{}", one.subject.kind())),
        case_id: one.case.to_string(),
        case_address,
        address,
        kind: one.subject.kind(),
        name,
        rule,
        hash: one.hash.clone(),
        short: one.hash.chars().take(8).collect(),
        requested_by: one.requested_by.clone(),
        requested: Moment::of(words, one.requested_at, now),
        expires: Moment::of(words, one.expires_at, now),
        reason: one.reason.clone(),
        progress: words.t2("approval-progress", ("given", given), ("needed", needed)),
        approvers: one.approvers.join(", "),
        is_overdue: one.is_overdue,
        refused: one.refused.as_ref().map(|refusal| words.say(&refusal.text)),
    }
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    hash: String,
    /// `yes` or `no`: which button.
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
}

async fn answer(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Form(form): Form<Answered>,
) -> Answer {
    let case = id_of(&id)?;
    let subject = match form.kind.as_str() {
        "plan" => Subject::Plan { hash: PlanHash(form.name.clone()) },
        "message" => Subject::Message { message: message_id(&form.name)? },
        "exception" => {
            Subject::Exception { message: message_id(&form.name)?, rule: form.rule.clone() }
        }
        "release" => Subject::Release { release: form.name.clone() },
        "dive_exception" => Subject::DiveException,
        other => return Err(Fault::invalid("kind", input::given("unknown", other))),
    };
    let is_yes = match form.answer.as_str() {
        "yes" => true,
        "no" => false,
        other => return Err(Fault::invalid("answer", input::one_of(other, &["yes", "no"]))),
    };
    let reason = filled(&form.reason).map(str::to_owned);
    let answer = ApprovalAnswer { subject, hash: form.hash, is_yes, reason };
    web.app.answer_approval(&person, case, answer).await?;
    Ok(done("/approvals", if is_yes { "approval-given" } else { "approval-declined" }))
}
