//! Putting a GPG key back: the inverse of removing it.
//!
//! It comes back under a new id, which is known only afterwards; so there is
//! no act that would undo this one, a new plan can.
//!
//! Source: GitLab docs, `api/user_keys`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Puts a GPG key back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddGpgKey {
    /// The user.
    pub user: UserId,
    /// The public key, armoured.
    pub key: String,
}

impl Rules for AddGpgKey {
    fn kind(&self) -> &'static str {
        "add_gpg_key"
    }

    fn label(&self) -> Text {
        Text::of("act-add-gpg-key", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-add-gpg-key", [("user", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-add-gpg-key", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_this = |key: &str| key.split_whitespace().eq(self.key.split_whitespace());
        if now.is_absent() { Some(false) } else { now.text("key").map(is_this) }
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
