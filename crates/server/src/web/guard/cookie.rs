//! Our two cookies: the session and the language.

use axum::http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

/// With TLS the name binds the cookie to this host and to TLS.
fn session_name(is_https: bool) -> &'static str {
    if is_https { "__Host-portcullis" } else { "portcullis" }
}

/// The value of a cookie of that name.
pub(super) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value)
}

pub(super) fn session(headers: &HeaderMap, is_https: bool) -> Option<SecretString> {
    value(headers, session_name(is_https)).map(|token| SecretString::from(token.to_owned()))
}

/// `Set-Cookie` of a session that lasts so many seconds.
pub(in crate::web) fn session_cookie(
    token: &SecretString,
    is_https: bool,
    seconds: i64,
) -> HeaderValue {
    set(session_name(is_https), token.expose_secret(), is_https, seconds)
}

/// `Set-Cookie` that ends the session in the browser.
pub(in crate::web) fn ended_session(is_https: bool) -> HeaderValue {
    set(session_name(is_https), "", is_https, 0)
}

fn set(name: &str, value: &str, is_https: bool, seconds: i64) -> HeaderValue {
    let secure = if is_https { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}
