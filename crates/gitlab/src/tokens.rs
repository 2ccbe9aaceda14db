//! Access tokens: personal, impersonation, project and group; listing, revoking, rotating.

use jiff::Timestamp;
use jiff::civil::Date;
use reqwest::Method;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// An access token as GitLab lists it: never its secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AccessToken {
    /// GitLab's id; personal, impersonation, project and group tokens share one row of numbers.
    pub id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Whether it was revoked.
    #[serde(default, deserialize_with = "null_as_default")]
    pub revoked: bool,
    /// Whether it works; not told by every endpoint, see [`AccessToken::is_active`].
    #[serde(default)]
    pub active: Option<bool>,
    /// Its scopes (`api`, `read_api` …).
    #[serde(default, deserialize_with = "null_as_default")]
    pub scopes: Vec<String>,
    /// The user that it acts as: for project and group tokens a bot.
    #[serde(default)]
    pub user_id: Option<i64>,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it was last used; GitLab writes this down every ten minutes at most.
    #[serde(default, deserialize_with = "time")]
    pub last_used_at: Option<Timestamp>,
    /// From where it was last used (GitLab 19.4 and later).
    #[serde(default, deserialize_with = "null_as_default")]
    pub last_used_ips: Vec<String>,
    /// The day on which it ends; `None` = never, or not told.
    #[serde(default)]
    pub expires_at: Option<String>,
    /// Role of a project or group token's bot (10 Guest … 50 Owner).
    #[serde(default)]
    pub access_level: Option<u8>,
    /// Whether an administrator made it to act as the user, who does not see it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub impersonation: bool,
}

impl AccessToken {
    /// Whether it works, as far as the answer tells.
    pub fn is_active(&self) -> bool {
        self.active.unwrap_or(!self.revoked)
    }
}

/// What a rotation made: the token that takes the old one's place.
#[derive(Debug)]
pub struct Successor {
    /// The new token.
    pub token: AccessToken,
    /// Its secret: shown this once, to be handed to its owner and forgotten.
    pub secret: SecretString,
}

#[derive(Deserialize)]
struct RotateAnswer {
    #[serde(flatten)]
    token: AccessToken,
    #[serde(rename = "token")]
    secret: SecretString,
}

#[derive(Serialize)]
struct RotateRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl Client {
    /// A user's personal access tokens, also the ended ones. For others than
    /// oneself: administrators.
    ///
    /// Source: GitLab docs, `api/personal_access_tokens`, GET `/personal_access_tokens?user_id=`.
    pub async fn personal_access_tokens(&self, user: i64) -> Result<Vec<AccessToken>, GitLabError> {
        let mut url = self.at(&["personal_access_tokens"]);
        url.query_pairs_mut().append_pair("user_id", &user.to_string());
        self.list(url).await
    }

    /// One personal access token. GitLab answers 401, not 404, to who may not see it.
    ///
    /// Source: GitLab docs, `api/personal_access_tokens`, GET `/personal_access_tokens/:id`.
    pub async fn personal_access_token(&self, token: i64) -> Result<AccessToken, GitLabError> {
        self.get(self.at(&["personal_access_tokens", &token.to_string()])).await
    }

    /// What GitLab tells of the token with which this client asks.
    ///
    /// Source: GitLab docs, `api/personal_access_tokens`, GET `/personal_access_tokens/self`.
    pub async fn own_access_token(&self) -> Result<AccessToken, GitLabError> {
        self.get(self.at(&["personal_access_tokens", "self"])).await
    }

    /// What a token says of itself, asked **with that token**, in exactly one
    /// request. This is a use of an exposed credential and shows in the logs:
    /// only after somebody chose it, with a reason (`CE3a`).
    ///
    /// Source: GitLab docs, `api/personal_access_tokens`, GET `/personal_access_tokens/self`.
    pub async fn self_inspect(&self, secret: &SecretString) -> Result<AccessToken, GitLabError> {
        self.get_once_as(self.at(&["personal_access_tokens", "self"]), secret).await
    }

    /// The tokens by which administrators act as a user; that user does not see them.
    ///
    /// Source: GitLab docs, `api/user_tokens`, GET `/users/:user_id/impersonation_tokens`.
    pub async fn impersonation_tokens(&self, user: i64) -> Result<Vec<AccessToken>, GitLabError> {
        self.list(self.at(&["users", &user.to_string(), "impersonation_tokens"])).await
    }

    /// One impersonation token.
    ///
    /// Source: GitLab docs, `api/user_tokens`, GET `/users/:user_id/impersonation_tokens/:impersonation_token_id`.
    pub async fn impersonation_token(
        &self,
        user: i64,
        token: i64,
    ) -> Result<AccessToken, GitLabError> {
        let (user, token) = (user.to_string(), token.to_string());
        self.get(self.at(&["users", &user, "impersonation_tokens", &token])).await
    }

    /// A project's access tokens; each acts as a bot user of its own.
    ///
    /// Source: GitLab docs, `api/project_access_tokens`, GET `/projects/:id/access_tokens`.
    pub async fn project_access_tokens(
        &self,
        project: i64,
    ) -> Result<Vec<AccessToken>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "access_tokens"])).await
    }

    /// One access token of a project.
    ///
    /// Source: GitLab docs, `api/project_access_tokens`, GET `/projects/:id/access_tokens/:token_id`.
    pub async fn project_access_token(
        &self,
        project: i64,
        token: i64,
    ) -> Result<AccessToken, GitLabError> {
        self.get(self.resource_token("projects", project, token)).await
    }

    /// A group's access tokens. For its owners.
    ///
    /// Source: GitLab docs, `api/group_access_tokens`, GET `/groups/:id/access_tokens`.
    pub async fn group_access_tokens(&self, group: i64) -> Result<Vec<AccessToken>, GitLabError> {
        self.list(self.at(&["groups", &group.to_string(), "access_tokens"])).await
    }

    /// One access token of a group.
    ///
    /// Source: GitLab docs, `api/group_access_tokens`, GET `/groups/:id/access_tokens/:token_id`.
    pub async fn group_access_token(
        &self,
        group: i64,
        token: i64,
    ) -> Result<AccessToken, GitLabError> {
        self.get(self.resource_token("groups", group, token)).await
    }

    /// Ends a personal access token for good.
    ///
    /// Source: GitLab docs, `api/personal_access_tokens`, DELETE `/personal_access_tokens/:id`.
    pub async fn revoke_personal_access_token(&self, token: i64) -> Result<(), GitLabError> {
        let url = self.at(&["personal_access_tokens", &token.to_string()]);
        self.command(Method::DELETE, url).await
    }

    /// Ends an impersonation token for good.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/users/{user_id}/impersonation_tokens/{impersonation_token_id}`.
    pub async fn revoke_impersonation_token(
        &self,
        user: i64,
        token: i64,
    ) -> Result<(), GitLabError> {
        let (user, token) = (user.to_string(), token.to_string());
        let url = self.at(&["users", &user, "impersonation_tokens", &token]);
        self.command(Method::DELETE, url).await
    }

    /// Ends a project's access token for good; GitLab then deletes its bot user by and by.
    ///
    /// Source: GitLab docs, `api/project_access_tokens`, DELETE `/projects/:id/access_tokens/:token_id`.
    pub async fn revoke_project_access_token(
        &self,
        project: i64,
        token: i64,
    ) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.resource_token("projects", project, token)).await
    }

    /// Ends a group's access token for good; GitLab then deletes its bot user by and by.
    ///
    /// Source: GitLab docs, `api/group_access_tokens`, DELETE `/groups/:id/access_tokens/:token_id`.
    pub async fn revoke_group_access_token(
        &self,
        group: i64,
        token: i64,
    ) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.resource_token("groups", group, token)).await
    }

    /// Ends a personal access token and makes its successor, which ends on
    /// `expires_at` (GitLab's default: in a week). Never for a revoked token:
    /// GitLab takes that for theft and revokes every active token of the family.
    ///
    /// Source: GitLab docs, `api/personal_access_tokens`, POST `/personal_access_tokens/:id/rotate`.
    pub async fn rotate_personal_access_token(
        &self,
        token: i64,
        expires_at: Option<Date>,
    ) -> Result<Successor, GitLabError> {
        let url = self.at(&["personal_access_tokens", &token.to_string(), "rotate"]);
        self.rotate(url, expires_at).await
    }

    /// As [`Client::rotate_personal_access_token`], for a project's token.
    ///
    /// Source: GitLab docs, `api/project_access_tokens`, POST `/projects/:id/access_tokens/:token_id/rotate`.
    pub async fn rotate_project_access_token(
        &self,
        project: i64,
        token: i64,
        expires_at: Option<Date>,
    ) -> Result<Successor, GitLabError> {
        let (project, token) = (project.to_string(), token.to_string());
        let url = self.at(&["projects", &project, "access_tokens", &token, "rotate"]);
        self.rotate(url, expires_at).await
    }

    /// As [`Client::rotate_personal_access_token`], for a group's token.
    ///
    /// Source: GitLab docs, `api/group_access_tokens`, POST `/groups/:id/access_tokens/:token_id/rotate`.
    pub async fn rotate_group_access_token(
        &self,
        group: i64,
        token: i64,
        expires_at: Option<Date>,
    ) -> Result<Successor, GitLabError> {
        let (group, token) = (group.to_string(), token.to_string());
        let url = self.at(&["groups", &group, "access_tokens", &token, "rotate"]);
        self.rotate(url, expires_at).await
    }

    fn resource_token(&self, resource: &str, id: i64, token: i64) -> Url {
        self.at(&[resource, &id.to_string(), "access_tokens", &token.to_string()])
    }

    pub(crate) async fn rotate(
        &self,
        url: Url,
        expires_at: Option<Date>,
    ) -> Result<Successor, GitLabError> {
        let request = RotateRequest { expires_at: expires_at.map(|day| day.to_string()) };
        let answer: RotateAnswer = self.post(url, &request).await?;
        Ok(Successor { token: answer.token, secret: answer.secret })
    }
}
