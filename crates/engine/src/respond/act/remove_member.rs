//! Removing a direct member from one project or group (UA4): what contains a
//! user where nobody of us is an administrator, as on GitLab.com.
//!
//! One act, one membership: GitLab is told to leave those below alone
//! (`skip_subresources`), so that each is an act of its own and can be put back
//! as it was. At most 60 a minute; the last owner of a group stays.
//!
//! Source: GitLab docs, `api/members`, `security/rate_limits`.

use event::UserId;
use serde::{Deserialize, Serialize};

use super::naming::is_gone;
use super::{Act, AddMember, Pace, Place, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Removes a direct member from one project or group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveMember {
    /// The project or group.
    #[serde(flatten)]
    pub place: Place,
    /// The user.
    pub user: UserId,
}

impl Rules for RemoveMember {
    fn kind(&self) -> &'static str {
        "remove_member"
    }

    fn label(&self) -> Text {
        Text::of("act-remove-member", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} @ {}", user_name(view, self.user), self.place.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("user", user_name(view, self.user)), ("place", self.place.shown(view))];
        vec![
            Text::of("impact-remove-member", args),
            Text::of("impact-remove-member-below", []),
            Text::of("impact-remove-member-bots", []),
        ]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let role = member_role(before)?;
        Some(Act::AddMember(AddMember {
            place: self.place,
            user: self.user,
            access_level: role.access_level,
            expires_at: role.expires_at,
            member_role: role.member_role,
        }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-remove-member", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        now.flag(IS_LAST_OWNER).then(last_owner)
    }

    fn weakens(&self) -> Option<UserId> {
        Some(self.user)
    }

    fn pace(&self) -> Option<Pace> {
        Some(Pace { name: "member_removal", per_minute: REMOVALS_PER_MINUTE })
    }
}

/// GitLab's limit on removing members by the API.
const REMOVALS_PER_MINUTE: u32 = 60;

/// Field of a member's row by which the shell says that nobody else owns the place.
pub(super) const IS_LAST_OWNER: &str = "is_last_owner";

/// What a member may do, as read.
pub(super) struct HeldRole {
    pub(super) access_level: u8,
    pub(super) expires_at: Option<String>,
    pub(super) member_role: Option<i64>,
}

pub(super) fn member_role(seen: &Seen) -> Option<HeldRole> {
    Some(HeldRole {
        access_level: u8::try_from(seen.number("access_level")?).ok()?,
        expires_at: seen.text("expires_at").map(str::to_owned),
        member_role: seen.number("member_role"),
    })
}

pub(super) fn last_owner() -> GateRefusal {
    GateRefusal::new("act.last_owner", &["UA4"], Text::of("obstacle-last-owner", []))
}
