//! Deleting a CI/CD variable (CI5, S4): one that the attacker planted, or whose
//! secret no pipeline needs.
//!
//! Its value is not kept, so it cannot be put back.
//!
//! Source: GitLab docs, `api/project_level_variables`.

use serde::{Deserialize, Serialize};

use super::naming::is_gone;
use super::{Act, Rules, Seen, Turn, VariableRef, View};
use crate::respond::plan::Text;

/// Deletes a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteVariable {
    /// Which one.
    #[serde(flatten)]
    pub variable: VariableRef,
}

impl Rules for DeleteVariable {
    fn kind(&self) -> &'static str {
        "delete_variable"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-variable", [])
    }

    fn target(&self, view: View<'_>) -> String {
        self.variable.shown(view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-delete-variable", [("variable", self.target(view))]),
            Text::of("impact-rotate-at-source", []),
        ]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-variable", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
