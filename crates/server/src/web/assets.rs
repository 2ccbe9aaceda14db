//! Style sheets, scripts, the mark: inside the binary.
//!
//! Ours lie in `web/`; third-party ones are fetched there by npm and embedded
//! by the build (see `build.rs`), never committed.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::form::{Ask, Place};
use super::route::{Access, Route};

#[derive(RustEmbed)]
#[folder = "../../web"]
#[include = "css/*.css"]
#[include = "js/*.js"]
#[include = "img/*.svg"]
struct Ours;

/// htmx as npm brought it; empty when npm was not run before the build.
const HTMX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/htmx.min.js"));

pub(super) const ROUTES: &[Route] =
    &[Route::get("/assets/{folder}/{file}", Access::Anyone, || get(asset))];

#[derive(Deserialize)]
struct Version {
    v: Option<String>,
}

fn bytes(name: &str) -> Option<Cow<'static, [u8]>> {
    if name == "js/htmx.js" {
        return (!HTMX.is_empty()).then_some(Cow::Borrowed(HTMX));
    }
    Ours::get(name).map(|file| file.data)
}

/// The first characters of the content's hash: a new content, a new address.
fn version(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes)).chars().take(12).collect()
}

/// The address of an asset, or `None` if the binary was built without it.
pub(crate) fn address(name: &str) -> Option<String> {
    bytes(name).map(|bytes| format!("/assets/{name}?v={}", version(&bytes)))
}

async fn asset(
    Place((folder, file)): Place<(String, String)>,
    Ask(asked): Ask<Version>,
) -> Response {
    let name = format!("{folder}/{file}");
    let Some(bytes) = bytes(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let is_current = asked.v.is_some_and(|asked| asked == version(&bytes));
    let keep = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, bytes.into_owned()).into_response()
}
