//! The HTTP API under `/api/v1`: one file per noun. Answers are JSON documents
//! that name their format; refusals are problem+json (see `web::problem`).

mod accounts;
mod cases;
mod events;
mod findings;
mod health;
mod journal;
mod ledgers;
mod now;
pub(super) mod openapi;
mod plans;
mod rules;
mod session;
mod tokens;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::{Map, Value};

use super::problem::Fault;
use super::route::Route;
use crate::app::AppError;

pub(super) const ROUTES: &[&[Route]] = &[
    health::ROUTES,
    session::ROUTES,
    now::ROUTES,
    events::ROUTES,
    findings::ROUTES,
    cases::ROUTES,
    plans::ROUTES,
    ledgers::ROUTES,
    journal::ROUTES,
    rules::ROUTES,
    tokens::ROUTES,
    accounts::ROUTES,
    openapi::ROUTES,
];

/// What a handler of the API answers.
type Answer = Result<Response, Fault>;

/// A document: `format` first, then the value's own members.
fn document(noun: &str, value: &impl Serialize) -> Answer {
    let mut whole = Map::new();
    whole.insert("format".to_owned(), Value::String(format!("portcullis.{noun}/1")));
    match serde_json::to_value(value).map_err(|why| AppError::Internal(why.into()))? {
        Value::Object(members) => whole.extend(members),
        other => {
            whole.insert("value".to_owned(), other);
        }
    }
    Ok(Json(Value::Object(whole)).into_response())
}

/// A document with one list.
fn list(noun: &str, items: &impl Serialize) -> Answer {
    let items = serde_json::to_value(items).map_err(|why| AppError::Internal(why.into()))?;
    document(noun, &Map::from_iter([(noun.to_owned(), items)]))
}
