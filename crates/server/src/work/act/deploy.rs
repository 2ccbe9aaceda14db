//! Deploy tokens and deploy keys.

use engine::respond::{Act, Seen, act};
use gitlab::{Client, DeployKey, GitLabError, NewDeployKey};
use serde_json::json;

use super::{or_absent, place, same, thing};

pub(super) async fn token(
    client: &Client,
    act: &act::RevokeDeployToken,
) -> Result<Seen, GitLabError> {
    let tokens = client.deploy_tokens(place(act.of)).await;
    or_absent(tokens.map(|tokens| {
        let found = tokens.iter().find(|token| token.id == act.token);
        found.map_or(Seen::Absent, |token| Seen::Token {
            is_active: !token.revoked && !token.expired,
        })
    }))
}

pub(super) async fn key(client: &Client, act: &act::DeleteDeployKey) -> Result<Seen, GitLabError> {
    or_absent(client.deploy_key(act.project.0, act.key).await.map(|key| seen(&key)))
}

pub(super) async fn same_key(
    client: &Client,
    act: &act::AddDeployKey,
) -> Result<Seen, GitLabError> {
    let keys = client.deploy_keys(act.project.0).await?;
    Ok(same(&Act::AddDeployKey(act.clone()), keys.iter().map(seen)))
}

pub(super) async fn add_key(client: &Client, act: &act::AddDeployKey) -> Result<(), GitLabError> {
    let key = NewDeployKey {
        title: &act.title,
        key: &act.key,
        can_push: act.can_push,
        expires_at: act.expires_at.as_deref(),
    };
    client.add_deploy_key(act.project.0, &key).await.map(drop)
}

fn seen(key: &DeployKey) -> Seen {
    thing(json!({
        "id": key.id,
        "title": key.title,
        "key": key.key,
        "can_push": key.can_push,
        "expires_at": key.expires_at,
    }))
}
