//! GPG keys of users: what signs commits in their name.

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::time;

/// A user's GPG key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GpgKey {
    /// GitLab's id.
    pub id: i64,
    /// The public key, armoured.
    pub key: String,
    /// When it was added.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct NewKey<'a> {
    key: &'a str,
}

impl Client {
    /// A user's GPG keys.
    ///
    /// Source: GitLab docs, `api/user_keys`, GET `/users/:id/gpg_keys`.
    pub async fn gpg_keys(&self, user: i64) -> Result<Vec<GpgKey>, GitLabError> {
        self.list(self.at(&["users", &user.to_string(), "gpg_keys"])).await
    }

    /// One GPG key of a user.
    ///
    /// Source: GitLab docs, `api/user_keys`, GET `/users/:id/gpg_keys/:key_id`.
    pub async fn gpg_key(&self, user: i64, key: i64) -> Result<GpgKey, GitLabError> {
        self.get(self.at(&["users", &user.to_string(), "gpg_keys", &key.to_string()])).await
    }

    /// Removes a GPG key; commits that it signed stay verified. For administrators.
    ///
    /// Source: GitLab docs, `api/user_keys`, DELETE `/users/:id/gpg_keys/:key_id`.
    pub async fn delete_gpg_key(&self, user: i64, key: i64) -> Result<(), GitLabError> {
        let url = self.at(&["users", &user.to_string(), "gpg_keys", &key.to_string()]);
        self.command(Method::DELETE, url).await
    }

    /// Adds a GPG key; it gets a new id. For administrators.
    ///
    /// Source: GitLab docs, `api/user_keys`, POST `/users/:id/gpg_keys`.
    pub async fn add_gpg_key(&self, user: i64, key: &str) -> Result<GpgKey, GitLabError> {
        self.post(self.at(&["users", &user.to_string(), "gpg_keys"]), &NewKey { key }).await
    }
}
