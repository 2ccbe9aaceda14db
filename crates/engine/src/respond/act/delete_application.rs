//! Deleting an OAuth application of the instance: final, and every token that
//! users had given to it ends with it.
//!
//! Source: GitLab docs, `api/applications`; instance-wide applications only.

use serde::{Deserialize, Serialize};

use super::naming::{is_gone, name_of};
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Deletes an OAuth application of the instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteApplication {
    /// The application's id (not its public `application_id`).
    pub application: i64,
    /// Its name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for DeleteApplication {
    fn kind(&self) -> &'static str {
        "delete_application"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-application", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "application_name", self.application, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-delete-application", [("application", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-application", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
