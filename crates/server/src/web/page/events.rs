//! Events: searched, asked by SQL, one record as it came.

mod sql;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{Answer as Found, Page, Row};

use super::frame::{Frame, Nav};
use super::{Answer, render, text_file};
use crate::app::{AppError, input};
use crate::person::Permission;
use crate::web::Web;
use crate::web::form::{Ask, Place};
use crate::web::moment::Moment;
use crate::web::problem::Fault;
use crate::web::route::{Access, Route};
use crate::web::visitor::{SignedIn, Visitor};
use crate::web::words::Words;

pub(super) const ROUTES: &[Route] = &[
    Route::get("/events", Access::Needs(Permission::ReadEvents), || get(search)),
    Route::get("/events/sql", Access::Needs(Permission::ReadEvents), || get(sql::show)),
    Route::post("/events/sql", Access::Needs(Permission::ReadEvents), || post(sql::run)),
    Route::get("/events/{index}", Access::Needs(Permission::ReadEvents), || get(record)),
    Route::get("/events/{index}/raw", Access::Needs(Permission::ReadEvents), || get(raw)),
];

/// How many rows a page shows.
const PAGE_ROWS: usize = 50;

/// Queries to start from, with the key of what they find.
const EXAMPLES: [(&str, &str); 6] = [
    ("actor:alice since:2d", "query-actor"),
    ("type:*_token_*", "query-type"),
    ("ip:203.0.113.0/24", "query-ip"),
    ("target_type:Project", "query-target"),
    ("service:api status:200", "query-api"),
    ("\"deploy key\"", "query-text"),
];

#[derive(Template)]
#[template(path = "events.html")]
struct EventsPage {
    w: Words,
    frame: Frame,
    q: String,
    examples: Vec<(&'static str, String)>,
    problem: Option<String>,
    told: String,
    rows: Vec<EventRow>,
    next: Option<String>,
}

struct EventRow {
    when: Moment,
    kind: String,
    actor: String,
    what: String,
    ip: String,
    index: String,
    told: u32,
}

#[derive(Deserialize)]
struct Query {
    #[serde(default)]
    q: String,
    before: Option<String>,
}

async fn search(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Ask(asked): Ask<Query>,
) -> Answer {
    let wrong = |text| Fault::invalid("before", input::given("unknown", text));
    let before = match &asked.before {
        Some(text) => Some(text.parse().map_err(|_why| wrong(text))?),
        None => None,
    };
    let page = Page { limit: PAGE_ROWS, before };
    match web.app.search(&person, &asked.q, page).await {
        Ok(found) => render(&found_page(&web, &visitor, asked.q, &found)),
        Err(AppError::Invalid { why, .. }) => {
            let mut page = empty_page(&visitor, asked.q);
            page.problem = Some(visitor.words.say(&why));
            let mut response = render(&page)?;
            *response.status_mut() = axum::http::StatusCode::BAD_REQUEST;
            Ok(response)
        }
        Err(other) => Err(Fault(other)),
    }
}

fn empty_page(visitor: &Visitor, q: String) -> EventsPage {
    EventsPage {
        frame: Frame::of(visitor, Nav::Events),
        q,
        examples: EXAMPLES.map(|(query, key)| (query, visitor.words.t(key))).into(),
        problem: None,
        told: String::new(),
        rows: Vec::new(),
        next: None,
        w: visitor.words.clone(),
    }
}

fn found_page(web: &Web, visitor: &Visitor, q: String, found: &Found) -> EventsPage {
    let now = web.app.clock().now();
    let next = found.next.as_ref().map(|cursor| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("q", &q)
            .append_pair("before", &cursor.to_string())
            .finish();
        format!("/events?{query}")
    });
    let mut page = empty_page(visitor, q);
    page.told = told(&visitor.words, found);
    page.rows = found.rows.iter().map(|found| row(&visitor.words, found, now)).collect();
    page.next = next;
    page
}

fn told(words: &Words, found: &Found) -> String {
    match found.total {
        Some(total) => words.t1("events-found", "count", total),
        None if found.rows.is_empty() => words.t("events-found-none"),
        None => words.t1("events-found-some", "count", found.rows.len()),
    }
}

fn field(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    }
}

fn row(words: &Words, found: &Row, now: Timestamp) -> EventRow {
    let get = |name: &str| field(&found.fields, name);
    let happened = get("created_at").and_then(|text| text.parse().ok());
    let request = || {
        let parts = [get("method"), get("path"), get("status")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let subject = || {
        let parts = [get("entity_path"), get("target_details"), get("custom_message")];
        let mut parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.dedup();
        parts.join(" · ")
    };
    let is_request = get("method").is_some();
    EventRow {
        when: Moment::of(words, happened.unwrap_or(found.received_at), now),
        kind: get("event_type").or_else(|| get("format")).unwrap_or_default(),
        actor: get("author_name")
            .or_else(|| get("author_id"))
            .unwrap_or_else(|| words.t("actor-unknown")),
        what: if is_request { request() } else { subject() },
        ip: get("ip_address").unwrap_or_default(),
        index: found.index.to_string(),
        told: found.told,
    }
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    w: Words,
    frame: Frame,
    index: String,
    received: Moment,
    source: String,
    is_parsed: bool,
    fields: Vec<(String, String)>,
    problems: Vec<String>,
    raw: String,
}

/// The number of a record in the path.
pub(in crate::web) fn index_of(text: &str) -> Result<u64, Fault> {
    text.parse().ok().ok_or_else(|| Fault::not_found(format!("record {text}")))
}

async fn record(
    State(web): State<Web>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Place(index): Place<String>,
) -> Answer {
    let record = web.app.record(&person, index_of(&index)?).await?;
    let flat = event::field::flat(&record.event);
    let pretty = serde_json::from_str::<Value>(&record.raw)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    render(&RecordPage {
        frame: Frame::of(&visitor, Nav::Events),
        index: record.index.to_string(),
        received: Moment::of(&visitor.words, record.received_at, web.app.clock().now()),
        source: record.source,
        is_parsed: record.event.is_parsed(),
        fields: flat.keys().filter_map(|name| Some((name.clone(), field(&flat, name)?))).collect(),
        problems: record.event.problems.iter().map(|problem| format!("{problem:?}")).collect(),
        raw: pretty.unwrap_or(record.raw),
        w: visitor.words,
    })
}

async fn raw(
    State(web): State<Web>,
    SignedIn(person): SignedIn,
    Place(index): Place<String>,
) -> Answer {
    let record = web.app.record(&person, index_of(&index)?).await?;
    Ok(text_file(record.raw, &format!("portcullis-record-{index}.txt")))
}
