//! Groups.

use serde::Deserialize;

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::null_as_default;

/// A group, as far as a responder needs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// GitLab's id.
    pub id: i64,
    /// Its full path, `company/team`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub full_path: String,
    /// `private`, `internal` or `public`; not told to everybody.
    #[serde(default)]
    pub visibility: Option<String>,
}

impl Client {
    /// One group.
    ///
    /// Source: GitLab docs, `api/groups`, GET `/groups/:id`.
    pub async fn group(&self, group: i64) -> Result<Group, GitLabError> {
        let mut url = self.at(&["groups", &group.to_string()]);
        // A group's projects are left out: they are a listing of their own.
        url.query_pairs_mut().append_pair("with_projects", "false");
        self.get(url).await
    }

    /// One group by its full path, `company/team`.
    ///
    /// Source: GitLab docs, `api/rest`, "Namespaced paths".
    pub async fn group_by_path(&self, path: &str) -> Result<Group, GitLabError> {
        let mut url = self.at(&["groups", path]);
        url.query_pairs_mut().append_pair("with_projects", "false");
        self.get(url).await
    }

    /// The top-level groups that the owner of our token owns.
    ///
    /// Source: GitLab docs, `api/groups`, GET `/groups?min_access_level=50&top_level_only=true`.
    pub async fn owned_groups(&self) -> Result<Vec<Group>, GitLabError> {
        let query = [("min_access_level", "50"), ("top_level_only", "true")];
        self.list(self.at_query(&["groups"], &query)).await
    }

    /// Top-level groups, `count` at least where there are so many, and whether that is
    /// all of them: of the instance for administrators, else those that we own.
    ///
    /// Source: GitLab docs, `api/groups`, GET `/groups?top_level_only=true`.
    pub async fn top_level_groups(
        &self,
        count: usize,
        is_admin: bool,
    ) -> Result<(Vec<Group>, bool), GitLabError> {
        let whose = if is_admin { ("all_available", "true") } else { ("min_access_level", "50") };
        let url = self.at_query(&["groups"], &[("top_level_only", "true"), whose]);
        self.list_first(url, count).await
    }

    /// All groups that our token sees; for administrators those of the instance.
    ///
    /// Source: GitLab docs, `api/groups`, GET `/groups`.
    pub async fn groups(&self) -> Result<Vec<Group>, GitLabError> {
        self.list(self.at_query(&["groups"], &[("all_available", "true")])).await
    }

    /// The groups below a group, however deep.
    ///
    /// Source: GitLab docs, `api/groups`, GET `/groups/:id/descendant_groups`.
    pub async fn descendant_groups(&self, group: i64) -> Result<Vec<Group>, GitLabError> {
        self.list(self.at(&["groups", &group.to_string(), "descendant_groups"])).await
    }
}
