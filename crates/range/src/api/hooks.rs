//! Webhooks of projects and groups, and system hooks: what carries data out.
//!
//! Source: GitLab docs, `api/project_webhooks`, `api/group_webhooks` (Premium),
//! `api/system_hooks`. The secret that a hook sends along is never shown.

use serde_json::{Value, json};
use url::Url;

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::settings;
use super::users::extend;
use crate::Tier;
use crate::secret;
use crate::world::field::Field;
use crate::world::field_place::{GROUP_HOOK, HOOK, PLACE_HOOK};
use crate::world::{Audit, Entity, Hook, Level, Place, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/projects/:id/hooks", |call| list(call, project(call)?)),
    post("/projects/:id/hooks", |call| add(call, project(call)?)),
    get("/projects/:id/hooks/:hook_id", |call| one(call, project(call)?)),
    put("/projects/:id/hooks/:hook_id", |call| change(call, project(call)?)),
    delete("/projects/:id/hooks/:hook_id", |call| remove(call, project(call)?)),
    get("/groups/:id/hooks", |call| list(call, group(call)?)),
    post("/groups/:id/hooks", |call| add(call, group(call)?)),
    get("/groups/:id/hooks/:hook_id", |call| one(call, group(call)?)),
    put("/groups/:id/hooks/:hook_id", |call| change(call, group(call)?)),
    delete("/groups/:id/hooks/:hook_id", |call| remove(call, group(call)?)),
    get("/hooks", |call| list(call, instance(call)?)),
    post("/hooks", |call| add(call, instance(call)?)),
    get("/hooks/:hook_id", |call| one(call, instance(call)?)),
    put("/hooks/:hook_id", |call| change(call, instance(call)?)),
    delete("/hooks/:hook_id", |call| remove(call, instance(call)?)),
];

/// Where hooks are; none is the instance.
type Where = Option<Place>;

fn project(call: &Call<'_>) -> Result<Where, Answer> {
    call.place_as(Kind::Project, Level::MAINTAINER).map(Some)
}

fn group(call: &Call<'_>) -> Result<Where, Answer> {
    call.licensed(Tier::Premium)?;
    call.place_as(Kind::Group, Level::OWNER).map(Some)
}

fn instance(call: &Call<'_>) -> Result<Where, Answer> {
    call.admin().map(|_| None)
}

/// The settings that a hook there has.
fn fields(at: Where) -> Vec<Field> {
    let more: &[&[Field]] = match at {
        None => &[HOOK],
        Some(Place::Project(_)) => &[HOOK, PLACE_HOOK],
        Some(Place::Group(_)) => &[HOOK, PLACE_HOOK, GROUP_HOOK],
    };
    more.concat()
}

fn row(call: &Call<'_>, hook: &Hook) -> Value {
    let mut row = json!({
        "id": hook.id,
        "url": hook.url,
        "created_at": millis(hook.created_at),
        "alert_status": "executable",
        "disabled_until": null,
        "url_variables": hook.url_variables.iter().map(|key| json!({ "key": key })).collect::<Vec<_>>(),
        "custom_headers": hook.custom_headers.iter().map(|key| json!({ "key": key })).collect::<Vec<_>>(),
    });
    extend(&mut row, settings::shown(call, &fields(hook.place), &hook.fields));
    match hook.place {
        Some(Place::Project(id)) => extend(&mut row, json!({ "project_id": id })),
        Some(Place::Group(id)) => extend(&mut row, json!({ "group_id": id })),
        None => {}
    }
    row
}

fn list(call: &Call<'_>, at: Where) -> Outcome {
    let hooks: Vec<_> = call.world.hooks.values().filter(|hook| hook.place == at).collect();
    page::by_offset(call, &hooks, |hook| row(call, hook))
}

fn find(call: &Call<'_>, at: Where) -> Result<u64, Answer> {
    let id = call.id("hook_id")?;
    let hook = call.world.hooks.get(&id).filter(|hook| hook.place == at);
    hook.map(|hook| hook.id).ok_or_else(Answer::not_found_at_all)
}

fn show(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let hook = call.world.hooks.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, row(call, hook)))
}

fn one(call: &Call<'_>, at: Where) -> Outcome {
    show(call, find(call, at)?, 200)
}

/// Reads what the call sets.
fn set(call: &mut Call<'_>, at: Where, id: u64) -> Result<(), Answer> {
    let current = call.world.hooks.get(&id).map(|hook| hook.fields.clone()).unwrap_or_default();
    let changes = settings::changes(call, &fields(at), &current)?;
    let params = &call.request.params;
    let token = params.text("token").map(|text| secret::digest(&text));
    let names = |of: &str| -> Option<Vec<String>> {
        let rows = params.0.get(of)?.as_array()?;
        let keys = rows.iter().filter_map(|row| row.get("key")?.as_str());
        Some(keys.map(str::to_owned).collect())
    };
    let (variables, headers) = (names("url_variables"), names("custom_headers"));
    let Some(hook) = call.world.hooks.get_mut(&id) else { return Ok(()) };
    settings::apply(&changes, &mut hook.fields);
    hook.token = token.or(hook.token);
    hook.url_variables = variables.unwrap_or_else(|| std::mem::take(&mut hook.url_variables));
    hook.custom_headers = headers.unwrap_or_else(|| std::mem::take(&mut hook.custom_headers));
    Ok(())
}

fn wanted_url(call: &Call<'_>) -> Result<String, Answer> {
    call.params().require(&["url"])?;
    let text = call.params().text("url").unwrap_or_default();
    let invalid = || Answer::message(422, json!({ "error": ["Invalid url given"] }));
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(invalid)?;
    let is_local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => true,
    };
    let name = "allow_local_requests_from_web_hooks_and_services";
    let allows_local = call.world.settings.get(name).and_then(Value::as_bool) == Some(true);
    if is_local && !allows_local { Err(invalid()) } else { Ok(text) }
}

fn add(call: &mut Call<'_>, at: Where) -> Outcome {
    let url = wanted_url(call)?;
    let now = call.now;
    let id = call.world.add_hook_to(at, &url, now);
    if let Err(refusal) = set(call, at, id) {
        call.world.hooks.remove(&id);
        return Err(refusal);
    }
    tell(call, "webhook_created", at, id, "Added");
    show(call, id, 201)
}

fn change(call: &mut Call<'_>, at: Where) -> Outcome {
    let id = find(call, at)?;
    // Since 16: the URL may stay as it is.
    let url = match call.params().text("url") {
        Some(_) => Some(wanted_url(call)?),
        None => None,
    };
    set(call, at, id)?;
    if let (Some(url), Some(hook)) = (url, call.world.hooks.get_mut(&id)) {
        hook.url = url;
    }
    show(call, id, 200)
}

fn remove(call: &mut Call<'_>, at: Where) -> Outcome {
    let id = find(call, at)?;
    call.world.hooks.remove(&id);
    tell(call, "webhook_destroyed", at, id, "Deleted");
    Ok(Answer::no_content())
}

fn tell(call: &mut Call<'_>, event_type: &'static str, at: Where, id: u64, word: &str) {
    let (class, noun, entity) = match at {
        Some(place @ Place::Project(_)) => ("ProjectHook", "project", Entity::Place(place)),
        Some(place @ Place::Group(_)) => ("GroupHook", "group", Entity::Place(place)),
        None => ("SystemHook", "system", Entity::Instance),
    };
    let audit = Audit::new(event_type, entity)
        .target(class, id, format!("Hook {id}"))
        .message(format!("{word} {noun} hook"));
    call.tell(audit);
}
