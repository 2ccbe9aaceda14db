//! Deleting a pipeline trigger token: final.
//!
//! Source: GitLab docs, `api/pipeline_triggers`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::naming::{is_gone, name_of};
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::project_path;

/// Ends a pipeline trigger token for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTrigger {
    /// The project.
    pub project: ProjectId,
    /// The token's id.
    pub trigger: i64,
    /// What it is for, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for DeleteTrigger {
    fn kind(&self) -> &'static str {
        "delete_trigger"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-trigger", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "description", self.trigger, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let project = project_path(view, self.project);
        let args = [("trigger", self.target(view)), ("project", project)];
        vec![Text::of("impact-delete-trigger", args)]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-trigger", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }
}
