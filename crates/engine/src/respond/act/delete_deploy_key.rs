//! Taking a deploy key from a project; it is public and can be put back.
//!
//! The trap: a deploy key may open several projects, and this closes one.
//!
//! Source: GitLab docs, `api/deploy_keys`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::naming::{is_gone, name_of};
use super::{Act, AddDeployKey, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::project_path;

/// Takes a deploy key from one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteDeployKey {
    /// The project.
    pub project: ProjectId,
    /// The key's id.
    pub key: i64,
    /// Its title, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for DeleteDeployKey {
    fn kind(&self) -> &'static str {
        "delete_deploy_key"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-deploy-key", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "title", self.key, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let project = project_path(view, self.project);
        vec![
            Text::of(
                "impact-delete-deploy-key",
                [("key", self.target(view)), ("project", project)],
            ),
            Text::of("impact-delete-deploy-key-elsewhere", []),
        ]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        Some(Act::AddDeployKey(AddDeployKey {
            project: self.project,
            title: before.text("title")?.to_owned(),
            key: before.text("key")?.to_owned(),
            can_push: before.flag("can_push"),
            expires_at: before.text("expires_at").map(str::to_owned),
        }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-deploy-key", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
