//! Changing what an account may do (UA4): taking an administrator's rights away,
//! making a user external, no new groups and projects.
//!
//! Only the fields listed here: a name, an address or a password is not a
//! right. What GitLab does not tell (an auditor's right on a tier without
//! auditors) cannot be changed, because it could not be put back.
//!
//! Source: GitLab's OpenAPI, PUT `/users/{id}`.

use std::collections::BTreeMap;

use event::UserId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Act, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;
use crate::respond::survey::user_name;

/// Changes what an account may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeUser {
    /// The user.
    pub user: UserId,
    /// What it shall be, by right.
    pub set: BTreeMap<UserRight, Value>,
}

/// What an account may do, by GitLab's field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserRight {
    /// Administers the instance.
    Admin,
    /// Reads everything (Premium).
    Auditor,
    /// Sees only what it is a member of.
    External,
    /// May make top-level groups.
    CanCreateGroup,
    /// How many projects of its own it may make.
    ProjectsLimit,
    /// Its profile is hidden.
    PrivateProfile,
}

impl UserRight {
    /// GitLab's name of the field that changes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Auditor => "auditor",
            Self::External => "external",
            Self::CanCreateGroup => "can_create_group",
            Self::ProjectsLimit => "projects_limit",
            Self::PrivateProfile => "private_profile",
        }
    }
}

impl ChangeUser {
    /// Fields that GitLab does not tell.
    fn untold(&self, now: &Seen) -> Vec<&'static str> {
        let fields = now.fields();
        let names = self.set.keys().map(|right| right.as_str());
        names.filter(|name| fields.is_some_and(|fields| !fields.contains_key(*name))).collect()
    }

    fn shown(&self) -> String {
        let one = |(right, value): (&UserRight, &Value)| format!("{} = {value}", right.as_str());
        self.set.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn sets(&self, right: UserRight, to: bool) -> bool {
        self.set.get(&right).and_then(Value::as_bool) == Some(to)
    }
}

impl Rules for ChangeUser {
    fn kind(&self) -> &'static str {
        "change_user"
    }

    fn label(&self) -> Text {
        Text::of("act-change-user", [])
    }

    fn target(&self, view: View<'_>) -> String {
        user_name(view, self.user)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let user = || ("user", self.target(view));
        let mut impact = vec![Text::of("impact-change-user", [user(), ("fields", self.shown())])];
        if self.sets(UserRight::Admin, false) {
            impact.push(Text::of("impact-change-user-demoted", [user()]));
        }
        if self.sets(UserRight::Admin, true) {
            impact.push(Text::of("impact-change-user-promoted", [user()]));
        }
        if self.sets(UserRight::External, true) {
            impact.push(Text::of("impact-change-user-external", [user()]));
        }
        impact
    }

    /// The old values, when all of them are known and not all are as wanted.
    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let fields = before.fields()?;
        if self.is_so(before) == Some(true) {
            return None;
        }
        let old = |right: &UserRight| Some((*right, fields.get(right.as_str())?.clone()));
        let set = self.set.keys().map(old).collect::<Option<_>>()?;
        Some(Act::ChangeUser(Self { user: self.user, set }))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        let fields = now.fields()?;
        let is_so =
            |(right, value): (&UserRight, &Value)| Some(fields.get(right.as_str())? == value);
        let each: Option<Vec<bool>> = self.set.iter().map(is_so).collect();
        each.map(|each| each.into_iter().all(|is_so| is_so))
    }

    fn turn(&self) -> Turn {
        if self.sets(UserRight::Admin, true) { Turn::LetIn } else { Turn::LockOut }
    }

    fn needs_admin(&self) -> bool {
        true
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        let untold = self.untold(now);
        if untold.is_empty() {
            return None;
        }
        let text = Text::of("obstacle-user-field-untold", [("fields", untold.join(", "))]);
        Some(GateRefusal::new("act.user_field_untold", &["UA4"], text))
    }

    fn weakens(&self) -> Option<UserId> {
        self.sets(UserRight::Admin, false).then_some(self.user)
    }
}
