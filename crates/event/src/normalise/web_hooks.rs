//! Lines of `web_hooks.log`: webhooks that GitLab backs off from, switches
//! off, switches on again.
//!
//! Source: GitLab docs, `administration/logs`, `web_hooks.log` (since 16.3).

use super::line::{Line, Log};
use crate::Target;

/// A hook and what was done to it.
pub(super) fn is(line: &Line<'_>) -> bool {
    line.is_rails() && line.hook_id.is_some() && line.action.is_some() && !line.class.is_some()
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    log.keep("hook_id", line.hook_id);
    log.keep("action", line.action);
    let id = log.event.more.get("hook_id").cloned();
    log.event.target = Some(Target { kind: Some("WebHook".to_owned()), id, details: None });
}
