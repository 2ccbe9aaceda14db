//! Banning a user: out, and what the user made is hidden.
//!
//! The trap: GitLab bans only who is `active`. A blocked user is out as well, so
//! the plan blocks or bans, never both.
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, UnbanUser, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Locks the user out and hides what the user made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BanUser {
    /// The user.
    pub user: UserId,
}

impl Rules for BanUser {
    fn kind(&self) -> &'static str {
        "ban_user"
    }

    fn label(&self) -> Text {
        Text::of("act-ban-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let name = || [("user", self.target(view))];
        let mut impact = vec![Text::of("impact-ban-user", name())];
        if let Some(survey) = view.survey.filter(|survey| survey.user == self.user) {
            if survey.is_admin {
                impact.push(Text::of("impact-block-user-admin", name()));
            }
            if survey.is_bot {
                impact.push(Text::of("impact-block-user-bot", name()));
            }
            let (tokens, keys) = survey.live_credentials();
            if tokens + keys > 0 {
                let args = [("tokens", tokens.to_string()), ("keys", keys.to_string())];
                impact.push(Text::of("impact-ban-user-credentials", args));
            }
            impact.extend(survey.pipelines_that_stop());
        }
        impact
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        (!was_so).then_some(Act::UnbanUser(UnbanUser { user: self.user }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-ban-user", []))
    }

    /// A block is not a ban: what the user made is still seen.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(true) } else { now.user_state().map(|state| state == "banned") }
    }

    fn turn(&self) -> Turn {
        Turn::LockOut
    }

    fn needs_admin(&self) -> bool {
        true
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        let state = now.user_state().filter(|state| *state != "active" && *state != "banned")?;
        let text = Text::of("obstacle-ban-needs-active", [("state", state.to_owned())]);
        Some(GateRefusal::new("act.ban_needs_active", &["UA1"], text))
    }

    fn locks_out(&self) -> Option<UserId> {
        Some(self.user)
    }
}
