//! Pipeline trigger tokens: they start pipelines as their owner.

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A trigger token of a project. GitLab's row holds the token, whole or in part:
/// it is never read out of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Trigger {
    /// GitLab's id.
    pub id: i64,
    /// What it is for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// When it was made.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// When it was last used.
    #[serde(default, deserialize_with = "time")]
    pub last_used: Option<Timestamp>,
    /// As whom its pipelines run.
    #[serde(default)]
    pub owner: Option<TriggerOwner>,
}

/// As whom a trigger's pipelines run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TriggerOwner {
    /// The user's id.
    pub id: i64,
    /// The user's name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub username: String,
}

impl Client {
    /// A project's trigger tokens. For its maintainers.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/triggers`.
    pub async fn triggers(&self, project: i64) -> Result<Vec<Trigger>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "triggers"])).await
    }

    /// One trigger token of a project.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/triggers/{trigger_id}`.
    pub async fn trigger(&self, project: i64, trigger: i64) -> Result<Trigger, GitLabError> {
        let (project, trigger) = (project.to_string(), trigger.to_string());
        self.get(self.at(&["projects", &project, "triggers", &trigger])).await
    }

    /// Ends a trigger token for good.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/triggers/{trigger_id}`.
    pub async fn delete_trigger(&self, project: i64, trigger: i64) -> Result<(), GitLabError> {
        let (project, trigger) = (project.to_string(), trigger.to_string());
        self.command(Method::DELETE, self.at(&["projects", &project, "triggers", &trigger])).await
    }
}
