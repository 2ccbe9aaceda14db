//! Putting an SSH key back: the inverse of removing it.
//!
//! It comes back under a new id, which is known only afterwards; so there is
//! no act that would undo this one, a new plan can.
//!
//! Source: GitLab docs, `api/user_keys`.

use super::Before;
use crate::respond::plan::Text;

pub(super) fn impact(title: &str) -> Vec<Text> {
    vec![Text::of("impact-add-ssh-key", [("key", title.to_owned())])]
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-add-ssh-key", [])
}

pub(super) fn is_already_so(wanted: &str, now: &Before) -> Option<bool> {
    match now {
        Before::SshKey { key, .. } => Some(is_same_key(key, wanted)),
        Before::Absent => Some(false),
        Before::User { .. } | Before::Token { .. } | Before::Webhook { .. } => None,
    }
}

/// Type and key; the remark behind them does not count.
pub(super) fn is_same_key(one: &str, other: &str) -> bool {
    one.split_whitespace().take(2).eq(other.split_whitespace().take(2))
}
