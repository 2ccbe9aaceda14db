//! Revoking an access token: final (CE4).
//!
//! Source: GitLab docs, `api/personal_access_tokens`, `api/project_access_tokens`;
//! `administration/credentials_inventory` for the bot user and the mail.

use serde::{Deserialize, Serialize};

use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::{last_use, token_name};
use crate::respond::{TokenHandle, TokenScope};

/// Ends an access token for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeToken {
    /// The token.
    pub token: TokenHandle,
}

impl Rules for RevokeToken {
    fn kind(&self) -> &'static str {
        "revoke_token"
    }

    fn label(&self) -> Text {
        Text::of("act-revoke-token", [])
    }

    fn target(&self, view: View<'_>) -> String {
        token_name(view, self.token)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let name = self.target(view);
        let mut impact = vec![Text::of("impact-revoke-token", [("token", name.clone())])];
        match self.token.scope {
            TokenScope::Personal | TokenScope::Enterprise { .. } => {
                impact.push(Text::of("impact-owner-may-be-mailed", []));
            }
            TokenScope::Impersonation { .. } => {
                impact.push(Text::of("impact-revoke-token-impersonation", [("token", name)]));
            }
            TokenScope::Project { .. } | TokenScope::Group { .. } => {
                impact.push(Text::of("impact-revoke-token-bot", [("token", name)]));
            }
        }
        impact.extend(last_use(view, self.token));
        impact
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-revoke-token", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        if now.is_absent() { Some(true) } else { now.is_active_token().map(|is_active| !is_active) }
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }

    fn ends_token(&self) -> Option<TokenHandle> {
        Some(self.token)
    }

    /// Tokens of projects and groups are in the hands of their owners.
    fn needs_admin(&self) -> bool {
        use crate::respond::TokenScope;
        matches!(self.token.scope, TokenScope::Personal | TokenScope::Impersonation { .. })
    }
}
