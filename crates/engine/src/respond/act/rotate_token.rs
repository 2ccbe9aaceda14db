//! Rotating an access token: ends it and makes a successor (CE4).
//!
//! The trap: GitLab takes the rotation of a revoked token for theft and revokes
//! every active token of its family, the successor among them. So a token that
//! does not work any more counts as done and is left alone; a plan that would
//! begin with one is refused ([`crate::respond::plan::check`]).
//!
//! Source: GitLab docs, `api/personal_access_tokens`, "automatic reuse detection".

use serde::{Deserialize, Serialize};

use super::{Act, RevokeToken, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::{last_use, token_name};
use crate::respond::{GateRefusal, TokenHandle, TokenScope};

/// Ends an access token and makes a successor, shown once to its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotateToken {
    /// The token.
    pub token: TokenHandle,
}

impl Rules for RotateToken {
    fn kind(&self) -> &'static str {
        "rotate_token"
    }

    fn label(&self) -> Text {
        Text::of("act-rotate-token", [])
    }

    fn target(&self, view: View<'_>) -> String {
        token_name(view, self.token)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let mut impact = vec![Text::of("impact-rotate-token", [("token", self.target(view))])];
        impact.extend(last_use(view, self.token));
        impact
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-rotate-token", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        RevokeToken { token: self.token }.is_so(now)
    }

    /// GitLab has no call that rotates an impersonation token.
    fn obstacle(&self, _now: &Seen) -> Option<GateRefusal> {
        let TokenScope::Impersonation { .. } = self.token.scope else { return None };
        let text = Text::of("obstacle-rotates-impersonation", []);
        Some(GateRefusal::new("act.rotates_impersonation", &["CE4"], text))
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }

    fn ends_token(&self) -> Option<TokenHandle> {
        Some(self.token)
    }

    fn makes_secret(&self) -> bool {
        true
    }

    /// Tokens of projects and groups are in the hands of their owners.
    fn needs_admin(&self) -> bool {
        use crate::respond::TokenScope;
        matches!(self.token.scope, TokenScope::Personal | TokenScope::Impersonation { .. })
    }
}
