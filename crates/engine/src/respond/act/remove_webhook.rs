//! Removing a webhook of a project, a group or the instance: what it was sent
//! stops at once (MS4, CE9).
//!
//! Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks`,
//! `api/system_hooks`; no answer ever holds a hook's secret.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Act, AddWebhook, Home, Rules, Seen, Turn, View, shown_host};
use crate::respond::plan::Text;

/// Fields of a row that are not settings: GitLab makes them, or tells only names.
const NOT_SETTINGS: &[&str] =
    &["id", "url", "copies", "custom_headers", "url_variables", "created_at", "alert_status"];

/// Removes a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveWebhook {
    /// Where it belongs.
    #[serde(flatten)]
    pub home: Home,
    /// The hook's id.
    pub hook: i64,
}

impl RemoveWebhook {
    fn url<'a>(&self, view: View<'a>) -> Option<&'a str> {
        let surveyed = match self.home {
            Home::Project { project } => {
                view.survey.and_then(|survey| survey.webhook(project, self.hook))
            }
            Home::Instance | Home::Group { .. } => None,
        };
        surveyed.map(|hook| hook.url.as_str()).or_else(|| view.seen.and_then(url_of))
    }
}

fn url_of(seen: &Seen) -> Option<&str> {
    seen.webhook_url().or_else(|| seen.text("url"))
}

impl Rules for RemoveWebhook {
    fn kind(&self) -> &'static str {
        "remove_webhook"
    }

    fn label(&self) -> Text {
        Text::of("act-remove-webhook", [])
    }

    fn target(&self, view: View<'_>) -> String {
        self.url(view).map_or_else(|| self.hook.to_string(), shown_host)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("host", self.target(view)), ("project", self.home.shown(view))];
        vec![Text::of("impact-remove-webhook", args)]
    }

    /// All that GitLab tells of it; from a survey only where it sends to.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let url = url_of(before)?.to_owned();
        let told = before.row();
        let is_setting = |field: &str| !NOT_SETTINGS.contains(&field);
        let row: Map<String, Value> = told
            .into_iter()
            .flatten()
            .filter(|(field, _)| is_setting(field))
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect();
        let copies = told.and_then(|row| row.get("copies")).and_then(Value::as_u64);
        let copies = copies.and_then(|copies| u32::try_from(copies).ok()).unwrap_or(1);
        Some(Act::AddWebhook(AddWebhook { home: self.home, url, row, copies }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-remove-webhook", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(true) } else { url_of(now).map(|_| false) }
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
