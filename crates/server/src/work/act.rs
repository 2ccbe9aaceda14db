//! One act on GitLab: what is there, the call, what is there now.
//!
//! Nothing here decides: which call belongs to which act is a table, and
//! whether GitLab is as the act wants it says `engine`.

use engine::respond::{Act, Before, TokenHandle, TokenScope, Verdict};
use gitlab::{Client, GitLabError};
use secrecy::SecretString;

use super::survey::read_token;
use super::writer::full_text;

/// What is there now of what the act is about.
pub(crate) async fn look(client: &Client, act: &Act) -> Result<Before, GitLabError> {
    match act {
        Act::BlockUser { user } | Act::UnblockUser { user } => {
            let user = client.user(user.0).await;
            or_absent(user.map(|user| Before::User { state: user.state }))
        }
        Act::RevokeToken { token } | Act::RotateToken { token } => {
            let token = read_token(client, *token).await;
            or_absent(token.map(|token| Before::Token { is_active: token.is_active() }))
        }
        Act::DeleteSshKey { user, key } => {
            let key = client.user_key(user.0, *key).await;
            or_absent(key.map(|key| Before::SshKey { title: key.title, key: key.key }))
        }
        Act::AddSshKey { user, key, .. } => {
            let keys = client.user_keys(user.0).await?;
            let same = keys.into_iter().find(|other| is_same_key(&other.key, key));
            Ok(same.map_or(Before::Absent, |key| Before::SshKey { title: key.title, key: key.key }))
        }
        Act::RemoveWebhook { project, hook } => {
            let hook = client.project_hook(project.0, *hook).await;
            or_absent(hook.map(|hook| Before::Webhook { url: hook.url }))
        }
        Act::AddWebhook { project, url } => {
            let hooks = client.project_hooks(project.0).await?;
            let same = hooks.into_iter().find(|hook| hook.url == *url);
            Ok(same.map_or(Before::Absent, |hook| Before::Webhook { url: hook.url }))
        }
    }
}

/// Does it. A rotation answers the successor's secret.
pub(crate) async fn call(client: &Client, act: &Act) -> Result<Option<SecretString>, GitLabError> {
    match act {
        Act::BlockUser { user } => client.block_user(user.0).await?,
        Act::UnblockUser { user } => client.unblock_user(user.0).await?,
        Act::RevokeToken { token } => revoke(client, *token).await?,
        Act::RotateToken { token } => return rotate(client, *token).await.map(Some),
        Act::DeleteSshKey { user, key } => client.delete_user_key(user.0, *key).await?,
        Act::AddSshKey { user, title, key } => {
            client.add_user_key(user.0, title, key).await?;
        }
        Act::RemoveWebhook { project, hook } => {
            client.delete_project_hook(project.0, *hook).await?;
        }
        Act::AddWebhook { project, url } => {
            client.add_project_hook(project.0, url).await?;
        }
    }
    Ok(None)
}

/// Reads back whether it is so now.
pub(crate) async fn read_back(client: &Client, act: &Act) -> Verdict {
    match look(client, act).await {
        Ok(after) => act.verify(&after),
        Err(error) => Verdict::Unknown { why: full_text(&error) },
    }
}

async fn revoke(client: &Client, token: TokenHandle) -> Result<(), GitLabError> {
    match token.scope {
        TokenScope::Personal => client.revoke_personal_access_token(token.id.0).await,
        TokenScope::Project { project } => {
            client.revoke_project_access_token(project.0, token.id.0).await
        }
        TokenScope::Group { group } => client.revoke_group_access_token(group.0, token.id.0).await,
    }
}

async fn rotate(client: &Client, token: TokenHandle) -> Result<SecretString, GitLabError> {
    let successor = match token.scope {
        TokenScope::Personal => client.rotate_personal_access_token(token.id.0, None).await?,
        TokenScope::Project { project } => {
            client.rotate_project_access_token(project.0, token.id.0, None).await?
        }
        TokenScope::Group { group } => {
            client.rotate_group_access_token(group.0, token.id.0, None).await?
        }
    };
    Ok(successor.secret)
}

fn or_absent(found: Result<Before, GitLabError>) -> Result<Before, GitLabError> {
    match found {
        Err(error) if error.is_not_found() => Ok(Before::Absent),
        other => other,
    }
}

/// GitLab may give a key back without its comment, or with another one.
fn is_same_key(one: &str, other: &str) -> bool {
    let body = |key: &str| key.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    body(one) == body(other)
}
