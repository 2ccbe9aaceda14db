//! Signing in and out for browsers and scripts that keep cookies. Programs
//! better use an API token.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::{delete, get, post};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{Answer, document};
use crate::web::Web;
use crate::web::form::Body;
use crate::web::guard::{ended_session, form_token, session_cookie};
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};

pub(super) const ROUTES: &[Route] = &[
    Route::post("/api/v1/session", Access::Anyone, || post(begin))
        .says("Sign in; answers a session cookie and the token for the x-csrf-token header")
        .body::<SignIn>(),
    Route::get("/api/v1/session", Access::SignedIn, || get(show)).says("Who is asking"),
    Route::delete("/api/v1/session", Access::SignedIn, || delete(end)).says("Sign out"),
];

/// Name and password.
#[derive(Deserialize, ToSchema)]
struct SignIn {
    /// The account's name.
    name: String,
    /// Its password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

async fn begin(State(web): State<Web>, Body(given): Body<SignIn>) -> Answer {
    let session = web.app.sign_in(&given.name, given.password).await?;
    let lasts = session.expires_at.as_second().saturating_sub(web.app.clock().now().as_second());
    let cookie = session_cookie(&session.token, web.is_https, lasts);
    let answer = document(
        "session",
        &json!({
            "person": session.person,
            "csrf": form_token(&session.token),
            "must_change_password": session.must_change_password,
            "expires_at": session.expires_at,
        }),
    )?;
    Ok(([(header::SET_COOKIE, cookie)], answer).into_response())
}

async fn show(visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    let must_change = visitor.must_change_password;
    document("session", &json!({ "person": person, "must_change_password": must_change }))
}

async fn end(State(web): State<Web>, visitor: Visitor) -> Answer {
    if let Some(session) = &visitor.session {
        web.app.sign_out(session).await?;
    }
    let answer = document("session", &json!({ "ended": visitor.session.is_some() }))?;
    Ok(([(header::SET_COOKIE, ended_session(web.is_https))], answer).into_response())
}
