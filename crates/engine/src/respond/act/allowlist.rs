//! Whose job tokens may enter a project (CI13): entries of its allowlist.
//!
//! Source: GitLab docs, `api/project_job_token_scopes`, `ci/jobs/ci_job_token`.

use event::{GroupId, ProjectId};
use serde::{Deserialize, Serialize};

use super::naming::is_gone;
use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Who may enter with a job token; GitLab's names of the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Guest {
    /// Jobs of one project.
    Project {
        /// Which one.
        target_project_id: ProjectId,
    },
    /// Jobs of a group's projects.
    Group {
        /// Which one.
        target_group_id: GroupId,
    },
}

impl Guest {
    fn shown(self, view: View<'_>) -> String {
        match self {
            Self::Project { target_project_id } => Place::Project { project: target_project_id },
            Self::Group { target_group_id } => Place::Group { group: target_group_id },
        }
        .shown(view)
    }
}

/// Lets job tokens of a project or group in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowJobTokens {
    /// The project that they may enter.
    pub project: ProjectId,
    /// Whose.
    #[serde(flatten)]
    pub guest: Guest,
}

/// Keeps job tokens of a project or group out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisallowJobTokens {
    /// The project that they must not enter.
    pub project: ProjectId,
    /// Whose.
    #[serde(flatten)]
    pub guest: Guest,
}

fn args(project: ProjectId, guest: Guest, view: View<'_>) -> [(&'static str, String); 2] {
    [("guest", guest.shown(view)), ("project", Place::Project { project }.shown(view))]
}

fn target(project: ProjectId, guest: Guest, view: View<'_>) -> String {
    format!("{} → {}", guest.shown(view), Place::Project { project }.shown(view))
}

impl Rules for AllowJobTokens {
    fn kind(&self) -> &'static str {
        "allow_job_tokens"
    }

    fn label(&self) -> Text {
        Text::of("act-allow-job-tokens", [])
    }

    fn target(&self, view: View<'_>) -> String {
        target(self.project, self.guest, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-allow-job-tokens", args(self.project, self.guest, view))]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        let inverse = DisallowJobTokens { project: self.project, guest: self.guest };
        (!was_so).then_some(Act::DisallowJobTokens(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now).map(|is_gone| !is_gone)
    }

    fn turn(&self) -> Turn {
        Turn::PutBack
    }
}

impl Rules for DisallowJobTokens {
    fn kind(&self) -> &'static str {
        "disallow_job_tokens"
    }

    fn label(&self) -> Text {
        Text::of("act-disallow-job-tokens", [])
    }

    fn target(&self, view: View<'_>) -> String {
        target(self.project, self.guest, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-disallow-job-tokens", args(self.project, self.guest, view)),
            Text::of("impact-job-token-scope-open", []),
        ]
    }

    fn inverse(&self, before: Option<&Seen>) -> Option<Act> {
        let was_so = before.is_some_and(|before| self.is_so(before) == Some(true));
        let inverse = AllowJobTokens { project: self.project, guest: self.guest };
        (!was_so).then_some(Act::AllowJobTokens(inverse))
    }

    fn undo_note(&self) -> Option<Text> {
        None
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
