//! One's own account, and everybody's for administrators.

mod all;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::frame::{Frame, Nav};
use super::{Answer, done, render};
use crate::app::{ApiToken, AppError};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Form, Place};
use crate::web::guard::ended_session;
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

const ADMIN: Access = Access::Needs(Permission::ManageAccounts);

pub(super) const ROUTES: &[Route] = &[
    Route::get("/account", Access::SignedIn, || get(show)),
    Route::get("/account/password", Access::SignedIn, || get(show_password)),
    Route::post("/account/password", Access::SignedIn, || post(change_password)),
    Route::post("/account/tokens", Access::SignedIn, || post(make_token)),
    Route::post("/account/tokens/{id}/revoke", Access::SignedIn, || post(revoke_token)),
    Route::get("/accounts", ADMIN, || get(all::list)),
    Route::post("/accounts", ADMIN, || post(all::make)),
    Route::post("/accounts/{name}/roles", ADMIN, || post(all::set_roles)),
    Route::post("/accounts/{name}/disabled", ADMIN, || post(all::set_disabled)),
    Route::post("/accounts/{name}/password", ADMIN, || post(all::reset)),
];

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    w: Words,
    frame: Frame,
    name: String,
    tokens: Vec<TokenRow>,
    made: Option<(String, String)>,
}

struct TokenRow {
    id: i64,
    name: String,
    account: String,
    created: Moment,
    used: Option<Moment>,
}

fn token_row(words: &Words, token: &ApiToken, now: jiff::Timestamp) -> TokenRow {
    TokenRow {
        id: token.id,
        name: token.name.clone(),
        account: token.account.clone(),
        created: Moment::of(words, token.created_at, now),
        used: token.last_used_at.map(|at| Moment::of(words, at, now)),
    }
}

async fn account_page(
    web: &Web,
    visitor: &Visitor,
    person: &crate::person::Person,
) -> Result<AccountPage, Fault> {
    let tokens = web.app.api_tokens(person).await?;
    let now = web.app.clock().now();
    Ok(AccountPage {
        frame: Frame::of(visitor, Nav::None),
        name: person.name.clone(),
        tokens: tokens.iter().map(|token| token_row(&visitor.words, token, now)).collect(),
        made: None,
        w: visitor.words.clone(),
    })
}

async fn show(State(web): State<Web>, visitor: Visitor, SignedIn(person): SignedIn) -> Answer {
    render(&account_page(&web, &visitor, &person).await?)
}

#[derive(Deserialize)]
struct MakeToken {
    name: String,
}

/// Shows the new token's secret once: no redirect, the page is not kept.
async fn make_token(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(form): Form<MakeToken>,
) -> Answer {
    let made = web.app.create_api_token(&person, &form.name, None).await?;
    let mut page = account_page(&web, &visitor, &person).await?;
    page.made = Some((made.token.name, made.secret.expose_secret().to_owned()));
    render(&page)
}

async fn revoke_token(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<i64>,
) -> Answer {
    web.app.revoke_api_token(&person, id).await?;
    Ok(done("/account", "token-revoked"))
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    w: Words,
    frame: Frame,
    must: bool,
    failed: Option<String>,
}

fn password_page(visitor: &Visitor, failed: Option<String>) -> PasswordPage {
    PasswordPage {
        w: visitor.words.clone(),
        frame: Frame::of(visitor, Nav::None),
        must: visitor.must_change_password,
        failed,
    }
}

async fn show_password(visitor: Visitor) -> Answer {
    render(&password_page(&visitor, None))
}

/// A new password ends every session, this one too.
fn signed_out(web: &Web) -> Response {
    let cookie = ended_session(web.is_https);
    ([(header::SET_COOKIE, cookie)], done("/login", "password")).into_response()
}

#[derive(Deserialize)]
struct Passwords {
    old: SecretString,
    new: SecretString,
}

async fn change_password(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Form(form): Form<Passwords>,
) -> Answer {
    let failed = match web.app.change_password(&person, form.old, form.new).await {
        Ok(()) => return Ok(signed_out(&web)),
        Err(AppError::Invalid { .. }) => visitor.words.t("password-wrong"),
        Err(AppError::Refused(refusal)) => visitor.words.say(&refusal.text),
        Err(other) => return Err(Fault(other)),
    };
    let mut response = render(&password_page(&visitor, Some(failed)))?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
