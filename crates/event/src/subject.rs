//! What it was done to, and what changed.

use serde::{Deserialize, Serialize};

/// The scope that GitLab files the event under: user, group, project, instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// `entity_type`: `User`, `Group`, `Project`, `Key`, `Gitlab::Audit::InstanceScope` …
    pub kind: String,
    /// `entity_id`, where it is a number.
    pub id: Option<i64>,
    /// `entity_path`, e.g. `group/project`.
    pub path: Option<String>,
}

/// The thing that was acted on inside the entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `target_type`, e.g. `PersonalAccessToken`.
    pub kind: Option<String>,
    /// `target_id` as text: GitLab sends numbers and paths.
    pub id: Option<String>,
    /// `target_details`: a name, a path, a title; JSON text where GitLab sends an object.
    pub details: Option<String>,
}

/// What changed. All parts are text, as GitLab gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Name of the changed setting (`details.change`).
    pub field: Option<String>,
    /// Value before (`details.from`).
    pub from: Option<String>,
    /// Value after (`details.to`).
    pub to: Option<String>,
    /// What was added (`details.add`).
    pub add: Option<String>,
    /// What was removed (`details.remove`, in the field also `del`).
    pub remove: Option<String>,
}

impl Change {
    /// Whether the source told of any change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The token that authenticated a request, as `api_json.log` names it
/// (`token_type`, `token_id`): on every tier, the trail of a leaked token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TokenRef {
    /// `token_type`, e.g. `PersonalAccessToken`.
    pub kind: String,
    /// `token_id`.
    pub id: i64,
}
