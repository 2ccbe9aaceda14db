//! Bringing a project back that was marked for deletion, while GitLab still
//! waits (MS3). What was deleted for good is gone: there is only evidence.
//!
//! Source: GitLab docs, `api/projects`, "Restore a project marked for deletion";
//! `administration/settings/visibility_and_access_controls`, "Deletion protection".

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Takes the mark for deletion from a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreProject {
    /// The project.
    pub project: ProjectId,
    /// Its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for RestoreProject {
    fn kind(&self) -> &'static str {
        "restore_project"
    }

    fn label(&self) -> Text {
        Text::of("act-restore-project", [])
    }

    fn target(&self, view: View<'_>) -> String {
        let project = Place::Project { project: self.project };
        self.name.clone().unwrap_or_else(|| project.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-restore-project", [("project", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-restore-project", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        let mark = now.row()?.get("marked_for_deletion_on");
        Some(mark.is_none_or(serde_json::Value::is_null))
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        now.is_absent().then(|| {
            let text = Text::of("obstacle-project-gone", []);
            GateRefusal::new("act.project_gone", &["MS3"], text)
        })
    }
}
