//! `/projects/:id/protected_branches`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, patch, post};
use crate::world::{Audit, Entity, Level, Place, ProtectedBranch};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/protected_branches", list),
    post("/projects/:id/protected_branches", add),
    get("/projects/:id/protected_branches/:name", one),
    patch("/projects/:id/protected_branches/:name", change),
    delete("/projects/:id/protected_branches/:name", remove),
];

fn row(branch: &ProtectedBranch) -> Value {
    let level = |offset: u64, level: u8| {
        let title = match level {
            0 => "No one",
            30 => "Developers + Maintainers",
            _ => "Maintainers",
        };
        json!([{
            "id": branch.id * 10 + offset,
            "access_level": level,
            "access_level_description": title,
            "deploy_key_id": null,
            "user_id": null,
            "group_id": null,
        }])
    };
    json!({
        "id": branch.id,
        "name": branch.name,
        "push_access_levels": level(1, branch.push_level),
        "merge_access_levels": level(2, branch.merge_level),
        "allow_force_push": branch.allows_force_push,
        "unprotect_access_levels": [],
        "code_owner_approval_required": false,
        "inherited": false,
    })
}

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let all = call.world.protected_branches.values();
    let rows: Vec<_> = all.filter(|branch| branch.project == place.id()).collect();
    page::by_offset(call, &rows, |branch| row(branch))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let name = call.value("name");
    let mut all = call.world.protected_branches.values();
    let found = all.find(|branch| branch.project == place.id() && branch.name == name);
    found.map(|branch| branch.id).ok_or_else(Answer::not_found_at_all)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::DEVELOPER)?;
    let id = find(call, place)?;
    let branch = call.world.protected_branches.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(row(branch)))
}

fn level(call: &Call<'_>, name: &str, otherwise: u8) -> u8 {
    let number = call.params().number(name).and_then(|number| u8::try_from(number).ok());
    number.unwrap_or(otherwise)
}

fn add(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    call.params().require(&["name"])?;
    let name = call.params().text("name").unwrap_or_default();
    let mut all = call.world.protected_branches.values();
    if all.any(|branch| branch.project == place.id() && branch.name == name) {
        return Err(Answer::conflict(&format!("Protected branch '{name}' already exists")));
    }
    let push = level(call, "push_access_level", Level::MAINTAINER.0);
    let merge = level(call, "merge_access_level", Level::MAINTAINER.0);
    let allows_force_push = call.params().flag("allow_force_push") == Some(true);
    let id = call.world.add_protected_branch(place.id(), &name);
    let Some(branch) = call.world.protected_branches.get_mut(&id) else {
        return Err(Answer::not_found_at_all());
    };
    (branch.push_level, branch.merge_level) = (push, merge);
    branch.allows_force_push = allows_force_push;
    let row = row(branch);
    let audit = Audit::new("protected_branch_created", Entity::Place(place))
        .target("ProtectedBranch", id, name)
        .with("add", json!("protected_branch"))
        .with("push_access_levels", json!([Level(push).title()]))
        .with("merge_access_levels", json!([Level(merge).title()]))
        .with("allow_force_push", json!(allows_force_push))
        .message("Added protected branch");
    call.tell(audit);
    Ok(Answer::created(row))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    let wanted = call.params().flag("allow_force_push");
    let Some(branch) = call.world.protected_branches.get_mut(&id) else {
        return Err(Answer::not_found_at_all());
    };
    let from = branch.allows_force_push;
    let to = wanted.unwrap_or(from);
    branch.allows_force_push = to;
    let (name, row) = (branch.name.clone(), row(branch));
    if from != to {
        let audit = Audit::new("protected_branch_updated", Entity::Place(place))
            .target("ProtectedBranch", id, name)
            .change("allow force push", &from.to_string(), &to.to_string());
        call.tell(audit);
    }
    Ok(Answer::ok(row))
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
