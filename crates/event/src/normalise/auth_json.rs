//! Lines of `auth_json.log` and of its text form `auth.log`: requests that a
//! throttle or a block list held up. No log of sign-ins.
//!
//! Source: GitLab docs, `administration/logs`; GitLab,
//! `lib/gitlab/metrics/subscribers/rack_attack.rb`. Text lines have the date
//! in the server's own time zone, to the minute.

use super::line::{self, Line, Log, without_query};
use super::moment::Moment;
use super::{Told, blank};
use crate::{ActorKind, Event, Format, Request, TokenRef};

/// A throttle's verdict in `env` (in gitlab-shell's log, `env` is an object).
pub(super) fn is(line: &Line<'_>) -> bool {
    let is_verdict = line.env.json().is_some_and(|env| env.starts_with('"'));
    let is_request = line.request_method.is_some() || line.message.is_text("Rack_Attack");
    line.is_rails() && is_verdict && is_request
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.request();
    log.person_if_told();
    log.scope();
    log.keep("env", line.env);
    log.keep("matched", line.matched);
    log.event.message = log.words("message", line.message);
    log.git_over_http();
    if let Some(id) = line.deploy_token_id.number("deploy_token_id", &mut log.event.problems) {
        log.event.actor.kind = ActorKind::DeployToken;
        log.event.token = Some(TokenRef { kind: "DeployToken".to_owned(), id });
    }
}

/// Reads what stands behind the date in a line of `auth.log`:
/// `Rack_Attack: throttle 203.0.113.5 GET /path`.
pub(super) fn read_text(when: Moment, text: &str, told: &Told<'_>) -> Option<Event> {
    let mut words = text.strip_prefix("Rack_Attack: ")?.splitn(4, ' ');
    let env = words.next()?;
    let ip = line::ip(words.next()?)?;
    let (method, path) = (words.next()?, words.next()?);
    let mut event = blank(told, Format::AuthJson);
    event.occurred_at = when.at;
    event.ip = Some(ip);
    event.message = Some("Rack_Attack".to_owned());
    event.more.insert("env".into(), env.to_owned());
    event.request = Some(Request {
        method: Some(method.to_owned()),
        path: Some(line::cut(without_query(path).into())),
        route: None,
        status: None,
        user_agent: None,
    });
    Some(event)
}
