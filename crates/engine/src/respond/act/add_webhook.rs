//! Putting a webhook back: the inverse of removing it (MS4).
//!
//! It comes back with its choice of events, its filter and its template, but
//! without its secret token and the values of its headers: GitLab never tells
//! them, and who owns the receiver must enter them again. It gets a new id,
//! which is known only afterwards; so there is no act that would undo this one,
//! a new plan can.
//!
//! A hook is the same by all that GitLab tells of it, not by its address. Two
//! that are the same in all must come back as two: `copies` says how many there were.
//!
//! Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks`, `api/system_hooks`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Act, Home, Rules, Seen, Turn, View, shown_host};
use crate::respond::plan::Text;
use crate::respond::setting::is_same_value;

/// Puts a webhook back, without its secret: GitLab never tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddWebhook {
    /// Where it belongs.
    #[serde(flatten)]
    pub home: Home,
    /// Where it sends to.
    pub url: String,
    /// Its events, filters and checks, by GitLab's field names; what is missing
    /// is as GitLab has it by default.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub row: Map<String, Value>,
    /// How many of exactly this kind must be there at least.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub copies: u32,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_one(copies: &u32) -> bool {
    *copies == 1
}

impl AddWebhook {
    /// Whether a hook, as GitLab's row shows it, is one of this kind: in its
    /// address and in every field that this act names.
    pub fn is_this(&self, row: &Map<String, Value>) -> bool {
        let has = |(field, value): (&String, &Value)| {
            is_same_value(row.get(field).unwrap_or(&Value::Null), value)
        };
        row.get("url").and_then(Value::as_str) == Some(&self.url) && self.row.iter().all(has)
    }
}

impl Rules for AddWebhook {
    fn kind(&self) -> &'static str {
        "add_webhook"
    }

    fn label(&self) -> Text {
        Text::of("act-add-webhook", [])
    }

    fn target(&self, _view: View<'_>) -> String {
        shown_host(&self.url)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("host", self.target(view)), ("project", self.home.shown(view))];
        vec![Text::of("impact-add-webhook", args), Text::of("impact-webhook-secret", [])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-add-webhook", []))
    }

    /// The shell shows the hook that is the same and how many there are, or nothing.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        if let Some(url) = now.webhook_url() {
            return Some(url == self.url && self.copies == 1);
        }
        let row = now.row()?;
        let copies = row.get("copies").and_then(Value::as_u64).unwrap_or(1);
        Some(self.is_this(row) && copies >= u64::from(self.copies))
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }
}
