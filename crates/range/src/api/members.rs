//! `/projects/:id/members`, `/groups/:id/members`.
//!
//! Removing members by the API has a limit of its own: 60 a minute, answered
//! with a 429 that carries no headers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::users::{basic, extend};
use crate::world::{Audit, Entity, Level, Member, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/members", |call| list(call, Kind::Project, false)),
    get("/projects/:id/members/all", |call| list(call, Kind::Project, true)),
    get("/projects/:id/members/:user_id", |call| one(call, Kind::Project)),
    post("/projects/:id/members", |call| add(call, Kind::Project)),
    put("/projects/:id/members/:user_id", |call| change(call, Kind::Project)),
    delete("/projects/:id/members/:user_id", |call| remove(call, Kind::Project)),
    get("/groups/:id/members", |call| list(call, Kind::Group, false)),
    get("/groups/:id/members/all", |call| list(call, Kind::Group, true)),
    get("/groups/:id/members/:user_id", |call| one(call, Kind::Group)),
    post("/groups/:id/members", |call| add(call, Kind::Group)),
    put("/groups/:id/members/:user_id", |call| change(call, Kind::Group)),
    delete("/groups/:id/members/:user_id", |call| remove(call, Kind::Group)),
];

fn row(call: &Call<'_>, member: &Member) -> Value {
    let user = call.world.users.get(&member.user);
    let mut row = user.map_or(Value::Null, |user| basic(user, &call.request.host));
    extend(
        &mut row,
        json!({
            "access_level": member.level.0,
            "created_at": millis(member.created_at),
            "expires_at": member.expires_at,
            "membership_state": "active",
        }),
    );
    row
}

fn list(call: &Call<'_>, kind: Kind, with_inherited: bool) -> Outcome {
    let place = call.place(kind)?;
    call.me()?;
    let chain = if with_inherited { call.world.lineage(place) } else { vec![place] };
    // One row a user: the highest role counts.
    let mut highest: BTreeMap<u64, &Member> = BTreeMap::new();
    for member in call.world.members.iter().filter(|member| chain.contains(&member.place)) {
        let known = highest.entry(member.user).or_insert(member);
        if member.level > known.level {
            *known = member;
        }
    }
    let rows: Vec<&Member> = highest.into_values().collect();
    page::by_offset(call, &rows, |member| row(call, member))
}

fn find<'a>(call: &'a Call<'_>, place: Place) -> Result<&'a Member, Answer> {
    let user = call.id("user_id")?;
    let mut members = call.world.members.iter();
    members
        .find(|member| member.place == place && member.user == user)
        .ok_or_else(|| Answer::not_found("Member"))
}

fn one(call: &Call<'_>, kind: Kind) -> Outcome {
    let place = call.place(kind)?;
    call.me()?;
    let member = find(call, place)?;
    Ok(Answer::ok(row(call, member)))
}

/// Maintainers manage a project's members, owners a group's; nobody gives more than he has.
fn managed(call: &Call<'_>, kind: Kind) -> Result<Place, Answer> {
    match kind {
        Kind::Project => call.place_as(kind, Level::MAINTAINER),
        Kind::Group => call.place_as(kind, Level::OWNER),
    }
}

fn wanted_level(call: &Call<'_>, place: Place) -> Result<Level, Answer> {
    call.params().require(&["access_level"])?;
    let level = call.params().number("access_level").and_then(Level::parse);
    let level = level.ok_or_else(|| Answer::invalid("access_level does not have a valid value"))?;
    if level > call.level(place) { Err(Answer::forbidden()) } else { Ok(level) }
}

fn add(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let level = wanted_level(call, place)?;
    call.params().require(&["user_id"])?;
    let user = call.params().number("user_id").filter(|id| call.world.users.contains_key(id));
    let user = user.ok_or_else(|| Answer::not_found("User"))?;
    if call.world.members.iter().any(|member| member.place == place && member.user == user) {
        return Err(Answer::conflict("Member already exists"));
    }
    let expires_at = call.params().text("expires_at");
    let id = call.world.add_member(place, user, level, call.now);
    if let Some(member) = call.world.members.last_mut() {
        member.expires_at = expires_at;
    }
    let audit = told(call, "member_created", place, user)
        .with("add", json!("user_access"))
        .with("as", json!(level.title()))
        .with("member_id", json!(id))
        .message("Membership created");
    call.tell(audit);
    let member = call.world.members.last().ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(row(call, member)))
}

fn change(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = managed(call, kind)?;
    let level = wanted_level(call, place)?;
    let user = find(call, place)?.user;
    if level < Level::OWNER && is_last_owner(call, place, user) {
        return Err(Answer::forbidden());
    }
    // `null` takes the end away; without the parameter it stays.
    let has_end = call.params().0.contains_key("expires_at");
    let expires_at = call.params().text("expires_at");
    let member = call.world.members.iter_mut().find(|m| m.place == place && m.user == user);
    let Some(member) = member else { return Err(Answer::not_found("Member")) };
    let from = std::mem::replace(&mut member.level, level);
    if has_end {
        member.expires_at = expires_at;
    }
    let id = member.id;
    if from != level {
        let audit = told(call, "member_updated", place, user)
            .with("member_id", json!(id))
            .change("access_level", from.title(), level.title())
            .message("Membership updated");
        call.tell(audit);
    }
    one(call, kind)
}

fn remove(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = call.place(kind)?;
    let me = call.me()?;
    let (id, user, level) = {
        let member = find(call, place)?;
        (member.id, member.user, member.level)
    };
    // Everyone may leave.
    if user != me {
        managed(call, kind)?;
    }
    if is_last_owner(call, place, user) {
        return Err(Answer::forbidden());
    }
    if !call.rules.limits.may_remove_member(me, call.now) {
        return Err(Answer::too_many());
    }
    call.world.members.retain(|member| member.id != id);
    let audit = told(call, "member_destroyed", place, user)
        .with("remove", json!("user_access"))
        .with("as", json!(level.title()))
        .with("member_id", json!(id))
        .message("Membership destroyed");
    call.tell(audit);
    Ok(Answer::no_content())
}

/// Whether the user owns the group and nobody else does, there or above: GitLab
/// keeps such a member.
///
/// Source: GitLab docs, `user/group/manage`, "a group must have at least one owner".
fn is_last_owner(call: &Call<'_>, place: Place, user: u64) -> bool {
    let owners = |wanted: &[Place], is_wanted: &dyn Fn(u64) -> bool| {
        let mut members = call.world.members.iter();
        members.any(|m| wanted.contains(&m.place) && m.level >= Level::OWNER && is_wanted(m.user))
    };
    matches!(place, Place::Group(_))
        && owners(&[place], &|owner| owner == user)
        && !owners(&call.world.lineage(place), &|owner| owner != user)
}

fn told(call: &Call<'_>, event_type: &'static str, place: Place, user: u64) -> Audit {
    let name = call.world.users.get(&user).map(|user| user.name.clone()).unwrap_or_default();
    Audit::new(event_type, Entity::Place(place)).target("User", user, name)
}
