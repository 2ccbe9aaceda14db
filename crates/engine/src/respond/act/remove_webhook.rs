//! Removing a project's webhook: what it was sent stops at once.
//!
//! Source: GitLab docs, `api/project_webhooks`; no answer ever holds a hook's secret.

use event::ProjectId;

use super::{Act, Before};
use crate::respond::Survey;
use crate::respond::plan::Text;

pub(super) fn impact(project: ProjectId, hook: i64, survey: &Survey) -> Vec<Text> {
    let (host, path) = match survey.webhook(project, hook) {
        Some(hook) => (super::shown_host(&hook.url), hook.project_path.clone()),
        None => (hook.to_string(), project.to_string()),
    };
    vec![Text::of("impact-remove-webhook", [("host", host), ("project", path)])]
}

pub(super) fn inverse(project: ProjectId, before: Option<&Before>) -> Option<Act> {
    match before? {
        Before::Webhook { url } => Some(Act::AddWebhook { project, url: url.clone() }),
        Before::Absent | Before::User { .. } | Before::Token { .. } | Before::SshKey { .. } => None,
    }
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-remove-webhook", [])
}

pub(super) fn is_already_so(now: &Before) -> Option<bool> {
    match now {
        Before::Webhook { .. } => Some(false),
        Before::Absent => Some(true),
        Before::User { .. } | Before::Token { .. } | Before::SshKey { .. } => None,
    }
}
