//! Bytes in, [`Event`] out: one file per shape.
//!
//! Reading never fails and never drops. A value that cannot be understood is
//! named in [`Event::problems`] and the rest stands; bytes of no known shape
//! become an event of [`Format::Unparsed`].

mod address;
mod api_json;
mod application_json;
mod audit_csv;
mod audit_json;
mod audit_rest;
mod audit_stream;
mod auth_json;
mod author;
mod details;
mod envelope;
mod exceptions_json;
mod features_json;
mod git_json;
mod gitaly;
mod gitlab_shell;
mod graphql_json;
mod integrations_json;
mod json;
mod line;
mod moment;
mod nginx_access;
mod production_json;
mod sidekiq;
mod split;
mod system_hook;
#[cfg(test)]
mod tests;
mod text;
mod web_hooks;
mod workhorse;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

pub use self::audit_csv::{is_csv_header, is_csv_row_whole};
use self::details::{Members, Row};
use self::json::Refusal;
use self::line::{Line, Log};
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
    let mut event =
        attempt(&told, &text, 0).unwrap_or_else(|refusal| unparsed(&told, reason(refusal)));
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

/// A log whose lines are flat JSON objects.
#[derive(Debug)]
struct Reader {
    format: Format,
    /// Whether a line is of this log. No line is of two.
    is: fn(&Line<'_>) -> bool,
    read: fn(&mut Log<'_>),
}

/// A line of this list: the log's format and its file.
macro_rules! reader {
    ($format:ident, $module:ident) => {
        Reader { format: Format::$format, is: $module::is, read: $module::read }
    };
}

/// The logs, the most frequent first.
const READERS: [Reader; 13] = [
    reader!(Gitaly, gitaly),
    reader!(Workhorse, workhorse),
    reader!(ProductionJson, production_json),
    reader!(Sidekiq, sidekiq),
    reader!(GraphqlJson, graphql_json),
    reader!(GitlabShell, gitlab_shell),
    reader!(ApplicationJson, application_json),
    reader!(AuthJson, auth_json),
    reader!(GitJson, git_json),
    reader!(WebHooks, web_hooks),
    reader!(FeaturesJson, features_json),
    reader!(ExceptionsJson, exceptions_json),
    reader!(IntegrationsJson, integrations_json),
];

/// Reads a text, with whatever is wrapped around it.
fn attempt(told: &Told<'_>, text: &str, depth: u8) -> Result<Event, Refusal> {
    match attempt_as_written(told, text, depth) {
        Err(Refusal::Duplicate) => {
            json::without_duplicates(text).and_then(|text| attempt_as_written(told, &text, depth))
        }
        done => done,
    }
}

fn attempt_as_written(told: &Told<'_>, text: &str, depth: u8) -> Result<Event, Refusal> {
    if !text.trim_start().starts_with('{') {
        return of_text(told, text, depth);
    }
    let top: Members<'_> = json::open(text)?;
    match shape(told.way, &top) {
        Format::AuditStream => Ok(audit_stream::read(Row::open(&top)?, told)),
        Format::AuditRest => Ok(audit_rest::read(Row::open(&top)?, told)),
        Format::AuditJson => Ok(audit_json::read(Row::open(&top)?, told)),
        Format::ApiJson => Ok(api_json::read(&json::open(text)?, told)),
        _ => of_line(told, text, depth),
    }
}

/// Reads a line of one of the other logs, a system hook, or what a shipper wrapped.
fn of_line(told: &Told<'_>, text: &str, depth: u8) -> Result<Event, Refusal> {
    let line: Line<'_> = json::open(text)?;
    if let Some(inner) = envelope::inside(&line)
        && let Ok(event) = unwrapped(told, &inner, depth)
    {
        return Ok(event);
    }
    if let Some(reader) = READERS.iter().find(|reader| (reader.is)(&line)) {
        let mut log = Log::open(&line, reader.format, told);
        (reader.read)(&mut log);
        return Ok(log.event);
    }
    if system_hook::is(&line) { system_hook::read(text, told) } else { Err(Refusal::UnknownShape) }
}

/// Reads a line of a text log, or what stands behind a shipper's prefix.
fn of_text(told: &Told<'_>, text: &str, depth: u8) -> Result<Event, Refusal> {
    if let Some(event) = text::read(text, told) {
        return Ok(event);
    }
    match envelope::behind(text) {
        Some(rest) => unwrapped(told, rest, depth),
        None => Err(Refusal::NotAnObject("neither JSON nor a line of a known text log".to_owned())),
    }
}

/// Reads what was inside, as if it had come without what is around it.
fn unwrapped(told: &Told<'_>, inner: &str, depth: u8) -> Result<Event, Refusal> {
    if depth >= envelope::DEPTH_MAX {
        return Err(Refusal::UnknownShape);
    }
    let told = Told { raw: inner.as_bytes(), ..*told };
    attempt(&told, inner, depth.saturating_add(1))
}

fn shape(way: Way, top: &Members<'_>) -> Format {
    if is_audit(top) {
        let is_log_line = top.severity.is_some() || top.time.is_some();
        let is_flat = top.target_type.is_some() || top.event_type.is_some();
        return match way {
            _ if is_log_line || !top.details.is_some() => Format::AuditJson,
            Way::Stream => Format::AuditStream,
            Way::Import | Way::Follow | Way::Bucket | Way::Syslog if is_flat => Format::AuditStream,
            _ => Format::AuditRest,
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
    // Workhorse has routes too, and `uri` for the path.
    let is_route = top.route.is_some() && top.path.is_some();
    !top.controller.is_some() && has_answer && (is_route || is_api_path)
}

fn reason(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotAnObject(what) => what,
        Refusal::Duplicate => "a member that is there twice".to_owned(),
        Refusal::UnknownShape => "a JSON object of no known shape".to_owned(),
    }
}

fn unparsed(told: &Told<'_>, what: String) -> Event {
    let problems = vec![Problem { field: String::new(), what }];
    Event { problems, ..blank(told, Format::Unparsed) }
}

/// An event that says nothing yet.
fn blank(told: &Told<'_>, format: Format) -> Event {
    Event {
        key: DedupKey::of_bytes(told.raw),
        id: None,
        occurred_at: told.received_at,
        offset_s: 0,
        way: told.way,
        format,
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
        more: BTreeMap::new(),
        problems: Vec::new(),
    }
}
