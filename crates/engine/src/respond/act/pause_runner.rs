//! Pausing a runner: it takes no new jobs (S5, CI14). What runs on it goes on:
//! cancel those jobs too.
//!
//! Source: GitLab docs, `api/runners`.

use serde::{Deserialize, Serialize};

use super::naming::name_of;
use super::{Act, ResumeRunner, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Lets a runner take no new jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseRunner {
    /// The runner's id.
    pub runner: i64,
    /// What it is said to be, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for PauseRunner {
    fn kind(&self) -> &'static str {
        "pause_runner"
    }

    fn label(&self) -> Text {
        Text::of("act-pause-runner", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "description", self.runner, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-pause-runner", [("runner", self.target(view))]),
            Text::of("impact-runner-jobs-go-on", []),
        ]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        let inverse = ResumeRunner { runner: self.runner, name: self.name.clone() };
        (!was_so).then_some(Act::ResumeRunner(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(true) } else { is_paused(now) }
    }

    fn turn(&self) -> Turn {
        Turn::StopRunning
    }
}

/// Whether a runner takes no jobs, as read.
pub(super) fn is_paused(now: &Seen) -> Option<bool> {
    now.fields()?.get("paused")?.as_bool()
}
