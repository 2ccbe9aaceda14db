//! Revoking a token of an agent for Kubernetes: final.
//!
//! Source: GitLab docs, `api/cluster_agents`.

use event::ProjectId;
use serde::{Deserialize, Serialize};

use super::naming::{is_ended, name_of};
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;
use crate::respond::survey::project_path;

/// Ends a token of an agent for Kubernetes for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeAgentToken {
    /// The project in which the agent is registered.
    pub project: ProjectId,
    /// The agent's id.
    pub agent: i64,
    /// The token's id.
    pub token: i64,
    /// Its name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for RevokeAgentToken {
    fn kind(&self) -> &'static str {
        "revoke_agent_token"
    }

    fn label(&self) -> Text {
        Text::of("act-revoke-agent-token", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "name", self.token, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let project = project_path(view, self.project);
        let args = [("token", self.target(view)), ("project", project)];
        vec![Text::of("impact-revoke-agent-token", args)]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-revoke-agent-token", []))
    }

    fn is_so(&self, now: &Seen) -> Option<bool> {
        is_ended(now)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }
}
