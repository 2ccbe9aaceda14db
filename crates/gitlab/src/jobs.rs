//! Jobs, their logs and artifacts, and the pipelines that they belong to.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use crate::client::{Bounded, Client, Download};
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Job {
    /// GitLab's id.
    pub id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Its stage.
    #[serde(default, deserialize_with = "null_as_default")]
    pub stage: String,
    /// `running`, `success`, `failed`, `canceled` …
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: String,
    /// Branch or tag.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it began.
    #[serde(default, deserialize_with = "time")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default, deserialize_with = "time")]
    pub finished_at: Option<Timestamp>,
    /// When its log and artifacts were erased.
    #[serde(default, deserialize_with = "time")]
    pub erased_at: Option<Timestamp>,
    /// When its artifacts go by themselves; none = never.
    #[serde(default, deserialize_with = "time")]
    pub artifacts_expire_at: Option<Timestamp>,
    /// Who started it.
    #[serde(default)]
    pub user: Option<JobUser>,
    /// Its pipeline.
    #[serde(default)]
    pub pipeline: Option<JobPipeline>,
    /// Which runner ran it.
    #[serde(default)]
    pub runner: Option<JobRunner>,
    /// The archive of its artifacts.
    #[serde(default)]
    pub artifacts_file: Option<ArtifactFile>,
    /// All files that GitLab keeps for it: archive, metadata, log, reports.
    #[serde(default, deserialize_with = "null_as_default")]
    pub artifacts: Vec<ArtifactFile>,
    /// Where people see it.
    #[serde(default)]
    pub web_url: Option<String>,
}

/// Who started a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JobUser {
    /// GitLab's id.
    pub id: i64,
    /// The name for signing in.
    #[serde(default, deserialize_with = "null_as_default")]
    pub username: String,
}

/// The pipeline of a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JobPipeline {
    /// GitLab's id.
    pub id: i64,
    /// Its project.
    #[serde(default)]
    pub project_id: Option<i64>,
    /// The commit.
    #[serde(default)]
    pub sha: Option<String>,
    /// What started it.
    #[serde(default)]
    pub source: Option<String>,
}

/// The runner of a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JobRunner {
    /// GitLab's id.
    pub id: i64,
    /// What its owner calls it.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it is shared by the whole instance.
    #[serde(default)]
    pub is_shared: Option<bool>,
    /// `instance_type`, `group_type` or `project_type`.
    #[serde(default)]
    pub runner_type: Option<String>,
}

/// A file that GitLab keeps for a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ArtifactFile {
    /// `archive`, `metadata`, `trace`, `junit` …; the archive alone has none.
    #[serde(default)]
    pub file_type: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub filename: String,
    /// Bytes.
    #[serde(default, deserialize_with = "null_as_default")]
    pub size: u64,
}

/// What decides who can see a project's jobs, and what they leave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CiSettings {
    /// GitLab's id.
    pub id: i64,
    /// Its full path.
    #[serde(default, deserialize_with = "null_as_default")]
    pub path_with_namespace: String,
    /// `private`, `internal` or `public`.
    #[serde(default)]
    pub visibility: Option<String>,
    /// Project-based pipeline visibility.
    #[serde(default, alias = "public_builds")]
    pub public_jobs: Option<bool>,
    /// `disabled`, `private` or `enabled`.
    #[serde(default)]
    pub builds_access_level: Option<String>,
    /// Whether the latest artifacts are kept whatever their expiry says.
    #[serde(default)]
    pub keep_latest_artifact: Option<bool>,
    /// Where the configuration is, if not in `.gitlab-ci.yml`.
    #[serde(default)]
    pub ci_config_path: Option<String>,
    /// The main branch.
    #[serde(default)]
    pub default_branch: Option<String>,
}

/// Whose jobs may use a project by their job tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct JobTokenScope {
    /// Whether only those on the list are let in.
    #[serde(default)]
    pub inbound_enabled: Option<bool>,
    /// Whether the project's own jobs are limited (deprecated).
    #[serde(default)]
    pub outbound_enabled: Option<bool>,
}

impl Client {
    /// The latest jobs of a project: at least so many, and whether that is all.
    /// `scope` are statuses; none = all.
    ///
    /// Source: GitLab docs, `api/jobs`, GET `/projects/:id/jobs` (limited to 600
    /// requests a minute).
    pub async fn project_jobs(
        &self,
        project: i64,
        scope: &[&str],
        rows_min: usize,
    ) -> Result<(Vec<Job>, bool), GitLabError> {
        let scope: Vec<(&str, &str)> = scope.iter().map(|status| ("scope[]", *status)).collect();
        let url = self.at_query(&["projects", &project.to_string(), "jobs"], &scope);
        self.list_first(url, rows_min).await
    }

    /// The jobs of a pipeline, retried ones among them.
    ///
    /// Source: GitLab docs, `api/jobs`, GET `/projects/:id/pipelines/:pipeline_id/jobs`.
    pub async fn pipeline_jobs(
        &self,
        project: i64,
        pipeline: i64,
    ) -> Result<Vec<Job>, GitLabError> {
        let segments =
            ["projects", &project.to_string(), "pipelines", &pipeline.to_string(), "jobs"];
        self.list(self.at_query(&segments, &[("include_retried", "true")])).await
    }

    /// One job.
    ///
    /// Source: GitLab docs, `api/jobs`, GET `/projects/:id/jobs/:job_id`.
    pub async fn job(&self, project: i64, job: i64) -> Result<Job, GitLabError> {
        self.get(self.at(&["projects", &project.to_string(), "jobs", &job.to_string()])).await
    }

    /// A job's log, at most so many bytes from its beginning.
    ///
    /// Source: GitLab docs, `api/jobs`, GET `/projects/:id/jobs/:job_id/trace`.
    pub async fn job_trace(
        &self,
        project: i64,
        job: i64,
        bytes_max: usize,
    ) -> Result<Bounded, GitLabError> {
        let segments = ["projects", &project.to_string(), "jobs", &job.to_string(), "trace"];
        self.get_bytes(self.at(&segments), bytes_max).await
    }

    /// A job's whole log, piece by piece.
    ///
    /// Source: GitLab docs, `api/jobs`, GET `/projects/:id/jobs/:job_id/trace`.
    pub async fn job_log(&self, project: i64, job: i64) -> Result<Download, GitLabError> {
        let segments = ["projects", &project.to_string(), "jobs", &job.to_string(), "trace"];
        self.download(self.at(&segments)).await
    }

    /// The archive of a job's artifacts.
    ///
    /// Source: GitLab docs, `api/job_artifacts`, GET `/projects/:id/jobs/:job_id/artifacts`.
    pub async fn job_artifacts(&self, project: i64, job: i64) -> Result<Download, GitLabError> {
        let segments = ["projects", &project.to_string(), "jobs", &job.to_string(), "artifacts"];
        self.download(self.at(&segments)).await
    }

    /// One file of the archive, at most so many bytes.
    ///
    /// Source: GitLab docs, `api/job_artifacts`, GET
    /// `/projects/:id/jobs/:job_id/artifacts/*artifact_path`.
    pub async fn job_artifact_file(
        &self,
        (project, job): (i64, i64),
        path: &str,
        bytes_max: usize,
    ) -> Result<Bounded, GitLabError> {
        let (project, job) = (project.to_string(), job.to_string());
        let mut segments = vec!["projects", &project, "jobs", &job, "artifacts"];
        segments.extend(path.split('/').filter(|part| !matches!(*part, "" | "." | "..")));
        self.get_bytes(self.at(&segments), bytes_max).await
    }

    /// Which job a job token is of: asked with that token, once, for it is a use
    /// of the exposed credential (`CE3a`).
    ///
    /// Source: GitLab docs, `api/jobs`, GET `/job` ("get job token's job").
    pub async fn job_of_token(&self, token: &SecretString) -> Result<Job, GitLabError> {
        self.get_once_as_job(self.at(&["job"]), token).await
    }

    /// What decides who sees a project's jobs.
    ///
    /// Source: GitLab docs, `api/projects`, GET `/projects/:id`.
    pub async fn ci_settings(&self, project: i64) -> Result<CiSettings, GitLabError> {
        self.get(self.at(&["projects", &project.to_string()])).await
    }

    /// Whose jobs may use the project.
    ///
    /// Source: GitLab docs, `api/project_job_token_scopes`.
    pub async fn job_token_scope(&self, project: i64) -> Result<JobTokenScope, GitLabError> {
        self.get(self.at(&["projects", &project.to_string(), "job_token_scope"])).await
    }
}
