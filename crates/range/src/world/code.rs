//! Commits: what was changed by whom, on the default branch.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::World;

/// A commit of the default branch.
#[derive(Debug, Clone)]
pub struct Commit {
    /// Forty hexadecimal digits.
    pub sha: String,
    /// The one before; none for the first.
    pub parent: Option<String>,
    /// Who wrote it.
    pub author_name: String,
    /// That one's address.
    pub author_email: String,
    /// First line of the message.
    pub title: String,
    /// The message.
    pub message: String,
    /// When.
    pub created_at: Timestamp,
    /// All files as of then.
    pub files: BTreeMap<String, String>,
}

/// A change of one file: its path, and what it holds now; none removes it.
pub type FileChange<'a> = (&'a str, Option<&'a str>);

impl World {
    /// Commits changes to a project's default branch. Returns the commit's id.
    #[expect(clippy::too_many_arguments, reason = "the parts of a commit, each needed once")]
    pub fn commit(
        &mut self,
        project: u64,
        author: u64,
        message: &str,
        changes: &[FileChange<'_>],
        at: Timestamp,
    ) -> String {
        let (author_name, author_email) = self
            .users
            .get(&author)
            .map(|user| (user.name.clone(), user.email.clone()))
            .unwrap_or_default();
        let Some(project) = self.projects.get_mut(&project) else { return String::new() };
        for (path, content) in changes {
            match content {
                Some(text) => project.files.insert((*path).to_owned(), (*text).to_owned()),
                None => project.files.remove(*path),
            };
        }
        let parent = project.commits.last().map(|commit| commit.sha.clone());
        let seed = format!("{}/{}/{message}/{at}", project.full_path, project.commits.len());
        let sha: String = hex::encode(Sha256::digest(seed)).chars().take(40).collect();
        project.commits.push(Commit {
            sha: sha.clone(),
            parent,
            author_name,
            author_email,
            title: message.lines().next().unwrap_or_default().to_owned(),
            message: message.to_owned(),
            created_at: at,
            files: project.files.clone(),
        });
        sha
    }
}
