//! Giving the instance, a group or a project another token for registering
//! runners: nobody registers one with the old token. Runners that are registered
//! stay, the attacker's too: those are deleted by acts of their own.
//!
//! Whether it was reset cannot be read back without reading the token itself,
//! which this product never does; resetting again ends a token that nobody uses
//! yet. Registration tokens are deprecated; an instance may have switched them
//! off, and then there is nothing to reset.
//!
//! Source: GitLab docs, `api/runners`, `reset_registration_token`;
//! `ci/runners/new_creation_workflow`.

use event::{GroupId, ProjectId};
use serde::{Deserialize, Serialize};

use super::{Act, Place, Rules, Seen, Turn, View};
use crate::respond::plan::Text;

/// Gives another token for registering runners, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetRegistrationToken {
    /// Whose runners it registers.
    #[serde(flatten)]
    pub of: RunnersOf,
}

/// Whose runners a registration token registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum RunnersOf {
    /// The instance's.
    Instance,
    /// A group's.
    Group {
        /// Which one.
        group: GroupId,
    },
    /// A project's.
    Project {
        /// Which one.
        project: ProjectId,
    },
}

impl RunnersOf {
    /// The project or group; `None` for the instance.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Instance => None,
            Self::Group { group } => Some(Place::Group { group }),
            Self::Project { project } => Some(Place::Project { project }),
        }
    }
}

impl Rules for ResetRegistrationToken {
    fn kind(&self) -> &'static str {
        "reset_registration_token"
    }

    fn label(&self) -> Text {
        Text::of("act-reset-registration-token", [])
    }

    fn target(&self, view: View<'_>) -> String {
        self.of.place().map_or_else(|| "GitLab".to_owned(), |place| place.shown(view))
    }

    fn impact(&self, view: View<'_>) -> Vec<Text> {
        vec![Text::of("impact-reset-registration-token", [("place", self.target(view))])]
    }

    fn inverse(&self, _before: Option<&Seen>) -> Option<Act> {
        None
    }

    fn undo_note(&self) -> Option<Text> {
        Some(Text::of("undo-reset-registration-token", []))
    }

    /// Nothing that may be read tells when the token was made.
    fn is_so(&self, now: &Seen) -> Option<bool> {
        now.is_absent().then_some(true)
    }

    fn turn(&self) -> Turn {
        Turn::EndCredential
    }

    fn needs_admin(&self) -> bool {
        self.of == RunnersOf::Instance
    }

    fn makes_secret(&self) -> bool {
        true
    }
}
