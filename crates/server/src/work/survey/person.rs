//! What a user holds: tokens, also those that administrators made to act as the
//! user, SSH and GPG keys.

use engine::respond::{
    OwnedKey, OwnedToken, Spot, Subject, Survey, ThingKind, TokenHandle, TokenScope,
};
use event::{TokenId, UserId};
use gitlab::{AccessToken, Client, Listing, Problem};

use super::{Where, add_new, gap, list, read_token};

/// Adds what the subject's own user holds.
pub(super) async fn add_own(client: &Client, subject: &Subject, survey: &mut Survey) {
    let user = survey.user;
    add_tokens(client, user, survey).await;
    if let Subject::Token { token } = subject
        && survey.token(*token).is_none()
    {
        match read_token(client, *token).await {
            Ok(record) => survey.tokens.push(owned(&record, token.scope)),
            Err(error) => gap(survey, "the token itself", &error),
        }
    }
    match client.user_keys(user.0).await {
        Ok(keys) => survey.keys.extend(keys.into_iter().map(|key| OwnedKey {
            id: key.id,
            title: key.title,
            key: key.key,
            created_at: key.created_at,
        })),
        Err(error) => gap(survey, "SSH keys", &error),
    }
    let at = Where { spot: Spot::User { user }, path: survey.username.clone() };
    list(client, &at, &[(ThingKind::GpgKey, Listing::UserGpgKeys(user.0))]).await.add_to(survey);
}

/// Adds what another user holds: one whom the suspect made, or for whom the
/// suspect made credentials.
pub(super) async fn add_other(client: &Client, user: UserId, survey: &mut Survey) {
    add_tokens(client, user, survey).await;
    let at = Where { spot: Spot::User { user }, path: format!("user {user}") };
    let wanted = [
        (ThingKind::SshKey, Listing::UserKeys(user.0)),
        (ThingKind::GpgKey, Listing::UserGpgKeys(user.0)),
    ];
    list(client, &at, &wanted).await.add_to(survey);
}

async fn add_tokens(client: &Client, user: UserId, survey: &mut Survey) {
    let mut tokens = Vec::new();
    match client.impersonation_tokens(user.0).await {
        Ok(rows) => {
            let scope = TokenScope::Impersonation { user };
            tokens.extend(rows.iter().map(|token| owned(token, scope)));
        }
        // Who is no administrator never sees them: the standing says so.
        Err(error) if !survey.standing.is_admin && error.problem() == Problem::Forbidden => {
            survey.gaps.push("impersonation tokens: only administrators see them".to_owned());
        }
        Err(error) => gap(survey, "impersonation tokens", &error),
    }
    match client.personal_access_tokens(user.0).await {
        Ok(rows) => {
            let own = rows.iter().filter(|token| !token.impersonation);
            tokens.extend(own.map(|token| owned(token, TokenScope::Personal)));
        }
        Err(error) if survey.standing.is_admin => gap(survey, "personal access tokens", &error),
        Err(_) => add_enterprise_tokens(client, user, survey, &mut tokens).await,
    }
    tokens.sort_by_key(|token| token.handle.id);
    // One row of numbers for all kinds: the listing of personal tokens may show
    // an impersonation token again.
    add_new(&mut survey.tokens, tokens, |token| token.handle.id);
}

/// On GitLab.com an owner sees tokens of the group's enterprise users.
async fn add_enterprise_tokens(
    client: &Client,
    user: UserId,
    survey: &mut Survey,
    tokens: &mut Vec<OwnedToken>,
) {
    let mut is_told = false;
    for group in survey.standing.owned_groups.clone() {
        if let Ok(rows) = client.enterprise_tokens(group.0).await {
            is_told = true;
            let own = rows.iter().filter(|token| token.user_id == Some(user.0));
            tokens.extend(own.map(|token| owned(token, TokenScope::Enterprise { group })));
        }
    }
    if !is_told {
        let what = "personal access tokens: only administrators see those of others, and \
                    owners of a GitLab.com group on Ultimate those of its enterprise users";
        survey.gaps.push(what.to_owned());
    }
}

pub(super) fn owned(token: &AccessToken, scope: TokenScope) -> OwnedToken {
    OwnedToken {
        handle: TokenHandle { id: TokenId(token.id), scope },
        name: token.name.clone(),
        scopes: token.scopes.clone(),
        is_active: token.is_active(),
        is_revoked: token.revoked,
        created_at: token.created_at,
        last_used_at: token.last_used_at,
        last_used_ips: token.last_used_ips.clone(),
        user: token.user_id.map(UserId),
    }
}
