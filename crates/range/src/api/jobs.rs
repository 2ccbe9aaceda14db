//! `/projects/:id/jobs`, traces, and `/job` for the holder of a job token.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::artifacts;
use super::call::{Call, Kind};
use super::page;
use super::pipelines::{self, logs_readable, readable};
use super::route::{Need, Route, get, post};
use super::runners;
use super::users::{basic, extend};
use crate::world::{Audit, Entity, Job, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/job", current).needs(Need::AnyToken).for_jobs(),
    get("/projects/:id/jobs", list),
    get("/projects/:id/pipelines/:pipeline_id/jobs", of_pipeline),
    get("/projects/:id/jobs/:job_id", one),
    get("/projects/:id/jobs/:job_id/trace", trace),
    post("/projects/:id/jobs/:job_id/cancel", cancel),
];

fn row(call: &Call<'_>, job: &Job) -> Value {
    let user = call.world.users.get(&job.user);
    let pipeline = call.world.pipelines.get(&job.pipeline);
    let path = call.world.path_of(Place::Project(job.project));
    let mut row = json!({
        "id": job.id,
        "status": job.status,
        "stage": job.stage,
        "name": job.name,
        "ref": pipeline.map(|p| p.branch.clone()),
        "tag": false,
        "coverage": null,
        "allow_failure": false,
        "created_at": millis(job.created_at),
        "started_at": millis(job.created_at),
        "finished_at": job.finished_at.map(millis),
        "erased_at": job.erased_at.map(millis),
        "duration": null,
        "queued_duration": 0.5,
        "user": user.map(|user| basic(user, &call.request.host)),
        "commit": null,
        "pipeline": pipeline.map(|pipeline| pipelines::row(call, pipeline)),
        "web_url": format!("http://{}/{path}/-/jobs/{}", call.request.host, job.id),
        "project": { "ci_job_token_scope_enabled": false },
        "artifacts": artifacts::rows(job),
        "runner": job.runner.and_then(|id| call.world.runners.get(&id)).map(runners::row),
        "artifacts_expire_at": job.artifacts.as_ref().and_then(|a| a.expire_at).map(millis),
        "archived": false,
        "tag_list": [],
    });
    if let Some(file) = artifacts::archive_row(job) {
        extend(&mut row, json!({ "artifacts_file": file }));
    }
    row
}

/// A job, as GitLab answers with it.
pub(super) fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let job = call.world.jobs.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, row(call, job)))
}

fn current(call: &mut Call<'_>) -> Outcome {
    let id = call.caller.job.ok_or_else(Answer::unauthorized)?;
    let job = call.world.jobs.get(&id).ok_or_else(Answer::unauthorized)?;
    let (answer, project, name) = (Answer::ok(row(call, job)), job.project, job.name.clone());
    let audit =
        Audit::new("user_authenticated_using_job_token", Entity::Place(Place::Project(project)))
            .target("Ci::Build", id, name)
            .message("User authenticated using a CI/CD job token");
    call.tell(audit);
    Ok(answer)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let by = call.caller.user.map_or_else(|| call.request.ip.clone(), |id| id.to_string());
    if !call.rules.limits.may_list_jobs(&by, call.now) {
        return Err(Answer::too_many());
    }
    let scope = call.params().list("scope");
    let rows: Vec<&Job> = call
        .world
        .jobs
        .values()
        .rev()
        .filter(|job| job.project == place.id())
        .filter(|job| scope.is_empty() || scope.contains(&job.status))
        .collect();
    page::by_offset(call, &rows, |job| row(call, job))
}

fn of_pipeline(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let pipeline = call.id("pipeline_id")?;
    let jobs = call.world.jobs.values();
    let rows: Vec<&Job> =
        jobs.filter(|job| job.project == place.id() && job.pipeline == pipeline).collect();
    page::by_offset(call, &rows, |job| row(call, job))
}

pub(super) fn find<'a>(call: &'a Call<'_>, place: Place) -> Result<&'a Job, Answer> {
    let id = call.id("job_id")?;
    let found = call.world.jobs.get(&id).filter(|job| job.project == place.id());
    found.ok_or_else(Answer::not_found_at_all)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let job = find(call, place)?;
    Ok(Answer::ok(row(call, job)))
}

fn trace(call: &mut Call<'_>) -> Outcome {
    let place = logs_readable(call)?;
    Ok(Answer::text(find(call, place)?.trace.clone()))
}

/// With the job ends its token, and with the last running job the pipeline.
fn cancel(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let (id, pipeline) = {
        let job = find(call, place)?;
        (job.id, job.pipeline)
    };
    let now = call.now;
    let Some(job) = call.world.jobs.get_mut(&id) else { return Err(Answer::not_found_at_all()) };
    if job.status == "running" {
        "canceled".clone_into(&mut job.status);
        job.finished_at = Some(now);
    }
    let mut others = call.world.jobs.values().filter(|job| job.pipeline == pipeline);
    if !others.any(|job| job.status == "running")
        && let Some(pipeline) = call.world.pipelines.get_mut(&pipeline)
        && pipeline.status == "running"
    {
        "canceled".clone_into(&mut pipeline.status);
        pipeline.updated_at = now;
    }
    show(call, id, 201)
}
