//! SSH keys of users. Listing them is public, so they can be kept and put back.

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A user's SSH key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SshKey {
    /// GitLab's id.
    pub id: i64,
    /// Its title.
    #[serde(default, deserialize_with = "null_as_default")]
    pub title: String,
    /// The public key, with type and remark.
    pub key: String,
    /// When it was added.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it ends, if it does.
    #[serde(default, deserialize_with = "time")]
    pub expires_at: Option<Timestamp>,
    /// When it was last used, where told.
    #[serde(default, deserialize_with = "time")]
    pub last_used_at: Option<Timestamp>,
    /// `auth`, `signing` or `auth_and_signing`, where told.
    #[serde(default)]
    pub usage_type: Option<String>,
}

/// An SSH key as the credentials of an enterprise group list it: without the key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EnterpriseKey {
    /// GitLab's id.
    pub id: i64,
    /// Its title.
    #[serde(default, deserialize_with = "null_as_default")]
    pub title: String,
    /// Its user.
    #[serde(default)]
    pub user_id: Option<i64>,
    /// When it was added.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it ends, if it does.
    #[serde(default, deserialize_with = "time")]
    pub expires_at: Option<Timestamp>,
    /// When it was last used, where told.
    #[serde(default, deserialize_with = "time")]
    pub last_used_at: Option<Timestamp>,
    /// `auth`, `signing` or `auth_and_signing`, where told.
    #[serde(default)]
    pub usage_type: Option<String>,
}

/// An SSH key to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSshKey<'a> {
    /// Its title.
    pub title: &'a str,
    /// The public key.
    pub key: &'a str,
    /// When it ends, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<&'a str>,
    /// `auth`, `signing` or `auth_and_signing`; GitLab's own choice is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_type: Option<&'a str>,
}

impl Client {
    /// A user's SSH keys.
    ///
    /// Source: GitLab docs, `api/user_keys`, GET `/users/:id_or_username/keys`.
    pub async fn user_keys(&self, user: i64) -> Result<Vec<SshKey>, GitLabError> {
        self.list(self.at(&["users", &user.to_string(), "keys"])).await
    }

    /// One SSH key of a user.
    ///
    /// Source: GitLab docs, `api/user_keys`, GET `/users/:id/keys/:key_id`.
    pub async fn user_key(&self, user: i64, key: i64) -> Result<SshKey, GitLabError> {
        self.get(self.at(&["users", &user.to_string(), "keys", &key.to_string()])).await
    }

    /// Removes an SSH key of a user; GitLab may mail the user. For administrators.
    ///
    /// Source: GitLab docs, `api/user_keys`, DELETE `/users/:id/keys/:key_id`.
    pub async fn delete_user_key(&self, user: i64, key: i64) -> Result<(), GitLabError> {
        let url = self.at(&["users", &user.to_string(), "keys", &key.to_string()]);
        self.command(Method::DELETE, url).await
    }

    /// Adds an SSH key to a user; it gets a new id. For administrators. A key
    /// that anybody has already is [`GitLabError::Rejected`].
    ///
    /// Source: GitLab docs, `api/user_keys`, POST `/users/:id/keys`.
    pub async fn add_user_key(
        &self,
        user: i64,
        title: &str,
        key: &str,
    ) -> Result<SshKey, GitLabError> {
        let key = NewSshKey { title, key, expires_at: None, usage_type: None };
        self.add_whole_user_key(user, &key).await
    }

    /// As [`Client::add_user_key`], with its end and its use.
    ///
    /// Source: GitLab docs, `api/user_keys`, POST `/users/:id/keys`.
    pub async fn add_whole_user_key(
        &self,
        user: i64,
        key: &NewSshKey<'_>,
    ) -> Result<SshKey, GitLabError> {
        self.post(self.at(&["users", &user.to_string(), "keys"]), key).await
    }
}
