//! `/projects/:id/protected_branches`.
//!
//! Source: GitLab docs, `api/protected_branches`. Users besides roles, the
//! role that may unprotect, and code owners are Premium.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, patch, post};
use crate::Tier;
use crate::world::{Audit, Entity, Level, Place, ProtectedBranch};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/protected_branches", list),
    post("/projects/:id/protected_branches", add),
    get("/projects/:id/protected_branches/:name", one),
    patch("/projects/:id/protected_branches/:name", change),
    delete("/projects/:id/protected_branches/:name", remove),
];

/// Rows of access levels; each has an id, by which a change names it.
fn levels(branch: &ProtectedBranch, offset: u64, role: Option<u8>, users: &[u64]) -> Value {
    let base = branch.id * 1000 + offset * 100;
    let role = role.map(|level| {
        let title = match level {
            0 => "No one",
            30 => "Developers + Maintainers",
            60 => "Administrators",
            _ => "Maintainers",
        };
        json!({
            "id": base,
            "access_level": level,
            "access_level_description": title,
            "deploy_key_id": null,
            "user_id": null,
            "group_id": null,
        })
    });
    let users = (1..).zip(users).map(|(index, user): (u64, &u64)| {
        json!({
            "id": base + index,
            "access_level": 40,
            "access_level_description": format!("User {user}"),
            "deploy_key_id": null,
            "user_id": user,
            "group_id": null,
        })
    });
    Value::Array(role.into_iter().chain(users).collect())
}

fn row(branch: &ProtectedBranch) -> Value {
    json!({
        "id": branch.id,
        "name": branch.name,
        "push_access_levels": levels(branch, 1, Some(branch.push_level), &branch.push_users),
        "merge_access_levels": levels(branch, 2, Some(branch.merge_level), &branch.merge_users),
        "allow_force_push": branch.allows_force_push,
        "unprotect_access_levels": levels(branch, 3, branch.unprotect_level, &[]),
        "code_owner_approval_required": branch.needs_code_owner,
        "inherited": false,
    })
}

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let search = call.params().text("search");
    let all = call.world.protected_branches.values();
    let rows: Vec<_> = all
        .filter(|branch| branch.project == place.id())
        .filter(|branch| search.as_ref().is_none_or(|text| branch.name.contains(text)))
        .collect();
    page::by_offset(call, &rows, |branch| row(branch))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let name = call.value("name");
    let mut all = call.world.protected_branches.values();
    let found = all.find(|branch| branch.project == place.id() && branch.name == name);
    found.map(|branch| branch.id).ok_or_else(Answer::not_found_at_all)
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let branch = call.world.protected_branches.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, row(branch)))
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    show(call, find(call, place)?, 200)
}

fn level(call: &Call<'_>, name: &str) -> Result<Option<u8>, Answer> {
    match call.params().number(name) {
        None => Ok(None),
        Some(number @ (0 | 30 | 40 | 60)) => Ok(u8::try_from(number).ok()),
        Some(_) => Err(Answer::invalid(&format!("{name} does not have a valid value"))),
    }
}

/// What a list like `allowed_to_push` asks for.
#[derive(Debug, Default)]
struct Allowed {
    role: Option<u8>,
    users: Vec<u64>,
    gone: Vec<u64>,
}

fn allowed(call: &Call<'_>, name: &str) -> Allowed {
    let mut found = Allowed::default();
    let rows = call.params().0.get(name).and_then(Value::as_array);
    for row in rows.into_iter().flatten() {
        let number = |key: &str| row.get(key).and_then(Value::as_u64);
        let is_gone = row.get("_destroy").and_then(Value::as_bool) == Some(true);
        match (number("id"), number("user_id"), number("access_level")) {
            (Some(id), _, _) if is_gone => found.gone.push(id),
            (_, Some(user), _) => found.users.push(user),
            (_, None, Some(level)) => found.role = u8::try_from(level).ok(),
            _ => {}
        }
    }
    found
}

/// Puts a list like `allowed_to_push` into effect; a role that is taken away leaves no one.
fn allow(asked: Allowed, (id, offset): (u64, u64), role: &mut u8, users: &mut Vec<u64>) {
    let base = id * 1000 + offset * 100;
    let mut index = 0;
    users.retain(|_| {
        index += 1;
        !asked.gone.contains(&(base + index))
    });
    if asked.gone.contains(&base) {
        *role = 0;
    }
    *role = asked.role.unwrap_or(*role);
    for user in asked.users {
        if !users.contains(&user) {
            users.push(user);
        }
    }
}

/// Applies what the call sets.
fn set(call: &mut Call<'_>, id: u64) -> Result<(), Answer> {
    let push = level(call, "push_access_level")?;
    let merge = level(call, "merge_access_level")?;
    let unprotect = level(call, "unprotect_access_level")?;
    let (to_push, to_merge) = (allowed(call, "allowed_to_push"), allowed(call, "allowed_to_merge"));
    let to_unprotect = allowed(call, "allowed_to_unprotect");
    let params = &call.request.params;
    let (force, owners) =
        (params.flag("allow_force_push"), params.flag("code_owner_approval_required"));
    let has_premium = call.rules.tier >= Tier::Premium;
    let Some(branch) = call.world.protected_branches.get_mut(&id) else {
        return Err(Answer::not_found_at_all());
    };
    branch.push_level = push.unwrap_or(branch.push_level);
    branch.merge_level = merge.unwrap_or(branch.merge_level);
    branch.allows_force_push = force.unwrap_or(branch.allows_force_push);
    if has_premium {
        allow(to_push, (id, 1), &mut branch.push_level, &mut branch.push_users);
        allow(to_merge, (id, 2), &mut branch.merge_level, &mut branch.merge_users);
        let gone = to_unprotect.gone.contains(&(id * 1000 + 300));
        let kept = branch.unprotect_level.filter(|_| !gone);
        branch.unprotect_level = unprotect.or(to_unprotect.role).or(kept);
        branch.needs_code_owner = owners.unwrap_or(branch.needs_code_owner);
    }
    Ok(())
}

fn add(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    call.params().require(&["name"])?;
    let name = call.params().text("name").unwrap_or_default();
    let mut all = call.world.protected_branches.values();
    if all.any(|branch| branch.project == place.id() && branch.name == name) {
        return Err(Answer::conflict(&format!("Protected branch '{name}' already exists")));
    }
    let id = call.world.add_protected_branch(place.id(), &name);
    if let Some(branch) = call.world.protected_branches.get_mut(&id) {
        branch.merge_level = Level::MAINTAINER.0;
    }
    if let Err(refusal) = set(call, id) {
        call.world.protected_branches.remove(&id);
        return Err(refusal);
    }
    let Some(branch) = call.world.protected_branches.get(&id) else {
        return Err(Answer::not_found_at_all());
    };
    let audit = Audit::new("protected_branch_created", Entity::Place(place))
        .target("ProtectedBranch", id, name)
        .with("add", json!("protected_branch"))
        .with("push_access_levels", json!([Level(branch.push_level).title()]))
        .with("merge_access_levels", json!([Level(branch.merge_level).title()]))
        .with("allow_force_push", json!(branch.allows_force_push))
        .message("Added protected branch");
    call.tell(audit);
    show(call, id, 201)
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    let before = call.world.protected_branches.get(&id).cloned();
    set(call, id)?;
    let after = call.world.protected_branches.get(&id).cloned();
    if let (Some(before), Some(after)) = (before, after) {
        tell_changes(call, place, &before, &after);
    }
    show(call, id, 200)
}

fn tell_changes(
    call: &mut Call<'_>,
    place: Place,
    before: &ProtectedBranch,
    after: &ProtectedBranch,
) {
    let level = |level: u8| Level(level).title().to_owned();
    let rows = [
        (
            "protected_branch_updated",
            "allow force push",
            before.allows_force_push.to_string(),
            after.allows_force_push.to_string(),
        ),
        (
            "protected_branch_code_owner_approval_required_updated",
            "code owner approval required",
            before.needs_code_owner.to_string(),
            after.needs_code_owner.to_string(),
        ),
        (
            "protected_branch_updated",
            "allowed to push",
            level(before.push_level),
            level(after.push_level),
        ),
        (
            "protected_branch_updated",
            "allowed to merge",
            level(before.merge_level),
            level(after.merge_level),
        ),
    ];
    for (event_type, what, from, to) in rows {
        if from != to {
            let audit = Audit::new(event_type, Entity::Place(place))
                .target("ProtectedBranch", after.id, after.name.clone())
                .change(what, &from, &to);
            call.tell(audit);
        }
    }
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    let name = call.world.protected_branches.remove(&id).map(|branch| branch.name);
    let audit = Audit::new("protected_branch_removed", Entity::Place(place))
        .target("ProtectedBranch", id, name.unwrap_or_default())
        .with("remove", json!("protected_branch"))
        .message("Removed protected branch");
    call.tell(audit);
    Ok(Answer::no_content())
}
