//! Lines of Sidekiq's log: background jobs. JSON, or text where an
//! administrator wants it so. Arguments of jobs are not read.
//!
//! Source: GitLab docs, `administration/logs`, `sidekiq.log`.

use super::line::{self, Line, Log};
use super::{Told, blank, moment};
use crate::{Event, Format};

/// A job has a class and an id.
pub(super) fn is(line: &Line<'_>) -> bool {
    line.class.is_some() && line.jid.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    log.event.message = log.words("message", line.message);
    log.keep("class", line.class);
    log.keep("jid", line.jid);
    log.keep("job_status", line.job_status);
    log.duration(line.duration_s.or(line.duration), line.duration_ms);
    log.exception();
}

/// Reads `2023-05-16T16:09:06.043Z pid=8 tid=7p class=… jid=… INFO: start`,
/// and the form before it, `2014-06-10T07:55:20Z 2037 TID-tm5 INFO: start`.
pub(super) fn read_text(text: &str, told: &Told<'_>) -> Option<Event> {
    let (time, rest) = text.split_once(' ')?;
    let (head, message) = rest.split_once(": ")?;
    let (context, severity) = head.rsplit_once(' ')?;
    let is_old = context.split_once(" TID-").is_some_and(|(pid, _)| pid.parse::<u32>().is_ok());
    let is_job = is_old || context.starts_with("pid=");
    let is_severity = ["DEBUG", "INFO", "WARN", "ERROR", "FATAL", "UNKNOWN"].contains(&severity);
    let (when, _) = moment::parse(time).filter(|_| is_job && is_severity)?;
    let mut event = blank(told, Format::Sidekiq);
    event.occurred_at = when.at;
    event.offset_s = when.offset_s;
    event.more.insert("severity".into(), severity.to_owned());
    event.message = Some(line::cut(message.into()));
    for (name, value) in context.split(' ').filter_map(|word| word.split_once('=')) {
        match name {
            "class" => event.more.insert("class".into(), line::cut(value.into())),
            "jid" => event.more.insert("jid".into(), line::cut(value.into())),
            "elapsed" => event.more.insert("duration_s".into(), line::cut(value.into())),
            _ => None,
        };
    }
    if let status @ ("start" | "done" | "fail") = message.trim_end() {
        event.more.insert("job_status".into(), status.to_owned());
    }
    Some(event)
}
