//! Removing a user's identity at a provider: no sign-in through it any more, and
//! no block by its directory.
//!
//! Source: GitLab's OpenAPI, `/users/{id}/identities/{provider}`; GitLab docs,
//! `administration/moderate_users` (a user that LDAP blocked).

use event::UserId;
use serde::{Deserialize, Serialize};

use super::naming::is_gone;
use super::{Act, AddIdentity, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Removes who the user is at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteIdentity {
    /// The user.
    pub user: UserId,
    /// The provider (`ldapmain`, `saml` …).
    pub provider: String,
}

impl Rules for DeleteIdentity {
    fn kind(&self) -> &'static str {
        "delete_identity"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-identity", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} ({})", user_name(view, self.user), self.provider)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let user = user_name(view, self.user);
        let args = [("provider", self.provider.clone()), ("user", user)];
        vec![Text::of("impact-delete-identity", args)]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let extern_uid = before?.text("extern_uid")?.to_owned();
        let provider = self.provider.clone();
        Some(Act::AddIdentity(AddIdentity { user: self.user, provider, extern_uid }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-identity", []))
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

    fn weakens(&self) -> Option<UserId> {
        Some(self.user)
    }
}
