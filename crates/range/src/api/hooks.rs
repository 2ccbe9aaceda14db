//! `/projects/:id/hooks`: webhooks, which carry data out.

use serde_json::{Value, json};
use url::Url;

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::users::extend;
use crate::world::{Audit, Entity, Hook, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/hooks", list),
    post("/projects/:id/hooks", add),
    get("/projects/:id/hooks/:hook_id", one),
    put("/projects/:id/hooks/:hook_id", change),
    delete("/projects/:id/hooks/:hook_id", remove),
];

/// The flags of a hook that can be on.
const EVENTS: [&str; 14] = [
    "push_events",
    "tag_push_events",
    "merge_requests_events",
    "repository_update_events",
    "issues_events",
    "confidential_issues_events",
    "note_events",
    "confidential_note_events",
    "pipeline_events",
    "wiki_page_events",
    "deployment_events",
    "job_events",
    "releases_events",
    "resource_access_token_events",
];

fn row(hook: &Hook) -> Value {
    let mut row = json!({
        "id": hook.id,
        "url": hook.url,
        "name": hook.name,
        "description": null,
        "created_at": millis(hook.created_at),
        "enable_ssl_verification": hook.verifies_tls,
        "alert_status": "executable",
        "disabled_until": null,
        "url_variables": [],
        "custom_headers": [],
        "push_events_branch_filter": null,
        "branch_filter_strategy": "wildcard",
        "project_id": hook.project,
    });
    for event in EVENTS {
        extend(&mut row, json!({ event: hook.events.iter().any(|on| on == event) }));
    }
    row
}

fn managed(call: &Call<'_>) -> Result<Place, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER)
}

fn list(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let hooks: Vec<_> = call.world.hooks.values().filter(|h| h.project == place.id()).collect();
    page::by_offset(call, &hooks, |hook| row(hook))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("hook_id")?;
    let hook = call.world.hooks.get(&id).filter(|hook| hook.project == place.id());
    hook.map(|hook| hook.id).ok_or_else(Answer::not_found_at_all)
}

fn one(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    call.world.hooks.get(&id).map(|hook| Answer::ok(row(hook))).ok_or_else(Answer::not_found_at_all)
}

/// Reads what the call sets; the events named override those that are on.
fn set(call: &mut Call<'_>, id: u64) {
    let params = &call.request.params;
    let Some(hook) = call.world.hooks.get_mut(&id) else { return };
    for event in EVENTS {
        match params.flag(event) {
            Some(true) if !hook.events.iter().any(|on| on == event) => {
                hook.events.push(event.to_owned());
            }
            Some(false) => hook.events.retain(|on| on != event),
            _ => {}
        }
    }
    if let Some(verifies) = params.flag("enable_ssl_verification") {
        hook.verifies_tls = verifies;
    }
    hook.name = params.text("name").or_else(|| hook.name.take());
}

fn wanted_url(call: &Call<'_>) -> Result<String, Answer> {
    call.params().require(&["url"])?;
    let text = call.params().text("url").unwrap_or_default();
    let is_web = Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if is_web {
        Ok(text)
    } else {
        Err(Answer::message(422, json!({ "error": ["Invalid url given"] })))
    }
}

fn add(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let url = wanted_url(call)?;
    let id = call.world.add_hook(place.id(), &url, call.now);
    set(call, id);
    tell(call, "webhook_created", place, id, "Added project hook");
    let hook = call.world.hooks.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::created(row(hook)))
}

fn change(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    let url = wanted_url(call)?;
    set(call, id);
    let Some(hook) = call.world.hooks.get_mut(&id) else { return Err(Answer::not_found_at_all()) };
    hook.url = url;
    Ok(Answer::ok(row(hook)))
}

fn remove(call: &mut Call<'_>) -> Outcome {
    let place = managed(call)?;
    let id = find(call, place)?;
    call.world.hooks.remove(&id);
    tell(call, "webhook_destroyed", place, id, "Deleted project hook");
    Ok(Answer::no_content())
}

fn tell(call: &mut Call<'_>, event_type: &'static str, place: Place, id: u64, text: &str) {
    let audit = Audit::new(event_type, Entity::Place(place))
        .target("ProjectHook", id, format!("Hook {id}"))
        .message(text);
    call.tell(audit);
}
