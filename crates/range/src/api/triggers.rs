//! Pipeline trigger tokens, and what they open.
//!
//! Source: GitLab docs, `api/pipeline_triggers`. The whole token is shown when
//! it is made; afterwards its first four letters.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::pipelines;
use super::route::{Need, Route, delete, get, post, put};
use super::users::{basic, extend};
use crate::secret;
use crate::world::{Level, Place, Trigger, millis};

pub(super) const ROUTES: &[Route] = &[
    post("/projects/:id/trigger/pipeline", start).needs(Need::AnyToken).for_jobs(),
    post("/projects/:id/ref/:ref/trigger/pipeline", start).needs(Need::AnyToken).for_jobs(),
    get("/projects/:id/triggers", list),
    post("/projects/:id/triggers", create),
    get("/projects/:id/triggers/:trigger_id", one),
    put("/projects/:id/triggers/:trigger_id", change),
    delete("/projects/:id/triggers/:trigger_id", remove),
];

fn row(call: &Call<'_>, trigger: &Trigger) -> Value {
    let owner = call.world.users.get(&trigger.owner);
    json!({
        "id": trigger.id,
        "token": trigger.hint,
        "description": trigger.description,
        "created_at": millis(trigger.created_at),
        "updated_at": millis(trigger.created_at),
        "last_used": trigger.last_used_at.map(millis),
        "expires_at": null,
        "owner": owner.map(|user| basic(user, &call.request.host)),
    })
}

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let all = call.world.triggers.values();
    let rows: Vec<_> = all.filter(|trigger| trigger.project == place.id()).collect();
    page::by_offset(call, &rows, |trigger| row(call, trigger))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id_of("trigger_id", "Trigger")?;
    let trigger = call.world.triggers.get(&id).filter(|trigger| trigger.project == place.id());
    trigger.map(|trigger| trigger.id).ok_or_else(|| Answer::not_found("Trigger"))
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let trigger = call.world.triggers.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, row(call, trigger)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    show(call, find(call, place)?, 200)
}

fn create(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    call.params().require(&["description"])?;
    let me = call.me()?;
    let description = call.params().text("description").unwrap_or_default();
    let (id, secret) = call.world.add_trigger(place.id(), me, &description, call.now);
    let mut answer = show(call, id, 201)?;
    if let super::answer::Body::Json(row) = &mut answer.body {
        extend(row, json!({ "token": secret }));
    }
    Ok(answer)
}

/// Only its owner changes a trigger.
fn change(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    let me = call.me()?;
    let description = call.params().text("description");
    let Some(trigger) = call.world.triggers.get_mut(&id) else {
        return Err(Answer::not_found("Trigger"));
    };
    if trigger.owner != me {
        return Err(Answer::forbidden());
    }
    trigger.description = description.unwrap_or_else(|| trigger.description.clone());
    show(call, id, 200)
}

/// Nothing is told: GitLab has no event type for it.
fn remove(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    call.world.triggers.remove(&id);
    Ok(Answer::no_content())
}

/// Starts a pipeline with a trigger token or a job token in the parameter `token`.
fn start(call: &mut Call<'_>) -> Outcome {
    let params = &call.request.params;
    let branch = Some(call.value("ref")).filter(|name| !name.is_empty()).map(str::to_owned);
    let branch = branch.or_else(|| params.text("ref"));
    params.require(&["token"])?;
    let branch = branch.ok_or_else(|| Answer::invalid("ref is missing"))?;
    let digest = secret::digest(&params.text("token").unwrap_or_default());
    let project = call.world.project_by(call.value("id")).map(|project| project.id);
    let project = project.ok_or_else(Answer::not_found_at_all)?;
    let owner = {
        let mut triggers = call.world.triggers.values();
        let trigger = triggers.find(|t| t.digest == digest && t.project == project);
        let mut jobs = call.world.jobs.values();
        let job = jobs
            .find(|job| job.token == digest && job.status == "running" && job.project == project);
        trigger.map(|trigger| trigger.owner).or(job.map(|job| job.user))
    };
    let owner = owner.ok_or_else(Answer::not_found_at_all)?;
    if !call.world.is_active(owner) {
        return Err(Answer::bad_request("Reference not found"));
    }
    if call.world.level(Some(owner), Place::Project(project)) < Level::DEVELOPER {
        return Err(Answer::wrong("base", "Insufficient permissions to set pipeline variables"));
    }
    let now = call.now;
    if let Some(trigger) = call.world.triggers.values_mut().find(|t| t.digest == digest) {
        trigger.last_used_at = Some(now);
    }
    pipelines::begin(call, (project, owner), "trigger", branch)
}
