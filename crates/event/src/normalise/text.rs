//! Lines of text logs: each is tried in turn, the cheapest test first.

use super::moment::{self, Moment};
use super::{Told, application_json, audit_csv, auth_json, nginx_access, sidekiq};
use crate::{Event, Problem};

/// The event, if the line is of a text log that we know.
pub(super) fn read(text: &str, told: &Told<'_>) -> Option<Event> {
    let text = text.trim_ascii();
    audit_csv::read_text(text, told)
        .or_else(|| rails(text, told))
        .or_else(|| nginx_access::read_text(text, told))
        .or_else(|| sidekiq::read_text(text, told))
}

/// `October 06, 2014 11:56: …`: how Rails began a line before it wrote JSON.
/// The time is the server's own, to the minute.
fn rails(text: &str, told: &Told<'_>) -> Option<Event> {
    let is_letter = text.starts_with(|c: char| c.is_ascii_uppercase());
    let (time, rest) = text.split_once(": ").filter(|_| is_letter)?;
    let when: Moment = moment::written(time, "%B %d, %Y %H:%M")?;
    let read = auth_json::read_text(when, rest, told);
    let mut event = read.unwrap_or_else(|| application_json::read_text(when, rest, told));
    let what = "a time without an offset; read as UTC".to_owned();
    event.problems.push(Problem { field: "time".to_owned(), what });
    Some(event)
}
