//! Pipelines and their schedules: what runs as a user, and breaks with that user.

use jiff::Timestamp;
use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pipeline {
    /// GitLab's id.
    pub id: i64,
    /// `running`, `success`, `failed` …
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: String,
    /// Branch or tag.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// What started it: `push`, `schedule`, `trigger`, `api` …
    #[serde(default)]
    pub source: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

/// A schedule that starts pipelines as its owner.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PipelineSchedule {
    /// GitLab's id.
    pub id: i64,
    /// What it is for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// Whether it is switched on.
    #[serde(default, deserialize_with = "null_as_default")]
    pub active: bool,
    /// Whose pipelines it starts.
    #[serde(default)]
    pub owner: Option<ScheduleOwner>,
}

/// Who owns a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ScheduleOwner {
    /// The user's id.
    pub id: i64,
}

impl Client {
    /// Pipelines of a project that this user started, changed since then,
    /// newest first. Give a `since`: a project may have a hundred thousand.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/pipelines`.
    pub async fn project_pipelines(
        &self,
        project: i64,
        username: &str,
        since: Option<Timestamp>,
    ) -> Result<Vec<Pipeline>, GitLabError> {
        let mut url = self.at(&["projects", &project.to_string(), "pipelines"]);
        url.query_pairs_mut().append_pair("username", username);
        if let Some(since) = since {
            url.query_pairs_mut().append_pair("updated_after", &since.to_string());
        }
        self.list(url).await
    }

    /// The newest pipelines of a project, of everybody: one page of at most a hundred.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/pipelines`.
    pub async fn latest_pipelines(&self, project: i64) -> Result<Vec<Pipeline>, GitLabError> {
        let project = project.to_string();
        self.get(self.at_query(&["projects", &project, "pipelines"], &[("per_page", "100")])).await
    }

    /// A project's pipeline schedules, of all owners.
    ///
    /// Source: GitLab docs, `api/pipeline_schedules`, GET `/projects/:id/pipeline_schedules`.
    pub async fn project_pipeline_schedules(
        &self,
        project: i64,
    ) -> Result<Vec<PipelineSchedule>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "pipeline_schedules"])).await
    }
}
