//! `/projects/:id/job_token_scope`: whose job tokens may enter a project.
//!
//! Source: GitLab docs, `api/project_job_token_scopes`. At most 200 entries.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::projects;
use super::route::{Route, delete, get, patch, post};
use crate::world::{Audit, Entity, Level, Place, Project};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/job_token_scope", show),
    patch("/projects/:id/job_token_scope", change),
    get("/projects/:id/job_token_scope/allowlist", list_projects),
    post("/projects/:id/job_token_scope/allowlist", add_project),
    delete("/projects/:id/job_token_scope/allowlist/:target_project_id", remove_project),
    get("/projects/:id/job_token_scope/groups_allowlist", list_groups),
    post("/projects/:id/job_token_scope/groups_allowlist", add_group),
    delete("/projects/:id/job_token_scope/groups_allowlist/:target_group_id", remove_group),
];

const ENTRIES_MAX: usize = 200;

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER)
}

fn project<'a>(call: &'a Call<'_>, place: Place) -> Result<&'a Project, Answer> {
    call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)
}

fn show(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let inbound = project(call, place)?.limits_job_tokens;
    Ok(Answer::ok(json!({ "inbound_enabled": inbound, "outbound_enabled": false })))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    call.params().require(&["enabled"])?;
    let wanted = call.params().flag("enabled");
    let wanted = wanted.ok_or_else(|| Answer::invalid("enabled is invalid"))?;
    let enforced = call.world.settings.get("enforce_ci_inbound_job_token_scope_enabled");
    if !wanted
        && enforced.and_then(Value::as_bool) == Some(true)
        && call.rules.flags.contains("enforce_job_token_scope")
    {
        return Err(Answer::bad_request("job token scope is enforced by an administrator"));
    }
    let Some(project) = call.world.projects.get_mut(&place.id()) else {
        return Err(Answer::not_found("Project"));
    };
    let was = std::mem::replace(&mut project.limits_job_tokens, wanted);
    if was != wanted {
        let (event_type, word) = if wanted {
            ("secure_ci_job_token_inbound_enabled", "enabled")
        } else {
            ("secure_ci_job_token_inbound_disabled", "disabled")
        };
        let text = format!("Secure ci_job_token was {word} for inbound");
        tell(call, event_type, place, ("Project", place.id()), text);
    }
    Ok(Answer::no_content())
}

/// The project itself is always on its own list.
fn list_projects(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let own = project(call, place)?;
    let others = own.job_token_projects.iter().filter_map(|id| call.world.projects.get(id));
    let rows: Vec<&Project> = std::iter::once(own).chain(others).collect();
    page::by_offset(call, &rows, |project| projects::row(call, project))
}

fn target(call: &Call<'_>, name: &str, what: &str) -> Result<u64, Answer> {
    call.params().require(&[name])?;
    let id = call.params().number(name);
    id.ok_or_else(|| Answer::not_found(&format!("{name} {what}")))
}

fn is_full(call: &Call<'_>, place: Place) -> Result<bool, Answer> {
    let project = project(call, place)?;
    Ok(project.job_token_projects.len() + project.job_token_groups.len() >= ENTRIES_MAX)
}

fn add_project(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = target(call, "target_project_id", "Project")?;
    let there = Place::Project(id);
    if !call.world.projects.contains_key(&id) || !call.world.can_see(call.caller.user, there) {
        return Err(Answer::not_found("target_project_id Project"));
    }
    if is_full(call, place)? {
        return Err(Answer::bad_request("Source project exceeds the allowed number of entries"));
    }
    let is_new = id != place.id()
        && call
            .world
            .projects
            .get_mut(&place.id())
            .is_some_and(|project| project.job_token_projects.insert(id));
    if !is_new {
        return Err(Answer::bad_request("Target project is already in the job token scope"));
    }
    let text = format!(
        "Project {} was added to inbound list of allowed projects",
        call.world.path_of(there)
    );
    tell(call, "secure_ci_job_token_project_added", place, ("Project", id), text);
    Ok(Answer::created(json!({ "source_project_id": place.id(), "target_project_id": id })))
}

fn remove_project(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = call.id_of("target_project_id", "Project")?;
    if id == place.id() {
        return Err(Answer::bad_request(
            "Source project cannot be removed from the job token scope",
        ));
    }
    let found = call.world.projects.get_mut(&place.id());
    if !found.is_some_and(|project| project.job_token_projects.remove(&id)) {
        return Err(Answer::not_found("Project"));
    }
    let path = call.world.path_of(Place::Project(id));
    let text = format!("Project {path} was removed from inbound list of allowed projects");
    tell(call, "secure_ci_job_token_project_removed", place, ("Project", id), text);
    Ok(Answer::no_content())
}

fn list_groups(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let ids = &project(call, place)?.job_token_groups;
    let rows: Vec<_> = ids.iter().filter_map(|id| call.world.groups.get(id)).collect();
    page::by_offset(call, &rows, |group| {
        json!({
            "id": group.id,
            "web_url": format!("http://{}/groups/{}", call.request.host, group.full_path),
            "name": group.name,
        })
    })
}

fn add_group(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = target(call, "target_group_id", "Group")?;
    let there = Place::Group(id);
    if !call.world.groups.contains_key(&id) || !call.world.can_see(call.caller.user, there) {
        return Err(Answer::not_found("target_group_id Group"));
    }
    if is_full(call, place)? {
        return Err(Answer::bad_request("Source project exceeds the allowed number of entries"));
    }
    let found = call.world.projects.get_mut(&place.id());
    if !found.is_some_and(|project| project.job_token_groups.insert(id)) {
        return Err(Answer::bad_request("Target group is already in the job token scope"));
    }
    let text = format!("Group {} was added to list of allowed groups", call.world.path_of(there));
    tell(call, "secure_ci_job_token_group_added", place, ("Group", id), text);
    Ok(Answer::created(json!({ "source_project_id": place.id(), "target_group_id": id })))
}

fn remove_group(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = call.id_of("target_group_id", "Group")?;
    let found = call.world.projects.get_mut(&place.id());
    if !found.is_some_and(|project| project.job_token_groups.remove(&id)) {
        return Err(Answer::not_found("Group"));
    }
    let path = call.world.path_of(Place::Group(id));
    let text = format!("Group {path} was removed from list of allowed groups");
    tell(call, "secure_ci_job_token_group_removed", place, ("Group", id), text);
    Ok(Answer::no_content())
}

fn tell(
    call: &mut Call<'_>,
    event_type: &'static str,
    place: Place,
    (class, id): (&str, u64),
    text: String,
) {
    let name = if class == "Group" { Place::Group(id) } else { Place::Project(id) };
    let name = call.world.path_of(name);
    let audit = Audit::new(event_type, Entity::Place(place));
    call.tell(audit.target(class, id, name).message(text));
}
