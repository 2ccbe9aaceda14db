//! `/projects/:id/pipelines`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post};
use super::users::{basic, extend};
use crate::world::{Audit, Entity, Level, Pipeline, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/pipelines", list),
    post("/projects/:id/pipeline", start),
    get("/projects/:id/pipelines/:pipeline_id", one),
    post("/projects/:id/pipelines/:pipeline_id/cancel", cancel),
    delete("/projects/:id/pipelines/:pipeline_id", remove),
];

/// A pipeline as lists show it.
pub(super) fn row(call: &Call<'_>, pipeline: &Pipeline) -> Value {
    let path = call.world.path_of(Place::Project(pipeline.project));
    json!({
        "id": pipeline.id,
        "iid": pipeline.iid,
        "project_id": pipeline.project,
        "sha": pipeline.sha,
        "ref": pipeline.branch,
        "status": pipeline.status,
        "source": pipeline.source,
        "created_at": millis(pipeline.created_at),
        "updated_at": millis(pipeline.updated_at),
        "web_url": format!("http://{}/{path}/-/pipelines/{}", call.request.host, pipeline.id),
        "name": null,
    })
}

fn full(call: &Call<'_>, pipeline: &Pipeline) -> Value {
    let mut row = row(call, pipeline);
    let user = call.world.users.get(&pipeline.user);
    extend(
        &mut row,
        json!({
            "before_sha": "0000000000000000000000000000000000000000",
            "tag": false,
            "yaml_errors": null,
            "user": user.map(|user| basic(user, &call.request.host)),
            "started_at": millis(pipeline.created_at),
            "finished_at": null,
            "duration": null,
            "coverage": null,
        }),
    );
    row
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let params = call.params();
    let (status, source) = (params.text("status"), params.text("source"));
    let username = params.text("username");
    let after = params.instant("updated_after")?;
    let before = params.instant("updated_before")?;
    let rows: Vec<&Pipeline> = call
        .world
        .pipelines
        .values()
        .rev()
        .filter(|pipeline| {
            let user = call.world.users.get(&pipeline.user);
            pipeline.project == place.id()
                && status.as_ref().is_none_or(|wanted| *wanted == pipeline.status)
                && source.as_ref().is_none_or(|wanted| *wanted == pipeline.source)
                && username.as_ref().is_none_or(|name| user.is_some_and(|u| u.username == *name))
                && after.is_none_or(|at| pipeline.updated_at >= at)
                && before.is_none_or(|at| pipeline.updated_at <= at)
        })
        .collect();
    page::by_offset(call, &rows, |pipeline| row(call, pipeline))
}

/// Pipelines are for members from Reporter; of public projects for all.
pub(super) fn readable(call: &Call<'_>) -> Result<Place, Answer> {
    let place = call.place(Kind::Project)?;
    let is_public = call.world.can_see(None, place);
    if is_public || call.level(place) >= Level::REPORTER {
        return Ok(place);
    }
    call.me()?;
    Err(Answer::forbidden())
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("pipeline_id")?;
    let found = call.world.pipelines.get(&id).filter(|p| p.project == place.id());
    found.map(|pipeline| pipeline.id).ok_or_else(|| Answer::not_found("Pipeline"))
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let pipeline = call.world.pipelines.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, full(call, pipeline)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = readable(call)?;
    let id = find(call, place)?;
    show(call, id, 200)
}

fn start(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    call.params().require(&["ref"])?;
    let branch = call.params().text("ref").unwrap_or_default();
    let me = call.me()?;
    let jobs = [("test", "checks", "$ make check\n")];
    let id = call.world.add_pipeline((place.id(), me), "api", &jobs, call.now);
    if let Some(pipeline) = call.world.pipelines.get_mut(&id) {
        pipeline.branch = branch;
    }
    show(call, id, 201)
}

fn cancel(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let id = find(call, place)?;
    let is_running = call.world.pipelines.get(&id).is_some_and(|p| p.status == "running");
    if is_running {
        call.world.finish_pipeline(id, "canceled", call.now);
    }
    show(call, id, 201)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::OWNER)?;
    let id = find(call, place)?;
    call.world.pipelines.remove(&id);
    call.world.jobs.retain(|_, job| job.pipeline != id);
    let audit = Audit::new("destroy_pipeline", Entity::Place(place))
        .target("Ci::Pipeline", id, id.to_string())
        .message("Deleted pipeline");
    call.tell(audit);
    Ok(Answer::no_content())
}
