//! Whose settings: each has its own endpoint, and its own tier.

use event::{GroupId, ProjectId};
use serde::{Deserialize, Serialize};

use super::{Place, View};
use crate::respond::Tier;

/// An object of GitLab that has settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum SettingsOf {
    /// `/projects/:id`.
    Project {
        /// Which one.
        project: ProjectId,
    },
    /// `/groups/:id`.
    Group {
        /// Which one.
        group: GroupId,
    },
    /// `/application/settings`.
    Instance,
    /// `/projects/:id/approvals`: how merge requests are approved (Premium).
    ProjectApprovals {
        /// Which project.
        project: ProjectId,
    },
    /// `/projects/:id/merge_request_approval_setting` (Premium).
    ProjectApprovalSetting {
        /// Which project.
        project: ProjectId,
    },
    /// `/groups/:id/merge_request_approval_setting` (Premium).
    GroupApprovalSetting {
        /// Which group.
        group: GroupId,
    },
    /// `/projects/:id/approval_rules/:rule` (Premium).
    ApprovalRule {
        /// Which project.
        project: ProjectId,
        /// The rule's id.
        rule: i64,
    },
    /// `/projects/:id/push_rule` (Premium).
    ProjectPushRule {
        /// Which project.
        project: ProjectId,
    },
    /// `/groups/:id/push_rule` (Premium).
    GroupPushRule {
        /// Which group.
        group: GroupId,
    },
    /// `/projects/:id/job_token_scope`: whether job tokens of others are kept out.
    JobTokenScope {
        /// Which project.
        project: ProjectId,
    },
    /// `/projects/:id/pipeline_schedules/:schedule`.
    Schedule {
        /// Which project.
        project: ProjectId,
        /// The schedule's id.
        schedule: i64,
    },
}

impl SettingsOf {
    /// The project or group that it belongs to; `None` = the instance.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Project { project }
            | Self::ProjectApprovals { project }
            | Self::ProjectApprovalSetting { project }
            | Self::ApprovalRule { project, .. }
            | Self::ProjectPushRule { project }
            | Self::JobTokenScope { project }
            | Self::Schedule { project, .. } => Some(Place::Project { project }),
            Self::Group { group }
            | Self::GroupApprovalSetting { group }
            | Self::GroupPushRule { group } => Some(Place::Group { group }),
            Self::Instance => None,
        }
    }

    /// From which tier on there are such settings at all.
    ///
    /// Source: GitLab docs, `api/merge_request_approvals`, `api/project_push_rules`.
    pub fn tier(self) -> Tier {
        match self {
            Self::ProjectApprovals { .. }
            | Self::ProjectApprovalSetting { .. }
            | Self::GroupApprovalSetting { .. }
            | Self::ApprovalRule { .. }
            | Self::ProjectPushRule { .. }
            | Self::GroupPushRule { .. } => Tier::Premium,
            Self::Project { .. }
            | Self::Group { .. }
            | Self::Instance
            | Self::JobTokenScope { .. }
            | Self::Schedule { .. } => Tier::Free,
        }
    }

    /// Whether they say what a push may hold. No push rule at all is one of which
    /// nothing is set.
    pub fn is_push_rule(self) -> bool {
        matches!(self, Self::ProjectPushRule { .. } | Self::GroupPushRule { .. })
    }

    /// Whether they say how merge requests are approved (MS2).
    pub fn is_about_approvals(self) -> bool {
        matches!(
            self,
            Self::ProjectApprovals { .. }
                | Self::ProjectApprovalSetting { .. }
                | Self::GroupApprovalSetting { .. }
                | Self::ApprovalRule { .. }
        )
    }

    /// For people: the place's path as the survey knows it, and what of it.
    pub(super) fn shown(self, view: View<'_>) -> String {
        let place = self.place().map_or_else(|| "instance".to_owned(), |place| place.shown(view));
        match self {
            Self::ApprovalRule { rule, .. } => format!("{place} #{rule}"),
            Self::Schedule { schedule, .. } => format!("{place} #{schedule}"),
            _the_place_says_it => place,
        }
    }
}
