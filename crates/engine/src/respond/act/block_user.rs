//! Blocking a user: the fastest containment that can be taken back (UA1).
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;

use super::{Act, Before};
use crate::respond::Survey;
use crate::respond::plan::Text;

pub(super) fn impact(user: UserId, survey: &Survey) -> Vec<Text> {
    let name = survey.name_of(user);
    let mut impact = vec![Text::of("impact-block-user", [("user", name.clone())])];
    if user != survey.user {
        return impact;
    }
    if survey.is_admin {
        impact.push(Text::of("impact-block-user-admin", [("user", name.clone())]));
    }
    if survey.is_bot {
        impact.push(Text::of("impact-block-user-bot", [("user", name.clone())]));
    }
    if survey.state == "deactivated" {
        impact.push(Text::of("impact-block-user-deactivated", [("user", name)]));
    }
    let (tokens, keys) = survey.live_credentials();
    if tokens + keys > 0 {
        let args = [("tokens", tokens.to_string()), ("keys", keys.to_string())];
        impact.push(Text::of("impact-block-user-credentials", args));
    }
    impact.extend(survey.pipelines_that_stop());
    impact.push(Text::of("impact-block-user-no-ban", []));
    impact
}

/// Nobody is let in whom somebody else had locked out before.
pub(super) fn inverse(user: UserId, before: Option<&Before>) -> Option<Act> {
    let was_so = before.is_some_and(|before| is_already_so(before) == Some(true));
    (!was_so).then_some(Act::UnblockUser { user })
}

pub(super) fn undo_note() -> Text {
    Text::of("undo-block-user", [])
}

/// A deactivated user is not locked out: signing in brings the account back. A
/// banned one and one that LDAP blocks are.
pub(super) fn is_already_so(now: &Before) -> Option<bool> {
    match now {
        Before::User { state } => {
            Some(matches!(state.as_str(), "blocked" | "ldap_blocked" | "banned"))
        }
        Before::Absent => Some(true),
        Before::Token { .. } | Before::SshKey { .. } | Before::Webhook { .. } => None,
    }
}
