//! Lines of the NGINX access log: every HTTP request, as text.
//!
//! Source: GitLab docs, `administration/logs`; the Linux package's
//! `log_format gitlab_access`, which ends in the gzip ratio since 16.x. NGINX
//! writes quotes inside values as `\x22`.

use super::line::{self, Line, Log, without_query};
use super::{Told, blank, moment};
use crate::{ActorKind, Event, Format, Request};

/// Reads `203.0.113.5 - tomas [14/Jan/2026:03:22:17 +0000] "GET / HTTP/1.1" 200 31 "-" "curl"`.
pub(super) fn read_text(text: &str, told: &Told<'_>) -> Option<Event> {
    let (client, rest) = text.split_once(" - ")?;
    let ip = line::ip(client)?;
    let (user, rest) = rest.split_once(" [")?;
    let (time, rest) = rest.split_once("] \"")?;
    let when = moment::written(time, "%d/%b/%Y:%H:%M:%S %z")?;
    let (request, rest) = rest.split_once("\" ")?;
    let (numbers, rest) = rest.split_once(" \"")?;
    let (status, bytes) = numbers.split_once(' ')?;
    let mut quoted = rest.split('"');
    let (referer, agent) = (quoted.next(), quoted.nth(1));

    let line = Line::default();
    let mut log = Log { line: &line, event: blank(told, Format::NginxAccess) };
    log.event.occurred_at = when.at;
    log.event.offset_s = when.offset_s;
    log.event.ip = Some(ip);
    if let Some(user) = told_text(Some(user)) {
        log.event.actor = line::named(&user, ActorKind::Unknown);
    }
    let (method, path) = match request.split_once(' ') {
        Some((method, path)) => (Some(method), path.rsplit_once(' ').map(|(path, _)| path)),
        None => (None, None),
    };
    log.event.request = Some(Request {
        method: told_text(method),
        path: told_text(path.map(without_query)),
        route: None,
        status: Some(status.parse().ok()?),
        user_agent: told_text(agent),
    });
    log.tell("bytes_sent", bytes.parse::<u64>().ok().map(|bytes| bytes.to_string()));
    log.tell("referer", told_text(referer.map(without_query)));
    log.git_over_http();
    Some(log.event)
}

/// A value, where NGINX had one.
fn told_text(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty() && *text != "-").map(|text| line::cut(text.into()))
}
