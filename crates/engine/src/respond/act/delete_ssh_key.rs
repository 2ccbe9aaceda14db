//! Removing an SSH key; its public part is kept, so that it can be put back.
//!
//! Source: GitLab docs, `api/user_keys`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, AddSshKey, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Removes an SSH key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteSshKey {
    /// Its user.
    pub user: UserId,
    /// Its id.
    pub key: i64,
}

impl Rules for DeleteSshKey {
    fn kind(&self) -> &'static str {
        "delete_ssh_key"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-ssh-key", [])
    }

    fn target(&self, view: View<'_>) -> String {
        let surveyed = view.survey.and_then(|survey| survey.key(self.key));
        let read = view.seen.and_then(Seen::ssh_key).map(|(title, _)| title);
        let title = surveyed.map(|key| key.title.as_str()).or(read);
        title.map_or_else(|| self.key.to_string(), str::to_owned)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-delete-ssh-key", [("key", self.target(view))]),
            Text::of("impact-owner-may-be-mailed", []),
        ]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let (title, key) = before.ssh_key()?;
        Some(Act::AddSshKey(AddSshKey {
            user: self.user,
            title: title.to_owned(),
            key: key.to_owned(),
            expires_at: before.text("expires_at").map(str::to_owned),
            usage_type: before.text("usage_type").map(str::to_owned),
        }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-ssh-key", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(true) } else { now.ssh_key().map(|_| false) }
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
