//! Blocking a user: the fastest containment that can be taken back (UA1).
//!
//! Source: GitLab docs, `administration/moderate_users`, `api/user_moderation`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, UnblockUser, View};
use crate::respond::Survey;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Sign-in, API and Git stop at once for this user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockUser {
    /// The user.
    pub user: UserId,
}

impl Rules for BlockUser {
    fn kind(&self) -> &'static str {
        "block_user"
    }

    fn label(&self) -> Text {
        Text::of("act-block-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let name = self.target(view);
        let mut impact = vec![Text::of("impact-block-user", [("user", name.clone())])];
        if let Some(survey) = view.survey.filter(|survey| survey.user == self.user) {
            impact.extend(impact_on_subject(survey, &name));
        }
        impact
    }

    /// Nobody is let in whom somebody else had locked out before.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        (!was_so).then_some(Act::UnblockUser(UnblockUser { user: self.user }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-block-user", []))
    }

    /// A deactivated user is not locked out: signing in brings the account
    /// back. A banned one and one that LDAP blocks are.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        let is_out = |state| matches!(state, "blocked" | "ldap_blocked" | "banned");
        if now.is_absent() { Some(true) } else { now.user_state().map(is_out) }
    }

    fn turn(&self) -> Turn {
        Turn::LockOut
    }

    fn locks_out(&self) -> Option<UserId> {
        Some(self.user)
    }

    fn needs_admin(&self) -> bool {
        true
    }
}

fn impact_on_subject(survey: &Survey, name: &str) -> Vec<Text> {
    let user = || [("user", name.to_owned())];
    let mut impact = Vec::new();
    if survey.is_admin {
        impact.push(Text::of("impact-block-user-admin", user()));
    }
    if survey.is_bot {
        impact.push(Text::of("impact-block-user-bot", user()));
    }
    if survey.state == "deactivated" {
        impact.push(Text::of("impact-block-user-deactivated", user()));
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
