//! `/runners`: the machines that run jobs.
//!
//! Source: GitLab docs, `api/runners`. An administrator sees all; others those
//! of places that they maintain.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::users::extend;
use crate::secret;
use crate::world::{Audit, Entity, Level, Place, Runner, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/runners", |call| {
        call.me()?;
        list(call, None)
    }),
    get("/runners/all", |call| {
        call.admin()?;
        list(call, None)
    }),
    get("/runners/:id", one),
    put("/runners/:id", change),
    delete("/runners/:id", remove),
    post("/runners/:id/reset_authentication_token", reset),
    get("/projects/:id/runners", |call| {
        let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
        list(call, Some(place))
    }),
    post("/projects/:id/runners", enable),
    delete("/projects/:id/runners/:runner_id", disable),
    get("/groups/:id/runners", |call| {
        let place = call.place_as(Kind::Group, Level::MAINTAINER)?;
        list(call, Some(place))
    }),
];

/// GitLab's word for where a runner belongs.
fn kind(runner: &Runner) -> &'static str {
    match runner.place {
        None => "instance_type",
        Some(Place::Group(_)) => "group_type",
        Some(Place::Project(_)) => "project_type",
    }
}

/// A runner as lists show it.
pub(super) fn row(runner: &Runner) -> Value {
    json!({
        "id": runner.id,
        "description": runner.description,
        "ip_address": runner.ip_address,
        "active": !runner.is_paused,
        "paused": runner.is_paused,
        "is_shared": runner.place.is_none(),
        "runner_type": kind(runner),
        "name": "gitlab-runner",
        "online": true,
        "created_at": millis(runner.created_at),
        "status": "online",
        "job_execution_status": "idle",
    })
}

fn full(call: &Call<'_>, runner: &Runner) -> Value {
    let mut row = row(runner);
    let web = |path: &str| format!("http://{}/{path}", call.request.host);
    let projects: Vec<Value> = runner
        .projects
        .iter()
        .filter_map(|id| call.world.projects.get(id))
        .map(|project| {
            json!({
                "id": project.id,
                "name": project.name,
                "name_with_namespace": project.full_path.replace('/', " / "),
                "path": project.full_path.rsplit('/').next().unwrap_or_default(),
                "path_with_namespace": project.full_path,
            })
        })
        .collect();
    let groups: Vec<Value> = match runner.place {
        Some(place @ Place::Group(id)) => vec![json!({
            "id": id,
            "web_url": web(&format!("groups/{}", call.world.path_of(place))),
            "name": call.world.name_of(place),
        })],
        Some(Place::Project(_)) | None => Vec::new(),
    };
    extend(
        &mut row,
        json!({
            "tag_list": runner.tags,
            "run_untagged": runner.runs_untagged,
            "locked": runner.is_locked,
            "maximum_timeout": runner.maximum_timeout,
            "access_level": runner.access_level,
            "version": "18.7.0",
            "revision": "a1b2c3d4",
            "platform": "linux",
            "architecture": "amd64",
            "contacted_at": millis(call.now),
            "maintenance_note": runner.maintenance_note,
            "projects": projects,
            "groups": groups,
        }),
    );
    row
}

/// The role that the caller has over a runner.
fn level(call: &Call<'_>, runner: &Runner) -> Level {
    let of = |place: Place| call.level(place);
    match runner.place {
        _ if call.is_admin() => Level::OWNER,
        None => Level::NONE,
        Some(Place::Group(id)) => of(Place::Group(id)),
        Some(Place::Project(_)) => {
            let levels = runner.projects.iter().map(|id| of(Place::Project(*id)));
            levels.max().unwrap_or(Level::NONE)
        }
    }
}

fn works_for(call: &Call<'_>, runner: &Runner, place: Place) -> bool {
    match (runner.place, place) {
        (None, _) => true,
        (Some(Place::Project(_)), Place::Project(id)) => runner.projects.contains(&id),
        (Some(at @ Place::Group(_)), _) => call.world.lineage(place).contains(&at),
        (Some(Place::Project(_)), Place::Group(_)) => false,
    }
}

fn list(call: &Call<'_>, of: Option<Place>) -> Outcome {
    let params = call.params();
    let (wanted, status) = (params.text("type"), params.text("status"));
    let (paused, tags) = (params.flag("paused"), params.list("tag_list"));
    if let Some(scope) = params.text("scope")
        && !matches!(
            scope.as_str(),
            "specific" | "shared" | "active" | "paused" | "online" | "offline"
        )
    {
        return Err(Answer::message(400, "400 Scope contains invalid value"));
    }
    let rows: Vec<_> = call
        .world
        .runners
        .values()
        .filter(|runner| match of {
            Some(place) => works_for(call, runner, place),
            None => level(call, runner) >= Level::MAINTAINER,
        })
        .filter(|runner| wanted.as_deref().is_none_or(|wanted| wanted == kind(runner)))
        .filter(|runner| paused.is_none_or(|paused| paused == runner.is_paused))
        .filter(|_| status.as_deref().is_none_or(|status| status == "online"))
        .filter(|runner| tags.iter().all(|tag| runner.tags.contains(tag)))
        .collect();
    page::by_offset(call, &rows, |runner| row(runner))
}

fn find(call: &Call<'_>) -> Result<u64, Answer> {
    call.me()?;
    let id = call.id_of("id", "Runner")?;
    let runner = call.world.runners.get(&id).ok_or_else(|| Answer::not_found("Runner"))?;
    if level(call, runner) >= Level::MAINTAINER {
        Ok(id)
    } else {
        Err(Answer::forbidden_because("No access granted"))
    }
}

fn show(call: &Call<'_>, id: u64) -> Outcome {
    let runner = call.world.runners.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(full(call, runner)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    show(call, id)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let params = &call.request.params;
    let paused = params.flag("paused").or_else(|| params.flag("active").map(|on| !on));
    let access_level = params.text("access_level");
    if access_level.as_deref().is_some_and(|l| !matches!(l, "not_protected" | "ref_protected")) {
        return Err(Answer::invalid("access_level does not have a valid value"));
    }
    let tags = params.0.contains_key("tag_list").then(|| params.list("tag_list"));
    let untagged = params.flag("run_untagged");
    if let Some(runner) = call.world.runners.get_mut(&id) {
        let next_tags = tags.unwrap_or_else(|| runner.tags.clone());
        if untagged == Some(false) && next_tags.is_empty() {
            let why = "can not be empty when runner is not allowed to pick untagged jobs";
            return Err(Answer::wrong("tags_list", why));
        }
        runner.tags = next_tags;
        runner.is_paused = paused.unwrap_or(runner.is_paused);
        runner.is_locked = params.flag("locked").unwrap_or(runner.is_locked);
        runner.runs_untagged = untagged.unwrap_or(runner.runs_untagged);
        runner.access_level = access_level.unwrap_or_else(|| runner.access_level.clone());
        runner.description =
            params.text("description").unwrap_or_else(|| runner.description.clone());
        runner.maximum_timeout = params.number("maximum_timeout").or(runner.maximum_timeout);
        runner.maintenance_note =
            params.text("maintenance_note").or_else(|| runner.maintenance_note.clone());
    }
    show(call, id)
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    end(call, id);
    Ok(Answer::no_content())
}

fn entity(runner: &Runner) -> Entity {
    runner.place.map_or(Entity::Instance, Entity::Place)
}

/// Removes a runner; its token opens nothing any more.
pub(super) fn end(call: &mut Call<'_>, id: u64) {
    let Some(runner) = call.world.runners.remove(&id) else { return };
    let audit = Audit::new("ci_runner_unregistered", entity(&runner))
        .target("Ci::Runner", id, runner.description)
        .message("Unregistered runner");
    call.tell(audit);
}

fn reset(call: &mut Call<'_>) -> Outcome {
    let id = find(call)?;
    let token = renew(call, id);
    let body = json!({ "token": token, "token_expires_at": null });
    Ok(Answer::created(body))
}

/// Gives a runner another token.
pub(super) fn renew(call: &mut Call<'_>, id: u64) -> String {
    let is_made = call.world.runners.get(&id).is_some_and(|runner| runner.creator.is_some());
    let prefix = if is_made { secret::RUNNER_TOKEN } else { secret::REGISTERED };
    let token = secret::legacy(prefix, &mut call.world.dice);
    let Some(runner) = call.world.runners.get_mut(&id) else { return token };
    runner.digest = secret::digest(&token);
    let audit = Audit::new("ci_runner_token_reset", entity(runner))
        .target("Ci::Runner", id, runner.description.clone())
        .message("Reset CI runner token");
    call.tell(audit);
    token
}

/// Lets a project have a runner of another one.
fn enable(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    call.params().require(&["runner_id"])?;
    let id = call.params().number("runner_id").filter(|id| call.world.runners.contains_key(id));
    let id = id.ok_or_else(|| Answer::not_found("Runner"))?;
    let Some(runner) = call.world.runners.get(&id) else { return Err(Answer::not_found("Runner")) };
    let refusal = match runner.place {
        None => Some("Runner is shared"),
        Some(Place::Group(_)) => Some("Runner is a group runner"),
        Some(Place::Project(_)) if runner.is_locked => Some("Runner is locked"),
        Some(Place::Project(_)) if level(call, runner) < Level::MAINTAINER => {
            Some("No access granted")
        }
        Some(Place::Project(_)) => None,
    };
    if let Some(why) = refusal {
        return Err(Answer::forbidden_because(why));
    }
    if runner.projects.contains(&place.id()) {
        return Err(Answer::wrong("runner_projects", "is already assigned to this project"));
    }
    if let Some(runner) = call.world.runners.get_mut(&id) {
        runner.projects.push(place.id());
    }
    tell(call, "ci_runner_assigned_to_project", place, id, "Assigned CI runner to project");
    let runner = call.world.runners.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(row(runner)))
}

fn disable(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let id = call.id_of("runner_id", "Runner")?;
    let runner = call.world.runners.get_mut(&id);
    let runner = runner.filter(|runner| runner.projects.contains(&place.id()));
    let Some(runner) = runner else { return Err(Answer::not_found("Runner")) };
    if runner.place == Some(place) {
        return Err(Answer::forbidden_because(
            "You cannot unassign a runner from the owner project. Delete the runner instead",
        ));
    }
    runner.projects.retain(|project| *project != place.id());
    tell(call, "ci_runner_unassigned_from_project", place, id, "Unassigned CI runner from project");
    Ok(Answer::no_content())
}

fn tell(call: &mut Call<'_>, event_type: &'static str, place: Place, id: u64, text: &str) {
    let name = call.world.runners.get(&id).map(|runner| runner.description.clone());
    let audit = Audit::new(event_type, Entity::Place(place))
        .target("Ci::Runner", id, name.unwrap_or_default())
        .message(text);
    call.tell(audit);
}
