//! Access tokens: each scope has its own endpoints.

use engine::respond::{Seen, TokenHandle, TokenScope};
use gitlab::{Client, GitLabError};
use secrecy::SecretString;

use super::or_absent;
use crate::work::survey::read_token;

pub(super) async fn look(client: &Client, token: TokenHandle) -> Result<Seen, GitLabError> {
    let token = read_token(client, token).await;
    or_absent(token.map(|token| Seen::Token { is_active: token.is_active() }))
}

pub(super) async fn revoke(client: &Client, token: TokenHandle) -> Result<(), GitLabError> {
    match token.scope {
        TokenScope::Personal => client.revoke_personal_access_token(token.id.0).await,
        TokenScope::Project { project } => {
            client.revoke_project_access_token(project.0, token.id.0).await
        }
        TokenScope::Group { group } => client.revoke_group_access_token(group.0, token.id.0).await,
        TokenScope::Impersonation { user } => {
            client.revoke_impersonation_token(user.0, token.id.0).await
        }
        TokenScope::Enterprise { group } => {
            client.revoke_enterprise_token(group.0, token.id.0).await
        }
    }
}

pub(super) async fn rotate(
    client: &Client,
    token: TokenHandle,
) -> Result<SecretString, GitLabError> {
    let successor = match token.scope {
        // GitLab rotates no impersonation token and says so (405): the act has an
        // obstacle for that, this is only where it would end without one.
        TokenScope::Personal | TokenScope::Impersonation { .. } => {
            client.rotate_personal_access_token(token.id.0, None).await?
        }
        TokenScope::Project { project } => {
            client.rotate_project_access_token(project.0, token.id.0, None).await?
        }
        TokenScope::Group { group } => {
            client.rotate_group_access_token(group.0, token.id.0, None).await?
        }
        TokenScope::Enterprise { group } => {
            client.rotate_enterprise_token(group.0, token.id.0, None).await?
        }
    };
    Ok(successor.secret)
}
