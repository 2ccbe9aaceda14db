//! What can be read with our token, asked by reading one row of each.

use serde::de::IgnoredAny;

use crate::audit_events::AuditScope;
use crate::client::Client;
use crate::error::GitLabError;

/// An endpoint that later steps need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// Audit events of a scope (Premium).
    AuditEvents(AuditScope),
    /// All users.
    Users,
    /// Personal access tokens of all, for administrators.
    PersonalAccessTokens,
    /// OAuth applications of the instance, for administrators.
    Applications,
    /// System hooks, for administrators.
    SystemHooks,
    /// The instance's settings, for administrators.
    Settings,
    /// The licence, for administrators.
    License,
    /// Runners of the instance, for administrators.
    Runners,
    /// Credentials of a group's enterprise users (Ultimate, GitLab.com).
    EnterpriseTokens(i64),
    /// Access tokens of a group.
    GroupAccessTokens(i64),
}

impl Endpoint {
    /// The path below `/api/v4`, as people write it.
    pub fn path(self) -> String {
        self.segments().join("/")
    }

    fn segments(self) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match self {
            Self::AuditEvents(AuditScope::Instance) => words(&["audit_events"]),
            Self::AuditEvents(AuditScope::Group(id)) => {
                words(&["groups", &id.to_string(), "audit_events"])
            }
            Self::AuditEvents(AuditScope::Project(id)) => {
                words(&["projects", &id.to_string(), "audit_events"])
            }
            Self::Users => words(&["users"]),
            Self::PersonalAccessTokens => words(&["personal_access_tokens"]),
            Self::Applications => words(&["applications"]),
            Self::SystemHooks => words(&["hooks"]),
            Self::Settings => words(&["application", "settings"]),
            Self::License => words(&["license"]),
            Self::Runners => words(&["runners", "all"]),
            Self::EnterpriseTokens(id) => {
                words(&["groups", &id.to_string(), "manage", "personal_access_tokens"])
            }
            Self::GroupAccessTokens(id) => words(&["groups", &id.to_string(), "access_tokens"]),
        }
    }
}

impl Client {
    /// Whether an endpoint answers our token: one row is read and forgotten.
    /// Refusals are the error.
    pub async fn try_endpoint(&self, endpoint: Endpoint) -> Result<(), GitLabError> {
        let segments = endpoint.segments();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let url = self.at_query(&segments, &[("per_page", "1")]);
        self.get::<IgnoredAny>(url).await.map(drop)
    }
}
