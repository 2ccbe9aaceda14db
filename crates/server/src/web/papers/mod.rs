//! Documents for saving and printing: a review, figures over cases, in the
//! language of whoever asks, as Markdown or PDF.

mod metrics;
mod review;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;

use super::moment;
use super::problem::Fault;
use super::words::Words;
use crate::app::AppError;
use crate::paper::{Paper, markdown, pdf};

pub(super) use metrics::paper as metrics;
pub(super) use review::paper as review;

/// A format for saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Markdown,
    Pdf,
}

impl Format {
    /// By the name in an address: `md`, `pdf`.
    pub(super) fn from_name(name: &str) -> Result<Self, Fault> {
        match name {
            "md" => Ok(Self::Markdown),
            "pdf" => Ok(Self::Pdf),
            _ => Err(Fault::not_found(format!("format {name}: there are md and pdf"))),
        }
    }
}

/// The document as a file to be saved.
pub(super) fn file(paper: &Paper, format: Format, name: &str) -> Result<Response, Fault> {
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
