//! A user's account as administrators change it: rights, password, mail
//! addresses, identities at other providers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// What an account may do, as GitLab tells an administrator; what is missing is
/// not told (an edition without it, or we are no administrator).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// GitLab's id.
    pub id: i64,
    /// The name that one signs in with.
    pub username: String,
    /// Whether an administrator.
    #[serde(default)]
    pub is_admin: Option<bool>,
    /// Whether an auditor, who reads everything (Premium).
    #[serde(default)]
    pub is_auditor: Option<bool>,
    /// Whether external: sees no internal project.
    #[serde(default)]
    pub external: Option<bool>,
    /// Whether it may make top-level groups.
    #[serde(default)]
    pub can_create_group: Option<bool>,
    /// How many projects of its own it may make.
    #[serde(default)]
    pub projects_limit: Option<i64>,
    /// Whether its profile is hidden.
    #[serde(default)]
    pub private_profile: Option<bool>,
    /// Who it is at other providers; told to administrators only.
    #[serde(default, deserialize_with = "null_as_default")]
    pub identities: Vec<Identity>,
}

/// Who a user is at a provider that signs people in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// `ldapmain`, `saml`, `google_oauth2` …
    pub provider: String,
    /// The user's name there.
    #[serde(default)]
    pub extern_uid: Option<String>,
}

/// A further mail address of a user; the first one is not in this list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UserEmail {
    /// GitLab's id.
    pub id: i64,
    /// The address.
    pub email: String,
    /// When its holder confirmed it.
    #[serde(default, deserialize_with = "time")]
    pub confirmed_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct NewPassword<'a> {
    password: &'a str,
}

#[derive(Serialize)]
struct NewEmail<'a> {
    email: &'a str,
    skip_confirmation: bool,
}

#[derive(Serialize)]
struct NewIdentity<'a> {
    provider: &'a str,
    extern_uid: &'a str,
}

impl Client {
    /// What an account may do.
    ///
    /// Source: GitLab docs, `api/users`, GET `/users/:id` as an administrator.
    pub async fn account(&self, user: i64) -> Result<Account, GitLabError> {
        self.get(self.user_at(user)).await
    }

    /// Changes fields of an account, by GitLab's names (`admin`, `external` …).
    /// For administrators.
    ///
    /// Source: GitLab's OpenAPI, PUT `/users/{id}`.
    pub async fn change_account(
        &self,
        user: i64,
        fields: &BTreeMap<String, Value>,
    ) -> Result<(), GitLabError> {
        self.command_with(Method::PUT, self.user_at(user), fields).await
    }

    /// Gives an account another password. GitLab mails the user and takes the
    /// password for expired at once, so that another one must be chosen at the
    /// next sign-in. `Rejected` = it does not meet the instance's rules. For
    /// administrators, and not for oneself.
    ///
    /// Source: GitLab's OpenAPI, PUT `/users/{id}`; that it expires:
    /// GitLab's `lib/api/users.rb`.
    pub async fn set_password(
        &self,
        user: i64,
        password: &SecretString,
    ) -> Result<(), GitLabError> {
        let body = NewPassword { password: password.expose_secret() };
        self.command_with(Method::PUT, self.user_at(user), &body).await
    }

    /// A user's further mail addresses. For administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/users/{id}/emails`.
    pub async fn user_emails(&self, user: i64) -> Result<Vec<UserEmail>, GitLabError> {
        self.list(self.at(&["users", &user.to_string(), "emails"])).await
    }

    /// Removes a further mail address. For administrators.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/users/{id}/emails/{email_id}`.
    pub async fn delete_user_email(&self, user: i64, email: i64) -> Result<(), GitLabError> {
        let (user, email) = (user.to_string(), email.to_string());
        self.command(Method::DELETE, self.at(&["users", &user, "emails", &email])).await
    }

    /// Adds a further mail address; it gets a new id. Unless it counts as
    /// confirmed, its holder is mailed a link first. For administrators.
    ///
    /// Source: GitLab's OpenAPI, POST `/users/{id}/emails`.
    pub async fn add_user_email(
        &self,
        user: i64,
        email: &str,
        is_confirmed: bool,
    ) -> Result<UserEmail, GitLabError> {
        let url = self.at(&["users", &user.to_string(), "emails"]);
        self.post(url, &NewEmail { email, skip_confirmation: is_confirmed }).await
    }

    /// Removes a user's identity at a provider: no sign-in through it any more,
    /// and no block by its directory. For administrators.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/users/{id}/identities/{provider}`.
    pub async fn delete_identity(&self, user: i64, provider: &str) -> Result<(), GitLabError> {
        let user = user.to_string();
        self.command(Method::DELETE, self.at(&["users", &user, "identities", provider])).await
    }

    /// Says who a user is at a provider. For administrators.
    ///
    /// Source: GitLab's OpenAPI, PUT `/users/{id}`, `provider` and `extern_uid`.
    pub async fn add_identity(
        &self,
        user: i64,
        provider: &str,
        extern_uid: &str,
    ) -> Result<(), GitLabError> {
        let body = NewIdentity { provider, extern_uid };
        self.command_with(Method::PUT, self.user_at(user), &body).await
    }

    fn user_at(&self, user: i64) -> Url {
        self.at(&["users", &user.to_string()])
    }
}
