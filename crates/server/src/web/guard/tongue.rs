//! Which language a visitor gets: `?lang=`, then the cookie that it left,
//! then the browser's `Accept-Language`, then English.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;

use super::cookie;
use crate::web::visitor::Visitor;
use crate::web::words::Lang;

const COOKIE: &str = "lang";

fn asked(query: &str) -> Option<Lang> {
    let mut parts = url::form_urlencoded::parse(query.as_bytes());
    parts.find(|(name, _)| name == "lang").and_then(|(_, tag)| Lang::from_tag(&tag))
}

pub(super) fn of(headers: &HeaderMap, uri: &Uri) -> Lang {
    uri.query()
        .and_then(asked)
        .or_else(|| cookie::value(headers, COOKIE).and_then(Lang::from_tag))
        .or_else(|| headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Lang::from_accept))
        .unwrap_or_default()
}

/// Leaves the choice of `?lang=` in a cookie for a year; says what the answer depends on.
pub(super) fn remember(answer: &mut Response, visitor: &Visitor) {
    let lang = visitor.words.lang().as_str();
    let headers = answer.headers_mut();
    headers.entry(header::CONTENT_LANGUAGE).or_insert(HeaderValue::from_static(lang));
    headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    let query = visitor.address.split_once('?').map(|(_, query)| query);
    if query.and_then(asked).is_none() {
        return;
    }
    let text = format!("{COOKIE}={lang}; Path=/; SameSite=Lax; Max-Age=31536000");
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.append(header::SET_COOKIE, value);
    }
}
