//! What jobs leave behind: download, list, delete; and erasing a job.
//!
//! Source: GitLab docs, `api/job_artifacts` and `api/jobs` (erase). The
//! archive is a ZIP file with its files stored as they are.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::jobs;
use super::pipelines::logs_readable;
use super::route::{Route, delete, get, post};
use crate::world::{Artifacts, Audit, Entity, Job, Level, Place};

pub(super) const ROUTES: &[Route] = &[
    delete("/projects/:id/artifacts", remove_all),
    get("/projects/:id/jobs/artifacts/:ref_name/download", latest).for_jobs(),
    get("/projects/:id/jobs/:job_id/artifacts", download).for_jobs(),
    get("/projects/:id/jobs/:job_id/artifacts/*path", file).for_jobs(),
    post("/projects/:id/jobs/:job_id/artifacts/keep", keep),
    delete("/projects/:id/jobs/:job_id/artifacts", remove),
    post("/projects/:id/jobs/:job_id/erase", erase),
];

/// The archive's row, as jobs show it.
pub(super) fn rows(job: &Job) -> Vec<Value> {
    let mut rows = Vec::new();
    if let Some(artifacts) = &job.artifacts {
        let size = archive(&artifacts.files).len();
        rows.push(json!({
            "file_type": "archive", "size": size, "filename": "artifacts.zip", "file_format": "zip",
        }));
    }
    if job.erased_at.is_none() {
        rows.push(json!({
            "file_type": "trace", "size": job.trace.len(), "filename": "job.log", "file_format": null,
        }));
    }
    rows
}

/// The archive's name and size, as jobs show it.
pub(super) fn archive_row(job: &Job) -> Option<Value> {
    let artifacts = job.artifacts.as_ref()?;
    let size = archive(&artifacts.files).len();
    Some(json!({ "filename": "artifacts.zip", "size": size }))
}

fn of<'a>(call: &Call<'_>, job: &'a Job) -> Result<&'a Artifacts, Answer> {
    let artifacts = job
        .artifacts
        .as_ref()
        .filter(|artifacts| artifacts.expire_at.is_none_or(|end| end > call.now));
    artifacts.ok_or_else(Answer::not_found_at_all)
}

fn told(call: &mut Call<'_>, place: Place, id: u64, name: String) {
    let audit = Audit::new("job_artifact_downloaded", Entity::Place(place))
        .target("Ci::JobArtifact", id, name)
        .message("Downloaded artifact artifacts.zip");
    call.tell(audit);
}

fn download(call: &mut Call<'_>) -> Outcome {
    let place = logs_readable(call)?;
    let (id, name, bytes) = {
        let job = jobs::find(call, place)?;
        (job.id, job.name.clone(), archive(&of(call, job)?.files))
    };
    told(call, place, id, name);
    Ok(Answer::bytes("application/zip", bytes))
}

/// The archive of the latest job of that name that passed on that branch.
fn latest(call: &mut Call<'_>) -> Outcome {
    let place = logs_readable(call)?;
    call.params().require(&["job"])?;
    let (branch, name) = (call.value("ref_name"), call.params().text("job").unwrap_or_default());
    let (id, bytes) = {
        let mut jobs = call.world.jobs.values().rev();
        let job = jobs.find(|job| {
            let pipeline = call.world.pipelines.get(&job.pipeline);
            job.project == place.id()
                && job.name == name
                && job.status == "success"
                && pipeline.is_some_and(|pipeline| pipeline.branch == branch)
        });
        let job = job.ok_or_else(Answer::not_found_at_all)?;
        (job.id, archive(&of(call, job)?.files))
    };
    told(call, place, id, name);
    Ok(Answer::bytes("application/zip", bytes))
}

fn file(call: &mut Call<'_>) -> Outcome {
    let place = logs_readable(call)?;
    let job = jobs::find(call, place)?;
    let text = of(call, job)?.files.get(call.value("path"));
    let text = text.ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::bytes("application/octet-stream", text.clone().into_bytes()))
}

fn keep(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let id = jobs::find(call, place)?.id;
    let artifacts = call.world.jobs.get_mut(&id).and_then(|job| job.artifacts.as_mut());
    artifacts.ok_or_else(Answer::not_found_at_all)?.expire_at = None;
    jobs::show(call, id, 200)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let id = jobs::find(call, place)?.id;
    if let Some(job) = call.world.jobs.get_mut(&id) {
        job.artifacts = None;
    }
    Ok(Answer::no_content())
}

/// All of the project's, but the latest of each kind that is kept.
fn remove_all(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    for job in call.world.jobs.values_mut().filter(|job| job.project == place.id()) {
        job.artifacts = None;
    }
    Ok(Answer::accepted())
}

/// Removes a job's log and artifacts; a running one cannot be erased.
fn erase(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let now = call.now;
    let id = jobs::find(call, place)?.id;
    let Some(job) = call.world.jobs.get_mut(&id) else { return Err(Answer::not_found_at_all()) };
    if job.erased_at.is_some() || job.status == "running" {
        return Err(Answer::forbidden_because("Job is not erasable!"));
    }
    job.erased_at = Some(now);
    job.artifacts = None;
    job.trace.clear();
    jobs::show(call, id, 201)
}

/// A ZIP archive of those files, stored.
///
/// Source: the ZIP file format specification (APPNOTE), local headers,
/// central directory and its end record.
fn archive(files: &BTreeMap<String, String>) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let offset = small(out.len());
        // Version 2.0, no flags, stored, 1980-01-01.
        let mut common = Vec::from([20, 0, 0, 0, 0, 0, 0, 0, 33, 0]);
        common.extend(crc32fast::hash(text.as_bytes()).to_le_bytes());
        common.extend(small(text.len()).to_le_bytes());
        common.extend(small(text.len()).to_le_bytes());
        common.extend(short(name.len()).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = small(out.len());
    let count = short(files.len()).to_le_bytes();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count);
    out.extend(count);
    out.extend(small(directory.len()).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
