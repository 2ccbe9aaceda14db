//! Who may push, merge and create where a branch or tag is protected: what is
//! needed to make a protection again, exactly (MS5).
//!
//! Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Seen;

/// A branch or a tag; the names may hold a `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefKind {
    /// `/projects/:id/protected_branches`.
    Branch,
    /// `/projects/:id/protected_tags`.
    Tag,
}

/// Who may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Members from this role on: 0 nobody, 30 Developer, 40 Maintainer, 60 administrator.
    AccessLevel(i64),
    /// One user (Premium).
    UserId(i64),
    /// The members of a group (Premium).
    GroupId(i64),
    /// Whoever has this deploy key.
    DeployKeyId(i64),
}

/// What a protection says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Protection {
    /// Who may push; of branches.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub push: BTreeSet<Holder>,
    /// Who may merge; of branches.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub merge: BTreeSet<Holder>,
    /// Who may take the protection away (Premium); of branches.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unprotect: BTreeSet<Holder>,
    /// Who may create; of tags.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub create: BTreeSet<Holder>,
    /// Whether history may be overwritten; of branches.
    pub allow_force_push: bool,
    /// Whether code owners must approve (Premium); of branches.
    pub code_owner_approval_required: bool,
}

impl Protection {
    /// What GitLab's row says.
    pub fn of_row(row: &Map<String, Value>) -> Self {
        let flag = |field: &str| row.get(field).and_then(Value::as_bool) == Some(true);
        Self {
            push: holders(row, "push_access_levels"),
            merge: holders(row, "merge_access_levels"),
            unprotect: holders(row, "unprotect_access_levels"),
            create: holders(row, "create_access_levels"),
            allow_force_push: flag("allow_force_push"),
            code_owner_approval_required: flag("code_owner_approval_required"),
        }
    }

    /// What was read; `None` where it is about something else.
    pub(super) fn of_seen(seen: &Seen) -> Option<Self> {
        seen.row().map(Self::of_row)
    }

    /// Who may do what, in GitLab's words.
    pub(super) fn shown(&self) -> String {
        let parts = [
            ("push", &self.push),
            ("merge", &self.merge),
            ("unprotect", &self.unprotect),
            ("create", &self.create),
        ];
        let mut shown: Vec<String> = parts
            .into_iter()
            .filter(|(_, holders)| !holders.is_empty())
            .map(|(what, holders)| {
                let names: Vec<String> = holders.iter().map(|holder| holder.shown()).collect();
                format!("{what}: {}", names.join(" + "))
            })
            .collect();
        shown.extend(self.allow_force_push.then(|| "allow_force_push".to_owned()));
        let needs_owners = self.code_owner_approval_required;
        shown.extend(needs_owners.then(|| "code_owner_approval_required".to_owned()));
        shown.join(", ")
    }
}

impl Holder {
    fn shown(self) -> String {
        match self {
            Self::AccessLevel(0) => "no one".to_owned(),
            Self::AccessLevel(30) => "Developer".to_owned(),
            Self::AccessLevel(40) => "Maintainer".to_owned(),
            Self::AccessLevel(60) => "Administrator".to_owned(),
            Self::AccessLevel(level) => format!("level {level}"),
            Self::UserId(id) => format!("user {id}"),
            Self::GroupId(id) => format!("group {id}"),
            Self::DeployKeyId(id) => format!("deploy key {id}"),
        }
    }
}

/// A row for a user, a group or a deploy key carries a level too, which then
/// means nothing.
fn holders(row: &Map<String, Value>, field: &str) -> BTreeSet<Holder> {
    let rows = row.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .filter_map(|row| {
            let number = |field: &str| row.get(field).and_then(Value::as_i64);
            number("user_id")
                .map(Holder::UserId)
                .or_else(|| number("group_id").map(Holder::GroupId))
                .or_else(|| number("deploy_key_id").map(Holder::DeployKeyId))
                .or_else(|| number("access_level").map(Holder::AccessLevel))
        })
        .collect()
}
