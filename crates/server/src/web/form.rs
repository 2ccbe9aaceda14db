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
use serde::de::DeserializeOwned;

use super::problem::Fault;

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

/// A JSON body that may be left out; then it is the default.
#[derive(Debug)]
pub(crate) struct MaybeBody<T>(pub(crate) T);

/// A form's fields.
#[derive(Debug)]
pub(crate) struct Form<T>(pub(crate) T);

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
        read.map(|axum::Json(value)| Self(value))
            .map_err(|no| Fault::invalid("body", no.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes: Result<Bytes, BytesRejection> = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|no| Fault::invalid("body", no.body_text()))?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Self(T::default()));
        }
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|no| Fault::invalid("body", no))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let read: Result<axum::Form<T>, FormRejection> =
            axum::Form::from_request(request, state).await;
        read.map(|axum::Form(value)| Self(value))
            .map_err(|no| Fault::invalid("form", no.body_text()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Ask<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(value)| Self(value))
            .map_err(|no| Fault::invalid("query", no.body_text()))
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
        Err(_) => {
            let expected = "expected a time such as 2026-11-21T05:20:32Z or 2026-11-21 14:20+09:00";
            Err(Fault::invalid(field, format!("{text:?}: {expected}")))
        }
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
    use super::time;

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
