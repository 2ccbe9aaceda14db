//! Letting a paused runner take jobs again.
//!
//! Source: GitLab docs, `api/runners`.

use serde::{Deserialize, Serialize};

use super::naming::name_of;
use super::pause_runner::is_paused;
use super::{Act, PauseRunner, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Lets a runner take jobs again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeRunner {
    /// The runner's id.
    pub runner: i64,
    /// What it is said to be, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for ResumeRunner {
    fn kind(&self) -> &'static str {
        "resume_runner"
    }

    fn label(&self) -> Text {
        Text::of("act-resume-runner", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "description", self.runner, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-resume-runner", [("runner", self.target(view))])]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        let inverse = PauseRunner { runner: self.runner, name: self.name.clone() };
        (!was_so).then_some(Act::PauseRunner(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(false) } else { is_paused(now).map(|is_paused| !is_paused) }
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }
}
