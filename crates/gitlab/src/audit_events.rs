//! Audit events, as GitLab's database keeps them: raw rows, for others to read.

use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::client::Client;
use crate::error::GitLabError;

/// Whose audit events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditScope {
    /// All of the instance. For administrators.
    Instance,
    /// One group's. For its owners.
    Group(i64),
    /// One project's. For its maintainers.
    Project(i64),
}

/// From when until when. GitLab answers at most 30 days at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditWindow {
    /// Not before.
    pub created_after: Timestamp,
    /// Not after.
    pub created_before: Timestamp,
}

impl Client {
    /// The audit events of a window, each row as the bytes that GitLab sent.
    ///
    /// Source: GitLab docs, `api/audit_events`, GET `/audit_events`,
    /// `/groups/:id/audit_events`, `/projects/:id/audit_events`.
    pub async fn audit_events(
        &self,
        scope: AuditScope,
        window: AuditWindow,
    ) -> Result<Vec<Box<RawValue>>, GitLabError> {
        let mut url = match scope {
            AuditScope::Instance => self.at(&["audit_events"]),
            AuditScope::Group(id) => self.at(&["groups", &id.to_string(), "audit_events"]),
            AuditScope::Project(id) => self.at(&["projects", &id.to_string(), "audit_events"]),
        };
        url.query_pairs_mut()
            .append_pair("created_after", &window.created_after.to_string())
            .append_pair("created_before", &window.created_before.to_string());
        self.list(url).await
    }
}
