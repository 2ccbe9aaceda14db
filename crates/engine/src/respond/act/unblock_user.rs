//! Letting a user in again, when the account is clean (UA5).
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, BlockUser, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Lets the user in again; tokens and keys that were not revoked work again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnblockUser {
    /// The user.
    pub user: UserId,
}

impl Rules for UnblockUser {
    fn kind(&self) -> &'static str {
        "unblock_user"
    }

    fn label(&self) -> Text {
        Text::of("act-unblock-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let mut impact = vec![Text::of("impact-unblock-user", [("user", self.target(view))])];
        if let Some(survey) = view.survey.filter(|survey| survey.user == self.user) {
            let (tokens, keys) = survey.live_credentials();
            if tokens + keys > 0 {
                let args = [("tokens", tokens.to_string()), ("keys", keys.to_string())];
                impact.push(Text::of("impact-unblock-user-credentials", args));
            }
        }
        impact
    }

    /// Nobody is locked out who was let in already.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        (!was_so).then_some(Act::BlockUser(BlockUser { user: self.user }))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    /// A deactivated user comes back by signing in: there is nothing to lift.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_in = |state| matches!(state, "active" | "deactivated");
        if now.is_absent() { Some(false) } else { now.user_state().map(is_in) }
    }

    /// A ban and a block by LDAP are lifted elsewhere; GitLab refuses it here.
    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        match now.user_state()? {
            "banned" => {
                Some(GateRefusal::new("act.banned", &["UA5"], Text::of("obstacle-banned", [])))
            }
            "ldap_blocked" => {
                let text = Text::of("obstacle-ldap-blocked", []);
                Some(GateRefusal::new("act.ldap_blocked", &["UA5"], text))
            }
            _other_states => None,
        }
    }

    fn turn(&self) -> Turn {
        Turn::LetIn
    }

    fn lets_in(&self) -> Option<UserId> {
        Some(self.user)
    }

    fn needs_admin(&self) -> bool {
        true
    }
}
