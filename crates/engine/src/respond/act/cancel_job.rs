//! Cancelling a job: with the job ends its token, and there is no other way to
//! end a live one (CI1).
//!
//! Source: GitLab docs, `api/jobs`, `ci/jobs/ci_job_token` (the token is valid
//! while the job runs); `api/admin/token` (job tokens cannot be revoked).

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::naming::name_of;
use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Cancels a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelJob {
    /// Its project.
    pub project: ProjectId,
    /// The job's id.
    pub job: i64,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Whether jobs or pipelines of this status still run or will run. One that is
/// being cancelled still runs: its last script has the token.
///
/// Source: GitLab docs, `api/jobs` (scopes), `ci/jobs`, "Job statuses".
pub(super) fn is_over(now: &Seen) -> Option<bool> {
    if now.is_absent() {
        return Some(true);
    }
    let status = now.text("status")?;
    Some(matches!(status, "success" | "failed" | "canceled" | "skipped"))
}

impl Rules for CancelJob {
    fn kind(&self) -> &'static str {
        "cancel_job"
    }

    fn label(&self) -> Text {
        Text::of("act-cancel-job", [])
    }

    fn target(&self, view: View<'_>) -> String {
        let name = name_of(self.name.as_deref(), "name", self.job, view);
        format!("{name} @ {}", Place::Project { project: self.project }.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let mut impact = vec![
            Text::of("impact-cancel-job", [("job", self.target(view))]),
            Text::of("impact-cancel-job-token", []),
        ];
        if view.seen.and_then(is_over) == Some(true) {
            impact.push(Text::of("impact-cancel-job-over", [("job", self.target(view))]));
        }
        impact
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-cancel", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_over(now)
    }

    fn turn(&self) -> Turn {
        Turn::StopRunning
    }
}
