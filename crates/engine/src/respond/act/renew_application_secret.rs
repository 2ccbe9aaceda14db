//! Giving an OAuth application of the instance another secret: the old one is
//! refused, and the tokens of its users live on.
//!
//! Whether it was renewed cannot be read back; renewing again ends a secret
//! that nobody uses yet.
//!
//! Source: GitLab docs, `api/applications`, `renew-secret`.

use serde::{Deserialize, Serialize};

use super::naming::name_of;
use super::{Act, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Gives an OAuth application another secret, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewApplicationSecret {
    /// The application's id (not its public `application_id`).
    pub application: i64,
    /// Its name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Rules for RenewApplicationSecret {
    fn kind(&self) -> &'static str {
        "renew_application_secret"
    }

    fn label(&self) -> Text {
        Text::of("act-renew-application-secret", [])
    }

    fn target(&self, view: View<'_>) -> String {
        name_of(self.name.as_deref(), "application_name", self.application, view)
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        let args = [("application", self.target(view))];
        vec![Text::of("impact-renew-application-secret", args)]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-renew-application-secret", []))
    }

    /// GitLab does not tell when a secret was made; a deleted application has none.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        now.is_absent().then_some(true)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }

    fn needs_admin(&self) -> bool {
        true
    }

    fn makes_secret(&self) -> bool {
        true
    }
}
