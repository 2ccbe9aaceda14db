//! Stopping what runs and deleting what it left: jobs, pipelines, schedules,
//! artifacts; and projects that wait for their deletion.

use reqwest::Method;
use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::home::pick;

/// Something of a project's CI/CD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CiThing {
    /// `/projects/:id/jobs/:job_id`.
    Job(i64),
    /// `/projects/:id/pipelines/:pipeline_id`.
    Pipeline(i64),
    /// `/projects/:id/pipeline_schedules/:schedule_id`.
    Schedule(i64),
}

/// What is kept of such a row; a schedule's variables are not.
const FIELDS: &[&str] = &[
    "id",
    "name",
    "description",
    "status",
    "stage",
    "ref",
    "sha",
    "source",
    "cron",
    "cron_timezone",
    "active",
    "created_at",
    "started_at",
    "finished_at",
    "erased_at",
    "artifacts",
    "artifacts_expire_at",
];

/// What tells whether a project waits for its deletion.
const PROJECT_FIELDS: &[&str] = &["id", "path_with_namespace", "marked_for_deletion_on"];

impl Client {
    /// A job, a pipeline or a schedule, without a schedule's variables.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/jobs/{job_id}`,
    /// `/projects/{id}/pipelines/{pipeline_id}`; GitLab docs, `api/pipeline_schedules`.
    pub async fn ci_thing(
        &self,
        project: i64,
        thing: CiThing,
    ) -> Result<Map<String, Value>, GitLabError> {
        Ok(pick(self.get(self.ci_at(project, thing, &[])).await?, FIELDS))
    }

    /// Cancels a job or a pipeline; with a job ends its token.
    ///
    /// Source: GitLab's OpenAPI, POST `/projects/{id}/jobs/{job_id}/cancel`,
    /// `/projects/{id}/pipelines/{pipeline_id}/cancel`.
    pub async fn cancel(&self, project: i64, thing: CiThing) -> Result<(), GitLabError> {
        self.command(Method::POST, self.ci_at(project, thing, &["cancel"])).await
    }

    /// Erases a job's log and its artifacts.
    ///
    /// Source: GitLab's OpenAPI, POST `/projects/{id}/jobs/{job_id}/erase`.
    pub async fn erase_job(&self, project: i64, job: i64) -> Result<(), GitLabError> {
        self.command(Method::POST, self.ci_at(project, CiThing::Job(job), &["erase"])).await
    }

    /// Deletes a job's artifacts.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/jobs/{job_id}/artifacts`.
    pub async fn delete_job_artifacts(&self, project: i64, job: i64) -> Result<(), GitLabError> {
        let url = self.ci_at(project, CiThing::Job(job), &["artifacts"]);
        self.command(Method::DELETE, url).await
    }

    /// Deletes a pipeline with its jobs, or a schedule.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/pipelines/{pipeline_id}`;
    /// GitLab docs, `api/pipeline_schedules`.
    pub async fn delete_ci_thing(&self, project: i64, thing: CiThing) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.ci_at(project, thing, &[])).await
    }

    /// Whether a project waits for its deletion: `marked_for_deletion_on` is the
    /// day on which it was marked.
    ///
    /// Source: GitLab docs, `api/projects`.
    pub async fn deletion_mark(&self, project: i64) -> Result<Map<String, Value>, GitLabError> {
        let mut row: Map<String, Value> =
            self.get(self.at(&["projects", &project.to_string()])).await?;
        if let Some(older) = row.remove("marked_for_deletion_at") {
            row.entry("marked_for_deletion_on").or_insert(older);
        }
        Ok(pick(row, PROJECT_FIELDS))
    }

    /// Takes the mark for deletion from a project.
    ///
    /// Source: GitLab docs, `api/projects`, POST `/projects/:id/restore`.
    pub async fn restore_project(&self, project: i64) -> Result<(), GitLabError> {
        let url = self.at(&["projects", &project.to_string(), "restore"]);
        self.command(Method::POST, url).await
    }

    fn ci_at(&self, project: i64, thing: CiThing, below: &[&str]) -> Url {
        let (resource, id) = match thing {
            CiThing::Job(id) => ("jobs", id),
            CiThing::Pipeline(id) => ("pipelines", id),
            CiThing::Schedule(id) => ("pipeline_schedules", id),
        };
        let (project, id) = (project.to_string(), id.to_string());
        self.at(&[&["projects", &project, resource, &id], below].concat())
    }
}
