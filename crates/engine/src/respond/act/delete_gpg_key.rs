//! Removing a GPG key; it is public and can be put back.
//!
//! Source: GitLab docs, `api/user_keys`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::naming::is_gone;
use super::{Act, AddGpgKey, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Removes a GPG key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteGpgKey {
    /// The user.
    pub user: UserId,
    /// The key's id.
    pub key: i64,
}

impl Rules for DeleteGpgKey {
    fn kind(&self) -> &'static str {
        "delete_gpg_key"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-gpg-key", [])
    }

    fn target(&self, _view: View<'_>) -> String {
        self.key.to_string()
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("key", self.target(view)), ("user", user_name(view, self.user))];
        vec![Text::of("impact-delete-gpg-key", args)]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let key = before?.text("key")?.to_owned();
        Some(Act::AddGpgKey(AddGpgKey { user: self.user, key }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-gpg-key", []))
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
