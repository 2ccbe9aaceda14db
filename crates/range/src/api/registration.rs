//! How runners come: made by a person, or registered with a token; and whether one's token is valid.
//!
//! Source: GitLab docs, `api/runners`, `api/users` (create a runner linked to a user).

use serde_json::json;

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::route::{Need, Route, delete, post};
use super::runners;
use crate::secret;
use crate::world::{Audit, Entity, Level, Place};

pub(super) const ROUTES: &[Route] = &[
    post("/user/runners", create),
    post("/runners", register).needs(Need::AnyToken),
    delete("/runners", unregister).needs(Need::AnyToken),
    post("/runners/verify", verify).needs(Need::AnyToken),
    post("/runners/reset_authentication_token", reset_own).needs(Need::AnyToken),
    post("/runners/reset_registration_token", |call| {
        call.admin()?;
        Ok(reset_registration(call, None))
    }),
    post("/projects/:id/runners/reset_registration_token", |call| {
        let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
        Ok(reset_registration(call, Some(place)))
    }),
    post("/groups/:id/runners/reset_registration_token", |call| {
        let place = call.place_as(Kind::Group, Level::OWNER)?;
        Ok(reset_registration(call, Some(place)))
    }),
];

fn made(call: &mut Call<'_>, id: u64, token: &str, event_type: &'static str) -> Outcome {
    let params = &call.request.params;
    let (tags, paused) = (params.list("tag_list"), params.flag("paused"));
    let (locked, untagged) = (params.flag("locked"), params.flag("run_untagged"));
    let Some(runner) = call.world.runners.get_mut(&id) else {
        return Err(Answer::not_found("Runner"));
    };
    runner.tags = tags;
    runner.is_paused = paused.unwrap_or(false);
    runner.is_locked = locked.unwrap_or(false);
    runner.runs_untagged = untagged.unwrap_or(true);
    runner.ip_address.clone_from(&call.request.ip);
    let entity = runner.place.map_or(Entity::Instance, Entity::Place);
    let name = runner.description.clone();
    let audit = Audit::new(event_type, entity).target("Ci::Runner", id, name).message(
        if event_type == "ci_runner_created" { "Created runner" } else { "Registered runner" },
    );
    call.tell(audit);
    Ok(Answer::created(json!({ "id": id, "token": token, "token_expires_at": null })))
}

fn create(call: &mut Call<'_>) -> Outcome {
    let me = call.me()?;
    let params = call.params();
    params.require(&["runner_type"])?;
    let (kind, project, group) =
        (params.text("runner_type"), params.number("project_id"), params.number("group_id"));
    let place = match kind.as_deref() {
        Some("instance_type") => {
            call.admin()?;
            None
        }
        Some("group_type") => {
            let id = group.ok_or_else(|| Answer::invalid("group_id is missing"))?;
            Some((Place::Group(id), Level::OWNER))
        }
        Some("project_type") => {
            let id = project.ok_or_else(|| Answer::invalid("project_id is missing"))?;
            Some((Place::Project(id), Level::MAINTAINER))
        }
        _ => return Err(Answer::invalid("runner_type does not have a valid value")),
    };
    if let Some((place, least)) = place
        && call.level(place) < least
    {
        return Err(Answer::forbidden());
    }
    let description = params.text("description").unwrap_or_default();
    let now = call.now;
    let (id, token) =
        call.world.add_runner(place.map(|(place, _)| place), &description, Some(me), now);
    made(call, id, &token, "ci_runner_created")
}

/// Registers with a token of the older kind, where the instance still allows it.
fn register(call: &mut Call<'_>) -> Outcome {
    call.params().require(&["token"])?;
    let setting = call.world.settings.get("allow_runner_registration_token");
    if setting.and_then(serde_json::Value::as_bool) != Some(true) {
        return Err(Answer::message(410, "410 Gone - runner registration disallowed"));
    }
    let digest = secret::digest(&call.params().text("token").unwrap_or_default());
    let mut known = call.world.registration_tokens.iter();
    let place = known.find(|(_, token)| **token == digest).map(|(place, _)| *place);
    let place = place.ok_or_else(|| Answer::forbidden_because("invalid token supplied"))?;
    let description = call.params().text("description").unwrap_or_default();
    let now = call.now;
    let (id, token) = call.world.add_runner(place, &description, None, now);
    made(call, id, &token, "ci_runner_registered")
}

/// The runner whose authentication token is in the parameter `token`.
fn own(call: &Call<'_>) -> Result<u64, Answer> {
    call.params().require(&["token"])?;
    let digest = secret::digest(&call.params().text("token").unwrap_or_default());
    let mut runners = call.world.runners.values();
    let runner = runners.find(|runner| runner.digest == digest);
    runner.map(|runner| runner.id).ok_or_else(Answer::forbidden)
}

fn verify(call: &mut Call<'_>) -> Outcome {
    let id = own(call)?;
    let token = call.params().text("token");
    Ok(Answer::ok(json!({ "id": id, "token": token, "token_expires_at": null })))
}

fn unregister(call: &mut Call<'_>) -> Outcome {
    let id = own(call)?;
    runners::end(call, id);
    Ok(Answer::no_content())
}

fn reset_own(call: &mut Call<'_>) -> Outcome {
    let id = own(call)?;
    let token = runners::renew(call, id);
    Ok(Answer::created(json!({ "token": token, "token_expires_at": null })))
}

fn reset_registration(call: &mut Call<'_>, place: Option<Place>) -> Answer {
    let token = call.world.reset_registration_token(place);
    let entity = place.map_or(Entity::Instance, Entity::Place);
    let audit = Audit::new("ci_runner_token_reset", entity)
        .target("Ci::Runner", 0, "registration token")
        .message("Reset runner registration token");
    call.tell(audit);
    Answer::created(json!({ "token": token }))
}
