//! `/groups`: what there is to see, and its settings.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::instance::is_range;
use super::page;
use super::route::{Route, get, put};
use super::settings;
use super::users::extend;
use crate::world::field_place::GROUP;
use crate::world::{Audit, Entity, Group, Level, Place, Visibility, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/groups", list),
    get("/groups/:id", one),
    put("/groups/:id", change),
    get("/groups/:id/subgroups", subgroups),
    get("/groups/:id/descendant_groups", descendants),
];

/// A group as lists show it.
pub(super) fn row(call: &Call<'_>, group: &Group) -> Value {
    let mut row = json!({
        "id": group.id,
        "web_url": format!("http://{}/groups/{}", call.request.host, group.full_path),
        "name": group.name,
        "path": group.full_path.rsplit('/').next().unwrap_or_default(),
        "description": group.description,
        "visibility": group.visibility.as_str(),
        "avatar_url": null,
        "full_name": group.full_path.replace('/', " / "),
        "full_path": group.full_path,
        "created_at": millis(group.created_at),
        "parent_id": group.parent,
        "organization_id": 1,
    });
    extend(&mut row, settings::shown(call, GROUP, &group.settings));
    row
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

fn descendants(call: &mut Call<'_>) -> Outcome {
    let place = call.place(Kind::Group)?;
    let above = format!("{}/", call.world.path_of(place));
    let rows: Vec<&Group> = visible(call).filter(|g| g.full_path.starts_with(&above)).collect();
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
    refuse_ranges(call, place)?;
    let current = call.world.groups.get(&place.id()).map(|g| g.settings.clone());
    let changes = settings::changes(call, GROUP, &current.unwrap_or_default())?;
    let Some(group) = call.world.groups.get_mut(&place.id()) else {
        return Err(Answer::not_found("Group"));
    };
    settings::apply(&changes, &mut group.settings);
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
    let target = ("Group", place.id(), path.as_str());
    settings::tell(call, Entity::Place(place), target, &["group_*_updated", "*_updated"], &changes);
    show(call, place)
}

/// A group is seen by no more than the one above, and by no fewer than what is in it.
fn refuse_visibility(call: &Call<'_>, place: Place, wanted: Visibility) -> Result<(), Answer> {
    let world = &call.world;
    let above = world.lineage(place).get(1).and_then(|place| world.groups.get(&place.id()));
    let mut inside = world.projects.values().filter(|p| p.group == Some(place.id()));
    let mut below = world.groups.values().filter(|g| g.parent == Some(place.id()));
    let why = if above.is_some_and(|group| wanted > group.visibility) {
        format!(
            "{} is not allowed since the parent group has a more restrictive visibility.",
            wanted.as_str()
        )
    } else if inside.any(|project| project.visibility > wanted) {
        format!(
            "{} is not allowed since this group contains projects with higher visibility.",
            wanted.as_str()
        )
    } else if below.any(|group| group.visibility > wanted) {
        format!(
            "{} is not allowed since there are sub-groups with higher visibility.",
            wanted.as_str()
        )
    } else {
        return Ok(());
    };
    Err(Answer::wrong("visibility_level", &why))
}

/// Ranges of addresses are for top-level groups, and must be such.
fn refuse_ranges(call: &Call<'_>, place: Place) -> Result<(), Answer> {
    let ranges = call.params().list("ip_restriction_ranges");
    let is_below = call.world.groups.get(&place.id()).is_some_and(|g| g.parent.is_some());
    if is_below && !ranges.is_empty() {
        return Err(Answer::wrong(
            "ip_restrictions.group",
            "IP subnet restriction only allowed for top-level groups",
        ));
    }
    match ranges.iter().find(|range| !is_range(range)) {
        Some(_) => Err(Answer::wrong("ip_restrictions.range", "is an invalid IP address range")),
        None => Ok(()),
    }
}
