//! `/projects`: what there is to see, and its settings.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::settings;
use super::users::{basic, extend};
use crate::world::field_place::PROJECT;
use crate::world::{Audit, Entity, Level, Place, Project, Visibility, day_after, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects", list),
    post("/projects", create),
    get("/projects/:id", one),
    put("/projects/:id", change),
    delete("/projects/:id", delete_later),
    post("/projects/:id/restore", restore),
    post("/projects/:id/archive", |call| set_archived(call, true)),
    post("/projects/:id/unarchive", |call| set_archived(call, false)),
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
    let is_on = |name: &str| project.settings.get(name).and_then(Value::as_str) != Some("disabled");
    let owner = call.world.users.get(&project.creator).filter(|_| project.group.is_none());
    extend(
        &mut row,
        json!({
            "owner": owner.map(|user| basic(user, &call.request.host)),
            "jobs_enabled": is_on("builds_access_level"),
            "issues_enabled": is_on("issues_access_level"),
            "merge_requests_enabled": is_on("merge_requests_access_level"),
            "wiki_enabled": is_on("wiki_access_level"),
            "snippets_enabled": is_on("snippets_access_level"),
            "container_registry_enabled": is_on("container_registry_access_level"),
            "marked_for_deletion_at": project.deletion_on.map(|day| day.to_string()),
            "marked_for_deletion_on": project.deletion_on.map(|day| day.to_string()),
            "permissions": {
                "project_access": access(place),
                "group_access": project.group.and_then(|id| access(Place::Group(id))),
            },
        }),
    );
    extend(&mut row, settings::shown(call, PROJECT, &project.settings));
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
    let (archived, active) = (params.flag("archived"), params.flag("active"));
    let marked = params.text("marked_for_deletion_on");
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
                && archived.is_none_or(|archived| archived == project.is_archived)
                && active.is_none_or(|active| {
                    active == (!project.is_archived && project.deletion_on.is_none())
                })
                && marked
                    .as_ref()
                    .is_none_or(|day| project.deletion_on.is_some_and(|on| on.to_string() == *day))
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
    let current = call.world.projects.get(&place.id()).map(|p| p.settings.clone());
    let changes = settings::changes(call, PROJECT, &current.unwrap_or_default())?;
    let now = call.now;
    let Some(project) = call.world.projects.get_mut(&place.id()) else {
        return Err(Answer::not_found("Project"));
    };
    project.last_activity_at = now;
    settings::apply(&changes, &mut project.settings);
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
    let target = ("Project", place.id(), path.as_str());
    let patterns = ["project_feature_*_updated", "project_*_updated", "*_updated"];
    settings::tell(call, Entity::Place(place), target, &patterns, &changes);
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

fn set_archived(call: &mut Call<'_>, is_archived: bool) -> Outcome {
    let place = call.place_as(Kind::Project, Level::OWNER)?;
    let path = call.world.path_of(place);
    let project = call.world.projects.get_mut(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    let was = std::mem::replace(&mut project.is_archived, is_archived);
    if was != is_archived {
        let (event_type, text) = if is_archived {
            ("project_archived", "Project archived")
        } else {
            ("project_unarchived", "Project unarchived")
        };
        let audit = Audit::new(event_type, Entity::Place(place));
        call.tell(audit.target("Project", place.id(), path).message(text));
    }
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(full(call, project)))
}

/// Marks a project for deletion; a second call for its path with `permanently_remove` ends it.
///
/// Source: GitLab docs, `api/projects`, delete a project (delayed deletion on all tiers since 18.0).
fn delete_later(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::OWNER)?;
    let path = call.world.path_of(place);
    let is_marked =
        call.world.projects.get(&place.id()).is_some_and(|project| project.deletion_on.is_some());
    let audit = if call.params().flag("permanently_remove") == Some(true) {
        if !is_marked {
            return Err(Answer::bad_request("Project must be marked for deletion first."));
        }
        if call.params().text("full_path").as_deref() != Some(path.as_str()) {
            return Err(Answer::bad_request(
                "`full_path` is incorrect. You must enter the complete path for the project.",
            ));
        }
        call.world.remove_project(place.id());
        Audit::new("project_destroyed", Entity::Place(place)).message("Project destroyed")
    } else if is_marked {
        return Err(Answer::bad_request("Project has been already marked for deletion"));
    } else {
        let days = call.world.settings.get("deletion_adjourned_period").and_then(Value::as_i64);
        let day = day_after(call.now, days.unwrap_or(7));
        if let Some(project) = call.world.projects.get_mut(&place.id()) {
            project.deletion_on = Some(day);
        }
        Audit::new("project_deletion_marked", Entity::Place(place))
            .message("Project marked for deletion")
    };
    call.tell(audit.target("Project", place.id(), path));
    Ok(Answer::accepted())
}

fn restore(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::OWNER)?;
    let path = call.world.path_of(place);
    let project = call.world.projects.get_mut(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    if project.deletion_on.take().is_none() {
        return Err(Answer::bad_request("Project has not been marked for deletion"));
    }
    let audit = Audit::new("project_restored", Entity::Place(place));
    call.tell(audit.target("Project", place.id(), path).message("Project restored"));
    let project = call.world.projects.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(full(call, project)))
}
