//! Saying who a user is at a provider: the inverse of removing it.
//!
//! Source: GitLab's OpenAPI, PUT `/users/{id}`, `provider` and `extern_uid`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, DeleteIdentity, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Says who the user is at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddIdentity {
    /// The user.
    pub user: UserId,
    /// The provider (`ldapmain`, `saml` …).
    pub provider: String,
    /// The user's name there.
    pub extern_uid: String,
}

impl Rules for AddIdentity {
    fn kind(&self) -> &'static str {
        "add_identity"
    }

    fn label(&self) -> Text {
        Text::of("act-add-identity", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} ({})", user_name(view, self.user), self.provider)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let user = user_name(view, self.user);
        let args = [("provider", self.provider.clone()), ("user", user)];
        vec![Text::of("impact-add-identity", args)]
    }

    /// The one that stood there before comes back; where none stood, it goes.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let (user, provider) = (self.user, self.provider.clone());
        match before.and_then(|before| before.text("extern_uid")) {
            Some(same) if same == self.extern_uid => None,
            Some(other) => {
                let extern_uid = other.to_owned();
                Some(Act::AddIdentity(Self { user, provider, extern_uid }))
            }
            None => Some(Act::DeleteIdentity(DeleteIdentity { user, provider })),
        }
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_this = |extern_uid| extern_uid == self.extern_uid;
        if now.is_absent() { Some(false) } else { now.text("extern_uid").map(is_this) }
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
