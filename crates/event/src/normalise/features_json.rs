//! Lines of `features_json.log`: GitLab's own feature flags, switched by an
//! administrator.
//!
//! Source: GitLab docs, `administration/logs`, `features_json.log`.

use super::line::{Line, Log, entity};

/// A flag and what was done to it.
pub(super) fn is(line: &Line<'_>) -> bool {
    let is_other = line.class.is_some() || line.hook_id.is_some() || line.controller.is_some();
    line.is_rails() && line.key.is_some() && line.action.is_some() && !is_other
}

/// Reads one line.
pub(super) fn read(log: &mut Log<'_>) {
    let line = log.line;
    log.person_if_told();
    log.scope();
    log.keep("feature", line.key);
    log.keep("action", line.action);
    log.event.change.field = log.words("key", line.key);
    log.event.change.to = log.words("extra.thing", line.extra_thing.or(line.extra_percentage));
    // `Project:1` is for whom it was switched; `true` and `50` are no things.
    let thing = log.event.change.to.as_deref().and_then(|thing| thing.rsplit_once(':'));
    if let Some((kind, id)) = thing.and_then(|(kind, id)| Some((kind, id.parse().ok()?))) {
        log.event.entity = Some(entity(kind, Some(id), None));
    }
}
