//! Ids as types, so that a project's number is never taken for a user's.

use serde::{Deserialize, Serialize};

/// Declares a numeric GitLab id.
macro_rules! numeric_id {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

numeric_id! {
    /// A GitLab user (`users.id`). In audit events -2 stands for a deploy
    /// token and -3 for a deploy key: those are no users, see [`crate::ActorKind`].
    UserId
    /// A GitLab project (`projects.id`).
    ProjectId
    /// A GitLab group (`namespaces.id`).
    GroupId
    /// A personal, project, group or impersonation access token
    /// (`personal_access_tokens.id`; all four share one table).
    TokenId
    /// A CI/CD job (`ci_builds.id`).
    JobId
}

/// GitLab's id of an audit event: an integer for saved events, a UUID for
/// streamed-only ones; kept as the text that it came in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub String);

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
