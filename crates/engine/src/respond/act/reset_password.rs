//! Resetting a password (CE4): a random one that nobody ever sees, so that only
//! a mail to the account's address lets its owner back in.
//!
//! Made at the moment of the call, sent, and forgotten; neither plan nor journal
//! holds it. GitLab takes a password that an administrator set for expired: at
//! the next sign-in another one must be chosen. Whether it was set cannot be
//! read back from GitLab, so doing it again sets another one, which nobody
//! sees either: twice is as good as once.
//!
//! Source: GitLab docs, `security/reset_user_password`; GitLab's
//! `lib/api/users.rb` (`password_expires_at`); that sessions end with the
//! password: Devise, `authenticatable_salt`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Sets a random password that nobody sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPassword {
    /// The user.
    pub user: UserId,
}

impl Rules for ResetPassword {
    fn kind(&self) -> &'static str {
        "reset_password"
    }

    fn label(&self) -> Text {
        Text::of("act-reset-password", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-reset-password", [("user", self.target(view))]),
            Text::of("impact-reset-password-mailbox", []),
            Text::of("impact-reset-password-not-tokens", []),
            Text::of("impact-reset-password-directory", []),
        ]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-reset-password", []))
    }

    /// GitLab does not tell when a password was set.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        now.is_absent().then_some(true)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }

    fn needs_admin(&self) -> bool {
        true
    }

    fn weakens(&self) -> Option<UserId> {
        Some(self.user)
    }
}
