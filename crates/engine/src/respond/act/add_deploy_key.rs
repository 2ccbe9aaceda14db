//! Putting a deploy key back: the inverse of taking it away.
//!
//! It may come back under a new id, which is known only afterwards; so there is
//! no act that would undo this one, a new plan can.
//!
//! Source: GitLab docs, `api/deploy_keys`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::add_ssh_key::is_same_key;
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::project_path;

/// Puts a deploy key back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddDeployKey {
    /// The project.
    pub project: ProjectId,
    /// Its title.
    pub title: String,
    /// The public key.
    pub key: String,
    /// Whether it may push.
    pub can_push: bool,
    /// When it ends, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

impl Rules for AddDeployKey {
    fn kind(&self) -> &'static str {
        "add_deploy_key"
    }

    fn label(&self) -> Text {
        Text::of("act-add-deploy-key", [])
    }

    fn target(&self, _view: View<'_>) -> String {
        self.title.clone()
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let project = project_path(view, self.project);
        vec![Text::of("impact-add-deploy-key", [("key", self.title.clone()), ("project", project)])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-add-deploy-key", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        let is_same = is_same_key(now.text("key")?, &self.key);
        Some(is_same && now.flag("can_push") == self.can_push)
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }
}
