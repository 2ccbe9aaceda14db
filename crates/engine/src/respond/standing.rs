//! What our own connection to GitLab may do: it decides which acts a plan can
//! hold, and what takes the place of those that it cannot (P2, P3).

use event::{GroupId, UserId};
use serde::{Deserialize, Serialize};

/// How that GitLab is run, and from where we look at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// Run by the organisation itself, or Dedicated; there are administrators.
    #[default]
    SelfManaged,
    /// GitLab.com, as an owner of a group.
    SaasGroup,
    /// GitLab.com, as a maintainer of projects only.
    SaasProject,
}

/// What was paid for, as far as probes tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Not known.
    #[default]
    Unknown,
    /// Free.
    Free,
    /// Premium.
    Premium,
    /// Ultimate.
    Ultimate,
}

/// Who we are in GitLab, and what we may do there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The user of our own token: must never be locked out.
    pub user: UserId,
    /// That user's name.
    pub username: String,
    /// Whether that user is an administrator whose token may act as one.
    pub is_admin: bool,
    /// How that GitLab is run.
    pub deployment: Deployment,
    /// What was paid for.
    pub tier: Tier,
    /// GitLab's version, where told.
    pub version: Option<String>,
    /// Groups that we own: there we act where we are no administrator.
    pub owned_groups: Vec<GroupId>,
}
