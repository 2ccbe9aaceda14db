//! Putting a further mail address back: the inverse of removing it.
//!
//! It comes back under a new id, which is known only afterwards; so there is
//! no act that would undo this one, a new plan can.
//!
//! Source: GitLab's OpenAPI, `/users/{id}/emails`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Puts a further mail address back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddUserEmail {
    /// The user.
    pub user: UserId,
    /// The address.
    pub email: String,
    /// Whether it counts as confirmed; else its holder is mailed first.
    pub is_confirmed: bool,
}

impl Rules for AddUserEmail {
    fn kind(&self) -> &'static str {
        "add_user_email"
    }

    fn label(&self) -> Text {
        Text::of("act-add-user-email", [])
    }

    fn target(&self, _view: View<'_>) -> String {
        self.email.clone()
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("address", self.email.clone()), ("user", user_name(view, self.user))];
        vec![Text::of("impact-add-user-email", args)]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-add-user-email", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_this = |email: &str| email.eq_ignore_ascii_case(&self.email);
        if now.is_absent() { Some(false) } else { now.text("email").map(is_this) }
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
