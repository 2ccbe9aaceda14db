//! Kinds of credential, as playbooks and policies tell them apart.

use serde::{Deserialize, Serialize};

/// Kinds of credential (S1a; the last ones are ours).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A user's password.
    Password,
    /// A personal (or impersonation) access token.
    PersonalAccessToken,
    /// A project or group access token.
    ProjectOrGroupAccessToken,
    /// A runner's authentication or registration token.
    RunnerToken,
    /// A pipeline trigger token.
    PipelineTriggerToken,
    /// An SSH key.
    SshKey,
    /// A CI/CD job token: a scenario of its own (S3).
    JobToken,
    /// Secret of an OAuth application.
    OauthSecret,
    /// A deploy token or deploy key.
    DeployCredential,
    /// A feed or incoming mail token.
    FeedToken,
    /// Any other.
    Other,
}

impl CredentialKind {
    /// All, in reading order.
    pub const ALL: [Self; 11] = [
        Self::Password,
        Self::PersonalAccessToken,
        Self::ProjectOrGroupAccessToken,
        Self::RunnerToken,
        Self::PipelineTriggerToken,
        Self::SshKey,
        Self::JobToken,
        Self::OauthSecret,
        Self::DeployCredential,
        Self::FeedToken,
        Self::Other,
    ];

    /// The word used in playbooks, policies and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PersonalAccessToken => "personal_access_token",
            Self::ProjectOrGroupAccessToken => "project_or_group_access_token",
            Self::RunnerToken => "runner_token",
            Self::PipelineTriggerToken => "pipeline_trigger_token",
            Self::SshKey => "ssh_key",
            Self::JobToken => "job_token",
            Self::OauthSecret => "oauth_secret",
            Self::DeployCredential => "deploy_credential",
            Self::FeedToken => "feed_token",
            Self::Other => "other",
        }
    }

    /// The kind of that name: ours, or one of a recognised token's
    /// (`respond::token::TokenKind`).
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "impersonation_token" => Some(Self::PersonalAccessToken),
            "project_access_token" | "group_access_token" => Some(Self::ProjectOrGroupAccessToken),
            "runner_authentication_token" | "runner_registration_token" => Some(Self::RunnerToken),
            "oauth_application_secret" => Some(Self::OauthSecret),
            "deploy_token" => Some(Self::DeployCredential),
            "incoming_email_token" => Some(Self::FeedToken),
            "agent_token"
            | "scim_token"
            | "feature_flags_client_token"
            | "workspace_token"
            | "session_cookie" => Some(Self::Other),
            name => Self::ALL.into_iter().find(|kind| kind.as_str() == name),
        }
    }
}
