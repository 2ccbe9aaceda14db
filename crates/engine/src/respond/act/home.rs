//! Where things of settings and CI live: the instance, a group or a project.

use event::{GroupId, ProjectId};
use serde::{Deserialize, Serialize};

use super::{Place, View};
use crate::respond::Spot;

/// Where a webhook or a CI/CD variable lives. Written as `{"project": 3}`,
/// `{"group": 5}` or `{"at": "instance"}`: nobody means the instance by leaving
/// something out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Told", into = "Told")]
pub enum Home {
    /// The whole instance.
    Instance,
    /// A group, and the projects below it.
    Group {
        /// Which one.
        group: GroupId,
    },
    /// A project.
    Project {
        /// Which one.
        project: ProjectId,
    },
}

impl Home {
    /// Its path as the survey knows it, else its number; the instance by GitLab's word.
    pub(super) fn shown(self, view: View<'_>) -> String {
        match self {
            Self::Instance => "instance".to_owned(),
            Self::Group { group } => Place::Group { group }.shown(view),
            Self::Project { project } => Place::Project { project }.shown(view),
        }
    }

    /// The home that a thing of the survey has; users have none of these things.
    pub fn of_spot(spot: Spot) -> Option<Self> {
        match spot {
            Spot::Instance => Some(Self::Instance),
            Spot::Group { group } => Some(Self::Group { group }),
            Spot::Project { project } => Some(Self::Project { project }),
            Spot::User { .. } => None,
        }
    }
}

/// How it is written.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Told {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<GroupId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    project: Option<ProjectId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum At {
    Instance,
    Group,
    Project,
}

impl TryFrom<Told> for Home {
    type Error = &'static str;

    fn try_from(told: Told) -> Result<Self, Self::Error> {
        match (told.at, told.group, told.project) {
            (Some(At::Instance), None, None) => Ok(Self::Instance),
            (None | Some(At::Group), Some(group), None) => Ok(Self::Group { group }),
            (None | Some(At::Project), None, Some(project)) => Ok(Self::Project { project }),
            _other => Err("one of \"project\", \"group\" and \"at\": \"instance\" is needed"),
        }
    }
}

impl From<Home> for Told {
    fn from(home: Home) -> Self {
        let nowhere = Self { at: None, group: None, project: None };
        match home {
            Home::Instance => Self { at: Some(At::Instance), ..nowhere },
            Home::Group { group } => Self { group: Some(group), ..nowhere },
            Home::Project { project } => Self { project: Some(project), ..nowhere },
        }
    }
}

#[cfg(test)]
mod tests {
    use event::ProjectId;

    use super::Home;

    #[test]
    fn a_home_is_written_as_short_as_it_is_clear() {
        let home = Home::Project { project: ProjectId(3) };
        assert_eq!(serde_json::to_string(&home).unwrap(), r#"{"project":3}"#);
        assert_eq!(serde_json::to_string(&Home::Instance).unwrap(), r#"{"at":"instance"}"#);
        for text in [r#"{"project":3}"#, r#"{"at":"project","project":3}"#] {
            assert_eq!(serde_json::from_str::<Home>(text).unwrap(), home);
        }
        for text in ["{}", r#"{"project":3,"group":5}"#, r#"{"at":"instance","group":5}"#] {
            assert!(serde_json::from_str::<Home>(text).is_err(), "{text}");
        }
    }
}
