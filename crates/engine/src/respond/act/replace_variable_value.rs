//! Giving a CI/CD variable another value, when the old one was exposed (CI5,
//! CI8): the secret must be rotated where it comes from, this only brings the
//! new one to the pipelines.
//!
//! Neither the old nor the new value is kept, so there is no way back, and
//! whether GitLab has the new one cannot be read back either: values are never
//! read.
//!
//! Source: GitLab docs, `api/project_level_variables`.

use serde::{Deserialize, Serialize};

use super::variable::absent;
use super::{Act, Rules, Seen, Turn, ValueFrom, VariableRef, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Gives a variable another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplaceVariableValue {
    /// Which one.
    #[serde(flatten)]
    pub variable: VariableRef,
    /// Where the new value comes from.
    #[serde(default)]
    pub value_from: ValueFrom,
}

impl Rules for ReplaceVariableValue {
    fn kind(&self) -> &'static str {
        "replace_variable_value"
    }

    fn label(&self) -> Text {
        Text::of("act-replace-variable-value", [])
    }

    fn target(&self, view: View<'_>) -> String {
        self.variable.shown(view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-replace-variable-value", [("variable", self.target(view))]),
            Text::of("impact-rotate-at-source", []),
        ]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-variable-value", []))
    }

    /// Which value is there is never read.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        now.is_absent().then_some(false)
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        self.value_from.problem().or_else(|| absent(now))
    }

    fn needs_input(&self) -> Option<Text> {
        self.value_from.needs_input(&self.variable)
    }
}
