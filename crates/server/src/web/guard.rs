//! Stands before every route: who is asking, in which language, may they?
//!
//! A request speaks for a person by an API token (`Authorization: Bearer`) or
//! by a session cookie. A cookie is sent by browsers without being asked, so a
//! request that changes something by cookie must come from our own pages: the
//! origin is checked, and the form carries a token that only they know.

mod cookie;
mod csrf;
mod tongue;

#[cfg(test)]
mod tests;

use axum::extract::{FromRequestParts as _, MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use engine::coordinate::CaseId;
use engine::respond::plan::Text;
use secrecy::SecretString;

use super::problem::{self, Fault};
use super::route::Access;
use super::visitor::Visitor;
use super::{Web, page};
use crate::app::{AppError, Refusal, forbidden};
use crate::person::Permission;

pub(super) use cookie::{ended_session, session_cookie};
pub(super) use csrf::token_for as form_token;

/// Whether the request is for a program or for a person's browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coat {
    Api,
    Page,
}

impl Coat {
    pub(super) fn of(uri: &Uri) -> Self {
        if uri.path().starts_with("/api/") { Self::Api } else { Self::Page }
    }
}

/// Lets pass, or answers instead.
pub(super) async fn guard(
    State((web, access)): State<(Web, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    let coat = Coat::of(request.uri());
    let lang = tongue::of(request.headers(), request.uri());
    let mut visitor = Visitor {
        person: None,
        words: web.words(lang).clone(),
        csrf: String::new(),
        session: None,
        address: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
        must_change_password: false,
        exercise: None,
    };
    let answer = match identify(&web, request.headers(), &mut visitor).await {
        Err(error) => Fault(error).into_response(),
        Ok(()) => match stopped(&web, access, &visitor, &mut request).await {
            Some(answer) => answer,
            None => match csrf::checked(&web, &visitor, request).await {
                Err(error) => Fault(error).into_response(),
                Ok(checked) => {
                    request = checked;
                    visitor.exercise = exercise(&web, coat, &visitor, request.uri());
                    request.extensions_mut().insert(visitor.clone());
                    next.run(request).await
                }
            },
        },
    };
    let mut answer = problem::worded(answer, coat, &visitor);
    tongue::remember(&mut answer, &visitor);
    answer
}

/// Finds out who is asking. A token that is no longer good is an error, a
/// cookie that is no longer good is nobody.
async fn identify(web: &Web, headers: &HeaderMap, visitor: &mut Visitor) -> Result<(), AppError> {
    if let Some(token) = bearer(headers) {
        visitor.person = Some(web.app.bearer(&token).await?);
        return Ok(());
    }
    let Some(token) = cookie::session(headers, web.is_https) else { return Ok(()) };
    match web.app.session(&token).await {
        Ok((person, must_change_password)) => {
            visitor.csrf = csrf::token_for(&token);
            visitor.person = Some(person);
            visitor.must_change_password = must_change_password;
            visitor.session = Some(token);
            Ok(())
        }
        Err(AppError::NotSignedIn) => Ok(()),
        Err(other) => Err(other),
    }
}

/// The exercise that a page is about: its mark is put on here, so that no page
/// can forget it.
fn exercise(web: &Web, coat: Coat, visitor: &Visitor, uri: &Uri) -> Option<CaseId> {
    let person = visitor.person.as_ref()?;
    let is_asked = coat == Coat::Page && person.may(Permission::ReadCases);
    is_asked.then(|| web.app.exercise_at(person, uri.path())).flatten()
}

fn bearer(headers: &HeaderMap) -> Option<SecretString> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| SecretString::from(token.trim().to_owned()))
}

/// The answer for somebody who may not pass here.
async fn stopped(
    web: &Web,
    access: Access,
    visitor: &Visitor,
    request: &mut Request,
) -> Option<Response> {
    let coat = Coat::of(request.uri());
    if access != Access::Anyone
        && visitor.must_change_password
        && !page::is_password_route(request.uri())
    {
        return Some(match coat {
            Coat::Page => Redirect::to(page::PASSWORD_PATH).into_response(),
            Coat::Api => {
                Fault(refusal("password_must_change", "refusal-password", 403)).into_response()
            }
        });
    }
    if access.lets(visitor.person.as_ref()) {
        return closed_case(web, access, visitor, request).await;
    }
    Some(match (&visitor.person, access) {
        (Some(person), Access::Needs(permission)) => {
            Fault(forbidden(person, permission)).into_response()
        }
        (Some(_), Access::Anyone | Access::SignedIn) | (None, _) => {
            stranger(web, coat, visitor, request)
        }
    })
}

/// The answer for somebody who asks for a confidential case that is not theirs,
/// by whatever route names one. The app refuses too; this holds before any
/// handler runs. Administrators see who may see a case, and nothing of it.
async fn closed_case(
    web: &Web,
    access: Access,
    visitor: &Visitor,
    request: &mut Request,
) -> Option<Response> {
    if !matches!(access, Access::Needs(permission) if permission != Permission::ManageAccounts) {
        return None;
    }
    let route = request.extensions().get::<MatchedPath>()?;
    if !route.as_str().contains("/cases/{id}") {
        return None;
    }
    let (mut parts, body) = std::mem::take(request).into_parts();
    let params = RawPathParams::from_request_parts(&mut parts, &()).await;
    *request = Request::from_parts(parts, body);
    let params = params.ok()?;
    let (_, id) = params.iter().find(|(name, _)| *name == "id")?;
    let refused = web.app.closed_to(visitor.person.as_ref()?, page::case_id(id).ok()?)?;
    Some(Fault(refused).into_response())
}

/// Somebody who is not signed in: to the sign-in page and back, or 401.
fn stranger(_web: &Web, coat: Coat, visitor: &Visitor, request: &Request) -> Response {
    if coat == Coat::Api || request.method() != Method::GET {
        return Fault(AppError::NotSignedIn).into_response();
    }
    // A link in a mail or a chat comes without our cookie (`SameSite=Strict`);
    // asked for again by our own page, it comes with it.
    let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if site == Some("cross-site") {
        return page::again(visitor);
    }
    Redirect::to(&page::sign_in_address(&visitor.address)).into_response()
}

pub(super) fn refusal(rule: &str, key: &str, status: u16) -> AppError {
    AppError::Refused(Box::new(Refusal {
        rule: rule.to_owned(),
        requirements: Vec::new(),
        text: Text { key: key.to_owned(), args: std::collections::BTreeMap::new() },
        status,
        further: Vec::new(),
    }))
}
