//! Issues and their notes.

use jiff::Timestamp;

use super::World;

/// An issue of a project.
#[derive(Debug, Clone)]
pub struct Issue {
    /// GitLab's id.
    pub id: u64,
    /// Its project.
    pub project: u64,
    /// Its number there, from 1.
    pub iid: u64,
    /// Who made it.
    pub author: u64,
    /// Its title.
    pub title: String,
    /// Its text.
    pub description: String,
    /// Whether only members with a role see it.
    pub is_confidential: bool,
    /// `issue`, `incident` or another type.
    pub issue_type: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Who takes part beside the author.
    pub participants: Vec<u64>,
    /// Its notes, oldest first.
    pub notes: Vec<Note>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A note on an issue.
#[derive(Debug, Clone)]
pub struct Note {
    /// GitLab's id.
    pub id: u64,
    /// Who wrote it.
    pub author: u64,
    /// Its text.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
}

impl World {
    /// The number of the next issue of a project.
    pub(crate) fn next_issue(&self, project: u64) -> u64 {
        let numbers = self.issues.values().filter(|issue| issue.project == project);
        numbers.map(|issue| issue.iid).max().unwrap_or(0).saturating_add(1)
    }
}
