use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use secrecy::SecretString;

use super::csrf::{is_our_origin, token_for};
use super::{bearer, cookie, tongue};
use crate::web::words::Lang;

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect()
}

#[test]
fn a_change_from_another_origin_is_seen() {
    for (given, expected) in [
        (&[("sec-fetch-site", "same-origin")][..], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-site"), ("origin", "http://a"), ("host", "a")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("origin", "http://127.0.0.1:8470"), ("host", "127.0.0.1:8470")], true),
        (&[("origin", "http://127.0.0.1:8471"), ("host", "127.0.0.1:8470")], false),
        (&[("origin", "https://evil.example"), ("host", "127.0.0.1:8470")], false),
        (&[("origin", "null"), ("host", "127.0.0.1:8470")], false),
        (&[("origin", "https://gate.example"), ("host", "backend")], true),
        (&[("origin", "https://evil.example")], false),
        (&[], true),
    ] {
        let actual = is_our_origin(&headers(given), Some("https://gate.example"));
        assert_eq!(actual, expected, "{given:?}");
    }
}

#[test]
fn the_form_token_differs_by_session_and_does_not_show_it() {
    let one = token_for(&SecretString::from("one"));
    let other = token_for(&SecretString::from("other"));

    assert_ne!(one, other);
    assert_eq!(one.len(), 64);
    assert!(!one.contains("one"));
}

#[test]
fn a_cookie_is_found_among_others() {
    let given = headers(&[("cookie", "a=1; portcullis=token; lang=ja")]);

    assert_eq!(cookie::value(&given, "lang"), Some("ja"));
    assert_eq!(cookie::value(&given, "portcullis"), Some("token"));
    assert_eq!(cookie::value(&given, "ullis"), None);
}

#[test]
fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let token = SecretString::from("token");

    let plain = cookie::session_cookie(&token, false, 60);
    let tls = cookie::session_cookie(&token, true, 60);

    let attributes = "Path=/; HttpOnly; SameSite=Strict; Max-Age=60";
    assert_eq!(plain, format!("portcullis=token; {attributes}"));
    assert_eq!(tls, format!("__Host-portcullis=token; {attributes}; Secure"));
}

#[test]
fn a_bearer_token_is_read_whatever_the_case_of_the_scheme() {
    assert!(bearer(&headers(&[("authorization", "bearer x")])).is_some());
    assert!(bearer(&headers(&[("authorization", "Bearer x")])).is_some());
    assert!(bearer(&headers(&[("authorization", "Basic x")])).is_none());
}

#[test]
fn the_language_asked_for_wins_over_cookie_and_browser() {
    let given = headers(&[("cookie", "lang=ja"), ("accept-language", "en")]);

    assert_eq!(tongue::of(&given, &Uri::from_static("/cases?lang=en")), Lang::En);
    assert_eq!(tongue::of(&given, &Uri::from_static("/cases")), Lang::Ja);
    assert_eq!(
        tongue::of(&headers(&[("accept-language", "ja")]), &Uri::from_static("/")),
        Lang::Ja
    );
    assert_eq!(tongue::of(&HeaderMap::new(), &Uri::from_static("/?lang=de")), Lang::En);
}
