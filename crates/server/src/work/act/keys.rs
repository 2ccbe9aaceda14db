//! SSH and GPG keys of users.

use engine::respond::{Act, Seen, act};
use gitlab::{Client, GitLabError, GpgKey, NewSshKey, SshKey};
use serde_json::json;

use super::{or_absent, same, thing};

pub(super) async fn ssh_key(client: &Client, act: &act::DeleteSshKey) -> Result<Seen, GitLabError> {
    or_absent(client.user_key(act.user.0, act.key).await.map(|key| seen(&key)))
}

/// The user's key that is the one to add, if it is there. GitLab may give a key
/// back without its comment, or with another one: the act judges.
pub(super) async fn same_ssh_key(
    client: &Client,
    act: &act::AddSshKey,
) -> Result<Seen, GitLabError> {
    let keys = client.user_keys(act.user.0).await?;
    Ok(same(&Act::AddSshKey(act.clone()), keys.iter().map(seen)))
}

pub(super) async fn add_ssh_key(client: &Client, act: &act::AddSshKey) -> Result<(), GitLabError> {
    let key = NewSshKey {
        title: &act.title,
        key: &act.key,
        expires_at: act.expires_at.as_deref(),
        usage_type: act.usage_type.as_deref(),
    };
    client.add_whole_user_key(act.user.0, &key).await.map(drop)
}

fn seen(key: &SshKey) -> Seen {
    thing(json!({
        "id": key.id,
        "title": key.title,
        "key": key.key,
        "expires_at": key.expires_at.map(|at| at.to_string()),
        "usage_type": key.usage_type,
    }))
}

pub(super) async fn gpg_key(client: &Client, act: &act::DeleteGpgKey) -> Result<Seen, GitLabError> {
    or_absent(client.gpg_key(act.user.0, act.key).await.map(|key| seen_gpg(&key)))
}

pub(super) async fn same_gpg_key(
    client: &Client,
    act: &act::AddGpgKey,
) -> Result<Seen, GitLabError> {
    let keys = client.gpg_keys(act.user.0).await?;
    Ok(same(&Act::AddGpgKey(act.clone()), keys.iter().map(seen_gpg)))
}

fn seen_gpg(key: &GpgKey) -> Seen {
    thing(json!({ "id": key.id, "key": key.key }))
}

/// GitLab lists an enterprise user's keys without the keys themselves.
pub(super) async fn enterprise_key(
    client: &Client,
    act: &act::DeleteEnterpriseKey,
) -> Result<Seen, GitLabError> {
    let keys = client.enterprise_keys(act.group.0).await?;
    let found = keys.iter().find(|key| key.id == act.key);
    Ok(found.map_or(Seen::Absent, |key| {
        thing(json!({ "id": key.id, "title": key.title, "user_id": key.user_id }))
    }))
}
