//! Whose job tokens may enter a project: its allowlists.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::GitLabError;
use crate::members::Place;

/// An entry of an allowlist: a project or a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AllowlistEntry {
    /// The project's or group's id.
    pub id: i64,
    /// The project's path.
    #[serde(default)]
    pub path_with_namespace: Option<String>,
    /// The project's or group's name.
    #[serde(default)]
    pub name: Option<String>,
}

#[derive(Serialize)]
struct Target {
    #[serde(skip_serializing_if = "Option::is_none")]
    target_project_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_group_id: Option<i64>,
}

impl Client {
    /// Projects whose jobs may enter a project.
    ///
    /// Source: GitLab docs, `api/project_job_token_scopes`,
    /// GET `/projects/:id/job_token_scope/allowlist`.
    pub async fn allowed_projects(&self, project: i64) -> Result<Vec<AllowlistEntry>, GitLabError> {
        self.list(self.at(&["projects", &project.to_string(), "job_token_scope", "allowlist"]))
            .await
    }

    /// Groups whose jobs may enter a project.
    ///
    /// Source: GitLab docs, `api/project_job_token_scopes`,
    /// GET `/projects/:id/job_token_scope/groups_allowlist`.
    pub async fn allowed_groups(&self, project: i64) -> Result<Vec<AllowlistEntry>, GitLabError> {
        let project = project.to_string();
        self.list(self.at(&["projects", &project, "job_token_scope", "groups_allowlist"])).await
    }

    /// Lets jobs of a project or group in.
    ///
    /// Source: GitLab docs, `api/project_job_token_scopes`, POST to one of the allowlists.
    pub async fn allow_job_tokens(&self, project: i64, guest: Place) -> Result<(), GitLabError> {
        let (list, target) = match guest {
            Place::Project(id) => {
                ("allowlist", Target { target_project_id: Some(id), target_group_id: None })
            }
            Place::Group(id) => {
                ("groups_allowlist", Target { target_project_id: None, target_group_id: Some(id) })
            }
        };
        let url = self.at(&["projects", &project.to_string(), "job_token_scope", list]);
        self.post_command(url, &target).await
    }

    /// Keeps jobs of a project or group out.
    ///
    /// Source: GitLab docs, `api/project_job_token_scopes`, DELETE from one of the allowlists.
    pub async fn disallow_job_tokens(&self, project: i64, guest: Place) -> Result<(), GitLabError> {
        let (list, id) = match guest {
            Place::Project(id) => ("allowlist", id),
            Place::Group(id) => ("groups_allowlist", id),
        };
        let (project, id) = (project.to_string(), id.to_string());
        let url = self.at(&["projects", &project, "job_token_scope", list, &id]);
        self.command(Method::DELETE, url).await
    }
}
