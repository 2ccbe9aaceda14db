//! Hiding a CI/CD variable (CI9): GitLab hides a value only when the variable is
//! made, so the old one is deleted and a new one made, masked and hidden.
//!
//! The value must be given anew; it is the moment to give the rotated one.
//! Should the second call fail, the variable is gone until the step is done
//! again: then it is made masked, hidden and protected.
//!
//! Source: GitLab docs, `ci/variables`, "Hide a CI/CD variable".

use serde::{Deserialize, Serialize};

use super::{Act, Home, Rules, Seen, Turn, ValueFrom, VariableRef, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Deletes a variable and makes it again, masked and hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecreateVariableHidden {
    /// Which one.
    #[serde(flatten)]
    pub variable: VariableRef,
    /// Where its value comes from.
    #[serde(default)]
    pub value_from: ValueFrom,
}

impl Rules for RecreateVariableHidden {
    fn kind(&self) -> &'static str {
        "recreate_variable_hidden"
    }

    fn label(&self) -> Text {
        Text::of("act-recreate-variable-hidden", [])
    }

    fn target(&self, view: View<'_>) -> String {
        self.variable.shown(view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-recreate-variable-hidden", [("variable", self.target(view))]),
            Text::of("impact-masking-not-foolproof", []),
            Text::of("impact-rotate-at-source", []),
        ]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-variable-hidden", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(false) } else { now.row().map(|_| now.flag("hidden")) }
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn obstacle(&self, _now: &Seen) -> Option<GateRefusal> {
        if self.variable.home == Home::Instance {
            let text = Text::of("obstacle-instance-variable-hidden", []);
            return Some(GateRefusal::new("act.instance_variable_hidden", &["CI9"], text));
        }
        self.value_from.problem()
    }

    fn needs_input(&self) -> Option<Text> {
        self.value_from.needs_input(&self.variable)
    }
}
