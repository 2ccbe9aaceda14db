//! Deploy tokens and deploy keys.
//!
//! Source: GitLab docs, `api/deploy_tokens` and `api/deploy_keys`.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get, post, put};
use super::users::extend;
use crate::world::{Audit, DeployKey, DeployToken, Entity, Level, Place, SshKey, World, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/deploy_tokens", all_tokens),
    get("/projects/:id/deploy_tokens", |call| tokens(call, Kind::Project)),
    post("/projects/:id/deploy_tokens", |call| create(call, Kind::Project)),
    get("/projects/:id/deploy_tokens/:token_id", |call| token(call, Kind::Project)),
    delete("/projects/:id/deploy_tokens/:token_id", |call| revoke(call, Kind::Project)),
    get("/groups/:id/deploy_tokens", |call| tokens(call, Kind::Group)),
    post("/groups/:id/deploy_tokens", |call| create(call, Kind::Group)),
    get("/groups/:id/deploy_tokens/:token_id", |call| token(call, Kind::Group)),
    delete("/groups/:id/deploy_tokens/:token_id", |call| revoke(call, Kind::Group)),
    get("/deploy_keys", all_keys),
    get("/projects/:id/deploy_keys", keys),
    post("/projects/:id/deploy_keys", add_key),
    get("/projects/:id/deploy_keys/:key_id", key),
    put("/projects/:id/deploy_keys/:key_id", change_key),
    delete("/projects/:id/deploy_keys/:key_id", remove_key),
];

const SCOPES: [&str; 7] = [
    "read_repository",
    "read_registry",
    "write_registry",
    "read_virtual_registry",
    "write_virtual_registry",
    "read_package_registry",
    "write_package_registry",
];

fn token_row(call: &Call<'_>, token: &DeployToken) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "username": token.username,
        "expires_at": token.expires_at.map(millis),
        "scopes": token.scopes,
        "revoked": token.is_revoked,
        "expired": token.expires_at.is_some_and(|end| end <= call.now),
    })
}

fn is_wanted(call: &Call<'_>, token: &DeployToken) -> bool {
    let is_active = World::is_deploy_token_active(token, call.now);
    call.params().flag("active").is_none_or(|wanted| wanted == is_active)
}

fn all_tokens(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let all = call.world.deploy_tokens.values();
    let rows: Vec<_> = all.filter(|token| is_wanted(call, token)).collect();
    page::by_offset(call, &rows, |token| token_row(call, token))
}

fn tokens(call: &Call<'_>, kind: Kind) -> Outcome {
    let place = call.place_as(kind, Level::MAINTAINER)?;
    let all = call.world.deploy_tokens.values();
    let rows: Vec<_> = all.filter(|t| t.place == place && is_wanted(call, t)).collect();
    page::by_offset(call, &rows, |token| token_row(call, token))
}

fn find(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("token_id")?;
    let token = call.world.deploy_tokens.get(&id).filter(|token| token.place == place);
    token.map(|token| token.id).ok_or_else(|| Answer::not_found("Deploy Token"))
}

fn token(call: &Call<'_>, kind: Kind) -> Outcome {
    let place = call.place_as(kind, Level::MAINTAINER)?;
    let id = find(call, place)?;
    let token = call.world.deploy_tokens.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::ok(token_row(call, token)))
}

fn create(call: &mut Call<'_>, kind: Kind) -> Outcome {
    // A group's owners, a project's maintainers.
    let least = if kind == Kind::Group { Level::OWNER } else { Level::MAINTAINER };
    let place = call.place_as(kind, least)?;
    let params = &call.request.params;
    params.require(&["name", "scopes"])?;
    let scopes = params.list("scopes");
    if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return Err(Answer::invalid("scopes does not have a valid value"));
    }
    let expires_at = params.instant("expires_at")?;
    let name = params.text("name").unwrap_or_default();
    let words: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let (id, secret) = call.world.add_deploy_token(place, &name, &words, expires_at);
    if let (Some(username), Some(token)) =
        (params.text("username"), call.world.deploy_tokens.get_mut(&id))
    {
        token.username = username;
    }
    let event_type = match place {
        Place::Project(_) => "deploy_token_created",
        Place::Group(_) => "group_deploy_token_created",
    };
    let class = place.class().to_lowercase();
    let text = format!(
        "Created {class} deploy token with name: {name} with token_id: {id} with scopes: {scopes:?}."
    );
    let audit = Audit::new(event_type, Entity::Place(place));
    call.tell(audit.target("DeployToken", id, name).message(text));
    let token = call.world.deploy_tokens.get(&id).ok_or_else(Answer::not_found_at_all)?;
    let mut row = token_row(call, token);
    extend(&mut row, json!({ "token": secret }));
    Ok(Answer::created(row))
}

fn revoke(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let least = if kind == Kind::Group { Level::OWNER } else { Level::MAINTAINER };
    let place = call.place_as(kind, least)?;
    let id = find(call, place)?;
    end(call, id);
    Ok(Answer::no_content())
}

/// Ends a deploy token. The endpoint removes the row; GitLab keeps it in its tables only.
pub(super) fn end(call: &mut Call<'_>, id: u64) {
    let Some(token) = call.world.deploy_tokens.remove(&id) else { return };
    let (place, name) = (token.place, token.name);
    let event_type = match place {
        Place::Project(_) => "deploy_token_destroyed",
        Place::Group(_) => "group_deploy_token_destroyed",
    };
    let class = place.class().to_lowercase();
    let text = format!("Destroyed {class} deploy token with name: {name} with token_id: {id}");
    let audit =
        Audit::new(event_type, Entity::Place(place)).target("DeployToken", id, name).message(text);
    call.tell(audit);
}

fn key_row(call: &Call<'_>, key: &DeployKey) -> Value {
    let path = call.world.path_of(Place::Project(key.project));
    let project = json!([{ "id": key.project, "path_with_namespace": path }]);
    let (writes, reads) = if key.can_push { (project, json!([])) } else { (json!([]), project) };
    json!({
        "id": key.id,
        "title": key.title,
        "created_at": millis(key.created_at),
        "expires_at": key.expires_at,
        "key": key.key,
        "usage_type": "auth",
        "fingerprint": Value::Null,
        "fingerprint_sha256": SshKey::fingerprint(&key.key),
        "projects_with_write_access": writes,
        "projects_with_readonly_access": reads,
    })
}

fn project_key_row(call: &Call<'_>, key: &DeployKey) -> Value {
    let mut row = key_row(call, key);
    if let Some(fields) = row.as_object_mut() {
        fields.remove("projects_with_write_access");
        fields.remove("projects_with_readonly_access");
    }
    extend(&mut row, json!({ "can_push": key.can_push }));
    row
}

fn all_keys(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let is_public = call.params().flag("public");
    let all = call.world.deploy_keys.values();
    let rows: Vec<_> =
        all.filter(|key| is_public.is_none_or(|wanted| !wanted || key.is_public)).collect();
    page::by_offset(call, &rows, |key| key_row(call, key))
}

fn keys(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let all = call.world.deploy_keys.values();
    let rows: Vec<_> = all.filter(|key| key.project == place.id()).collect();
    page::by_offset(call, &rows, |key| project_key_row(call, key))
}

fn find_key(call: &Call<'_>, place: Place) -> Result<u64, Answer> {
    let id = call.id("key_id")?;
    let key = call.world.deploy_keys.get(&id).filter(|key| key.project == place.id());
    key.map(|key| key.id).ok_or_else(|| Answer::not_found("Deploy Key"))
}

fn show_key(call: &Call<'_>, id: u64, status: u16) -> Outcome {
    let key = call.world.deploy_keys.get(&id).ok_or_else(Answer::not_found_at_all)?;
    Ok(Answer::json(status, project_key_row(call, key)))
}

fn key(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    show_key(call, find_key(call, place)?, 200)
}

fn add_key(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let params = &call.request.params;
    params.require(&["title", "key"])?;
    let (title, text) =
        (params.text("title").unwrap_or_default(), params.text("key").unwrap_or_default());
    if !["ssh-", "ecdsa-", "sk-"].iter().any(|kind| text.starts_with(kind)) {
        return Err(Answer::wrong("deploy_key.key", "is invalid"));
    }
    let material = SshKey::material(&text);
    let is_taken = call
        .world
        .deploy_keys
        .values()
        .any(|key| key.project == place.id() && SshKey::material(&key.key) == material);
    if is_taken || call.world.keys.values().any(|key| SshKey::material(&key.key) == material) {
        return Err(Answer::wrong("deploy_key.fingerprint_sha256", "has already been taken"));
    }
    let id = call.world.next_id("deploy key");
    let key = DeployKey {
        id,
        project: place.id(),
        title: title.clone(),
        key: text,
        can_push: params.flag("can_push") == Some(true),
        is_public: false,
        user: call.caller.user,
        expires_at: params.text("expires_at"),
        created_at: call.now,
    };
    call.world.deploy_keys.insert(id, key);
    let audit = Audit::new("deploy_key_added", Entity::Place(place))
        .target("DeployKey", id, title)
        .message("Added deploy key");
    call.tell(audit);
    show_key(call, id, 201)
}

fn change_key(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let id = find_key(call, place)?;
    let params = &call.request.params;
    if let Some(key) = call.world.deploy_keys.get_mut(&id) {
        key.title = params.text("title").unwrap_or_else(|| key.title.clone());
        key.can_push = params.flag("can_push").unwrap_or(key.can_push);
    }
    show_key(call, id, 200)
}

fn remove_key(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let id = find_key(call, place)?;
    let title = call.world.deploy_keys.remove(&id).map(|key| key.title).unwrap_or_default();
    let audit = Audit::new("deploy_key_removed", Entity::Place(place))
        .target("DeployKey", id, title)
        .message("Removed deploy key");
    call.tell(audit);
    Ok(Answer::no_content())
}
