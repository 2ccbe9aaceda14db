//! A token recognised offline (CE1). The body is the secret: it is held as
//! one, never logged, never kept, sent nowhere.

use axum::extract::State;
use axum::routing::post;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Answer, document};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::Ask;
use crate::web::page::case_id;
use crate::web::route::{Access, Route};
use crate::web::visitor::SignedIn;

pub(super) const ROUTES: &[Route] = &[Route::post(
    "/api/v1/tokens/identify",
    Access::Needs(Permission::Survey),
    || post(identify),
)
.says("Recognise the token that the body is (text/plain): kind, checksum, routing; nothing is kept")
.query(&[("case", "state it on this case")])];

#[derive(Deserialize)]
struct Where {
    case: Option<String>,
}

async fn identify(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Where>,
    secret: String,
) -> Answer {
    let secret = SecretString::from(secret);
    let case = asked.case.as_deref().map(case_id).transpose()?;
    document("token", &web.app.identify_token(&person, case, secret).await?)
}
