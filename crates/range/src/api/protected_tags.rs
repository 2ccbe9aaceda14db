//! `/projects/:id/protected_tags`.
//!
//! Source: GitLab docs, `api/protected_tags`. GitLab has no event type for them.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post};
use crate::world::{Level, Place, ProtectedTag};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/protected_tags", list),
    post("/projects/:id/protected_tags", add),
    get("/projects/:id/protected_tags/:name", one),
    delete("/projects/:id/protected_tags/:name", remove),
];

fn row(tag: &ProtectedTag) -> Value {
    let title = match tag.create_level {
        0 => "No one",
        30 => "Developers + Maintainers",
        _ => "Maintainers",
    };
    let level = json!({
        "access_level": tag.create_level,
        "access_level_description": title,
        "deploy_key_id": null,
        "user_id": null,
        "group_id": null,
    });
    json!({ "name": tag.name, "create_access_levels": [level] })
}

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let all = call.world.protected_tags.iter();
    let rows: Vec<_> = all.filter(|tag| tag.project == place.id()).collect();
    page::by_offset(call, &rows, |tag| row(tag))
}

fn position(call: &Call<'_>, place: Place, name: &str) -> Option<usize> {
    let mut all = call.world.protected_tags.iter();
    all.position(|tag| tag.project == place.id() && tag.name == name)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let index = position(call, place, call.value("name"));
    let tag = index.and_then(|index| call.world.protected_tags.get(index));
    tag.map(|tag| Answer::ok(row(tag))).ok_or_else(Answer::not_found_at_all)
}

fn add(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    call.params().require(&["name"])?;
    let name = call.params().text("name").unwrap_or_default();
    if position(call, place, &name).is_some() {
        return Err(Answer::conflict(&format!("Protected tag '{name}' already exists")));
    }
    let level = call.params().number("create_access_level").unwrap_or(40);
    if !matches!(level, 0 | 30 | 40 | 60) {
        return Err(Answer::invalid("create_access_level does not have a valid value"));
    }
    let create_level = u8::try_from(level).unwrap_or(Level::MAINTAINER.0);
    let tag = ProtectedTag { project: place.id(), name, create_level };
    let answer = row(&tag);
    call.world.protected_tags.push(tag);
    Ok(Answer::created(answer))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let index = position(call, place, call.value("name")).ok_or_else(Answer::not_found_at_all)?;
    call.world.protected_tags.remove(index);
    Ok(Answer::no_content())
}
