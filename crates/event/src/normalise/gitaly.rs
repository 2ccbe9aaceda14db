//! Lines of Gitaly's log: one remote call each, with the repository and, in
//! newer versions, the user and the address behind it. `gitaly_hooks.log` too.
//!
//! Source: GitLab docs, `administration/logs`,
//! `administration/gitaly/monitoring`.

use super::line::{Line, Log, project, without_query};
use crate::Request;

/// A remote call, or a question of Gitaly's hooks to GitLab.
pub(super) fn is(line: &Line<'_>) -> bool {
    let marks = [line.grpc_service, line.grpc_method, line.grpc_full_method, line.gitaly_embedded];
    let is_hook = line.pid.is_some() && (line.url.is_some() || line.is_of("gitaly"));
    let is_gitaly = marks.iter().any(|mark| mark.is_some()) || is_hook;
    line.is_go() && is_gitaly
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    // The user is named as gitlab-shell names it (`user-22`).
    let id = log.words("user_id", line.user_id);
    let id = id.as_deref().map(|id| id.strip_prefix("user-").unwrap_or(id));
    let name = log.words("username", line.username);
    log.event.actor.id = id.and_then(|id| id.parse().ok());
    log.event.actor.kind = super::author::kind(None, log.event.actor.id, name.as_deref());
    log.event.actor.name = name;
    let path = log.words("grpc.request.glProjectPath", line.grpc_project_path);
    log.event.entity = path.map(|path| project(None, Some(path)));
    log.event.message = log.words("msg", line.msg);
    log.keep("gl_repository", line.grpc_repository);
    log.keep("grpc_service", line.grpc_service);
    log.keep("grpc_method", line.grpc_method);
    log.keep("grpc_code", line.grpc_code);
    log.exception();
    let milliseconds = line.grpc_time_ms.or(line.duration_ms);
    log.duration(line.duration_s.or(line.duration), milliseconds);
    if line.url.is_some() {
        let url = log.words("url", line.url);
        log.event.request = Some(Request {
            method: log.words("method", line.method),
            path: url.map(|url| without_query(&url).to_owned()),
            route: None,
            status: line.status.number("status", &mut log.event.problems),
            user_agent: None,
        });
    }
}
