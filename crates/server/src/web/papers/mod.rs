//! Documents for saving and printing: a review, figures over cases, in the
//! language of whoever asks, as Markdown or PDF.

mod court;
mod metrics;
mod review;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use engine::coordinate::CaseId;
use engine::coordinate::delivery::DeliveryId;
use jiff::Timestamp;
use serde::Deserialize;

use super::form::{Ask, Place};
use super::problem::Fault;
use super::visitor::{SignedIn, Visitor};
use super::words::Words;
use super::{Web, moment};
use crate::app::{AppError, RawMessage};
use crate::paper::{Paper, markdown, pdf};
use crate::person::Person;

pub(super) use court::paper as court;
pub(super) use metrics::paper as metrics;
pub(super) use review::paper as review;

/// A format for saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Markdown,
    Pdf,
}

impl Format {
    /// By the name in an address: `md`, `pdf`.
    fn from_name(name: &str) -> Result<Self, Fault> {
        match name {
            "md" => Ok(Self::Markdown),
            "pdf" => Ok(Self::Pdf),
            _ => Err(Fault::not_found(format!("format {name}: there are md and pdf"))),
        }
    }
}

/// The review of a case as a file of that format.
pub(super) fn review_file(
    (web, visitor, person): (&Web, &Visitor, &Person),
    case: CaseId,
    format: &str,
) -> Result<Response, Fault> {
    let format = Format::from_name(format)?;
    let found = web.app.review(person, case)?;
    file(&review(&visitor.words, &found), format, &format!("review-{}", found.case))
}

/// Figures over the cases of a span as a file of that format.
pub(super) fn metrics_file(
    (web, visitor, person): (&Web, &Visitor, &Person),
    span: (Option<Timestamp>, Option<Timestamp>),
    format: &str,
) -> Result<Response, Fault> {
    let format = Format::from_name(format)?;
    let found = web.app.metrics(person, span)?;
    file(&metrics(&visitor.words, &found), format, "metrics")
}

/// The document as a file to be saved.
fn file(paper: &Paper, format: Format, name: &str) -> Result<Response, Fault> {
    let (bytes, kind, ending) = match format {
        Format::Markdown => {
            (markdown::write(paper).into_bytes(), "text/markdown; charset=utf-8", "md")
        }
        Format::Pdf => (written(pdf::write(paper))?, "application/pdf", "pdf"),
    };
    Ok(saved(bytes, kind, &format!("{name}.{ending}")))
}

/// The document as Markdown.
pub(super) fn as_markdown(paper: &Paper) -> String {
    markdown::write(paper)
}

/// Bytes to be saved under a name; never shown by a browser as a page of ours.
pub(super) fn saved(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Which addressee of an order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Addressee {
    #[serde(default)]
    parcel: u32,
}

/// What an addressee of an order gets, to be saved.
pub(super) async fn delivered(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(id): Place<String>,
    Ask(Addressee { parcel }): Ask<Addressee>,
) -> Result<Response, Fault> {
    let message = web.app.delivery_raw(&person, &DeliveryId(id.clone()), parcel).await?;
    Ok(raw(message, &format!("{id}-{parcel}")))
}

/// A message as the other side gets it, to be saved.
pub(super) fn raw(message: RawMessage, name: &str) -> Response {
    let ending = if message.media_type == "message/rfc822" { "eml" } else { "json" };
    saved(message.bytes, message.media_type, &format!("{name}.{ending}"))
}

fn written(bytes: Result<Vec<u8>, pdf::PdfError>) -> Result<Vec<u8>, Fault> {
    bytes.map_err(|why| match why {
        pdf::PdfError::NoFont => Fault(AppError::Unavailable { what: why.to_string() }),
        pdf::PdfError::Written(_) => Fault(AppError::internal(why)),
    })
}

/// A time, or that there is none.
fn time(words: &Words, at: Option<Timestamp>) -> String {
    at.map_or_else(|| words.t("review-not-yet"), moment::utc)
}

/// How long, or that it is not known.
fn span(words: &Words, seconds: Option<i64>) -> String {
    seconds.map_or_else(|| "–".to_owned(), |seconds| moment::duration(words, seconds))
}
