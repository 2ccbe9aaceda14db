//! The HTTP API under `/api/v1`: one file per noun. Answers are JSON documents
//! that name their format; refusals are problem+json (see `web::problem`).

mod access;
mod accounts;
mod acts;
mod approvals;
mod cases;
mod channels;
mod ci;
mod communications;
mod connection;
pub(super) mod court;
mod credentials;
pub(super) mod custody;
mod dives;
mod due;
mod duties;
mod engage;
mod events;
pub(super) mod evidence;
mod exercise;
mod findings;
pub(super) mod handling;
mod hardening;
mod health;
mod hunts;
mod instance;
mod journal;
mod ledgers;
mod lockdown;
mod now;
mod obligations;
pub(super) mod openapi;
mod outbox;
mod plans;
mod playbooks;
mod questions;
mod regulations;
mod revert;
mod reviews;
mod rules;
mod session;
mod severity;
mod sources;
mod standing;
mod tokens;
mod updates;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};

pub(super) use self::communications::{message_id, station};
pub(super) use self::credentials::Asked as CredentialsAsked;
pub(super) use self::engage::made as support_bundle;
pub(super) use self::reviews::Span as MetricsSpan;
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
    access::ROUTES,
    severity::ROUTES,
    duties::ROUTES,
    dives::ROUTES,
    due::ROUTES,
    obligations::ROUTES,
    regulations::ROUTES,
    lockdown::ROUTES,
    updates::ROUTES,
    communications::ROUTES,
    approvals::ROUTES,
    evidence::ROUTES,
    handling::ROUTES,
    ci::ROUTES,
    plans::ROUTES,
    playbooks::ROUTES,
    questions::ROUTES,
    acts::ROUTES,
    ledgers::ROUTES,
    journal::ROUTES,
    revert::ROUTES,
    reviews::ROUTES,
    custody::ROUTES,
    court::ROUTES,
    engage::ROUTES,
    instance::ROUTES,
    hardening::ROUTES,
    exercise::ROUTES,
    rules::ROUTES,
    sources::ROUTES,
    tokens::ROUTES,
    standing::ROUTES,
    connection::ROUTES,
    credentials::ROUTES,
    channels::ROUTES,
    outbox::ROUTES,
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

/// The answer of whatever adds an entry to the journal.
fn entered(index: u64) -> Answer {
    let entry = document("entry", &json!({ "index": index }))?;
    Ok((StatusCode::CREATED, entry).into_response())
}
