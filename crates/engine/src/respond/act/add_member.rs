//! Making a user a member: the inverse of removing one, with role and end as
//! they were.
//!
//! Source: GitLab docs, `api/members`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::remove_member::member_role;
use super::{Act, Place, RemoveMember, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::reach::role_name;
use crate::respond::survey::user_name;

/// Makes a user a direct member of one project or group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddMember {
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

impl Rules for AddMember {
    fn kind(&self) -> &'static str {
        "add_member"
    }

    fn label(&self) -> Text {
        Text::of("act-add-member", [])
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
        vec![Text::of("impact-add-member", args)]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        let inverse = RemoveMember { place: self.place, user: self.user };
        (!was_so).then_some(Act::RemoveMember(inverse))
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
        Turn::PutBack
    }

    /// A member with another role is one already: that is another act.
    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        let role = member_role(now).filter(|_| self.is_so(now) == Some(false))?;
        let args = [("role", role_name(role.access_level).to_owned())];
        let text = Text::of("obstacle-is-member-already", args);
        Some(GateRefusal::new("act.is_member_already", &["UA4"], text))
    }
}
