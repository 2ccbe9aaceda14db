//! Copies of what jobs leave behind: logs and artifacts, kept as evidence
//! before anything is deleted (CE11, CI12).

use std::collections::BTreeSet;

use engine::coordinate::{CaseId, EvidenceItem, EvidenceSource};
use engine::investigate::ci_report::{CiReport, SecretSource};
use engine::investigate::job_token::TokenState;
use engine::investigate::secret::{self, Scan, Sighting};
use engine::investigate::trace::{joined, lines};
use engine::respond::Subject;
use event::ProjectId;
use futures::Stream;
use gitlab::{Download, Job};
use serde::Serialize;

use super::cases::case_for;
use super::ci::window;
use super::error::allow;
use super::evidence::NewEvidence;
use super::{App, AppError};
use crate::person::{Permission, Person};
use crate::work::ci;
use crate::work::writer::full_text;

/// Logs that are kept in one go; more needs another.
const LOGS_MAX: usize = 500;

/// A log or archive that was kept, with the secrets in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptRemains {
    /// The project.
    pub project: i64,
    /// The job.
    pub job: i64,
    /// The item of evidence.
    pub item: EvidenceItem,
    /// The secrets in it, masked; of an archive with their file.
    pub secrets: Vec<(String, Sighting)>,
}

/// What was kept, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KeptTraces {
    /// The logs.
    pub kept: Vec<KeptRemains>,
    /// What could not be read, and why.
    pub gaps: Vec<String>,
}

impl App {
    /// Keeps the logs of the jobs that the case is about: those of a job's
    /// pipeline or of a project within the window, and of a user those of the
    /// pipelines that the user started (CE11).
    pub async fn keep_traces(&self, person: &Person, case: CaseId) -> Result<KeptTraces, AppError> {
        allow(person, Permission::WriteCase)?;
        let (mut jobs, gaps) = self.jobs_of_case(person, case).await?;
        let mut found = KeptTraces { kept: Vec::new(), gaps };
        if jobs.len() > LOGS_MAX {
            found.gaps.push(format!("logs: {LOGS_MAX} of {} were kept", jobs.len()));
            jobs.truncate(LOGS_MAX);
        }
        for (project, job) in jobs {
            match self.keep_log(person, case, (project, &job)).await {
                Ok(kept) => found.kept.push(kept),
                Err(AppError::GitLab(error)) if !error.is_transient() => {
                    found.gaps.push(format!("log of job {}: {}", job.id, full_text(&error)));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    async fn jobs_of_case(
        &self,
        person: &Person,
        case: CaseId,
    ) -> Result<(Vec<(i64, Job)>, Vec<String>), AppError> {
        let client = self.gitlab()?;
        let now = self.inner.clock.now();
        let (window, survey) = self.inner.journal.read(|cases| {
            let known = case_for(cases, person, case)?;
            Ok::<_, AppError>((window(known, now), known.survey.clone()))
        })?;
        let user = match self.suspect(person, case).await? {
            Some(Subject::User { user }) => Some(user),
            Some(Subject::Token { .. }) => survey.map(|survey| survey.user),
            Some(
                Subject::Job { .. }
                | Subject::Project { .. }
                | Subject::Group { .. }
                | Subject::Instance,
            )
            | None => None,
        };
        let Some(user) = user else {
            let place = self.ci_place(person, case).await?;
            let order = ci::Order {
                client,
                project: place.project,
                job: place.job,
                window,
                now,
                scan: self.scan(),
            };
            return Ok(ci::jobs_of(order).await?);
        };
        let username = client.user(user.0).await?.username;
        let mut projects = BTreeSet::new();
        for place in client.user_memberships(user.0).await? {
            if place.source_type == "Project" {
                projects.insert(place.source_id);
            } else {
                let below = client.group_projects(place.source_id).await?;
                projects.extend(below.into_iter().map(|project| project.id));
            }
        }
        let projects: Vec<i64> = projects.into_iter().collect();
        Ok(ci::actor_jobs(client, &username, &projects, window).await?)
    }

    /// Keeps a job's log and scans it.
    async fn keep_log(
        &self,
        person: &Person,
        case: CaseId,
        (project, job): (i64, &Job),
    ) -> Result<KeptRemains, AppError> {
        let download = self.gitlab()?.job_log(project, job.id).await?;
        let is_complete = TokenState::of_status(&job.status) == TokenState::Expired;
        let new = NewEvidence {
            name: format!("log of job {} ({}) of project {project}", job.id, job.name),
            media_type: "text/plain".to_owned(),
            source: EvidenceSource::JobLog {
                project: ProjectId(project),
                job: job.id,
                is_complete,
            },
        };
        let item = self.keep_evidence(person, case, new, pieces(download)).await?;
        let text = self.text_of(&item).await?;
        let judge = move |scan: Scan<'_>| secret::find(&joined(&lines(&text)), scan);
        let sightings = ci::judged(self.scan(), judge).await.map_err(AppError::internal)?;
        let secrets = sightings.into_iter().map(|sighting| (String::new(), sighting)).collect();
        Ok(KeptRemains { project, job: job.id, item, secrets })
    }

    /// Keeps the archive of a job's artifacts and scans the files in it.
    pub async fn keep_artifacts(
        &self,
        person: &Person,
        case: CaseId,
        (project, job): (i64, i64),
    ) -> Result<KeptRemains, AppError> {
        allow(person, Permission::WriteCase)?;
        let download = self.gitlab()?.job_artifacts(project, job).await?;
        let new = NewEvidence {
            name: format!("artifacts of job {job} of project {project}.zip"),
            media_type: "application/zip".to_owned(),
            source: EvidenceSource::JobArtifacts { project: ProjectId(project), job },
        };
        let item = self.keep_evidence(person, case, new, pieces(download)).await?;
        let secrets = self.scan_archive(&item).await?;
        Ok(KeptRemains { project, job, item, secrets })
    }

    async fn scan_archive(&self, item: &EvidenceItem) -> Result<Vec<(String, Sighting)>, AppError> {
        let file = self.inner.evidence.read(&item.sha256).await;
        let file = file.map_err(super::evidence::refused)?.into_std().await;
        let judge = move |scan: Scan<'_>| {
            // What is no archive is kept all the same; there is nothing to scan.
            let files = ci::archive::texts(file).unwrap_or_default();
            let found = files.texts.into_iter().flat_map(|(path, text)| {
                let sightings = secret::find(&text, scan);
                sightings.into_iter().map(move |sighting| (path.clone(), sighting))
            });
            found.collect()
        };
        ci::judged(self.scan(), judge).await.map_err(AppError::internal)
    }

    /// The beginning of an item, as text.
    async fn text_of(&self, item: &EvidenceItem) -> Result<String, AppError> {
        let file =
            self.inner.evidence.read(&item.sha256).await.map_err(super::evidence::refused)?;
        let limit = u64::try_from(ci::LOG_BYTES_MAX).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let mut head = tokio::io::AsyncReadExt::take(file, limit);
        tokio::io::AsyncReadExt::read_to_end(&mut head, &mut bytes)
            .await
            .map_err(AppError::internal)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Copies the logs and artifacts in which a report saw secrets.
    pub(super) async fn keep_what_shows(
        &self,
        person: &Person,
        case: CaseId,
        report: &CiReport,
    ) -> Result<(), AppError> {
        let project = report.project.0;
        let places = report.secrets.iter().flat_map(|secret| &secret.places);
        let (mut logs, mut archives) = (BTreeSet::new(), BTreeSet::new());
        for place in places {
            match &place.source {
                SecretSource::Log { job } => logs.insert(*job),
                SecretSource::Artifact { job, .. } => archives.insert(*job),
                SecretSource::File { .. } => false,
            };
        }
        let client = self.gitlab()?;
        for job in logs {
            let job = client.job(project, job).await?;
            self.keep_log(person, case, (project, &job)).await?;
            // Erasing the log takes the artifacts too.
            if job.artifacts_file.is_some() {
                archives.insert(job.id);
            }
        }
        for job in archives {
            self.keep_artifacts(person, case, (project, job)).await?;
        }
        Ok(())
    }
}

/// A download as a stream.
fn pieces(download: Download) -> impl Stream<Item = Result<bytes::Bytes, AppError>> {
    futures::stream::unfold(Some(download), |download| async move {
        let mut download = download?;
        match download.next().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(download))),
            Ok(None) => None,
            Err(error) => Some((Err(AppError::GitLab(error)), None)),
        }
    })
}
