//! Pages: HTML for people. Forms post and are answered by a redirect, so that
//! every page works without a script and can be reloaded without harm.

mod access;
mod account;
mod approvals;
mod case;
mod cases;
mod channels;
mod communications;
mod connection;
mod credentials;
mod custody;
mod dives;
mod due;
mod engage;
mod events;
mod exercise;
mod findings;
mod frame;
mod handling;
mod handover;
mod hardening;
mod instance;
mod journal;
mod ledger;
mod lockdown;
mod login;
mod now;
mod outbox;
mod plan;
mod playbooks;
mod review;
mod sources;
mod token;
mod updates;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};

use super::problem::{Fault, Problem};
use super::route::Route;
use super::visitor::Visitor;
use super::words::Words;
use crate::app::AppError;
use frame::{Frame, Nav};

pub(super) use case::{id_of as case_id, plan_for, subject_of};
pub(super) use due::notice_to;
pub(super) use ledger::status as ledger_status;

pub(super) const ROUTES: &[&[Route]] = &[
    login::ROUTES,
    now::ROUTES,
    dives::ROUTES,
    due::ROUTES,
    events::ROUTES,
    findings::ROUTES,
    cases::ROUTES,
    case::ROUTES,
    access::ROUTES,
    communications::ROUTES,
    updates::ROUTES,
    approvals::ROUTES,
    review::ROUTES,
    exercise::ROUTES,
    custody::ROUTES,
    engage::ROUTES,
    handling::ROUTES,
    handover::ROUTES,
    instance::ROUTES,
    hardening::ROUTES,
    plan::ROUTES,
    playbooks::ROUTES,
    sources::ROUTES,
    ledger::ROUTES,
    journal::ROUTES,
    token::ROUTES,
    credentials::ROUTES,
    connection::ROUTES,
    channels::ROUTES,
    outbox::ROUTES,
    lockdown::ROUTES,
    account::ROUTES,
];

/// Where one's own password is changed.
pub(super) const PASSWORD_PATH: &str = "/account/password";

/// What a handler of a page answers.
type Answer = Result<Response, Fault>;

/// Routes that stay open while a given password must be changed first.
pub(super) fn is_password_route(uri: &Uri) -> bool {
    matches!(uri.path(), PASSWORD_PATH | "/api/v1/account/password" | "/logout")
}

/// The sign-in page that leads back to this address.
pub(super) fn sign_in_address(address: &str) -> String {
    if address == "/" {
        return "/login".to_owned();
    }
    let next: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    format!("/login?next={next}")
}

/// An address of our own to go on to; anything else becomes the first page.
fn safe_next(next: Option<&str>) -> &str {
    let is_ours = |next: &&str| {
        next.starts_with('/')
            && !next.starts_with("//")
            && !next.contains(['\\', '\r', '\n'])
            && !next.starts_with("/login")
            && !next.starts_with("/logout")
    };
    next.filter(is_ours).unwrap_or("/")
}

fn render(template: &impl Template) -> Answer {
    let html = template.render().map_err(|why| AppError::Internal(why.into()))?;
    Ok(Html(html).into_response())
}

/// Back to a page that says what was done.
fn done(address: &str, what: &str) -> Response {
    let (address, place) = address.split_once('#').unwrap_or((address, ""));
    let mark = if place.is_empty() { String::new() } else { format!("#{place}") };
    Redirect::to(&format!("{address}?done={what}{mark}")).into_response()
}

/// A text for programs and for saving.
fn text_file(text: String, file_name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{file_name}\"");
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    w: &'a Words,
    frame: Frame,
    problem: &'a Problem,
}

/// A problem as a page.
pub(super) fn problem(visitor: &Visitor, problem: &Problem) -> Response {
    let frame = Frame::of(visitor, Nav::None);
    let page = ProblemPage { w: &visitor.words, frame, problem };
    page.render().map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |html| Html(html).into_response(),
    )
}

#[derive(Template)]
#[template(path = "again.html")]
struct AgainPage<'a> {
    w: &'a Words,
    address: &'a str,
}

/// A page that asks for the same address again, now as our own page, so that
/// the browser sends the session along.
pub(super) fn again(visitor: &Visitor) -> Response {
    let page = AgainPage { w: &visitor.words, address: safe_next(Some(&visitor.address)) };
    page.render()
        .map_or_else(|_| Redirect::to("/").into_response(), |html| Html(html).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_our_own_is_gone_on_to() {
        for (next, expected) in [
            (Some("/cases/1"), "/cases/1"),
            (Some("//evil.example/"), "/"),
            (Some("https://evil.example/"), "/"),
            (Some("/\\evil.example"), "/"),
            (Some("/login?next=/"), "/"),
            (Some("/logout"), "/"),
            (None, "/"),
        ] {
            assert_eq!(safe_next(next), expected, "{next:?}");
        }
    }

    #[test]
    fn the_sign_in_page_leads_back() {
        assert_eq!(sign_in_address("/events?q=a b"), "/login?next=%2Fevents%3Fq%3Da+b");
        assert_eq!(sign_in_address("/"), "/login");
    }
}
