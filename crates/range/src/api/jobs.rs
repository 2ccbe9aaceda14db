//! `/projects/:id/jobs`, traces, and `/job` for the holder of a job token.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::pipelines::{self, readable};
use super::route::{Need, Route, get, post};
use super::users::basic;
use crate::world::{Audit, Entity, Job, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/job", current).needs(Need::AnyToken),
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
    json!({
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
        "finished_at": null,
        "erased_at": null,
        "duration": null,
        "queued_duration": 0.5,
        "user": user.map(|user| basic(user, &call.request.host)),
        "commit": null,
        "pipeline": pipeline.map(|pipeline| pipelines::row(call, pipeline)),
        "web_url": format!("http://{}/{path}/-/jobs/{}", call.request.host, job.id),
        "project": { "ci_job_token_scope_enabled": true },
        "artifacts": [],
        "runner": null,
        "artifacts_expire_at": null,
        "archived": false,
        "tag_list": [],
    })
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

fn find<'a>(call: &'a Call<'_>, place: Place) -> Result<&'a Job, Answer> {
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
    let place = readable(call)?;
    Ok(Answer::text(find(call, place)?.trace.clone()))
}

fn cancel(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let id = find(call, place)?.id;
    let Some(job) = call.world.jobs.get_mut(&id) else { return Err(Answer::not_found_at_all()) };
    // With the job ends its token.
    if job.status == "running" {
        "canceled".clone_into(&mut job.status);
    }
    let job = call.world.jobs.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(row(call, job)))
}
