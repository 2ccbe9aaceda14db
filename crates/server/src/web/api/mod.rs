//! The HTTP API under `/api/v1`: one file per noun. Answers are JSON documents
//! that name their format; refusals are problem+json (see `web::problem`).

mod accounts;
mod acts;
mod cases;
mod ci;
mod connection;
mod credentials;
mod events;
pub(super) mod evidence;
mod findings;
mod health;
mod hunts;
mod journal;
mod ledgers;
mod now;
pub(super) mod openapi;
mod plans;
mod playbooks;
mod questions;
mod revert;
mod rules;
mod session;
mod sources;
mod standing;
mod tokens;

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::{Map, Value};

pub(super) use self::credentials::Asked as CredentialsAsked;
use super::problem::Fault;
use super::route::Route;
use crate::app::AppError;

pub(super) const ROUTES: &[&[Route]] = &[
    health::ROUTES,
    session::ROUTES,
    now::ROUTES,
    events::ROUTES,
    findings::ROUTES,
    hunts::ROUTES,
    cases::ROUTES,
    evidence::ROUTES,
    ci::ROUTES,
    plans::ROUTES,
    playbooks::ROUTES,
    questions::ROUTES,
    acts::ROUTES,
    ledgers::ROUTES,
    journal::ROUTES,
    revert::ROUTES,
    rules::ROUTES,
    sources::ROUTES,
    tokens::ROUTES,
    standing::ROUTES,
    connection::ROUTES,
    credentials::ROUTES,
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
