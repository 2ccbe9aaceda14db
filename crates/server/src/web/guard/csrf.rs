//! Requests that change something come from our own pages.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::refusal;
use crate::app::{AppError, input};
use crate::web::visitor::Visitor;
use crate::web::{BODY_BYTES_MAX, Web};

/// Name of the field in forms, and of the header (`x-csrf-token`) elsewhere.
const FIELD: &str = "csrf";
const HEADER: &str = "x-csrf-token";

/// Derived from the session, so that nothing more needs to be kept: who knows
/// the session's token needs no forged request.
pub(in crate::web) fn token_for(session: &SecretString) -> String {
    let mut digest = Sha256::new();
    digest.update(b"portcullis form token\n");
    digest.update(session.expose_secret().as_bytes());
    hex::encode(digest.finalize())
}

/// Passes the request on, or refuses it.
pub(super) async fn checked(
    web: &Web,
    visitor: &Visitor,
    request: Request,
) -> Result<Request, AppError> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_token = visitor.person.is_some() && visitor.session.is_none();
    if is_safe || by_token {
        return Ok(request);
    }
    if !is_our_origin(request.headers(), web.public_origin.as_deref()) {
        return Err(refusal("foreign_origin", "refusal-origin", 403));
    }
    if visitor.session.is_none() {
        return Ok(request); // nobody's: the sign-in form
    }
    let (given, request) = given(request).await?;
    let is_same = given.as_bytes().ct_eq(visitor.csrf.as_bytes());
    if bool::from(is_same) {
        Ok(request)
    } else {
        Err(refusal("form_token", "refusal-form-token", 403))
    }
}

/// What the request says of where it comes from; browsers always say something.
pub(super) fn is_our_origin(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return true };
    let host = text("host").unwrap_or_default();
    let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
    Some(origin) == public_origin || (!host.is_empty() && authority.eq_ignore_ascii_case(host))
}

/// The token that came with the request, and the request with its body whole.
async fn given(request: Request) -> Result<(String, Request), AppError> {
    let headers = request.headers();
    if let Some(value) = headers.get(HEADER) {
        let value = value.to_str().unwrap_or_default().to_owned();
        return Ok((value, request));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Ok((String::new(), request));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_BYTES_MAX)
        .await
        .map_err(|why| AppError::invalid("body", input::said(why)))?;
    let token = url::form_urlencoded::parse(&bytes)
        .find(|(name, _)| name == FIELD)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    Ok((token, Request::from_parts(parts, Body::from(bytes))))
}
