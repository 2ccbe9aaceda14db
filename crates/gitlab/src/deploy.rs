//! Deploy tokens and deploy keys: credentials of places, not of people.

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::members::Place;
use crate::words::{null_as_default, time};

/// A deploy token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DeployToken {
    /// GitLab's id.
    pub id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// The name that one signs in to Git with.
    #[serde(default, deserialize_with = "null_as_default")]
    pub username: String,
    /// `read_repository`, `read_registry` …
    #[serde(default, deserialize_with = "null_as_default")]
    pub scopes: Vec<String>,
    /// Whether it was revoked.
    #[serde(default, deserialize_with = "null_as_default")]
    pub revoked: bool,
    /// Whether it has ended.
    #[serde(default, deserialize_with = "null_as_default")]
    pub expired: bool,
    /// When it ends, if it does.
    #[serde(default, deserialize_with = "time")]
    pub expires_at: Option<Timestamp>,
}

/// A deploy key: a public key that opens repositories.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DeployKey {
    /// GitLab's id.
    pub id: i64,
    /// Its title.
    #[serde(default, deserialize_with = "null_as_default")]
    pub title: String,
    /// The public key.
    pub key: String,
    /// Whether it may push to this project; the instance's list does not tell.
    #[serde(default, deserialize_with = "null_as_default")]
    pub can_push: bool,
    /// When it was added.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it ends, if it does.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// A deploy key to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewDeployKey<'a> {
    /// Its title.
    pub title: &'a str,
    /// The public key.
    pub key: &'a str,
    /// Whether it may push.
    pub can_push: bool,
    /// When it ends, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<&'a str>,
}

impl Client {
    /// All deploy tokens of the instance. For administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/deploy_tokens`.
    pub async fn all_deploy_tokens(&self) -> Result<Vec<DeployToken>, GitLabError> {
        self.list(self.at(&["deploy_tokens"])).await
    }

    /// The deploy tokens of a place.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/deploy_tokens`, `/groups/{id}/deploy_tokens`.
    pub async fn deploy_tokens(&self, place: Place) -> Result<Vec<DeployToken>, GitLabError> {
        self.list(place.at(self, &["deploy_tokens"])).await
    }

    /// Ends a deploy token for good.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/deploy_tokens/{token_id}`,
    /// `/groups/{id}/deploy_tokens/{token_id}`.
    pub async fn revoke_deploy_token(&self, place: Place, token: i64) -> Result<(), GitLabError> {
        let url = place.at(self, &["deploy_tokens", &token.to_string()]);
        self.command(Method::DELETE, url).await
    }

    /// All deploy keys of the instance. For administrators.
    ///
    /// Source: GitLab's OpenAPI, GET `/deploy_keys`.
    pub async fn all_deploy_keys(&self) -> Result<Vec<DeployKey>, GitLabError> {
        self.list(self.at(&["deploy_keys"])).await
    }

    /// The deploy keys that every project can take. For administrators.
    ///
    /// Source: GitLab docs, `api/deploy_keys`, GET `/deploy_keys?public=true`.
    pub async fn public_deploy_keys(&self) -> Result<Vec<DeployKey>, GitLabError> {
        self.list(self.at_query(&["deploy_keys"], &[("public", "true")])).await
    }

    /// The deploy keys that open a project.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/deploy_keys`.
    pub async fn deploy_keys(&self, project: i64) -> Result<Vec<DeployKey>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "deploy_keys"])).await
    }

    /// One deploy key of a project.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/deploy_keys/{key_id}`.
    pub async fn deploy_key(&self, project: i64, key: i64) -> Result<DeployKey, GitLabError> {
        self.get(self.deploy_key_at(project, key)).await
    }

    /// Takes a deploy key from one project. Other projects that it opens stay
    /// open: each has to be asked by itself.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/deploy_keys/{key_id}`.
    pub async fn delete_deploy_key(&self, project: i64, key: i64) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.deploy_key_at(project, key)).await
    }

    /// Adds a deploy key to a project.
    ///
    /// Source: GitLab's OpenAPI, POST `/projects/{id}/deploy_keys`.
    pub async fn add_deploy_key(
        &self,
        project: i64,
        key: &NewDeployKey<'_>,
    ) -> Result<DeployKey, GitLabError> {
        self.post(self.at(&["projects", &project.to_string(), "deploy_keys"]), key).await
    }

    fn deploy_key_at(&self, project: i64, key: i64) -> Url {
        self.at(&["projects", &project.to_string(), "deploy_keys", &key.to_string()])
    }
}
