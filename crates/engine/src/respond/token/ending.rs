//! How a credential of each kind is ended with this product: by which acts, or
//! why by none.
//!
//! GitLab's `DELETE /admin/token` would end most kinds by the secret alone. It is
//! not used: it is an experiment that is switched off unless an operator
//! switched it on (`api_admin_token_revoke`), and it takes the secret itself,
//! which no act of ours carries. Each kind's own endpoint is used, always.
//!
//! Sources: GitLab docs, `security/tokens`, `api/admin/token`.

use serde::Serialize;

use super::TokenKind;
use crate::respond::plan::Text;

/// How a credential is ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaysToEnd {
    /// Kinds of acts that end it, the usual one first; none = not by this product.
    pub acts: &'static [&'static str],
    /// What to know, or what a person must do.
    pub note: Text,
}

/// How a credential of this kind is ended.
pub fn ways_to_end(kind: TokenKind) -> WaysToEnd {
    WaysToEnd { acts: acts(kind), note: note(kind) }
}

fn acts(kind: TokenKind) -> &'static [&'static str] {
    match kind {
        TokenKind::PersonalAccessToken
        | TokenKind::ProjectAccessToken
        | TokenKind::GroupAccessToken => &["revoke_token", "rotate_token"],
        TokenKind::ImpersonationToken => &["revoke_token"],
        TokenKind::OauthApplicationSecret => &["renew_application_secret", "delete_application"],
        TokenKind::DeployToken => &["revoke_deploy_token"],
        TokenKind::RunnerAuthenticationToken => {
            &["reset_runner_token", "delete_runner", "pause_runner"]
        }
        TokenKind::RunnerRegistrationToken => &["reset_registration_token"],
        TokenKind::JobToken => &["cancel_job", "cancel_pipeline"],
        TokenKind::PipelineTriggerToken => &["delete_trigger"],
        TokenKind::AgentToken => &["revoke_agent_token"],
        TokenKind::SessionCookie => &["block_user", "reset_password"],
        TokenKind::FeedToken
        | TokenKind::IncomingEmailToken
        | TokenKind::ScimToken
        | TokenKind::FeatureFlagsClientToken
        | TokenKind::WorkspaceToken
        | TokenKind::Unknown => &[],
    }
}

fn note(kind: TokenKind) -> Text {
    match kind {
        // Its user resets it, or blocking keeps the user's feeds shut meanwhile.
        TokenKind::FeedToken => Text::of("token-end-feed", []),
        TokenKind::IncomingEmailToken => Text::of("token-end-incoming-email", []),
        TokenKind::ScimToken => Text::of("token-end-scim", []),
        TokenKind::FeatureFlagsClientToken => Text::of("token-end-feature-flags", []),
        TokenKind::PersonalAccessToken
        | TokenKind::ImpersonationToken
        | TokenKind::ProjectAccessToken
        | TokenKind::GroupAccessToken
        | TokenKind::OauthApplicationSecret
        | TokenKind::DeployToken
        | TokenKind::RunnerAuthenticationToken
        | TokenKind::RunnerRegistrationToken
        | TokenKind::JobToken
        | TokenKind::PipelineTriggerToken
        | TokenKind::AgentToken
        | TokenKind::WorkspaceToken
        | TokenKind::SessionCookie
        | TokenKind::Unknown => kind.ending(),
    }
}
