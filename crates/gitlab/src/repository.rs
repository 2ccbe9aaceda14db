//! Code: files as of a commit, their history, and who pushed.

use jiff::Timestamp;
use serde::Deserialize;

use crate::client::{Bounded, Client};
use crate::error::GitLabError;
use crate::words::{null_as_default, time};

/// A project, by its id or by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectName<'a> {
    /// By id.
    Id(i64),
    /// By full path, `team/app`.
    Path(&'a str),
}

impl ProjectName<'_> {
    fn segment(self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Path(path) => path.to_owned(),
        }
    }
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Commit {
    /// Its id, 40 hexadecimal digits.
    pub id: String,
    /// First line of its message.
    #[serde(default, deserialize_with = "null_as_default")]
    pub title: String,
    /// The author's name, as the commit says.
    #[serde(default, deserialize_with = "null_as_default")]
    pub author_name: String,
    /// The author's address, as the commit says.
    #[serde(default, deserialize_with = "null_as_default")]
    pub author_email: String,
    /// When it was committed, as the commit says.
    #[serde(default, deserialize_with = "time")]
    pub committed_date: Option<Timestamp>,
}

/// What differs between two commits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Comparison {
    /// The commits between.
    #[serde(default, deserialize_with = "null_as_default")]
    pub commits: Vec<Commit>,
    /// The files.
    #[serde(default, deserialize_with = "null_as_default")]
    pub diffs: Vec<FileDiff>,
}

/// What differs in one file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FileDiff {
    /// Its path before.
    #[serde(default, deserialize_with = "null_as_default")]
    pub old_path: String,
    /// Its path after.
    #[serde(default, deserialize_with = "null_as_default")]
    pub new_path: String,
    /// The difference, as `diff` tells it.
    #[serde(default, deserialize_with = "null_as_default")]
    pub diff: String,
}

/// A file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TreeEntry {
    /// Its path.
    #[serde(default, deserialize_with = "null_as_default")]
    pub path: String,
    /// `blob` or `tree`.
    #[serde(default, rename = "type", deserialize_with = "null_as_default")]
    pub kind: String,
}

/// Something that somebody did in a project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PushEvent {
    /// Who.
    #[serde(default)]
    pub author_id: Option<i64>,
    /// That one's name.
    #[serde(default)]
    pub author_username: Option<String>,
    /// When.
    #[serde(default, deserialize_with = "time")]
    pub created_at: Option<Timestamp>,
    /// What was pushed.
    #[serde(default)]
    pub push_data: Option<PushData>,
}

/// What was pushed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PushData {
    /// The last commit of it.
    #[serde(default)]
    pub commit_to: Option<String>,
    /// Branch or tag.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
}

/// A user whom a search found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FoundPerson {
    /// GitLab's id.
    pub id: i64,
    /// The name for signing in.
    #[serde(default, deserialize_with = "null_as_default")]
    pub username: String,
    /// The name for people.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// The address; told to administrators.
    #[serde(default)]
    pub email: Option<String>,
    /// The address for commits; told to administrators.
    #[serde(default)]
    pub commit_email: Option<String>,
    /// The address that everybody sees.
    #[serde(default)]
    pub public_email: Option<String>,
}

impl Client {
    /// A file as of a branch, tag or commit (none = the default branch), at most so many bytes.
    ///
    /// Source: GitLab docs, `api/repository_files`, GET `…/files/:file_path/raw`.
    pub async fn file_at(
        &self,
        project: ProjectName<'_>,
        path: &str,
        reference: Option<&str>,
        bytes_max: usize,
    ) -> Result<Bounded, GitLabError> {
        let project = project.segment();
        let segments = ["projects", &project, "repository", "files", path, "raw"];
        let query = reference.map(|reference| ("ref", reference));
        self.get_bytes(self.at_query(&segments, query.as_slice()), bytes_max).await
    }

    /// The latest commits that changed a file within a window.
    ///
    /// Source: GitLab docs, `api/commits`, GET `/projects/:id/repository/commits`
    /// (`path`, `since`, `until`).
    pub async fn file_commits(
        &self,
        project: ProjectName<'_>,
        (path, reference): (&str, Option<&str>),
        (since, until): (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<Vec<Commit>, GitLabError> {
        /// Commits of one file within a window of days; more is no history, but a robot.
        const COMMITS_MIN: usize = 100;
        let project = project.segment();
        let mut url = self.at(&["projects", &project, "repository", "commits"]);
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("path", path);
            for (name, at) in [("since", since), ("until", until)] {
                if let Some(at) = at {
                    query.append_pair(name, &at.to_string());
                }
            }
            if let Some(reference) = reference {
                query.append_pair("ref_name", reference);
            }
        }
        self.list_first(url, COMMITS_MIN).await.map(|(commits, _)| commits)
    }

    /// What differs from one commit to another.
    ///
    /// Source: GitLab docs, `api/repositories`, GET `/projects/:id/repository/compare`.
    pub async fn compare(
        &self,
        project: i64,
        from: &str,
        to: &str,
    ) -> Result<Comparison, GitLabError> {
        let segments = ["projects", &project.to_string(), "repository", "compare"];
        self.get(self.at_query(&segments, &[("from", from), ("to", to)])).await
    }

    /// The paths of a repository: at least so many, and whether that is all.
    ///
    /// Source: GitLab docs, `api/repositories`, GET `/projects/:id/repository/tree`.
    pub async fn tree(
        &self,
        project: i64,
        reference: Option<&str>,
        rows_min: usize,
    ) -> Result<(Vec<TreeEntry>, bool), GitLabError> {
        let segments = ["projects", &project.to_string(), "repository", "tree"];
        let mut query = vec![("recursive", "true")];
        query.extend(reference.map(|reference| ("ref", reference)));
        self.list_first(self.at_query(&segments, &query), rows_min).await
    }

    /// Who pushed to a project between two days (both outside the answer).
    ///
    /// Source: GitLab docs, `api/events`, GET `/projects/:id/events`
    /// (`action=pushed`, `after`, `before` are dates).
    pub async fn pushes(
        &self,
        project: i64,
        (after, before): (&str, &str),
    ) -> Result<Vec<PushEvent>, GitLabError> {
        /// Pushes of some days.
        const PUSHES_MIN: usize = 300;
        let segments = ["projects", &project.to_string(), "events"];
        let query = [("action", "pushed"), ("after", after), ("before", before)];
        self.list_first(self.at_query(&segments, &query), PUSHES_MIN).await.map(|(rows, _)| rows)
    }

    /// Users whom a search for a name or an address finds, at most a page. For
    /// administrators private addresses are searched too, in full.
    ///
    /// Source: GitLab docs, `api/users`, GET `/users?search=`.
    pub async fn find_people(&self, wanted: &str) -> Result<Vec<FoundPerson>, GitLabError> {
        let url = self.at_query(&["users"], &[("search", wanted)]);
        self.list_first(url, 1).await.map(|(rows, _)| rows)
    }
}
