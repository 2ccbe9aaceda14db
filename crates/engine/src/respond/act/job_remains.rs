//! What a job leaves behind that may expose a secret: its log and its artifacts
//! (CI7, CI12). Nothing is deleted of which no copy is kept and verified.
//!
//! Source: GitLab docs, `api/jobs` (erase), `api/job_artifacts`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

/// Erases a job's log and its artifacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseJob {
    /// Its project.
    pub project: ProjectId,
    /// The job's id.
    pub job: i64,
    /// SHA-256 of the kept copy, in hex: an item of the case's evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// Deletes the artifacts of a job; the log stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteArtifacts {
    /// Its project.
    pub project: ProjectId,
    /// The job's id.
    pub job: i64,
    /// SHA-256 of the kept copy, in hex: an item of the case's evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

fn job_name(project: ProjectId, job: i64, view: View<'_>) -> String {
    let name = view.seen.and_then(|seen| seen.text("name"));
    let name = name.map_or_else(|| job.to_string(), |name| format!("{name} ({job})"));
    format!("{name} @ {}", Place::Project { project }.shown(view))
}

/// A job that runs can be neither erased nor emptied.
fn still_running(now: &Seen) -> Option<GateRefusal> {
    (super::cancel_job::is_over(now) == Some(false))
        .then(|| GateRefusal::new("act.job_runs", &["CI12"], Text::of("obstacle-job-runs", [])))
}

impl Rules for EraseJob {
    fn kind(&self) -> &'static str {
        "erase_job"
    }

    fn label(&self) -> Text {
        Text::of("act-erase-job", [])
    }

    fn target(&self, view: View<'_>) -> String {
        job_name(self.project, self.job, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-erase-job", [("job", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-evidence", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(true);
        }
        now.row().map(|row| row.get("erased_at").is_some_and(|at| !at.is_null()))
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        still_running(now)
    }

    fn needs_evidence(&self) -> Option<Option<&str>> {
        Some(self.evidence.as_deref())
    }
}

impl Rules for DeleteArtifacts {
    fn kind(&self) -> &'static str {
        "delete_artifacts"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-artifacts", [])
    }

    fn target(&self, view: View<'_>) -> String {
        job_name(self.project, self.job, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let job = ("job", self.target(view));
        let kept_until = view.seen.and_then(|seen| seen.text("artifacts_expire_at"));
        let mut impact = vec![Text::of("impact-delete-artifacts", [job])];
        impact.push(match kept_until {
            Some(when) => Text::of("impact-artifacts-expire", [("when", when.to_owned())]),
            None => Text::of("impact-artifacts-never-expire", []),
        });
        impact
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-evidence", []))
    }

    /// The log is listed among the artifacts; it stays.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() {
            return Some(true);
        }
        let files = now.row()?.get("artifacts")?.as_array()?;
        let is_log = |file: &serde_json::Value| {
            file.get("file_type").and_then(serde_json::Value::as_str) == Some("trace")
        };
        Some(files.iter().all(is_log))
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn obstacle(&self, now: &Seen) -> Option<GateRefusal> {
        still_running(now)
    }

    fn needs_evidence(&self) -> Option<Option<&str>> {
        Some(self.evidence.as_deref())
    }
}
