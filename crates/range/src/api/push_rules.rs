//! `/projects/:id/push_rule`, `/groups/:id/push_rule`. Premium.
//!
//! Source: GitLab docs, `api/project_push_rules`, `api/group_push_rules`. A
//! project without rules answers `null`, a group 404.

use serde_json::{Map, Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::route::{Route, delete, get, post, put};
use super::settings::{self, Change};
use super::users::extend;
use crate::Tier;
use crate::world::field::defaults;
use crate::world::field_place::PUSH_RULE;
use crate::world::{Entity, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/push_rule", |call| show(call, Kind::Project)),
    post("/projects/:id/push_rule", |call| add(call, Kind::Project)),
    put("/projects/:id/push_rule", |call| change(call, Kind::Project)),
    delete("/projects/:id/push_rule", |call| remove(call, Kind::Project)),
    get("/groups/:id/push_rule", |call| show(call, Kind::Group)),
    post("/groups/:id/push_rule", |call| add(call, Kind::Group)),
    put("/groups/:id/push_rule", |call| change(call, Kind::Group)),
    delete("/groups/:id/push_rule", |call| remove(call, Kind::Group)),
];

fn managed(call: &Call<'_>, kind: Kind) -> Result<Place, Answer> {
    call.licensed(Tier::Premium)?;
    let least = if kind == Kind::Group { Level::OWNER } else { Level::MAINTAINER };
    call.place_as(kind, least)
}

fn slot<'a>(
    call: &'a mut Call<'_>,
    place: Place,
) -> Result<&'a mut Option<Map<String, Value>>, Answer> {
    match place {
        Place::Project(id) => call.world.projects.get_mut(&id).map(|p| &mut p.push_rule),
        Place::Group(id) => call.world.groups.get_mut(&id).map(|g| &mut g.push_rule),
    }
    .ok_or_else(Answer::not_found_at_all)
}

fn known(call: &Call<'_>, place: Place) -> Option<Map<String, Value>> {
    match place {
        Place::Project(id) => call.world.projects.get(&id)?.push_rule.clone(),
        Place::Group(id) => call.world.groups.get(&id)?.push_rule.clone(),
    }
}

fn row(call: &Call<'_>, place: Place, rule: &Map<String, Value>) -> Value {
    let mut row = json!({ "id": place.id(), "created_at": millis(call.now) });
    if let Place::Project(id) = place {
        extend(&mut row, json!({ "project_id": id }));
    }
    extend(&mut row, settings::shown(call, PUSH_RULE, rule));
    row
}

fn show(call: &Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    match known(call, place) {
        Some(rule) => Ok(Answer::ok(row(call, place, &rule))),
        None if kind == Kind::Project => Ok(Answer::ok(Value::Null)),
        None => Err(Answer::not_found("Push Rule")),
    }
}

fn add(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    if known(call, place).is_some() {
        let what = if kind == Kind::Project { "Project" } else { "Group" };
        return Err(Answer::json(422, json!({ "error": format!("{what} push rule exists") })));
    }
    set(call, place, 201)
}

fn change(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    if known(call, place).is_none() {
        return Err(Answer::not_found("Push Rule"));
    }
    set(call, place, 200)
}

fn set(call: &mut Call<'_>, place: Place, status: u16) -> Outcome {
    let before = known(call, place).unwrap_or_else(|| defaults(PUSH_RULE));
    let changes = settings::changes(call, PUSH_RULE, &before)?;
    let mut rule = before;
    settings::apply(&changes, &mut rule);
    let answer = row(call, place, &rule);
    *slot(call, place)? = Some(rule);
    // Two of them have other names among the event types.
    let told: Vec<Change> = changes
        .into_iter()
        .map(|change| Change {
            name: match change.name {
                "deny_delete_tag" => "reject_deny_delete_tag",
                "member_check" => "reject_member_check",
                name => name,
            },
            ..change
        })
        .collect();
    let pattern = match place {
        Place::Project(_) => "project_push_rules_*_updated",
        Place::Group(_) => "group_push_rules_*_updated",
    };
    let path = call.world.path_of(place);
    let target = (place.class(), place.id(), path.as_str());
    settings::tell(call, Entity::Place(place), target, &[pattern], &told);
    Ok(Answer::json(status, answer))
}

fn remove(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let had = slot(call, place)?.take();
    if had.is_some() { Ok(Answer::no_content()) } else { Err(Answer::not_found("Push Rule")) }
}
