//! Users: who they are, where they are members, blocking them.

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A user. Much is only told to administrators, and only where asked for one user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct User {
    /// GitLab's id.
    pub id: i64,
    /// The name that one signs in with.
    pub username: String,
    /// The name that people see.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// `active`, `blocked`, `ldap_blocked`, `blocked_pending_approval`, `deactivated`, `banned`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub state: String,
    /// Whether an administrator; false when GitLab does not tell us.
    #[serde(default, deserialize_with = "null_as_default")]
    pub is_admin: bool,
    /// Whether a bot; false when GitLab does not tell us.
    #[serde(default, deserialize_with = "null_as_default")]
    pub bot: bool,
    /// Whether a second factor is set up, where told.
    #[serde(default)]
    pub two_factor_enabled: Option<bool>,
    /// When the account was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When the user signed in the time before the last.
    #[serde(default, deserialize_with = "time")]
    pub last_sign_in_at: Option<Timestamp>,
    /// When the user last signed in.
    #[serde(default, deserialize_with = "time")]
    pub current_sign_in_at: Option<Timestamp>,
}

/// A project or group that a user is a direct member of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Membership {
    /// Id of the project or group.
    pub source_id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub source_name: String,
    /// `Project` or `Namespace`.
    pub source_type: String,
    /// 10 Guest … 50 Owner.
    pub access_level: u8,
}

impl Client {
    /// The owner of our own token.
    ///
    /// Source: GitLab docs, `api/users`, GET `/user`.
    pub async fn current_user(&self) -> Result<User, GitLabError> {
        self.get(self.at(&["user"])).await
    }

    /// One user.
    ///
    /// Source: GitLab docs, `api/users`, GET `/users/:id`.
    pub async fn user(&self, user: i64) -> Result<User, GitLabError> {
        self.get(self.at(&["users", &user.to_string()])).await
    }

    /// The user of this name; `None` if there is none. The row of a search:
    /// for all that GitLab tells, ask [`Client::user`] with its id.
    ///
    /// Source: GitLab docs, `api/users`, GET `/users?username=`.
    pub async fn user_by_name(&self, username: &str) -> Result<Option<User>, GitLabError> {
        let mut url = self.at(&["users"]);
        url.query_pairs_mut().append_pair("username", username);
        let users: Vec<User> = self.list(url).await?;
        Ok(users.into_iter().find(|user| user.username.eq_ignore_ascii_case(username)))
    }

    /// All users, or those made since then, by keyset: an instance may have more
    /// than the 50,000 that offset paging gives. For administrators.
    ///
    /// Source: GitLab docs, `api/users`, GET `/users`, "keyset-based pagination".
    pub async fn users(&self, since: Option<Timestamp>) -> Result<Vec<User>, GitLabError> {
        let mut url = self.at(&["users"]);
        if let Some(since) = since {
            url.query_pairs_mut().append_pair("created_after", &since.to_string());
        }
        self.list_by_keyset(url).await
    }

    /// The administrators of the instance. For administrators.
    ///
    /// Source: GitLab docs, `api/users`, GET `/users?admins=true`.
    pub async fn administrators(&self) -> Result<Vec<User>, GitLabError> {
        self.list_by_keyset(self.at_query(&["users"], &[("admins", "true")])).await
    }

    /// What a user is a direct member of. For administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/users/{user_id}/memberships`.
    pub async fn user_memberships(&self, user: i64) -> Result<Vec<Membership>, GitLabError> {
        self.list(self.at(&["users", &user.to_string(), "memberships"])).await
    }

    /// Blocks a user: sign-in, API and Git stop at once. Undone by
    /// [`Client::unblock_user`]. For administrators; 403 for internal users and
    /// those that LDAP blocked.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/block`.
    pub async fn block_user(&self, user: i64) -> Result<(), GitLabError> {
        self.command(Method::POST, self.at(&["users", &user.to_string(), "block"])).await
    }

    /// Lets a blocked user in again. For administrators; 403 for those that LDAP blocked.
    ///
    /// Source: GitLab docs, `api/user_moderation`, POST `/users/:id/unblock`.
    pub async fn unblock_user(&self, user: i64) -> Result<(), GitLabError> {
        self.command(Method::POST, self.at(&["users", &user.to_string(), "unblock"])).await
    }
}
