//! Revoking an access token: final (CE4).
//!
//! Source: GitLab docs, `api/personal_access_tokens`, `api/project_access_tokens`;
//! `administration/credentials_inventory` for the bot user and the mail.

use super::Before;
use crate::respond::plan::Text;
use crate::respond::{Survey, TokenHandle, TokenScope};

pub(super) fn impact(token: TokenHandle, survey: &Survey) -> Vec<Text> {
    let name = survey.token_name(token);
    let mut impact = vec![Text::of("impact-revoke-token", [("token", name.clone())])];
    match token.scope {
        TokenScope::Personal => impact.push(Text::of("impact-owner-may-be-mailed", [])),
        TokenScope::Project { .. } | TokenScope::Group { .. } => {
            impact.push(Text::of("impact-revoke-token-bot", [("token", name)]));
        }
    }
    impact.extend(survey.last_use(token));
    impact
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-revoke-token", [])
}

pub(super) fn is_already_so(now: &Before) -> Option<bool> {
    match now {
        Before::Token { is_active } => Some(!is_active),
        Before::Absent => Some(true),
        Before::User { .. } | Before::SshKey { .. } | Before::Webhook { .. } => None,
    }
}
