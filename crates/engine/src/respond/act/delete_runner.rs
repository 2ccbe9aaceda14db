//! Deleting a runner: its token ends; to come back it is registered anew.
//!
//! Source: GitLab docs, `api/runners`.

use serde::{Deserialize, Serialize};

use super::naming::{is_gone, name_of};
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Deletes a runner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRunner {
    /// The runner's id.
    pub runner: i64,
    /// What it is said to be, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for DeleteRunner {
    fn kind(&self) -> &'static str {
        "delete_runner"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-runner", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "description", self.runner, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-delete-runner", [("runner", self.target(view))]),
            Text::of("impact-runner-jobs-go-on", []),
        ]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-runner", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::StopRunning
    }
}
