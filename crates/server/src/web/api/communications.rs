//! The way to customers and the public: steps, messages, sending (CM21–CM31).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use engine::coordinate::communication::{Audience, Draft, Form, MessageId, Ready, Station, Via};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::app::input;
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Body, Place};
use crate::web::page::case_id;
use crate::web::papers;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

const READ: Access = Access::Needs(Permission::ReadCases);
const WRITE: Access = Access::Needs(Permission::Communicate);
const SEND: Access = Access::Needs(Permission::Send);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/api/v1/communications/policy", READ, || get(policy))
        .says("Who drafts, reviews and sends which kind of message, and what must be so before"),
    Route::get("/api/v1/cases/{id}/communications", READ, || get(show))
        .says("Where communication of a case stands: way A to I, messages, what is in the way"),
    Route::post("/api/v1/cases/{id}/communications", WRITE, || post(attach))
        .says("Attach the plan of communication below the severity at which that happens by itself")
        .body::<Attach>(),
    Route::post("/api/v1/cases/{id}/communications/steps", WRITE, || post(step))
        .says("Take a step along an edge of the way A to I")
        .body::<Stepped>(),
    Route::post("/api/v1/cases/{id}/communications/lists", WRITE, || post(collect))
        .says("Say that the list of an audience is made (F)")
        .body::<Collected>(),
    Route::post("/api/v1/cases/{id}/communications/ready", WRITE, || post(ready))
        .says("Stand in for what must be so before a message goes")
        .body::<Readied>(),
    Route::post("/api/v1/cases/{id}/messages", WRITE, || post(draft))
        .says("Draft a message; answers its number"),
    Route::post("/api/v1/cases/{id}/messages/{name}", WRITE, || post(redraft))
        .says("Say a message anew; approvals of what it was are void"),
    Route::get("/api/v1/cases/{id}/messages/{name}/raw", READ, || get(raw))
        .says("What the first addressee would get by a channel, were it sent now: for mail, byte for byte but the date")
        .query(&[("channel", "name of the channel")])
        .answers("message/rfc822 or application/json"),
    Route::post("/api/v1/cases/{id}/messages/{name}/request", WRITE, || post(request))
        .says("Ask for approval of exactly this text, or for an exception from a rule")
        .body::<Request>(),
    Route::post("/api/v1/cases/{id}/messages/{name}/send", SEND, || post(send))
        .says("Send an approved message by a channel, or record where it was sent by hand")
        .body::<Send>(),
    Route::post("/api/v1/cases/{id}/messages/{name}/withdraw", WRITE, || post(withdraw))
        .says("Say that a message will not be sent")
        .body::<Withdraw>(),
    Route::post("/api/v1/cases/{id}/messages/{name}/receipt", WRITE, || post(receipt))
        .says("Record that whom a message was for has it")
        .body::<Receipt>(),
];

/// `3` and `M-3` name the same message.
pub(in crate::web) fn message_id(text: &str) -> Result<MessageId, Fault> {
    text.parse().ok().ok_or_else(|| Fault::not_found(format!("message {text}")))
}

async fn policy(State(web): State<Web>, SignedIn(_): SignedIn) -> Answer {
    document("communication-policy", web.app.communication_policy())
}

async fn show(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    document("communications", &web.app.communications(&person, case_id(&id)?).await?)
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Attach {
    /// Why it is attached although the severity does not ask for it.
    reason: String,
}

async fn attach(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Attach>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.attach_communications(&person, case, &given.reason).await?;
    document("communications-attached", &json!({ "case": case }))
}

/// A step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Stepped {
    /// From here: a letter A to I, or a name.
    from: String,
    /// To here.
    to: String,
    /// What was decided: on leaving C audiences, on leaving D kinds of message.
    #[schema(value_type = Option<Object>)]
    decided: Option<Form>,
}

pub(in crate::web) fn station(field: &str, text: &str) -> Result<Station, Fault> {
    let wrong = || Fault::invalid(field, input::given("station", text));
    Station::from_name(text.trim()).ok_or_else(wrong)
}

async fn step(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Stepped>,
) -> Answer {
    let case = case_id(&id)?;
    let edge = (station("from", &given.from)?, station("to", &given.to)?);
    web.app.step_communications(&person, case, edge, given.decided).await?;
    document("communications-step", &json!({ "case": case, "from": edge.0, "to": edge.1 }))
}

/// A list of addresses that was made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Collected {
    /// Of whom: `customers`, `users` …
    #[schema(value_type = String)]
    audience: Audience,
    /// How many addresses.
    count: u64,
    /// Where it is from.
    source: String,
}

async fn collect(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Collected>,
) -> Answer {
    let case = case_id(&id)?;
    let list = (given.audience, given.count);
    web.app.collect_contacts(&person, case, list, &given.source).await?;
    document("communications-list", &json!({ "case": case, "audience": given.audience }))
}

/// What somebody stands in for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Readied {
    /// `prepared_responses` or `team_feedback`.
    #[schema(value_type = String)]
    ready: Ready,
    /// How that is known.
    note: String,
}

async fn ready(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Readied>,
) -> Answer {
    let case = case_id(&id)?;
    web.app.ready_communications(&person, case, (given.ready, &given.note)).await?;
    document("communications-ready", &json!({ "case": case, "ready": given.ready }))
}

async fn draft(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(draft): Body<Draft>,
) -> Answer {
    let case = case_id(&id)?;
    let message = web.app.draft_message(&person, case, (None, draft)).await?;
    let whole = json!({ "case": case, "message": message, "name": message.to_string() });
    Ok((StatusCode::CREATED, document("message", &whole)?).into_response())
}

async fn redraft(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(draft): Body<Draft>,
) -> Answer {
    let (case, message) = (case_id(&id)?, message_id(&name)?);
    web.app.draft_message(&person, case, (Some(message), draft)).await?;
    let whole = json!({ "case": case, "message": message, "name": message.to_string() });
    document("message", &whole)
}

/// A request for approval.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Request {
    /// Why.
    reason: String,
    /// The rule from which the message shall be excepted; none = approval of the text.
    rule: Option<String>,
}

async fn request(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(given): Body<Request>,
) -> Answer {
    let (case, message) = (case_id(&id)?, message_id(&name)?);
    web.app.request_approval(&person, case, (message, given.rule), &given.reason).await?;
    document("approval-requested", &json!({ "case": case, "message": message }))
}

/// How to send.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Send {
    /// The hash that was read and approved.
    hash: String,
    /// A channel of the settings.
    channel: Option<String>,
    /// Or where it was sent by hand: an address, the number of a campaign.
    place: Option<String>,
}

async fn send(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(given): Body<Send>,
) -> Answer {
    let (case, message) = (case_id(&id)?, message_id(&name)?);
    let via = match (given.channel, given.place) {
        (Some(channel), None) => Via::Channel { channel },
        (None, Some(place)) => Via::Hand { place },
        (Some(_), Some(_)) | (None, None) => {
            return Err(Fault::invalid("channel", input::either(&["channel", "place"])));
        }
    };
    web.app.send_message(&person, case, (message, &given.hash), via).await?;
    document("message-sent", &json!({ "case": case, "message": message, "hash": given.hash }))
}

/// Why not.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Withdraw {
    /// Why.
    reason: String,
}

async fn withdraw(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(given): Body<Withdraw>,
) -> Answer {
    let (case, message) = (case_id(&id)?, message_id(&name)?);
    web.app.withdraw_message(&person, case, (message, &given.reason)).await?;
    document("message-withdrawn", &json!({ "case": case, "message": message }))
}

/// Who has it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Receipt {
    /// Who said so: a name.
    person: String,
}

async fn receipt(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Body(given): Body<Receipt>,
) -> Answer {
    let (case, message) = (case_id(&id)?, message_id(&name)?);
    web.app.message_received(&person, case, (message, &given.person)).await?;
    document("message-received", &json!({ "case": case, "message": message }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByChannel {
    channel: String,
}

async fn raw(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place((id, name)): Place<(String, String)>,
    Ask(ByChannel { channel }): Ask<ByChannel>,
) -> Answer {
    let (case, message) = (case_id(&id)?, message_id(&name)?);
    let found = web.app.message_raw(&person, case, (message, &channel))?;
    Ok(papers::raw(found, &format!("{case}-{message}")))
}
