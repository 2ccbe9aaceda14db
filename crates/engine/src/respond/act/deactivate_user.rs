//! Deactivating a dormant account: tidying up, **not** containment, because
//! whoever signs in brings the account back.
//!
//! GitLab refuses it for who was active in the last 90 days and says so.
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, ActivateUser, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Puts a dormant account to sleep until somebody signs in to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeactivateUser {
    /// The user.
    pub user: UserId,
}

impl Rules for DeactivateUser {
    fn kind(&self) -> &'static str {
        "deactivate_user"
    }

    fn label(&self) -> Text {
        Text::of("act-deactivate-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-deactivate-user", [("user", self.target(view))]),
            Text::of("impact-deactivate-user-no-containment", []),
        ]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        (!was_so).then_some(Act::ActivateUser(ActivateUser { user: self.user }))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    /// Whom somebody keeps out sleeps more soundly than that.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_out = |state| matches!(state, "deactivated" | "blocked" | "ldap_blocked" | "banned");
        if now.is_absent() { Some(true) } else { now.user_state().map(is_out) }
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn needs_admin(&self) -> bool {
        true
    }

    fn weakens(&self) -> Option<UserId> {
        Some(self.user)
    }
}
