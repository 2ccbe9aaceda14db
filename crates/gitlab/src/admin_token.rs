//! Asking GitLab what a token is, without using it.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// What GitLab knows of a token. The record differs by the token's kind, so
/// everything may be missing; for tokens that belong to a user's account (feed,
/// incoming mail) it is that user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TokenRecord {
    /// Id within its kind.
    #[serde(default)]
    pub id: Option<i64>,
    /// The user that it acts as.
    #[serde(default)]
    pub user_id: Option<i64>,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its scopes.
    #[serde(default, deserialize_with = "null_as_default")]
    pub scopes: Vec<String>,
    /// Whether it was revoked, where its kind can be.
    #[serde(default)]
    pub revoked: Option<bool>,
    /// Whether an administrator made it to act as the user.
    #[serde(default, deserialize_with = "null_as_default")]
    pub impersonation: bool,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it was last used.
    #[serde(default, deserialize_with = "time")]
    pub last_used_at: Option<Timestamp>,
    /// When it ends, if it does.
    #[serde(default)]
    pub expires_at: Option<String>,
}

#[derive(Serialize)]
struct Lookup<'a> {
    token: &'a str,
}

impl Client {
    /// What a token is and whose, asked with **our** token: the exposed one is
    /// not used (`CE3a`). For administrators, self-managed, GitLab 17.5 and later.
    /// `NotFound` = no such token, `Rejected` = a kind that GitLab does not look up.
    ///
    /// Source: GitLab docs, `api/admin/token`, POST `/admin/token`.
    pub async fn admin_lookup_token(
        &self,
        secret: &SecretString,
    ) -> Result<TokenRecord, GitLabError> {
        self.post(self.at(&["admin", "token"]), &Lookup { token: secret.expose_secret() }).await
    }
}
