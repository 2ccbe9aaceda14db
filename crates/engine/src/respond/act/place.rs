//! A project or a group, where both have the same acts.

use event::{GroupId, ProjectId};
use serde::{Deserialize, Serialize};

use super::View;

/// Where a thing belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// A project.
    Project {
        /// Which one.
        project: ProjectId,
    },
    /// A group.
    Group {
        /// Which one.
        group: GroupId,
    },
}

impl Place {
    /// Its path as the survey knows it, else its number.
    pub(super) fn shown(self, view: View<'_>) -> String {
        let (is_project, id) = match self {
            Self::Project { project } => (true, project.0),
            Self::Group { group } => (false, group.0),
        };
        let places = view.survey.map(|survey| survey.memberships.as_slice()).unwrap_or_default();
        let known = places.iter().find(|place| place.is_project() == is_project && place.id == id);
        known.map_or_else(|| id.to_string(), |place| place.path.clone())
    }
}
