//! Revoking a deploy token of a project or group: final.
//!
//! Source: GitLab docs, `api/deploy_tokens`.

use serde::{Deserialize, Serialize};

use super::naming::{is_ended, name_of};
use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Ends a deploy token for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeDeployToken {
    /// The project or group.
    #[serde(flatten)]
    pub of: Place,
    /// The token's id.
    pub token: i64,
    /// Its name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for RevokeDeployToken {
    fn kind(&self) -> &'static str {
        "revoke_deploy_token"
    }

    fn label(&self) -> Text {
        Text::of("act-revoke-deploy-token", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "name", self.token, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("token", self.target(view)), ("place", self.of.shown(view))];
        vec![Text::of("impact-revoke-deploy-token", args)]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-revoke-deploy-token", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_ended(now)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }
}
