//! `/projects`: what there is to see, and its settings.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, get, post, put};
use super::users::{basic, extend};
use crate::world::{Audit, Entity, Level, Place, Project, Visibility, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects", list),
    post("/projects", create),
    get("/projects/:id", one),
    put("/projects/:id", change),
    post("/projects/:id/archive", archive),
    get("/groups/:id/projects", of_group),
];

/// A project as lists show it.
pub(super) fn row(call: &Call<'_>, project: &Project) -> Value {
    let web = format!("http://{}/{}", call.request.host, project.full_path);
    let path = project.full_path.rsplit('/').next().unwrap_or_default();
    let namespace = project.full_path.rsplit_once('/').map_or("", |(above, _)| above);
    json!({
        "id": project.id,
        "description": project.description,
        "name": project.name,
        "name_with_namespace": format!("{} / {}", namespace.replace('/', " / "), project.name),
        "path": path,
        "path_with_namespace": project.full_path,
        "created_at": millis(project.created_at),
        "default_branch": project.default_branch,
        "tag_list": [],
        "topics": [],
        "ssh_url_to_repo": format!("git@{}:{}.git", call.request.host, project.full_path),
        "http_url_to_repo": format!("{web}.git"),
        "web_url": web,
        "readme_url": format!("{web}/-/blob/{}/README.md", project.default_branch),
        "avatar_url": null,
        "forks_count": 0,
        "star_count": 0,
        "last_activity_at": millis(project.last_activity_at),
        "visibility": project.visibility.as_str(),
        "archived": project.is_archived,
        "creator_id": project.creator,
        "empty_repo": false,
        "namespace": {
            "id": project.group.unwrap_or(project.creator + 1000),
            "name": namespace,
            "path": namespace.rsplit('/').next().unwrap_or_default(),
            "kind": if project.group.is_some() { "group" } else { "user" },
            "full_path": namespace,
            "parent_id": null,
        },
    })
}

fn full(call: &Call<'_>, project: &Project) -> Value {
    let mut row = row(call, project);
    let place = Place::Project(project.id);
    let access = |at: Place| {
        let user = call.caller.user?;
        let level = call.world.member_level(user, at);
        (level > Level::NONE).then(|| json!({ "access_level": level.0, "notification_level": 3 }))
    };
    let owner = call.world.users.get(&project.creator).filter(|_| project.group.is_none());
    extend(
        &mut row,
        json!({
            "owner": owner.map(|user| basic(user, &call.request.host)),
            "jobs_enabled": true,
            "issues_enabled": true,
            "merge_requests_enabled": true,
            "wiki_enabled": true,
            "public_jobs": true,
            "shared_runners_enabled": true,
            "request_access_enabled": true,
            "ci_job_token_scope_enabled": true,
            "permissions": {
                "project_access": access(place),
                "group_access": project.group.and_then(|id| access(Place::Group(id))),
            },
        }),
    );
    row
}

fn list(call: &mut Call<'_>) -> Outcome {
    let params = call.params();
    let user = call.caller.user;
    let search = params.text("search").map(|text| text.to_lowercase());
    let visibility = params.text("visibility");
    let members_only = params.flag("membership") == Some(true);
    let owned_only = params.flag("owned") == Some(true);
    let least = params.number("min_access_level").and_then(Level::parse);
    let mut rows: Vec<&Project> = call
        .world
        .projects
        .values()
        .filter(|project| {
            let place = Place::Project(project.id);
            let own = user.map_or(Level::NONE, |user| call.world.member_level(user, place));
            call.world.can_see(user, place)
                && (!members_only || own > Level::NONE)
                && (!owned_only || own >= Level::OWNER)
                && least.is_none_or(|least| own >= least)
                && visibility.as_deref().is_none_or(|v| v == project.visibility.as_str())
                && search
                    .as_ref()
                    .is_none_or(|text| project.full_path.to_lowercase().contains(text))
        })
        .collect();
    if params.text("sort").as_deref() != Some("asc") {
        rows.reverse();
    }
    let is_simple = params.flag("simple") == Some(true);
    page::by_key_or_offset(
        call,
        rows,
        |project| project.id,
        |project| {
            if is_simple || user.is_none() { row(call, project) } else { full(call, project) }
        },
    )
}

fn of_group(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Group)?;
    let with_subgroups = call.params().flag("include_subgroups") == Some(true);
    let rows: Vec<&Project> = call
        .world
        .projects
        .values()
        .filter(|project| {
            let here = Place::Project(project.id);
            let is_in = if with_subgroups {
                call.world.lineage(here).contains(&place)
            } else {
                project.group == Some(place.id())
            };
            is_in && call.world.can_see(call.caller.user, here)
        })
        .collect();
    page::by_offset(call, &rows, |project| row(call, project))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Project)?;
    show(call, place)
}

fn show(call: &Call<'_>, place: Place) -> Outcome {
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(full(call, project)))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    let params = call.params();
    let name = params.text("path").or_else(|| params.text("name"));
    let path = name.ok_or_else(|| {
        Answer::invalid("name, path are missing, at least one parameter must be provided")
    })?;
    let group = params.number("namespace_id").filter(|id| call.world.groups.contains_key(id));
    let visibility = params.text("visibility").and_then(|word| Visibility::parse(&word));
    if let Some(group) = group
        && call.level(Place::Group(group)) < Level::DEVELOPER
    {
        return Err(Answer::forbidden());
    }
    let path = path.to_lowercase().replace(' ', "-");
    let visibility = visibility.unwrap_or(Visibility::Private);
    let id = call.world.add_project(group, me, (&path, visibility), call.now);
    let place = Place::Project(id);
    let full_path = call.world.path_of(place);
    let audit = Audit::new("project_created", Entity::Place(place))
        .target("Project", id, full_path)
        .with("add", json!("project"))
        .message("Added project");
    call.tell(audit);
    let project = call.world.projects.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(full(call, project)))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let params = &call.request.params;
    let visibility = match params.text("visibility") {
        None => None,
        Some(word) => Some(
            Visibility::parse(&word)
                .ok_or_else(|| Answer::invalid("visibility does not have a valid value"))?,
        ),
    };
    let (name, description) = (params.text("name"), params.text("description"));
    if let Some(wanted) = visibility {
        refuse_visibility(call, place, wanted)?;
    }
    let now = call.now;
    let Some(project) = call.world.projects.get_mut(&place.id()) else {
        return Err(Answer::not_found("Project"));
    };
    project.last_activity_at = now;
    let path = project.full_path.clone();
    let mut audits = Vec::new();
    let mut changed = |event_type, what: &str, from: &str, to: &str| {
        let audit = Audit::new(event_type, Entity::Place(place));
        audits.push(audit.target("Project", place.id(), path.clone()).change(what, from, to));
    };
    if let Some(to) = visibility.filter(|to| *to != project.visibility) {
        let event_type = "project_visibility_level_updated";
        changed(event_type, "visibility_level", project.visibility.title(), to.title());
        project.visibility = to;
    }
    if let Some(to) = name.filter(|to| *to != project.name) {
        changed("project_name_updated", "name", &project.name, &to);
        project.name = to;
    }
    if let Some(to) = description.filter(|to| *to != project.description) {
        changed("project_description_updated", "description", &project.description, &to);
        project.description = to;
    }
    for audit in audits {
        call.tell(audit);
    }
    show(call, place)
}

/// Only an owner changes who may see a project, and never beyond its group.
fn refuse_visibility(call: &Call<'_>, place: Place, wanted: Visibility) -> Result<(), Answer> {
    if call.level(place) < Level::OWNER {
        return Err(Answer::forbidden());
    }
    let above = call.world.lineage(place).get(1).copied();
    let group = above.and_then(|place| call.world.groups.get(&place.id()));
    let fits = group.is_none_or(|group| wanted <= group.visibility);
    if fits {
        return Ok(());
    }
    let limit = group.map_or("private", |group| group.visibility.as_str());
    let why = format!("{} is not allowed in a {limit} group.", wanted.as_str());
    Err(Answer::message(400, json!({ "visibility_level": [why] })))
}

fn archive(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::OWNER)?;
    let path = call.world.path_of(place);
    if let Some(project) = call.world.projects.get_mut(&place.id()) {
        project.is_archived = true;
    }
    let audit = Audit::new("project_archived", Entity::Place(place))
        .target("Project", place.id(), path)
        .message("Project archived");
    call.tell(audit);
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(full(call, project)))
}
