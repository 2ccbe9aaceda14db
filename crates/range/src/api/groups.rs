//! `/groups`: what there is to see, and its settings.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, get, put};
use crate::world::{Audit, Entity, Group, Level, Place, Visibility, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/groups", list),
    get("/groups/:id", one),
    put("/groups/:id", change),
    get("/groups/:id/subgroups", subgroups),
];

/// A group as lists show it.
pub(super) fn row(call: &Call<'_>, group: &Group) -> Value {
    json!({
        "id": group.id,
        "web_url": format!("http://{}/groups/{}", call.request.host, group.full_path),
        "name": group.name,
        "path": group.full_path.rsplit('/').next().unwrap_or_default(),
        "description": group.description,
        "visibility": group.visibility.as_str(),
        "share_with_group_lock": false,
        "require_two_factor_authentication": group.requires_two_factor,
        "two_factor_grace_period": 48,
        "project_creation_level": "developer",
        "subgroup_creation_level": "maintainer",
        "request_access_enabled": true,
        "full_name": group.full_path.replace('/', " / "),
        "full_path": group.full_path,
        "created_at": millis(group.created_at),
        "parent_id": group.parent,
        "organization_id": 1,
    })
}

fn visible<'a>(call: &'a Call<'_>) -> impl Iterator<Item = &'a Group> {
    let groups = call.world.groups.values();
    groups.filter(|group| call.world.can_see(call.caller.user, Place::Group(group.id)))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let params = call.params();
    let search = params.text("search").map(|text| text.to_lowercase());
    let owned = params.flag("owned") == Some(true);
    let top = params.flag("top_level_only") == Some(true);
    let least = params.number("min_access_level").and_then(Level::parse);
    let rows: Vec<&Group> = visible(call)
        .filter(|group| {
            let level = call.level(Place::Group(group.id));
            (!owned || level >= Level::OWNER)
                && (!top || group.parent.is_none())
                && least.is_none_or(|least| level >= least)
                && search.as_ref().is_none_or(|text| group.full_path.to_lowercase().contains(text))
        })
        .collect();
    page::by_offset(call, &rows, |group| row(call, group))
}

fn subgroups(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Group)?;
    let rows: Vec<&Group> = visible(call).filter(|g| g.parent == Some(place.id())).collect();
    page::by_offset(call, &rows, |group| row(call, group))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Group)?;
    show(call, place)
}

fn show(call: &Call<'_>, place: Place) -> Outcome {
    let group = call.world.groups.get(&place.id()).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(row(call, group)))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Group, Level::OWNER)?;
    let params = &call.request.params;
    let visibility = params.text("visibility").and_then(|word| Visibility::parse(&word));
    let two_factor = params.flag("require_two_factor_authentication");
    let (name, description) = (params.text("name"), params.text("description"));
    let Some(group) = call.world.groups.get_mut(&place.id()) else {
        return Err(Answer::not_found("Group"));
    };
    let path = group.full_path.clone();
    let mut audits = Vec::new();
    let mut changed = |event_type, what: &str, from: &str, to: &str| {
        let audit = Audit::new(event_type, Entity::Place(place));
        audits.push(audit.target("Group", place.id(), path.clone()).change(what, from, to));
    };
    if let Some(to) = visibility.filter(|to| *to != group.visibility) {
        let event_type = "group_visibility_level_updated";
        changed(event_type, "visibility", group.visibility.title(), to.title());
        group.visibility = to;
    }
    if let Some(to) = two_factor.filter(|to| *to != group.requires_two_factor) {
        let event_type = "group_require_two_factor_authentication_updated";
        let from = group.requires_two_factor.to_string();
        changed(event_type, "require_two_factor_authentication", &from, &to.to_string());
        group.requires_two_factor = to;
    }
    if let Some(to) = name.filter(|to| *to != group.name) {
        changed("group_name_updated", "name", &group.name, &to);
        group.name = to;
    }
    if let Some(to) = description.filter(|to| *to != group.description) {
        changed("group_description_updated", "description", &group.description, &to);
        group.description = to;
    }
    for audit in audits {
        call.tell(audit);
    }
    show(call, place)
}
