//! Audit events, as GitLab's database keeps them: raw rows, for others to read.

use std::str::FromStr;

use jiff::Timestamp;
use serde_json::value::RawValue;
use url::Url;

use crate::client::Client;
use crate::error::{GitLabError, Problem};
use crate::page::KEYSET_PAGES_MAX;

/// Whose audit events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuditScope {
    /// All of the instance. For administrators.
    Instance,
    /// One group's. For its owners.
    Group(i64),
    /// One project's. For its maintainers.
    Project(i64),
}

impl std::fmt::Display for AuditScope {
    /// `instance`, `group-12`, `project-7`: fit for a source's name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Instance => f.write_str("instance"),
            Self::Group(id) => write!(f, "group-{id}"),
            Self::Project(id) => write!(f, "project-{id}"),
        }
    }
}

/// The text names no scope: `instance`, `group-12` or `project-7` is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected instance, group-ID or project-ID")]
pub struct NoScope;

impl FromStr for AuditScope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let number = |id: &str| id.parse::<i64>().ok().filter(|id| *id > 0).ok_or(NoScope);
        match text.split_once('-') {
            None if text == "instance" => Ok(Self::Instance),
            Some(("group", id)) => number(id).map(Self::Group),
            Some(("project", id)) => number(id).map(Self::Project),
            None | Some(_) => Err(NoScope),
        }
    }
}

/// From when until when. GitLab answers at most 30 days at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditWindow {
    /// Not before.
    pub created_after: Timestamp,
    /// Not after.
    pub created_before: Timestamp,
}

/// A window's audit events, page by page, the newest first.
///
/// By keyset, whose pages cost GitLab the same however deep; where GitLab does
/// not offer that (before 15.11), by offset.
///
/// Source: GitLab docs, `api/rest`, "Keyset-based pagination": the audit event
/// endpoints take `order_by=id&sort=desc` only; by offset is deprecated since
/// 17.8 and leaves in 19.0.
#[derive(Debug)]
pub struct AuditPages {
    client: Client,
    /// The next page; none after the last.
    next: Option<Url>,
    /// The window without paging, as long as no page was read.
    plain: Option<Url>,
    pages: u32,
}

impl AuditPages {
    /// The next page's rows, each as the bytes that GitLab sent; `None` after the last.
    ///
    /// Fails as any read does; a page that was not read is asked for again by
    /// the next call.
    pub async fn next(&mut self) -> Result<Option<Vec<Box<RawValue>>>, GitLabError> {
        let Some(url) = self.next.clone() else { return Ok(None) };
        let (rows, following) = match self.client.page(url.clone()).await {
            Err(error) if self.is_keyset_refused(&error) => {
                let Some(plain) = self.plain.take() else { return Err(error) };
                self.client.page(plain).await?
            }
            read => read?,
        };
        self.plain = None;
        self.pages = self.pages.saturating_add(1);
        let is_repeated = following.as_ref() == Some(&url);
        if is_repeated || (following.is_some() && self.pages >= KEYSET_PAGES_MAX) {
            self.next = None;
            return Err(Client::page_repeats(&url));
        }
        self.next = following;
        Ok(Some(rows))
    }

    /// What a GitLab says that does not know keyset paging here.
    fn is_keyset_refused(&self, error: &GitLabError) -> bool {
        self.plain.is_some() && matches!(error.problem(), Problem::NotOffered | Problem::Rejected)
    }
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
        let mut pages = self.audit_pages(scope, window);
        let mut rows = Vec::new();
        while let Some(more) = pages.next().await? {
            rows.extend(more);
        }
        Ok(rows)
    }

    /// As [`Client::audit_events`], a page of at most 100 rows at a time, for
    /// windows that do not fit into memory. Sends nothing yet.
    pub fn audit_pages(&self, scope: AuditScope, window: AuditWindow) -> AuditPages {
        let mut plain = match scope {
            AuditScope::Instance => self.at(&["audit_events"]),
            AuditScope::Group(id) => self.at(&["groups", &id.to_string(), "audit_events"]),
            AuditScope::Project(id) => self.at(&["projects", &id.to_string(), "audit_events"]),
        };
        plain
            .query_pairs_mut()
            .append_pair("created_after", &window.created_after.to_string())
            .append_pair("created_before", &window.created_before.to_string())
            .append_pair("per_page", crate::page::ROWS_PER_PAGE);
        let mut keyset = plain.clone();
        keyset.query_pairs_mut().extend_pairs([
            ("pagination", "keyset"),
            ("order_by", "id"),
            ("sort", "desc"),
        ]);
        AuditPages { client: self.clone(), next: Some(keyset), plain: Some(plain), pages: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for scope in [AuditScope::Instance, AuditScope::Group(12), AuditScope::Project(7)] {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        for text in ["", "group", "group-", "group-0", "group-x", "project--1", "Instance"] {
            assert_eq!(text.parse::<AuditScope>(), Err(NoScope), "{text}");
        }
    }
}
