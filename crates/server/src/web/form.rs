//! Reading what came in: bodies, forms, queries. What cannot be read becomes
//! an error that says where it is wrong.

use axum::body::Bytes;
use axum::extract::rejection::{
    BytesRejection, FormRejection, JsonRejection, PathRejection, QueryRejection,
};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem::Fault;
use crate::app::input;

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

/// A JSON body that may be left out; then it is the default.
#[derive(Debug)]
pub(crate) struct MaybeBody<T>(pub(crate) T);

/// A form's fields.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

/// The fields of a form in which a name may come several times.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Everything that is filled in under this name, in order.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let own = self.0.iter().filter(|(field, _)| field == name);
        own.filter_map(|(_, value)| filled(value)).map(str::to_owned).collect()
    }
}

/// The query of the address.
#[derive(Debug)]
pub(crate) struct Ask<T>(pub(crate) T);

/// The variable parts of the path.
#[derive(Debug)]
pub(crate) struct Place<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let read: Result<axum::Json<T>, JsonRejection> =
            axum::Json::from_request(request, state).await;
        read.map(|axum::Json(value)| Self(value)).map_err(|no| misread("body", &no.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes: Result<Bytes, BytesRejection> = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|no| misread("body", &no.body_text()))?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(T::default()));
        }
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|no: serde_json::Error| unread("body", "", &no.to_string()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let read: Result<axum::Form<T>, FormRejection> =
            axum::Form::from_request(request, state).await;
        read.map(|axum::Form(value)| Self(value)).map_err(|no| misread("form", &no.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Ask<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(value)| Self(value))
            .map_err(|no| misread("query", &no.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Place<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read: Result<axum::extract::Path<T>, PathRejection> =
            axum::extract::Path::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(value)| Self(value))
            .ok()
            .ok_or_else(|| Fault::not_found("such address"))
    }
}

/// What axum says of a body, a form or a query that cannot be read: `Failed to
/// deserialize …: path.of.the.field: why`, the path only where there is one.
fn misread(whole: &str, said: &str) -> Fault {
    let Some(("Failed", rest)) = said.split_once(' ') else {
        return Fault::invalid(whole, input::said(said));
    };
    let why = rest.split_once(": ").map_or(rest, |(_, why)| why);
    let is_path = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']'))
    };
    match why.split_once(": ") {
        Some((path, why)) if is_path(path) => unread(whole, path, why),
        Some(_) | None => unread(whole, "", why),
    }
}

/// What serde says of the field at that path, `""` being the whole: what it says
/// most often in our words, the rest as it is.
pub(super) fn unread(whole: &str, path: &str, said: &str) -> Fault {
    let said = said.split(" at line ").next().unwrap_or(said);
    let mut named = said.split('`').skip(1).step_by(2);
    let first = named.next().unwrap_or_default();
    let words: Vec<&str> = named.collect();
    // An unknown field is named at its own place: wanted is whose field it would be.
    let owner = path.strip_suffix(first).map(|owner| owner.trim_end_matches('.'));
    let path = owner.filter(|_| said.starts_with("unknown field ")).unwrap_or(path);
    let field = if path.is_empty() { whole } else { path };
    if said.starts_with("missing field ") {
        let inside = if path.is_empty() { String::new() } else { format!("{path}.") };
        return Fault::invalid(&format!("{inside}{first}"), input::why("missing"));
    }
    let is_time = |name: &str| {
        name == "at" || name.ends_with("_at") || matches!(name, "since" | "until" | "start" | "end")
    };
    let why = if said.starts_with("unknown variant ") {
        input::one_of(first, &words)
    } else if said.starts_with("unknown field ") {
        input::no_field(first, &words)
    } else if field.rsplit('.').next().is_some_and(is_time) {
        input::no_time(said)
    } else {
        input::said(said)
    };
    Fault::invalid(field, why)
}

/// A time as people write it: RFC 3339 with its offset, or a date and a time
/// without one, which then means UTC. Empty is no time.
pub(crate) fn time(field: &str, text: &str) -> Result<Option<Timestamp>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let without_offset =
        || text.parse::<DateTime>().and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC));
    match text.parse::<Timestamp>().or_else(|_| without_offset().map(|zoned| zoned.timestamp())) {
        Ok(time) => Ok(Some(time)),
        Err(_) => Err(Fault::invalid(field, input::given("time", text))),
    }
}

/// An empty field of a form is no value.
pub(crate) fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// What stands in a field one a line; empty lines are none.
pub(crate) fn one_a_line(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().filter_map(filled).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Fault, misread, time};
    use crate::app::AppError;
    use crate::web::words::{Lang, Words};

    /// The sentence that a visitor reads, and the field that a program is told.
    fn told(fault: Fault, lang: Lang) -> (String, String) {
        let Fault(AppError::Invalid { field, why }) = fault else { panic!("{fault:?}") };
        (field, Words::of(lang).unwrap().say(&why))
    }

    #[test]
    fn what_serde_says_most_often_is_said_in_our_words_at_its_field() {
        let head = "Failed to deserialize the JSON body into the target type: ";
        for (said, field, why) in [
            (
                "verdict: unknown variant `nice`, expected one of `benign`, `malicious` at line 1 column 20",
                "verdict",
                "\"nice\" is none of: benign, malicious",
            ),
            (
                "kimd: unknown field `kimd`, expected `title` or `kind` at line 1 column 20",
                "body",
                "there is no field \"kimd\", only: title, kind",
            ),
            (
                "a[0].kimd: unknown field `kimd`, expected `kind`",
                "a[0]",
                "there is no field \"kimd\", only: kind",
            ),
            ("missing field `title` at line 1 column 2", "title", "is missing"),
            ("window: missing field `end` at line 1 column 2", "window.end", "is missing"),
            (
                "window.start: failed to parse four digit integer as year at line 1 column 9",
                "window.start",
                "expected a time such as 2026-11-21T05:20:32Z (failed to parse four digit integer as year)",
            ),
            (
                "hours: invalid type: string \"x\", expected u32 at line 1 column 9",
                "hours",
                "cannot be read: invalid type: string \"x\", expected u32",
            ),
        ] {
            let fault = misread("body", &format!("{head}{said}"));
            assert_eq!(told(fault, Lang::En), (field.to_owned(), why.to_owned()), "{said}");
        }
        let kind = "Expected request with `Content-Type: application/json`";
        let expected = ("body".to_owned(), format!("読み取れません: {kind}"));
        assert_eq!(told(misread("body", kind), Lang::Ja), expected);
        let limit = "Failed to deserialize query string: limit: invalid digit found in string";
        assert_eq!(told(misread("query", limit), Lang::En).0, "limit");
    }

    #[test]
    fn a_time_is_read_with_its_offset_and_without_one_is_utc() {
        for (text, expected) in [
            ("2026-11-21T05:20:32Z", "2026-11-21T05:20:32Z"),
            ("2026-11-21 14:20+09:00", "2026-11-21T05:20:00Z"),
            ("2026-11-21T05:20", "2026-11-21T05:20:00Z"),
            (" 2026-11-21 05:20:32 ", "2026-11-21T05:20:32Z"),
        ] {
            assert_eq!(time("at", text).unwrap().unwrap().to_string(), expected, "{text:?}");
        }
        assert!(time("at", "").unwrap().is_none());
        assert!(time("at", "yesterday").is_err());
    }
}
