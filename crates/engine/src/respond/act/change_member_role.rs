//! Giving a member another role or another end, mostly a lower one.
//!
//! Source: GitLab docs, `api/members`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::remove_member::{IS_LAST_OWNER, last_owner, member_role};
use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::reach::role_name;
use crate::respond::survey::user_name;

/// Gives a member another role or another end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMemberRole {
    /// The project or group.
    #[serde(flatten)]
    pub place: Place,
    /// The user.
    pub user: UserId,
    /// 10 Guest … 50 Owner.
    pub access_level: u8,
    /// The day on which it ends (`2026-12-31`), if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// A role of the organisation's own (Ultimate).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_role: Option<i64>,
}

impl Rules for ChangeMemberRole {
    fn kind(&self) -> &'static str {
        "change_member_role"
    }

    fn label(&self) -> Text {
        Text::of("act-change-member-role", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} @ {}", user_name(view, self.user), self.place.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [
            ("user", user_name(view, self.user)),
            ("place", self.place.shown(view)),
            ("role", role_name(self.access_level).to_owned()),
        ];
        let mut impact = vec![Text::of("impact-change-member-role", args)];
        if let Some(before) = view.seen.and_then(member_role) {
            let args = [("role", role_name(before.access_level).to_owned())];
            impact.push(Text::of("impact-change-member-role-from", args));
        }
        impact
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let role = member_role(before?)?;
        let inverse = Self {
            place: self.place,
            user: self.user,
            access_level: role.access_level,
            expires_at: role.expires_at,
            member_role: role.member_role,
        };
        (inverse != *self).then_some(Act::ChangeMemberRole(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        let now = member_role(now)?;
        Some(
            now.access_level == self.access_level
                && now.expires_at == self.expires_at
                && now.member_role == self.member_role,
        )
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        if now.is_absent() {
            let text = Text::of("obstacle-not-a-member", []);
            return Some(GateRefusal::new("act.not_a_member", &["UA4"], text));
        }
        (now.flag(IS_LAST_OWNER) && self.access_level < OWNER).then(last_owner)
    }

    fn weakens(&self) -> Option<UserId> {
        (self.access_level < OWNER).then_some(self.user)
    }
}

/// GitLab's number of the highest role.
const OWNER: u8 = 50;
