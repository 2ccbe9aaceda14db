//! Lines of `exceptions_json.log`: errors that GitLab keeps track of, the
//! traces of an exploit among them.
//!
//! Source: GitLab docs, `administration/logs`, `exceptions_json.log`.

use super::line::{Line, Log, project};

/// An error, and neither a request nor a job that had one.
pub(super) fn is(line: &Line<'_>) -> bool {
    let others = [line.controller, line.class, line.jid, line.method, line.query_string];
    line.is_rails()
        && line.exception_class.is_some()
        && !others.iter().any(|member| member.is_some())
        && !line.integration_class.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    if log.event.entity.is_none()
        && let Some(id) = line.extra_project_id.number("extra.project_id", &mut log.event.problems)
    {
        log.event.entity = Some(project(Some(id), None));
    }
    log.event.message = log.words("message", line.message);
    log.exception();
}
