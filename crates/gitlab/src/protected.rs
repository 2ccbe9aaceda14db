//! Protected branches and tags: who may push, merge, create.

use reqwest::Method;
use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;
use crate::error::GitLabError;
use crate::home::pick;

/// Branches or tags: their endpoints differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtectedKind {
    /// `/projects/:id/protected_branches`.
    Branch,
    /// `/projects/:id/protected_tags`.
    Tag,
}

/// What can be changed of a protection without making it anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ProtectionFlags {
    /// Whether history may be overwritten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_force_push: Option<bool>,
    /// Whether code owners must approve (Premium).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_owner_approval_required: Option<bool>,
}

const FIELDS: &[&str] = &[
    "id",
    "name",
    "push_access_levels",
    "merge_access_levels",
    "unprotect_access_levels",
    "create_access_levels",
    "allow_force_push",
    "code_owner_approval_required",
    "inherited",
];

impl Client {
    /// A project's protected branches or tags.
    ///
    /// Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.
    pub async fn protected_refs(
        &self,
        project: i64,
        kind: ProtectedKind,
    ) -> Result<Vec<Map<String, Value>>, GitLabError> {
        let rows: Vec<Map<String, Value>> =
            self.list(self.protected_at(project, kind, &[])).await?;
        Ok(rows.into_iter().map(|row| pick(row, FIELDS)).collect())
    }

    /// One protected branch or tag, by its name or pattern.
    ///
    /// Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.
    pub async fn protected_ref(
        &self,
        project: i64,
        kind: ProtectedKind,
        name: &str,
    ) -> Result<Map<String, Value>, GitLabError> {
        let row = self.get(self.protected_at(project, kind, &[name])).await?;
        Ok(pick(row, FIELDS))
    }

    /// Protects a branch or tag; `rule` is GitLab's body without the name.
    ///
    /// Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.
    pub async fn protect_ref(
        &self,
        project: i64,
        kind: ProtectedKind,
        (name, rule): (&str, &Map<String, Value>),
    ) -> Result<(), GitLabError> {
        let mut body = rule.clone();
        body.insert("name".to_owned(), Value::from(name));
        self.post_command(self.protected_at(project, kind, &[]), &body).await
    }

    /// Changes flags of a protected branch.
    ///
    /// Source: GitLab docs, `api/protected_branches`, PATCH
    /// `/projects/:id/protected_branches/:name`; tags have no such call.
    pub async fn change_protected_branch(
        &self,
        project: i64,
        name: &str,
        flags: ProtectionFlags,
    ) -> Result<(), GitLabError> {
        let url = self.protected_at(project, ProtectedKind::Branch, &[name]);
        self.command_with(Method::PATCH, url, &flags).await
    }

    /// Takes the protection of a branch or tag away.
    ///
    /// Source: GitLab docs, `api/protected_branches`, `api/protected_tags`.
    pub async fn unprotect_ref(
        &self,
        project: i64,
        kind: ProtectedKind,
        name: &str,
    ) -> Result<(), GitLabError> {
        self.command(Method::DELETE, self.protected_at(project, kind, &[name])).await
    }

    fn protected_at(&self, project: i64, kind: ProtectedKind, below: &[&str]) -> Url {
        let resource = match kind {
            ProtectedKind::Branch => "protected_branches",
            ProtectedKind::Tag => "protected_tags",
        };
        self.at(&[&["projects", &project.to_string(), resource], below].concat())
    }
}
