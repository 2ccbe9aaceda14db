//! Removing an SSH key of an enterprise user, as owner of the top-level group
//! on GitLab.com.
//!
//! GitLab's listing of these does not show the key itself, so it cannot be put
//! back: the user adds it again.
//!
//! Source: GitLab's Go client, `group_credentials`, `/groups/:id/manage/ssh_keys`.

use event::GroupId;
use serde::{Deserialize, Serialize};

use super::naming::{is_gone, name_of};
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Removes an SSH key of an enterprise user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteEnterpriseKey {
    /// The top-level group.
    pub group: GroupId,
    /// The key's id.
    pub key: i64,
    /// Its title, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for DeleteEnterpriseKey {
    fn kind(&self) -> &'static str {
        "delete_enterprise_key"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-enterprise-key", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "title", self.key, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-delete-ssh-key", [("key", self.target(view))]),
            Text::of("impact-owner-may-be-mailed", []),
        ]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-enterprise-key", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
