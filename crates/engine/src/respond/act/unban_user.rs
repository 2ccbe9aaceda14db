//! Lifting a ban, when the account is clean (UA5).
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, BanUser, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Lets a banned user in again; tokens and keys that were not ended work again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnbanUser {
    /// The user.
    pub user: UserId,
}

impl Rules for UnbanUser {
    fn kind(&self) -> &'static str {
        "unban_user"
    }

    fn label(&self) -> Text {
        Text::of("act-unban-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let mut impact = vec![Text::of("impact-unban-user", [("user", self.target(view))])];
        if let Some(survey) = view.survey.filter(|survey| survey.user == self.user) {
            let (tokens, keys) = survey.live_credentials();
            if tokens + keys > 0 {
                let args = [("tokens", tokens.to_string()), ("keys", keys.to_string())];
                impact.push(Text::of("impact-unblock-user-credentials", args));
            }
        }
        impact
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        (!was_so).then_some(Act::BanUser(BanUser { user: self.user }))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    /// Who is neither banned nor blocked is in; a deactivated user comes back by signing in.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_in = |state| matches!(state, "active" | "deactivated");
        if now.is_absent() { Some(false) } else { now.user_state().map(is_in) }
    }

    fn turn(&self) -> Turn {
        Turn::LetIn
    }

    fn needs_admin(&self) -> bool {
        true
    }

    /// Blocked is not banned: another act lets such a user in.
    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        let state = now.user_state()?;
        if matches!(state, "active" | "deactivated" | "banned") {
            return None;
        }
        let text = Text::of("obstacle-not-banned", [("state", state.to_owned())]);
        Some(GateRefusal::new("act.not_banned", &["UA5"], text))
    }

    fn lets_in(&self) -> Option<UserId> {
        Some(self.user)
    }
}
