//! Putting a webhook back, without its secret: the inverse of removing it.
//!
//! It comes back under a new id, which is known only afterwards; so there is
//! no act that would undo this one, a new plan can.
//!
//! Source: GitLab docs, `api/project_webhooks`.

use event::ProjectId;

use super::Before;
use crate::respond::Survey;
use crate::respond::plan::Text;

pub(super) fn impact(project: ProjectId, url: &str, survey: &Survey) -> Vec<Text> {
    let args = [("host", super::shown_host(url)), ("project", survey.project_path(project))];
    vec![Text::of("impact-add-webhook", args)]
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-add-webhook", [])
}

pub(super) fn is_already_so(wanted: &str, now: &Before) -> Option<bool> {
    match now {
        Before::Webhook { url } => Some(url == wanted),
        Before::Absent => Some(false),
        Before::User { .. } | Before::Token { .. } | Before::SshKey { .. } => None,
    }
}
