//! Putting an SSH key back: the inverse of removing it.
//!
//! It comes back under a new id, which is known only afterwards; so there is
//! no act that would undo this one, a new plan can.
//!
//! Source: GitLab docs, `api/user_keys`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Puts an SSH key back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddSshKey {
    /// Its user.
    pub user: UserId,
    /// Its title.
    pub title: String,
    /// The public key.
    pub key: String,
    /// When it ends, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// `auth`, `signing` or `auth_and_signing`; GitLab's own choice is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_type: Option<String>,
}

impl Rules for AddSshKey {
    fn kind(&self) -> &'static str {
        "add_ssh_key"
    }

    fn label(&self) -> Text {
        Text::of("act-add-ssh-key", [])
    }

    fn target(&self, _view: View<'_>) -> String {
        self.title.clone()
    }

    fn impact(&self, _view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-add-ssh-key", [("key", self.title.clone())])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-add-ssh-key", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_this = |(_, key)| is_same_key(key, &self.key);
        if now.is_absent() { Some(false) } else { now.ssh_key().map(is_this) }
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }

    fn needs_admin(&self) -> bool {
        true
    }
}

/// Type and key; the remark behind them does not count.
pub(super) fn is_same_key(one: &str, other: &str) -> bool {
    one.split_whitespace().take(2).eq(other.split_whitespace().take(2))
}
