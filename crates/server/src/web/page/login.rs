//! Signing in and out.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use secrecy::SecretString;
use serde::Deserialize;

use super::frame::{Frame, Nav, home};
use super::{Answer, PASSWORD_PATH, render, safe_next};
use crate::app::{AppError, Session};
use crate::web::Web;
use crate::web::form::{Ask, Form, Place};
use crate::web::guard::{ended_session, session_cookie};
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::Visitor;
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/login", Access::Anyone, || get(show)),
    Route::post("/login", Access::Anyone, || post(sign_in)),
    Route::get("/login/once/{token}", Access::Anyone, || get(once)),
    Route::post("/logout", Access::SignedIn, || post(sign_out)),
];

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    w: Words,
    frame: Frame,
    next: String,
    name: String,
    /// Name or password was wrong, or one must wait.
    failed: Option<String>,
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

#[derive(Deserialize)]
struct SignIn {
    name: String,
    password: SecretString,
    next: Option<String>,
}

async fn show(visitor: Visitor, Ask(asked): Ask<Next>) -> Answer {
    let next = safe_next(asked.next.as_deref()).to_owned();
    if visitor.person.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let frame = Frame::of(&visitor, Nav::None);
    render(&LoginPage { w: visitor.words, frame, next, name: String::new(), failed: None })
}

async fn sign_in(State(web): State<Web>, visitor: Visitor, Form(form): Form<SignIn>) -> Answer {
    let next = safe_next(form.next.as_deref()).to_owned();
    match web.app.sign_in(&form.name, form.password).await {
        Ok(session) => Ok(begun(&web, &session, &next)),
        Err(
            error @ (AppError::NotSignedIn | AppError::Refused(_) | AppError::Unavailable { .. }),
        ) => {
            let words = &visitor.words;
            let failed = match &error {
                AppError::Refused(refusal) => words.say(&refusal.text),
                AppError::Unavailable { what } => words.t1("error-unavailable", "what", what),
                _ => words.t("login-failed"),
            };
            let frame = Frame::of(&visitor, Nav::None);
            let page = LoginPage {
                w: visitor.words.clone(),
                frame,
                next,
                name: form.name,
                failed: Some(failed),
            };
            let mut response = render(&page)?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(other) => Err(Fault(other)),
    }
}

/// A link that works once: printed in a terminal, opened by who reads it there.
async fn once(
    State(web): State<Web>,
    Place(token): Place<String>,
    Ask(asked): Ask<Next>,
) -> Answer {
    let session = web.app.sign_in_once(SecretString::from(token)).await?;
    Ok(begun(&web, &session, safe_next(asked.next.as_deref())))
}

fn begun(web: &Web, session: &Session, next: &str) -> Response {
    let next = match (session.must_change_password, next) {
        (true, _) => PASSWORD_PATH,
        (false, "/") => home(&session.person),
        (false, other) => other,
    };
    let lasts = session.expires_at.as_second().saturating_sub(web.app.clock().now().as_second());
    let cookie = session_cookie(&session.token, web.is_https, lasts);
    ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
}

async fn sign_out(State(web): State<Web>, visitor: Visitor) -> Answer {
    if let Some(session) = &visitor.session {
        web.app.sign_out(session).await?;
    }
    Ok(([(header::SET_COOKIE, ended_session(web.is_https))], Redirect::to("/login"))
        .into_response())
}
