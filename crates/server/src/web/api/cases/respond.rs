//! From suspect to plan, and the sweep after it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use engine::respond::{Act, Subject};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::super::{Answer, document, list};
use crate::app::{InspectAs, input};
use crate::web::Web;
use crate::web::form::{Body, Place};
use crate::web::page::{case_id, plan_for, subject_of};
use crate::web::problem::Fault;
use crate::web::visitor::SignedIn;

pub(super) async fn suspect(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let suspect = web.app.suspect(&person, case_id(&id)?).await?;
    document("suspect", &json!({ "subject": suspect }))
}

/// A token whose cleartext was seen. It is not kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Locate {
    /// The token.
    #[schema(value_type = String, format = Password)]
    token: SecretString,
    /// Ask with the token itself instead of our own: a use of the exposed
    /// credential, which needs a reason.
    #[serde(default)]
    with_the_token_itself: bool,
    /// Why, if it is asked with the token itself.
    reason: Option<String>,
}

pub(super) async fn locate(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(given): Body<Locate>,
) -> Answer {
    let inspect_as = if given.with_the_token_itself {
        InspectAs::Itself { reason: given.reason.unwrap_or_default() }
    } else {
        InspectAs::Administrator
    };
    let case = case_id(&id)?;
    let located = web.app.locate_token(&person, case, given.token, inspect_as).await?;
    document("token-located", &located)
}

/// Whom to survey; nothing = whom the case is about.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Whom {
    /// `{"kind": "user", "user": 7}` or `{"kind": "token", "token": {…}}`.
    #[schema(value_type = Option<serde_json::Value>)]
    subject: Option<Subject>,
    /// The same in short: `user:7`, `token:12`, `token:12@project:3`, a user's name.
    who: Option<String>,
}

pub(super) async fn survey(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(whom): Body<Whom>,
) -> Answer {
    let case = case_id(&id)?;
    let subject = match (whom.subject, whom.who) {
        (Some(subject), _) => subject,
        (None, Some(who)) => subject_of(&web, &person, &who).await?,
        (None, None) => web
            .app
            .suspect(&person, case)
            .await?
            .ok_or_else(|| Fault::invalid("subject", input::why("subject-untold")))?,
    };
    let survey = web.app.survey(&person, case, subject).await?;
    document("survey", &json!({ "survey": survey }))
}

pub(super) async fn latest_survey(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    let found = web.app.latest_survey(&person, case_id(&id)?)?;
    let found = found.ok_or_else(|| Fault::not_found(format!("survey of case {id}")))?;
    document("survey", &found)
}

/// What to plan: a wish, or acts by name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wished {
    /// `contain`, `rotate`, `release`, or `remedies` for what the last sweep found.
    wish: Option<String>,
    /// Acts such as `{"kind": "block_user", "user": 7}`; `GET /api/v1/acts` shows one of each kind.
    #[schema(value_type = Option<Vec<serde_json::Value>>)]
    acts: Option<Vec<Act>>,
}

pub(super) async fn propose(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Body(wished): Body<Wished>,
) -> Answer {
    let case = case_id(&id)?;
    let proposed = match (wished.wish, wished.acts) {
        (Some(wish), None) => plan_for(&web, &person, case, &wish).await?,
        (None, Some(acts)) => web.app.propose_acts(&person, case, acts).await?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Fault::invalid("wish", input::either(&["wish", "acts"])));
        }
    };
    Ok((StatusCode::CREATED, document("plan", &proposed)?).into_response())
}

pub(super) async fn sweep(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
) -> Answer {
    list("leftovers", &web.app.sweep(&person, case_id(&id)?).await?)
}
