//! Reads what an investigation of CI/CD needs from GitLab; changes nothing there.
//!
//! What cannot be read is a gap that the report names. By file: `jobs` (logs,
//! runners, artifacts), `code` (configuration, includes, history, who pushed),
//! `token` (whose jobs may use which project), `archive` (files in a zip).

pub(crate) mod archive;
mod code;
mod jobs;
mod token;

use engine::investigate::artifact;
use engine::investigate::ci_report::{CiReport, SecretSource, VariableFlags, secrets};
use engine::investigate::cloud_audit::{Credential, Window, queries};
use engine::investigate::exposure::{PipelineSettings, reach};
use engine::investigate::secret::{Scan, Sighting};
use event::ProjectId;
use gitlab::{CiSettings, Client, GitLabError, Job};
use jiff::Timestamp;

use super::writer::full_text;

pub(crate) use jobs::{LOG_BYTES_MAX, actor_jobs};

/// What to look at.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    /// The way to GitLab.
    pub(crate) client: &'a Client,
    /// Of which project.
    pub(crate) project: i64,
    /// The job that the case is about, if it is about one.
    pub(crate) job: Option<i64>,
    /// The time that it is about.
    pub(crate) window: Window,
    /// Now.
    pub(crate) now: Timestamp,
    /// How secrets are told apart.
    pub(crate) scan: Scan<'a>,
}

/// Judges a long text away from the threads that answer requests: a log of
/// megabytes takes a while.
pub(crate) async fn judged<T: Send + 'static>(
    scan: Scan<'_>,
    judge: impl FnOnce(Scan<'_>) -> T + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    let (key, custom_prefix) = (*scan.key, scan.custom_prefix.map(str::to_owned));
    let judging = move || judge(Scan { key: &key, custom_prefix: custom_prefix.as_deref() });
    tokio::task::spawn_blocking(judging).await
}

/// What was seen besides, while it is put together.
struct Found {
    seen: Vec<(SecretSource, Vec<Sighting>)>,
    gaps: Vec<String>,
}

impl Found {
    /// The value, or a gap in its place. A GitLab that does not answer ends it all.
    fn or_gap<T>(
        &mut self,
        what: &str,
        read: Result<T, GitLabError>,
    ) -> Result<Option<T>, GitLabError> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_transient() => Err(error),
            Err(error) => {
                self.gaps.push(format!("{what}: {}", full_text(&error)));
                Ok(None)
            }
        }
    }
}

/// Looks at a project's CI/CD. Fails when the project itself cannot be read, or
/// GitLab does not answer.
pub(crate) async fn inspect(order: Order<'_>) -> Result<CiReport, GitLabError> {
    let client = order.client;
    let settings = client.ci_settings(order.project).await?;
    let mut found = Found { seen: Vec::new(), gaps: Vec::new() };
    let jobs = jobs::wanted(order, &mut found).await?;
    let mut reports = Vec::with_capacity(jobs.len());
    for job in &jobs {
        reports.push(jobs::look(order, job, &mut found).await?);
    }
    jobs::look_into_artifacts(order, &jobs, &mut found).await?;
    let code = code::look(order, &settings, &mut found).await?;
    let variables = variables(order, &mut found).await?;
    let (scope, reach_of_token) = token::look(order, &settings, jobs.first(), &mut found).await?;
    let rows = jobs.iter().map(jobs::artifact_row).collect();
    let sightings: Vec<Sighting> =
        found.seen.iter().flat_map(|(_, sightings)| sightings.clone()).collect();
    let asked = Credential::of(&sightings);
    Ok(CiReport {
        project: ProjectId(order.project),
        path: settings.path_with_namespace.clone(),
        taken_at: order.now,
        window: order.window,
        exposure: reach(&pipeline_settings(&settings)),
        jobs: reports,
        causes: code.causes,
        graph: code.graph,
        history: code.history,
        actors: code.actors,
        scope,
        reach: reach_of_token,
        secrets: secrets(found.seen),
        artifacts: artifact::report(rows, settings.keep_latest_artifact, order.now),
        variables,
        queries: asked.iter().flat_map(|one| queries(one, order.window)).collect(),
        gaps: found.gaps,
    })
}

/// The jobs that an investigation of this place looks at, with what could not be read.
pub(crate) async fn jobs_of(
    order: Order<'_>,
) -> Result<(Vec<(i64, Job)>, Vec<String>), GitLabError> {
    let mut found = Found { seen: Vec::new(), gaps: Vec::new() };
    let jobs = jobs::wanted(order, &mut found).await?;
    Ok((jobs.into_iter().map(|job| (order.project, job)).collect(), found.gaps))
}

fn pipeline_settings(settings: &CiSettings) -> PipelineSettings {
    PipelineSettings {
        visibility: settings.visibility.clone(),
        public_jobs: settings.public_jobs,
        builds_access_level: settings.builds_access_level.clone(),
    }
}

async fn variables(order: Order<'_>, found: &mut Found) -> Result<Vec<VariableFlags>, GitLabError> {
    let read = order.client.project_variables(order.project).await;
    let rows = found.or_gap("variables", read)?.unwrap_or_default();
    let flags = rows.into_iter().map(|row| VariableFlags {
        key: row.key,
        environment_scope: row.environment_scope.unwrap_or_else(|| "*".to_owned()),
        masked: row.masked,
        protected: row.protected,
        is_maskable: Some(row.mask_problem.is_none()),
    });
    Ok(flags.collect())
}

/// Whether the job was made within the window.
fn is_within(job: &Job, window: Window) -> bool {
    job.created_at.is_some_and(|at| window.from <= at && at <= window.to)
}
