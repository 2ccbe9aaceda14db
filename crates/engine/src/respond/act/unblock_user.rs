//! Letting a user in again, when the account is clean (UA5).
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;

use super::{Act, Before};
use crate::respond::plan::Text;
use crate::respond::{GateRefusal, Survey};

pub(super) fn impact(user: UserId, survey: &Survey) -> Vec<Text> {
    let mut impact = vec![Text::of("impact-unblock-user", [("user", survey.name_of(user))])];
    let (tokens, keys) = survey.live_credentials();
    if user == survey.user && tokens + keys > 0 {
        let args = [("tokens", tokens.to_string()), ("keys", keys.to_string())];
        impact.push(Text::of("impact-unblock-user-credentials", args));
    }
    impact
}

/// Nobody is locked out who was let in already.
pub(super) fn inverse(user: UserId, before: Option<&Before>) -> Option<Act> {
    let was_so = before.is_some_and(|before| is_already_so(before) == Some(true));
    (!was_so).then_some(Act::BlockUser { user })
}

/// A deactivated user comes back by signing in: there is nothing to lift.
pub(super) fn is_already_so(now: &Before) -> Option<bool> {
    match now {
        Before::User { state } => Some(matches!(state.as_str(), "active" | "deactivated")),
        Before::Absent => Some(false),
        Before::Token { .. } | Before::SshKey { .. } | Before::Webhook { .. } => None,
    }
}

/// A ban and a block by LDAP are lifted elsewhere; GitLab refuses it here.
pub(super) fn obstacle(now: &Before) -> Option<GateRefusal> {
    let Before::User { state } = now else { return None };
    match state.as_str() {
        "banned" => Some(GateRefusal::new("act.banned", &["UA5"], Text::of("obstacle-banned", []))),
        "ldap_blocked" => {
            let text = Text::of("obstacle-ldap-blocked", []);
            Some(GateRefusal::new("act.ldap_blocked", &["UA5"], text))
        }
        _other_states => None,
    }
}
