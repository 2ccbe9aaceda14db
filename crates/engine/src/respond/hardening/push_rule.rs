//! Checks on the push rules of groups and projects: whose commits come in, and
//! what they may take away (EN4).
//!
//! The rules of the instance itself hold for projects that are made later, and are
//! set by hand: GitLab has no API for them.
//!
//! Source: GitLab docs, `security/hardening_application_recommendations` ("push
//! rules"), `api/project_push_rules`, `api/group_push_rules` (Premium).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::instance::one;
use super::{Area, Check, Stands};
use crate::respond::act::{Act, ChangeSettings, SettingsOf};
use crate::respond::setting::is_same_value;
use crate::respond::standing::Tier;

/// What is recommended to be on: committers are verified users, nobody removes tags,
/// authors are users, files that hold secrets are refused.
pub const PUSH_RULE_FIELDS: [&str; 4] =
    ["commit_committer_check", "deny_delete_tag", "member_check", "prevent_secrets"];

/// The push rule of a group or project.
#[derive(Debug, Clone, PartialEq)]
pub struct PushRuleSeen {
    /// Whose.
    pub of: SettingsOf,
    /// Its full path.
    pub path: String,
    /// What is set, by GitLab's names; what is missing is not, as where there is no
    /// rule at all.
    pub set: BTreeMap<String, Value>,
}

/// One check for each place that falls short; one for all where none does. A tier that
/// has no push rules is not measured by them.
pub(super) fn checks(seen: Option<&[PushRuleSeen]>, tier: Tier) -> Vec<Check> {
    if matches!(tier, Tier::Free) {
        return Vec::new();
    }
    let short: Vec<Check> = seen.into_iter().flatten().filter_map(short).collect();
    if short.is_empty() { vec![whole(seen.map(|_| json!([])))] } else { short }
}

fn whole(seen: Option<Value>) -> Check {
    let about = ("push_rules", "security/hardening_application_recommendations");
    Check {
        wanted: PUSH_RULE_FIELDS.join(", "),
        area: Area::Settings,
        ..one(about, seen, "harden-push-rules")
    }
}

fn short(seen: &PushRuleSeen) -> Option<Check> {
    let is_off =
        |field: &&str| seen.set.get(*field).is_none_or(|now| !is_same_value(now, &json!(true)));
    let off: Vec<&str> = PUSH_RULE_FIELDS.into_iter().filter(is_off).collect();
    if off.is_empty() {
        return None;
    }
    let change = |to: bool| {
        let set = off.iter().map(|field| ((*field).to_owned(), json!(to)));
        let (of, name) = (seen.of, Some(seen.path.clone()));
        Act::ChangeSettings(ChangeSettings { of, name, set: set.collect() })
    };
    let kind =
        if matches!(seen.of, SettingsOf::GroupPushRule { .. }) { "group" } else { "project" };
    Some(Check {
        id: format!("push_rules.{kind}.{}", seen.path),
        stands: Stands::Short,
        observed: off.iter().map(|field| ((*field).to_owned(), json!(false))).collect(),
        act: Some(change(true)),
        undo: Some(change(false)),
        ..whole(Some(json!([])))
    })
}
