//! Bytes in, [`Event`] out: one file per shape.
//!
//! Reading never fails and never drops. A value that cannot be understood is
//! named in [`Event::problems`] and the rest stands; bytes of no known shape
//! become an event of [`Format::Unparsed`].

mod address;
mod api_json;
mod audit_json;
mod audit_rest;
mod audit_stream;
mod author;
mod details;
mod json;
mod moment;
mod split;

use std::borrow::Cow;

use jiff::Timestamp;

use self::details::{Members, Row};
use self::json::Refusal;
pub use self::split::{ELEMENTS_MAX, split};
use crate::{Actor, Change, DedupKey, Event, Format, Problem, Way};

/// Records of more bytes than this are not looked into: GitLab streams no
/// larger body.
pub const RECORD_BYTES_MAX: usize = 25 * 1024 * 1024;

/// How a record was told: all that the bytes themselves do not say.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    way: Way,
    received_at: Timestamp,
    raw: &'a [u8],
}

/// Reads one record's bytes. Never fails: see [`Event::is_parsed`].
///
/// `received_at` stands in where the source tells no time.
pub fn read(way: Way, received_at: Timestamp, raw: &[u8]) -> Event {
    let told = Told { way, received_at, raw };
    if raw.len() > RECORD_BYTES_MAX {
        let mib = RECORD_BYTES_MAX / (1024 * 1024);
        return unparsed(&told, format!("{} bytes are more than {mib} MiB", raw.len()));
    }
    let text = text(raw);
    let mut event = match attempt(&told, &text) {
        Err(Refusal::Duplicate) => {
            json::without_duplicates(&text).and_then(|text| attempt(&told, &text))
        }
        done => done,
    }
    .unwrap_or_else(|refusal| unparsed(&told, reason(refusal)));
    if let Cow::Owned(_) = text {
        let what = "bytes that are not UTF-8 were replaced by U+FFFD".to_owned();
        event.problems.push(Problem { field: String::new(), what });
    }
    event
}

/// The shape of these bytes, told from their content; where two shapes look
/// the same, from the way they came.
pub fn recognise(way: Way, raw: &[u8]) -> Format {
    read(way, Timestamp::UNIX_EPOCH, raw).format
}

/// The bytes as text: without a byte order mark, and with whatever is not
/// UTF-8 replaced, so that one bad byte hides no event.
fn text(raw: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw))
}

fn attempt(told: &Told<'_>, text: &str) -> Result<Event, Refusal> {
    let top: Members<'_> = json::open(text)?;
    match shape(told.way, &top) {
        Format::AuditStream => Ok(audit_stream::read(Row::open(&top)?, told)),
        Format::AuditRest => Ok(audit_rest::read(Row::open(&top)?, told)),
        Format::AuditJson => Ok(audit_json::read(Row::open(&top)?, told)),
        Format::ApiJson => Ok(api_json::read(&json::open(text)?, told)),
        Format::Unparsed => Err(Refusal::UnknownShape),
    }
}

fn shape(way: Way, top: &Members<'_>) -> Format {
    if is_audit(top) {
        let is_log_line = top.severity.is_some() || top.time.is_some();
        let is_flat = top.target_type.is_some() || top.event_type.is_some();
        return match way {
            _ if is_log_line || !top.details.is_some() => Format::AuditJson,
            Way::Stream => Format::AuditStream,
            Way::Import if is_flat => Format::AuditStream,
            Way::Rest | Way::Import => Format::AuditRest,
        };
    }
    if is_api_request(top) { Format::ApiJson } else { Format::Unparsed }
}

/// Every audit event names its scope and its author; one that misses either
/// still has `details` and a type.
fn is_audit(top: &Members<'_>) -> bool {
    let has_author = top.author_id.is_some() || top.author_name.is_some();
    let has_type = top.event_type.is_some() || top.event_name.is_some();
    let is_typed = top.details.is_object() && (has_type || top.author_id.is_some());
    (top.entity_type.is_some() && has_author) || is_typed
}

/// `api_json.log` has a route; where none matched, method, path and status.
/// `production_json.log` has the latter too, and a controller.
fn is_api_request(top: &Members<'_>) -> bool {
    let has_answer = top.method.is_some() && top.status.is_some();
    let is_api_path = top.path.json().is_some_and(|path| path.starts_with("\"/api/"));
    !top.controller.is_some() && has_answer && (top.route.is_some() || is_api_path)
}

fn reason(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotAnObject(what) => what,
        Refusal::Duplicate => "a member that is there twice".to_owned(),
        Refusal::UnknownShape => "a JSON object of no known shape".to_owned(),
    }
}

fn unparsed(told: &Told<'_>, what: String) -> Event {
    Event {
        key: DedupKey::of_bytes(told.raw),
        id: None,
        occurred_at: told.received_at,
        offset_s: 0,
        way: told.way,
        format: Format::Unparsed,
        event_type: None,
        actor: Actor::unknown(),
        entity: None,
        target: None,
        change: Change::default(),
        ip: None,
        message: None,
        request: None,
        token: None,
        correlation_id: None,
        problems: vec![Problem { field: String::new(), what }],
    }
}
