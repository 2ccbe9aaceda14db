//! Users: their state, what they may do, their password, addresses and identities.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::respond::act::UserRight;
use engine::respond::{Act, Seen, act};
use event::UserId;
use gitlab::{Account, Client, GitLabError, Identity, UserEmail};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{or_absent, same, thing};

pub(super) async fn state(client: &Client, user: UserId) -> Result<Seen, GitLabError> {
    let user = client.user(user.0).await;
    or_absent(user.map(|user| Seen::User { state: user.state }))
}

pub(super) async fn rights(client: &Client, act: &act::ChangeUser) -> Result<Seen, GitLabError> {
    let account = client.account(act.user.0).await;
    or_absent(account.map(|account| {
        let told = |right: &UserRight| Some((right.as_str().to_owned(), told(&account, *right)?));
        Seen::Fields { values: act.set.keys().filter_map(told).collect() }
    }))
}

/// GitLab's answer names two of the fields otherwise than its request does.
fn told(account: &Account, right: UserRight) -> Option<Value> {
    match right {
        UserRight::Admin => account.is_admin.map(Value::from),
        UserRight::Auditor => account.is_auditor.map(Value::from),
        UserRight::External => account.external.map(Value::from),
        UserRight::CanCreateGroup => account.can_create_group.map(Value::from),
        UserRight::ProjectsLimit => account.projects_limit.map(Value::from),
        UserRight::PrivateProfile => account.private_profile.map(Value::from),
    }
}

pub(super) async fn change(client: &Client, act: &act::ChangeUser) -> Result<(), GitLabError> {
    let field = |(right, value): (&UserRight, &Value)| (right.as_str().to_owned(), value.clone());
    let fields: BTreeMap<String, Value> = act.set.iter().map(field).collect();
    client.change_account(act.user.0, &fields).await
}

/// Sets a password that is known to nobody as soon as this function ends.
pub(super) async fn reset_password(client: &Client, user: UserId) -> Result<(), GitLabError> {
    client.set_password(user.0, &unknowable_password()).await
}

/// 256 random bits, with one character of each sort that an instance can ask
/// for, and shorter than GitLab's 128.
///
/// Source: GitLab docs, `user/profile/user_passwords`, "password requirements".
fn unknowable_password() -> SecretString {
    let bits: [u8; 32] = rand::random();
    SecretString::from(format!("{}-aZ7!", URL_SAFE_NO_PAD.encode(bits)))
}

pub(super) async fn email(
    client: &Client,
    act: &act::DeleteUserEmail,
) -> Result<Seen, GitLabError> {
    let emails = client.user_emails(act.user.0).await;
    or_absent(emails.map(|emails| {
        let found = emails.iter().find(|email| email.id == act.email);
        found.map_or(Seen::Absent, seen_email)
    }))
}

pub(super) async fn same_email(
    client: &Client,
    act: &act::AddUserEmail,
) -> Result<Seen, GitLabError> {
    let emails = client.user_emails(act.user.0).await?;
    Ok(same(&Act::AddUserEmail(act.clone()), emails.iter().map(seen_email)))
}

fn seen_email(email: &UserEmail) -> Seen {
    let confirmed_at = email.confirmed_at.map(|at| at.to_string());
    thing(json!({ "id": email.id, "email": email.email, "confirmed_at": confirmed_at }))
}

pub(super) async fn add_email(client: &Client, act: &act::AddUserEmail) -> Result<(), GitLabError> {
    client.add_user_email(act.user.0, &act.email, act.is_confirmed).await.map(drop)
}

pub(super) async fn identity(
    client: &Client,
    user: UserId,
    provider: &str,
) -> Result<Seen, GitLabError> {
    let account = client.account(user.0).await;
    or_absent(account.map(|account| {
        let mut identities = account.identities.iter();
        let found = identities.find(|identity| identity.provider == provider);
        found.map_or(Seen::Absent, seen_identity)
    }))
}

fn seen_identity(identity: &Identity) -> Seen {
    thing(json!({ "provider": identity.provider, "extern_uid": identity.extern_uid }))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_password_that_nobody_knows_meets_every_rule_and_is_new_each_time() {
        let (one, other) = (unknowable_password(), unknowable_password());
        let text = one.expose_secret();
        assert!((32..=128).contains(&text.len()), "{}", text.len());
        let has = |is: fn(char) -> bool| text.chars().any(is);
        assert!(has(|c| c.is_ascii_lowercase()) && has(|c| c.is_ascii_uppercase()));
        assert!(has(|c| c.is_ascii_digit()) && has(|c| c.is_ascii_punctuation()));
        assert_ne!(text, other.expose_secret());
    }
}
