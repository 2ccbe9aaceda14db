//! Rules of who must approve merge requests (MS2): putting one back that was
//! deleted, removing one that was planted. Changing one is a change of settings.
//!
//! Source: GitLab docs, `api/merge_request_approvals` (Premium).

use event::ProjectId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::naming::{is_gone, name_of};
use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::setting::is_same_value;

/// Makes a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddApprovalRule {
    /// Its project.
    pub project: ProjectId,
    /// Its name; a project has it only once.
    pub rule_name: String,
    /// The rest by GitLab's names: `approvals_required`, `user_ids`, `group_ids` …
    pub row: Map<String, Value>,
}

/// Removes a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveApprovalRule {
    /// Its project.
    pub project: ProjectId,
    /// Its id.
    pub rule: i64,
}

/// What a rule is made of.
const FIELDS: &[&str] = &[
    "approvals_required",
    "user_ids",
    "group_ids",
    "protected_branch_ids",
    "applies_to_all_protected_branches",
    "rule_type",
    "report_type",
];

impl Rules for AddApprovalRule {
    fn kind(&self) -> &'static str {
        "add_approval_rule"
    }

    fn label(&self) -> Text {
        Text::of("act-add-approval-rule", [])
    }

    fn target(&self, view: View<'_>) -> String {
        format!("{} @ {}", self.rule_name, Place::Project { project: self.project }.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-add-approval-rule", [("rule", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-add-approval-rule", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(false);
        }
        let row = now.row()?;
        let has = |(field, value): (&String, &Value)| {
            is_same_value(row.get(field).unwrap_or(&Value::Null), value)
        };
        Some(now.text("name") == Some(&self.rule_name) && self.row.iter().all(has))
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }
}

impl Rules for RemoveApprovalRule {
    fn kind(&self) -> &'static str {
        "remove_approval_rule"
    }

    fn label(&self) -> Text {
        Text::of("act-remove-approval-rule", [])
    }

    fn target(&self, view: View<'_>) -> String {
        let name = name_of(None, "name", self.rule, view);
        format!("{name} @ {}", Place::Project { project: self.project }.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-remove-approval-rule", [("rule", self.target(view))])]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let before = before?;
        let rule_name = before.text("name")?.to_owned();
        let is_part = |(field, value): &(&String, &Value)| {
            FIELDS.contains(&field.as_str()) && !value.is_null()
        };
        let row = before.row()?.iter().filter(is_part);
        let row = row.map(|(field, value)| (field.clone(), value.clone())).collect();
        Some(Act::AddApprovalRule(AddApprovalRule { project: self.project, rule_name, row }))
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-remove-approval-rule", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
