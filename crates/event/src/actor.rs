//! Who did it.

use serde::{Deserialize, Serialize};

/// What kind of credential holder acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person's or service account's user.
    User,
    /// The bot user behind a project or group access token, or an internal bot.
    Bot,
    /// A deploy token (`author_id` -2, `author_class` `DeployToken`).
    DeployToken,
    /// A deploy key (`author_id` -3, `author_class` `DeployKey`).
    DeployKey,
    /// A CI/CD job by its job token.
    Job,
    /// GitLab itself, or somebody who was not signed in (`author_id` -1 and others).
    Unauthenticated,
    /// The source does not say.
    Unknown,
}

impl ActorKind {
    /// The word used in search, rules and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Bot => "bot",
            Self::DeployToken => "deploy_token",
            Self::DeployKey => "deploy_key",
            Self::Job => "job",
            Self::Unauthenticated => "unauthenticated",
            Self::Unknown => "unknown",
        }
    }
}

/// Who acted, as far as the source tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// GitLab's `author_id` or `user_id`; negative numbers are not users.
    pub id: Option<i64>,
    /// Display name (`author_name`) in audit events, user name in `api_json.log`.
    pub name: Option<String>,
    /// What kind of actor.
    pub kind: ActorKind,
    /// Display name of the administrator who acted as this user: then both
    /// persons are responsible (MS6).
    pub impersonator: Option<String>,
}

impl Actor {
    /// An actor of whom nothing is known.
    pub fn unknown() -> Self {
        Self { id: None, name: None, kind: ActorKind::Unknown, impersonator: None }
    }
}
