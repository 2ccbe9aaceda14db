//! The kinds of credential that GitLab gives out.

use serde::{Deserialize, Serialize};

use crate::respond::plan::Text;

/// A kind of token, after GitLab's own overview of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A user's own token; reaches all that the user reaches.
    PersonalAccessToken,
    /// Made by an administrator to act as a user, who does not see it.
    ImpersonationToken,
    /// Of one project, held by a bot user.
    ProjectAccessToken,
    /// Of one group, held by a bot user.
    GroupAccessToken,
    /// The secret of an OAuth application.
    OauthApplicationSecret,
    /// Clones and reads registries of a project or group; not the API.
    DeployToken,
    /// A runner's own: takes jobs.
    RunnerAuthenticationToken,
    /// Registers runners (deprecated).
    RunnerRegistrationToken,
    /// Lives while a CI/CD job runs, acts as who started it.
    JobToken,
    /// Starts pipelines as its owner.
    PipelineTriggerToken,
    /// Reads a user's feeds, confidential issues among them; never expires.
    FeedToken,
    /// Makes issues by mail as a user; never expires.
    IncomingEmailToken,
    /// Of an agent for Kubernetes.
    AgentToken,
    /// Provisions users of a group (SCIM).
    ScimToken,
    /// Reads feature flags.
    FeatureFlagsClientToken,
    /// Of a workspace while it runs.
    WorkspaceToken,
    /// A browser's session.
    SessionCookie,
    /// Not recognised: old tokens had no prefix.
    Unknown,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::PersonalAccessToken,
        Self::ImpersonationToken,
        Self::ProjectAccessToken,
        Self::GroupAccessToken,
        Self::OauthApplicationSecret,
        Self::DeployToken,
        Self::RunnerAuthenticationToken,
        Self::RunnerRegistrationToken,
        Self::JobToken,
        Self::PipelineTriggerToken,
        Self::FeedToken,
        Self::IncomingEmailToken,
        Self::AgentToken,
        Self::ScimToken,
        Self::FeatureFlagsClientToken,
        Self::WorkspaceToken,
        Self::SessionCookie,
        Self::Unknown,
    ];

    /// The word used in the journal, in search and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalAccessToken => "personal_access_token",
            Self::ImpersonationToken => "impersonation_token",
            Self::ProjectAccessToken => "project_access_token",
            Self::GroupAccessToken => "group_access_token",
            Self::OauthApplicationSecret => "oauth_application_secret",
            Self::DeployToken => "deploy_token",
            Self::RunnerAuthenticationToken => "runner_authentication_token",
            Self::RunnerRegistrationToken => "runner_registration_token",
            Self::JobToken => "job_token",
            Self::PipelineTriggerToken => "pipeline_trigger_token",
            Self::FeedToken => "feed_token",
            Self::IncomingEmailToken => "incoming_email_token",
            Self::AgentToken => "agent_token",
            Self::ScimToken => "scim_token",
            Self::FeatureFlagsClientToken => "feature_flags_client_token",
            Self::WorkspaceToken => "workspace_token",
            Self::SessionCookie => "session_cookie",
            Self::Unknown => "unknown",
        }
    }

    /// The name for people.
    pub fn label(self) -> Text {
        match self {
            Self::PersonalAccessToken => Text::of("token-kind-personal-access-token", []),
            Self::ImpersonationToken => Text::of("token-kind-impersonation-token", []),
            Self::ProjectAccessToken => Text::of("token-kind-project-access-token", []),
            Self::GroupAccessToken => Text::of("token-kind-group-access-token", []),
            Self::OauthApplicationSecret => Text::of("token-kind-oauth-application-secret", []),
            Self::DeployToken => Text::of("token-kind-deploy-token", []),
            Self::RunnerAuthenticationToken => {
                Text::of("token-kind-runner-authentication-token", [])
            }
            Self::RunnerRegistrationToken => Text::of("token-kind-runner-registration-token", []),
            Self::JobToken => Text::of("token-kind-job-token", []),
            Self::PipelineTriggerToken => Text::of("token-kind-pipeline-trigger-token", []),
            Self::FeedToken => Text::of("token-kind-feed-token", []),
            Self::IncomingEmailToken => Text::of("token-kind-incoming-email-token", []),
            Self::AgentToken => Text::of("token-kind-agent-token", []),
            Self::ScimToken => Text::of("token-kind-scim-token", []),
            Self::FeatureFlagsClientToken => Text::of("token-kind-feature-flags-client-token", []),
            Self::WorkspaceToken => Text::of("token-kind-workspace-token", []),
            Self::SessionCookie => Text::of("token-kind-session-cookie", []),
            Self::Unknown => Text::of("token-kind-unknown", []),
        }
    }

    /// How a credential of this kind is ended.
    pub fn ending(self) -> Text {
        match self {
            Self::PersonalAccessToken
            | Self::ImpersonationToken
            | Self::ProjectAccessToken
            | Self::GroupAccessToken => Text::of("token-ends-by-revoking", []),
            Self::DeployToken | Self::AgentToken | Self::PipelineTriggerToken => {
                Text::of("token-ends-by-deleting", [])
            }
            Self::OauthApplicationSecret
            | Self::RunnerAuthenticationToken
            | Self::RunnerRegistrationToken
            | Self::FeedToken
            | Self::IncomingEmailToken
            | Self::ScimToken
            | Self::FeatureFlagsClientToken => Text::of("token-ends-by-resetting", []),
            // GitLab cannot revoke one: it dies with its job.
            Self::JobToken => Text::of("token-ends-with-its-job", []),
            Self::WorkspaceToken => Text::of("token-ends-with-its-workspace", []),
            Self::SessionCookie => Text::of("token-ends-with-its-session", []),
            Self::Unknown => Text::of("token-ends-unknown", []),
        }
    }
}

impl std::fmt::Display for TokenKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
