//! Projects.

use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::null_as_default;

/// A project, as far as a responder needs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Project {
    /// GitLab's id.
    pub id: i64,
    /// Its full path, `team/app`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub path_with_namespace: String,
    /// `private`, `internal` or `public`; not told to everybody.
    #[serde(default)]
    pub visibility: Option<String>,
    /// Whether it is archived.
    #[serde(default, deserialize_with = "null_as_default")]
    pub archived: bool,
    /// Its main branch.
    #[serde(default)]
    pub default_branch: Option<String>,
}

impl Client {
    /// One project. A project that was moved is found by its old path too.
    ///
    /// Source: GitLab's OpenAPI, GET `/projects/{id}`.
    pub async fn project(&self, project: i64) -> Result<Project, GitLabError> {
        self.get(self.at(&["projects", &project.to_string()])).await
    }

    /// One project by its full path, `team/app`.
    ///
    /// Source: GitLab docs, `api/rest`, "Namespaced paths".
    pub async fn project_by_path(&self, path: &str) -> Result<Project, GitLabError> {
        self.get(self.at(&["projects", path])).await
    }

    /// All projects that our token sees: for administrators those of the
    /// instance, by keyset.
    ///
    /// Source: GitLab docs, `api/projects`, GET `/projects`, "keyset-based pagination".
    pub async fn projects(&self) -> Result<Vec<Project>, GitLabError> {
        self.list_by_keyset(self.at(&["projects"])).await
    }

    /// Projects that are not archived, the one in which something happened last first,
    /// `count` at least where there are so many, and whether that is all of them: of the
    /// instance for administrators, else those that we maintain.
    ///
    /// Source: GitLab docs, `api/projects`, GET `/projects?order_by=last_activity_at`.
    pub async fn active_projects(
        &self,
        count: usize,
        is_admin: bool,
    ) -> Result<(Vec<Project>, bool), GitLabError> {
        let mut query = vec![("order_by", "last_activity_at"), ("archived", "false")];
        if !is_admin {
            query.extend([("membership", "true"), ("min_access_level", "40")]);
        }
        self.list_first(self.at_query(&["projects"], &query), count).await
    }

    /// The projects that the owner of our token maintains.
    ///
    /// Source: GitLab docs, `api/projects`, GET `/projects?min_access_level=40`.
    pub async fn maintained_projects(&self) -> Result<Vec<Project>, GitLabError> {
        let query = [("membership", "true"), ("min_access_level", "40")];
        self.list_by_keyset(self.at_query(&["projects"], &query)).await
    }

    /// The projects of a group and of the groups below it.
    ///
    /// Source: GitLab docs, `api/groups`, GET `/groups/:id/projects`.
    pub async fn group_projects(&self, group: i64) -> Result<Vec<Project>, GitLabError> {
        let mut url = self.at(&["groups", &group.to_string(), "projects"]);
        url.query_pairs_mut().append_pair("include_subgroups", "true");
        self.list(url).await
    }
}
