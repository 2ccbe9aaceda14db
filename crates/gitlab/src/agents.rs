//! Agents for Kubernetes and the tokens that they sign in with.

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// An agent for Kubernetes, registered in a project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ClusterAgent {
    /// GitLab's id.
    pub id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// When it was registered.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// The user who registered it.
    #[serde(default)]
    pub created_by_user_id: Option<i64>,
}

/// A token of an agent, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AgentToken {
    /// GitLab's id.
    pub id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// `active` or `revoked`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: String,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// The user who made it.
    #[serde(default)]
    pub created_by_user_id: Option<i64>,
    /// When it was last used; not told in listings.
    #[serde(default, deserialize_with = "time")]
    pub last_used_at: Option<Timestamp>,
}

impl AgentToken {
    /// Whether it works.
    pub fn is_active(&self) -> bool {
        self.status != "revoked"
    }
}

impl Client {
    /// The agents of a project.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/cluster_agents`.
    pub async fn cluster_agents(&self, project: i64) -> Result<Vec<ClusterAgent>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "cluster_agents"])).await
    }

    /// An agent's tokens: those that work.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/cluster_agents/{agent_id}/tokens`.
    pub async fn agent_tokens(
        &self,
        project: i64,
        agent: i64,
    ) -> Result<Vec<AgentToken>, GitLabError> {
        self.list(self.agent_tokens_at(project, agent)).await
    }

    /// One token of an agent. `NotFound` when it was revoked.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/cluster_agents/{agent_id}/tokens/{token_id}`.
    pub async fn agent_token(
        &self,
        project: i64,
        agent: i64,
        token: i64,
    ) -> Result<AgentToken, GitLabError> {
        self.get(self.agent_token_at(project, agent, token)).await
    }

    /// Ends a token of an agent for good.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/cluster_agents/{agent_id}/tokens/{token_id}`.
    pub async fn revoke_agent_token(
        &self,
        project: i64,
        agent: i64,
        token: i64,
    ) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.agent_token_at(project, agent, token)).await
    }

    fn agent_tokens_at(&self, project: i64, agent: i64) -> Url {
        let (project, agent) = (project.to_string(), agent.to_string());
        self.at(&["projects", &project, "cluster_agents", &agent, "tokens"])
    }

    fn agent_token_at(&self, project: i64, agent: i64, token: i64) -> Url {
        let (project, agent, token) = (project.to_string(), agent.to_string(), token.to_string());
        self.at(&["projects", &project, "cluster_agents", &agent, "tokens", &token])
    }
}
