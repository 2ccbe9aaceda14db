//! Pipelines and schedules: cancelling what runs, deleting what exposes (CI1, CI12).
//!
//! Source: GitLab docs, `api/pipelines`, `api/pipeline_schedules`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::cancel_job::is_over;
use super::naming::{is_gone, name_of};
use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Cancels all jobs of a pipeline that are not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelPipeline {
    /// Its project.
    pub project: ProjectId,
    /// The pipeline's id.
    pub pipeline: i64,
}

/// Deletes a pipeline with its jobs, their logs and their artifacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePipeline {
    /// Its project.
    pub project: ProjectId,
    /// The pipeline's id.
    pub pipeline: i64,
    /// SHA-256 of the kept copy of its logs and artifacts, in hex: an item of
    /// the case's evidence (CI12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// Deletes a schedule. Switching it off keeps it: that is a change of settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteSchedule {
    /// Its project.
    pub project: ProjectId,
    /// The schedule's id.
    pub schedule: i64,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

fn pipeline_name(project: ProjectId, pipeline: i64, view: View<'_>) -> String {
    format!("#{pipeline} @ {}", Place::Project { project }.shown(view))
}

impl Rules for CancelPipeline {
    fn kind(&self) -> &'static str {
        "cancel_pipeline"
    }

    fn label(&self) -> Text {
        Text::of("act-cancel-pipeline", [])
    }

    fn target(&self, view: View<'_>) -> String {
        pipeline_name(self.project, self.pipeline, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![
            Text::of("impact-cancel-pipeline", [("pipeline", self.target(view))]),
            Text::of("impact-cancel-job-token", []),
        ]
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

impl Rules for DeletePipeline {
    fn kind(&self) -> &'static str {
        "delete_pipeline"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-pipeline", [])
    }

    fn target(&self, view: View<'_>) -> String {
        pipeline_name(self.project, self.pipeline, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-delete-pipeline", [("pipeline", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-evidence", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::Settle
    }

    fn needs_evidence(&self) -> Option<Option<&str>> {
        Some(self.evidence.as_deref())
    }
}

impl Rules for DeleteSchedule {
    fn kind(&self) -> &'static str {
        "delete_schedule"
    }

    fn label(&self) -> Text {
        Text::of("act-delete-schedule", [])
    }

    fn target(&self, view: View<'_>) -> String {
        let name = name_of(self.name.as_deref(), "description", self.schedule, view);
        format!("{name} @ {}", Place::Project { project: self.project }.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-delete-schedule", [("schedule", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-delete-schedule", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_gone(now)
    }

    fn turn(&self) -> Turn {
        Turn::RemoveDoor
    }
}
