//! Lines of Workhorse's log: every HTTP request, before Rails sees it. The
//! registry and Pages write the same shape. Nobody is named.
//!
//! Source: GitLab docs, `administration/logs`, `administration/logs/tracing_correlation_id`.

use super::line::{Line, Log, without_query};

/// A Go program's line with the address that was asked for.
pub(super) fn is(line: &Line<'_>) -> bool {
    line.is_go() && line.uri.is_some() && !line.command.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.request();
    log.event.message = log.words("msg", line.msg);
    let referer = log.words("referrer", line.referrer);
    log.tell("referer", referer.map(|url| without_query(&url).to_owned()));
    log.keep("bytes_sent", line.written_bytes);
    log.duration(line.duration_s, line.duration_ms);
    log.exception();
    log.git_over_http();
}
