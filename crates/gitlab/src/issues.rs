//! Issues: made confidential, read back, and noted on.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::GitLabError;
use crate::words::null_as_default;

/// An issue, as far as a record of an incident needs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Issue {
    /// Its number in its project.
    pub iid: i64,
    /// The project.
    pub project_id: i64,
    /// Its title.
    #[serde(default, deserialize_with = "null_as_default")]
    pub title: String,
    /// Its text.
    #[serde(default, deserialize_with = "null_as_default")]
    pub description: String,
    /// Whether only members from Planner on, its author and assignees see it.
    #[serde(default)]
    pub confidential: bool,
    /// `opened` or `closed`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub state: String,
    /// Its labels.
    #[serde(default, deserialize_with = "null_as_default")]
    pub labels: Vec<String>,
    /// Its page.
    #[serde(default, deserialize_with = "null_as_default")]
    pub web_url: String,
}

/// An issue to be made. It is always confidential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewIssue {
    /// Its title.
    pub title: String,
    /// Its text, Markdown.
    pub description: String,
    /// Labels, separated by commas.
    pub labels: String,
    /// What it is.
    #[serde(rename = "issue_type")]
    pub kind: IssueKind,
}

/// What an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// An incident.
    Incident,
    /// A plain issue.
    Issue,
}

#[derive(Serialize)]
struct NewConfidential<'a> {
    #[serde(flatten)]
    issue: &'a NewIssue,
    confidential: bool,
}

/// A note on an issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct IssueNote {
    /// GitLab's id.
    pub id: i64,
    /// Its text.
    #[serde(default, deserialize_with = "null_as_default")]
    pub body: String,
}

/// Somebody who takes part in an issue and is told of what happens on it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Participant {
    /// The user's id.
    pub id: i64,
    /// The user's name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub username: String,
}

impl Client {
    /// Makes a confidential issue. The caller reads back.
    ///
    /// Source: GitLab docs, `api/issues`, POST `/projects/:id/issues`.
    pub async fn create_confidential_issue(
        &self,
        project: &str,
        issue: &NewIssue,
    ) -> Result<Issue, GitLabError> {
        let new = NewConfidential { issue, confidential: true };
        self.post(self.at(&["projects", project, "issues"]), &new).await
    }

    /// Deletes an issue with all that was said on it.
    ///
    /// Source: GitLab docs, `api/issues`, DELETE `/projects/:id/issues/:issue_iid`
    /// (owners of the project and administrators).
    pub async fn delete_issue(&self, project: &str, iid: i64) -> Result<(), GitLabError> {
        let url = self.at(&["projects", project, "issues", &iid.to_string()]);
        self.command(Method::DELETE, url).await
    }

    /// Empties, hides and closes an issue that cannot be deleted.
    ///
    /// Source: GitLab docs, `api/issues`, PUT `/projects/:id/issues/:issue_iid`.
    pub async fn withdraw_issue(&self, project: &str, iid: i64) -> Result<Issue, GitLabError> {
        let emptied = serde_json::json!({
            "title": "Withdrawn", "description": "", "confidential": true, "state_event": "close",
        });
        self.put(self.at(&["projects", project, "issues", &iid.to_string()]), &emptied).await
    }

    /// One issue of a project, by its number there.
    ///
    /// Source: GitLab docs, `api/issues`, GET `/projects/:id/issues/:issue_iid`.
    pub async fn issue(&self, project: &str, iid: i64) -> Result<Issue, GitLabError> {
        self.get(self.at(&["projects", project, "issues", &iid.to_string()])).await
    }

    /// Issues of a project whose text holds these words.
    ///
    /// Source: GitLab docs, `api/issues`, GET `/projects/:id/issues`, `search` and `in`.
    pub async fn issues_with(&self, project: &str, text: &str) -> Result<Vec<Issue>, GitLabError> {
        let query = [("search", text), ("in", "description")];
        self.list(self.at_query(&["projects", project, "issues"], &query)).await
    }

    /// Who takes part in an issue.
    ///
    /// Source: GitLab docs, `api/issues`, GET `/projects/:id/issues/:issue_iid/participants`.
    pub async fn issue_participants(
        &self,
        project: &str,
        iid: i64,
    ) -> Result<Vec<Participant>, GitLabError> {
        let iid = iid.to_string();
        self.list(self.at(&["projects", project, "issues", &iid, "participants"])).await
    }

    /// The notes on an issue.
    ///
    /// Source: GitLab docs, `api/notes`, GET `/projects/:id/issues/:issue_iid/notes`.
    pub async fn issue_notes(
        &self,
        project: &str,
        iid: i64,
    ) -> Result<Vec<IssueNote>, GitLabError> {
        self.list(self.at(&["projects", project, "issues", &iid.to_string(), "notes"])).await
    }

    /// Adds a note to an issue.
    ///
    /// Source: GitLab docs, `api/notes`, POST `/projects/:id/issues/:issue_iid/notes`.
    pub async fn note_on_issue(
        &self,
        project: &str,
        iid: i64,
        body: &str,
    ) -> Result<IssueNote, GitLabError> {
        let url = self.at(&["projects", project, "issues", &iid.to_string(), "notes"]);
        self.post(url, &serde_json::json!({ "body": body })).await
    }

    /// The members of a project, those of the groups above it too.
    ///
    /// Source: GitLab docs, `api/members`, GET `/projects/:id/members/all`.
    pub async fn project_members(
        &self,
        project: &str,
    ) -> Result<Vec<crate::members::Member>, GitLabError> {
        self.list(self.at(&["projects", project, "members", "all"])).await
    }
}
