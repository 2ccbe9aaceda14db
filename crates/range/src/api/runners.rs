//! `/runners`: the machines that run jobs.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::page;
use super::route::{Route, delete, get, put};
use crate::world::{Audit, Entity, Place, Runner};

pub(super) const ROUTES: &[Route] = &[
    get("/runners/all", all),
    get("/runners/:id", one),
    put("/runners/:id", change),
    delete("/runners/:id", remove),
];

fn row(runner: &Runner) -> Value {
    let kind = match runner.place {
        None => "instance_type",
        Some(Place::Group(_)) => "group_type",
        Some(Place::Project(_)) => "project_type",
    };
    json!({
        "id": runner.id,
        "description": runner.description,
        "ip_address": runner.ip_address,
        "active": !runner.is_paused,
        "paused": runner.is_paused,
        "is_shared": runner.place.is_none(),
        "runner_type": kind,
        "name": "gitlab-runner",
        "online": true,
        "status": "online",
    })
}

fn all(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let rows: Vec<_> = call.world.runners.values().collect();
    page::by_offset(call, &rows, |runner| row(runner))
}

fn find(call: &Call<'_>) -> Result<u64, Answer> {
    call.admin()?;
    let id = call.id("id")?;
    let found = call.world.runners.contains_key(&id);
    if found { Ok(id) } else { Err(Answer::not_found("Runner")) }
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let runner = call.world.runners.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(row(runner)))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let paused = call.params().flag("paused");
    if let Some(runner) = call.world.runners.get_mut(&id) {
        runner.is_paused = paused.unwrap_or(runner.is_paused);
    }
    one(call)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let Some(runner) = call.world.runners.remove(&id) else {
        return Err(Answer::not_found_at_all());
    };
    let entity = runner.place.map_or(Entity::Instance, Entity::Place);
    let audit = Audit::new("ci_runner_unregistered", entity)
        .target("Ci::Runner", id, runner.description)
        .message("Unregistered runner");
    call.tell(audit);
    Ok(Answer::no_content())
}
