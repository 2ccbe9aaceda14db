//! Removing a further mail address of a user: an attacker who put one in could
//! have a new password sent there (UA4).
//!
//! Source: GitLab's OpenAPI, `/users/{id}/emails`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::naming::{is_gone, name_of};
use super::{Act, AddUserEmail, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Removes a further mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteUserEmail {
    /// The user.
    pub user: UserId,
    /// The address's id.
    pub email: i64,
    /// The address, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for DeleteUserEmail {
    fn kind(&self) -> &'static str {
        "delete_user_email"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-user-email", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "email", self.email, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("address", self.target(view)), ("user", user_name(view, self.user))];
        vec![Text::of("impact-delete-user-email", args)]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let email = before.text("email")?.to_owned();
        let is_confirmed = before.text("confirmed_at").is_some();
        Some(Act::AddUserEmail(AddUserEmail { user: self.user, email, is_confirmed }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-user-email", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::LockOut
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
