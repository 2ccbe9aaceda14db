//! Removing an SSH key; its public part is kept, so that it can be put back.
//!
//! Source: GitLab docs, `api/user_keys`.

use event::UserId;

use super::{Act, Before};
use crate::respond::Survey;
use crate::respond::plan::Text;

pub(super) fn impact(key: i64, survey: &Survey) -> Vec<Text> {
    let title = survey.key(key).map_or_else(|| key.to_string(), |key| key.title.clone());
    vec![
        Text::of("impact-delete-ssh-key", [("key", title)]),
        Text::of("impact-owner-may-be-mailed", []),
    ]
}

pub(super) fn inverse(user: UserId, before: Option<&Before>) -> Option<Act> {
    match before? {
        Before::SshKey { title, key } => {
            Some(Act::AddSshKey { user, title: title.clone(), key: key.clone() })
        }
        Before::Absent | Before::User { .. } | Before::Token { .. } | Before::Webhook { .. } => {
            None
        }
    }
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-delete-ssh-key", [])
}

pub(super) fn is_already_so(now: &Before) -> Option<bool> {
    match now {
        Before::SshKey { .. } => Some(false),
        Before::Absent => Some(true),
        Before::User { .. } | Before::Token { .. } | Before::Webhook { .. } => None,
    }
}
