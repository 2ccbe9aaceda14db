//! Deploy tokens and deploy keys.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::call::{Call, Kind};
use super::page;
use super::route::{Route, delete, get};
use crate::world::{Audit, DeployKey, DeployToken, Entity, Level, Place, SshKey, millis};

pub(super) const ROUTES: &[Route] = &[
    get("/deploy_tokens", all_tokens),
    get("/projects/:id/deploy_tokens", |call| tokens(call, Kind::Project)),
    delete("/projects/:id/deploy_tokens/:token_id", |call| revoke(call, Kind::Project)),
    get("/groups/:id/deploy_tokens", |call| tokens(call, Kind::Group)),
    delete("/groups/:id/deploy_tokens/:token_id", |call| revoke(call, Kind::Group)),
    get("/deploy_keys", all_keys),
    get("/projects/:id/deploy_keys", keys),
    delete("/projects/:id/deploy_keys/:key_id", remove_key),
];

fn token_row(token: &DeployToken) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "username": format!("gitlab+deploy-token-{}", token.id),
        "expires_at": null,
        "scopes": token.scopes,
        "revoked": token.is_revoked,
        "expired": false,
    })
}

fn key_row(key: &DeployKey) -> Value {
    json!({
        "id": key.id,
        "title": key.title,
        "created_at": millis(key.created_at),
        "expires_at": null,
        "key": key.key,
        "fingerprint_sha256": SshKey::fingerprint(&key.key),
        "can_push": key.can_push,
    })
}

fn all_tokens(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let rows: Vec<_> = call.world.deploy_tokens.values().filter(|t| !t.is_revoked).collect();
    page::by_offset(call, &rows, |token| token_row(token))
}

fn tokens(call: &Call<'_>, kind: Kind) -> Outcome {
    let place = call.place_as(kind, Level::MAINTAINER)?;
    let all = call.world.deploy_tokens.values();
    let rows: Vec<_> = all.filter(|t| t.place == place && !t.is_revoked).collect();
    page::by_offset(call, &rows, |token| token_row(token))
}

fn revoke(call: &mut Call<'_>, kind: Kind) -> Outcome {
    let place = call.place_as(kind, Level::MAINTAINER)?;
    let id = call.id("token_id")?;
    let token = call.world.deploy_tokens.get_mut(&id).filter(|t| t.place == place && !t.is_revoked);
    let Some(token) = token else { return Err(Answer::not_found("Deploy Token")) };
    token.is_revoked = true;
    let name = token.name.clone();
    let event_type = match place {
        Place::Project(_) => "deploy_token_revoked",
        Place::Group(_) => "group_deploy_token_revoked",
    };
    let text = format!("Revoked {} deploy token with name: {name}", place.class().to_lowercase());
    let audit =
        Audit::new(event_type, Entity::Place(place)).target("DeployToken", id, name).message(text);
    call.tell(audit);
    Ok(Answer::no_content())
}

fn all_keys(call: &mut Call<'_>) -> Outcome {
    call.admin()?;
    let rows: Vec<_> = call.world.deploy_keys.values().collect();
    page::by_offset(call, &rows, |key| key_row(key))
}

fn keys(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let all = call.world.deploy_keys.values();
    let rows: Vec<_> = all.filter(|key| key.project == place.id()).collect();
    page::by_offset(call, &rows, |key| key_row(key))
}

fn remove_key(call: &mut Call<'_>) -> Outcome {
    let place = call.place_as(Kind::Project, Level::MAINTAINER)?;
    let id = call.id("key_id")?;
    if call.world.deploy_keys.get(&id).is_none_or(|key| key.project != place.id()) {
        return Err(Answer::not_found("Deploy Key"));
    }
    let title = call.world.deploy_keys.remove(&id).map(|key| key.title).unwrap_or_default();
    let audit = Audit::new("deploy_key_removed", Entity::Place(place))
        .target("DeployKey", id, title)
        .message("Removed deploy key");
    call.tell(audit);
    Ok(Answer::no_content())
}
