//! Giving a runner another token: the old one takes no more jobs, and the machine
//! must be given the new one, which is shown once.
//!
//! Whether it was reset cannot be read back; resetting again ends a token that
//! nobody uses yet.
//!
//! Source: GitLab docs, `api/runners`, `reset_authentication_token`.

use serde::{Deserialize, Serialize};

use super::naming::name_of;
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Gives a runner another token, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetRunnerToken {
    /// The runner's id.
    pub runner: i64,
    /// What it is said to be, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for ResetRunnerToken {
    fn kind(&self) -> &'static str {
        "reset_runner_token"
    }

    fn label(&self) -> Text {
        Text::of("act-reset-runner-token", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "description", self.runner, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-reset-runner-token", [("runner", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-reset-runner-token", []))
    }

    /// GitLab does not tell when a runner's token was made; a deleted runner has none.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        now.is_absent().then_some(true)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }

    fn makes_secret(&self) -> bool {
        true
    }
}
