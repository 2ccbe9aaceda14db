//! Jobs: which to look at, their logs, runners and artifacts (CI1, CI2, CI8, CI12).

use ::archive::ArchiveError;
use engine::investigate::artifact::ArtifactRow;
use engine::investigate::ci_report::{JobReport, LogState, SecretSource};
use engine::investigate::cloud_audit::Window;
use engine::investigate::job_token::TokenState;
use engine::investigate::leak_cause::{RunnerFacts, in_log, in_runner, runner_of_log};
use engine::investigate::secret;
use engine::investigate::trace::{joined, lines};
use gitlab::{Client, GitLabError, Job};

use super::{Found, Order, archive, is_within, judged};

/// Jobs of one project that are looked at; more is a gap.
const JOBS_MAX: usize = 40;

/// Rows of the listing that are read to find those of the window.
const ROWS_MIN: usize = 500;

/// Bytes of one log that are judged. What is kept as evidence is all of it.
pub(crate) const LOG_BYTES_MAX: usize = 16 << 20;

/// Bytes of one archive that is looked into while the report is made.
const ARCHIVE_BYTES_MAX: u64 = 32 << 20;

/// The job that the case is about, with the others of its pipeline; of a
/// project those of the window, or where there are none the latest.
pub(super) async fn wanted(order: Order<'_>, found: &mut Found) -> Result<Vec<Job>, GitLabError> {
    let client = order.client;
    if let Some(id) = order.job {
        let job = client.job(order.project, id).await?;
        let mut jobs = Vec::new();
        if let Some(pipeline) = &job.pipeline {
            let read = client.pipeline_jobs(order.project, pipeline.id).await;
            jobs = found.or_gap("jobs of the pipeline", read)?.unwrap_or_default();
            jobs.retain(|other| other.id != id);
        }
        jobs.insert(0, job);
        cut(&mut jobs, found);
        return Ok(jobs);
    }
    let read = client.project_jobs(order.project, &[], ROWS_MIN).await;
    let (mut jobs, is_complete) = found.or_gap("jobs", read)?.unwrap_or_default();
    let reaches_back = jobs.last().and_then(|job| job.created_at);
    if !is_complete && reaches_back.is_none_or(|at| at > order.window.from) {
        found.gaps.push(format!("jobs: only the latest {} were listed", jobs.len()));
    }
    if jobs.iter().any(|job| is_within(job, order.window)) {
        jobs.retain(|job| is_within(job, order.window));
    } else {
        jobs.truncate(LATEST);
    }
    cut(&mut jobs, found);
    Ok(jobs)
}

/// Jobs that are looked at where none is of the window.
const LATEST: usize = 10;

fn cut(jobs: &mut Vec<Job>, found: &mut Found) {
    if jobs.len() > JOBS_MAX {
        found.gaps.push(format!("jobs: {JOBS_MAX} of {} were looked at", jobs.len()));
        jobs.truncate(JOBS_MAX);
    }
}

/// A job with its log and runner.
pub(super) async fn look(
    order: Order<'_>,
    job: &Job,
    found: &mut Found,
) -> Result<JobReport, GitLabError> {
    let client = order.client;
    let mut report = JobReport {
        job: job.id,
        name: job.name.clone(),
        status: job.status.clone(),
        token: TokenState::of_status(&job.status),
        username: job.user.as_ref().map(|user| user.username.clone()),
        created_at: job.created_at,
        web_url: job.web_url.clone(),
        runner: RunnerFacts::default(),
        causes: Vec::new(),
        log: LogState::Unreadable,
    };
    let read = client.job_trace(order.project, job.id, LOG_BYTES_MAX).await;
    if let Some(log) = found.or_gap(&format!("log of job {}", job.id), read)? {
        report.log = if log.is_complete { LogState::Read } else { LogState::Cut };
        let text = log.text();
        let judging = judged(order.scan, move |scan| {
            let lines = lines(&text);
            let mut sightings = secret::find(&joined(&lines), scan);
            for sighting in &mut sightings {
                sighting.line = line_of_log(&lines, sighting.line);
            }
            (in_log(&lines), runner_of_log(&lines), sightings)
        });
        match judging.await {
            Ok((causes, runner, sightings)) => {
                (report.causes, report.runner) = (causes, runner);
                found.seen.push((SecretSource::Log { job: job.id }, sightings));
            }
            Err(error) => found.gaps.push(format!("log of job {}: {error}", job.id)),
        }
    }
    add_runner(&mut report.runner, job);
    report.causes.extend(in_runner(&report.runner, client.is_gitlab_com()));
    Ok(report)
}

/// The number in the log of a line of the joined text: continued lines are one.
fn line_of_log(lines: &[engine::investigate::trace::TraceLine], joined: u32) -> u32 {
    let at = usize::try_from(joined.saturating_sub(1)).unwrap_or(usize::MAX);
    lines.get(at).map_or(joined, |line| line.number)
}

fn add_runner(facts: &mut RunnerFacts, job: &Job) {
    let Some(runner) = &job.runner else { return };
    facts.id = Some(runner.id);
    facts.name.clone_from(&runner.description);
    facts.runner_type.clone_from(&runner.runner_type);
    if facts.runner_type.is_none() && runner.is_shared == Some(true) {
        facts.runner_type = Some("instance_type".to_owned());
    }
}

/// The files in the archives of these jobs, scanned (CI8, CI9).
pub(super) async fn look_into_artifacts(
    order: Order<'_>,
    jobs: &[Job],
    found: &mut Found,
) -> Result<(), GitLabError> {
    for job in jobs.iter().filter(|job| job.artifacts_file.is_some()) {
        let what = format!("artifacts of job {}", job.id);
        let size = job.artifacts_file.as_ref().map_or(0, |file| file.size);
        if size > ARCHIVE_BYTES_MAX {
            found.gaps.push(format!("{what}: {size} bytes, looked into only when kept"));
            continue;
        }
        let read = download(order.client, (order.project, job.id)).await;
        let Some(bytes) = found.or_gap(&what, read)? else { continue };
        let judging = judged(order.scan, move |scan| {
            let files = archive::texts(std::io::Cursor::new(bytes))?;
            let scanned = files.texts.into_iter().map(|(path, text)| {
                let sightings = secret::find(&text, scan);
                (path, sightings)
            });
            Ok::<_, ArchiveError>((scanned.collect::<Vec<_>>(), files.left_out))
        });
        let (files, left_out) =
            match judging.await.map_err(|error| std::io::Error::other(error).into()).flatten() {
                Ok(files) => files,
                Err(error) => {
                    found.gaps.push(format!("{what}: {error}"));
                    continue;
                }
            };
        found.gaps.extend(left_out.iter().map(|left| format!("{what}: {left}")));
        for (path, sightings) in files {
            found.seen.push((SecretSource::Artifact { job: job.id, path }, sightings));
        }
    }
    Ok(())
}

/// An archive in memory; what is longer than said is cut, and then no archive.
async fn download(client: &Client, (project, job): (i64, i64)) -> Result<Vec<u8>, GitLabError> {
    let limit = usize::try_from(ARCHIVE_BYTES_MAX).unwrap_or(usize::MAX);
    let mut download = client.job_artifacts(project, job).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = download.next().await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > limit {
            bytes.truncate(limit);
            break;
        }
    }
    Ok(bytes)
}

/// What GitLab keeps of a job besides its log.
pub(super) fn artifact_row(job: &Job) -> ArtifactRow {
    let is_log = |kind: Option<&str>| kind == Some("trace");
    let files: Vec<_> =
        job.artifacts.iter().filter(|file| !is_log(file.file_type.as_deref())).collect();
    let archive = job.artifacts_file.iter().filter(|_| files.is_empty());
    let all: Vec<_> = files.iter().copied().chain(archive).collect();
    ArtifactRow {
        job: job.id,
        job_name: job.name.clone(),
        reference: job.reference.clone(),
        files: all.iter().map(|file| file.filename.clone()).collect(),
        bytes: all.iter().fold(0, |sum, file| file.size.saturating_add(sum)),
        finished_at: job.finished_at,
        expires_at: job.artifacts_expire_at,
        copy: None,
    }
}

/// The jobs of the pipelines that a user started within the window, in these
/// projects (CE11): project and job.
pub(crate) async fn actor_jobs(
    client: &Client,
    username: &str,
    projects: &[i64],
    window: Window,
) -> Result<(Vec<(i64, Job)>, Vec<String>), GitLabError> {
    let mut found = Found { seen: Vec::new(), gaps: Vec::new() };
    let mut jobs = Vec::new();
    for &project in projects {
        let read = client.project_pipelines(project, username, Some(window.from)).await;
        let what = format!("pipelines of project {project}");
        for pipeline in found.or_gap(&what, read)?.unwrap_or_default() {
            if pipeline.created_at.is_some_and(|at| at > window.to || at < window.from) {
                continue;
            }
            let read = client.pipeline_jobs(project, pipeline.id).await;
            let what = format!("jobs of pipeline {}", pipeline.id);
            let read = found.or_gap(&what, read)?.unwrap_or_default();
            jobs.extend(read.into_iter().map(|job| (project, job)));
        }
    }
    Ok((jobs, found.gaps))
}
