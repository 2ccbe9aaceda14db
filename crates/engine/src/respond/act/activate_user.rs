//! Making a deactivated account active.
//!
//! Source: GitLab docs, `api/user_moderation`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::{Act, DeactivateUser, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Wakes a deactivated account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivateUser {
    /// The user.
    pub user: UserId,
}

impl Rules for ActivateUser {
    fn kind(&self) -> &'static str {
        "activate_user"
    }

    fn label(&self) -> Text {
        Text::of("act-activate-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-activate-user", [("user", self.target(view))])]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        (!was_so).then_some(Act::DeactivateUser(DeactivateUser { user: self.user }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-activate-user", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(false) } else { now.user_state().map(|state| state == "active") }
    }

    fn turn(&self) -> Turn {
        Turn::LetIn
    }

    fn needs_admin(&self) -> bool {
        true
    }

    /// Whom somebody keeps out is let in by lifting that, not by this.
    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        let state = now.user_state()?;
        if matches!(state, "active" | "deactivated") {
            return None;
        }
        let text = Text::of("obstacle-activate-blocked", [("state", state.to_owned())]);
        Some(GateRefusal::new("act.activate_blocked", &["UA5"], text))
    }
}
