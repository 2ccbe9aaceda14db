//! Webhooks of projects. GitLab never tells their secret.

use jiff::Timestamp;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::time;

/// A project's webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ProjectHook {
    /// GitLab's id.
    pub id: i64,
    /// Where it sends to. May itself hold a secret: not for traces.
    pub url: String,
    /// When it was added.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct NewHook<'a> {
    url: &'a str,
}

impl Client {
    /// A project's webhooks. For its maintainers.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/hooks`.
    pub async fn project_hooks(&self, project: i64) -> Result<Vec<ProjectHook>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "hooks"])).await
    }

    /// One webhook of a project.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}/hooks/{hook_id}`.
    pub async fn project_hook(&self, project: i64, hook: i64) -> Result<ProjectHook, GitLabError> {
        self.get(self.at(&["projects", &project.to_string(), "hooks", &hook.to_string()])).await
    }

    /// Removes a project's webhook; what it was sent stops at once.
    ///
    /// Source: GitLab's OpenAPI, DELETE `/projects/{id}/hooks/{hook_id}`.
    pub async fn delete_project_hook(&self, project: i64, hook: i64) -> Result<(), GitLabError> {
        let url = self.at(&["projects", &project.to_string(), "hooks", &hook.to_string()]);
        self.command(Method::DELETE, url).await
    }

    /// Adds a webhook to a project, with GitLab's defaults and without a secret.
    ///
    /// Source: GitLab's OpenAPI, POST `/projects/{id}/hooks`.
    pub async fn add_project_hook(
        &self,
        project: i64,
        url: &str,
    ) -> Result<ProjectHook, GitLabError> {
        let at = self.at(&["projects", &project.to_string(), "hooks"]);
        self.post(at, &NewHook { url }).await
    }
}
