//! Who may see and do what: visibility, roles and their inheritance.

use super::{Place, UserState, Visibility, World};

/// A role in a group or project, as GitLab numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(pub u8);

impl Level {
    /// No access.
    pub const NONE: Self = Self(0);
    /// Guest.
    pub const GUEST: Self = Self(10);
    /// Reporter.
    pub const REPORTER: Self = Self(20);
    /// Developer.
    pub const DEVELOPER: Self = Self(30);
    /// Maintainer.
    pub const MAINTAINER: Self = Self(40);
    /// Owner.
    pub const OWNER: Self = Self(50);

    /// GitLab's word.
    pub fn title(self) -> &'static str {
        match self.0 {
            5 => "Minimal Access",
            10 => "Guest",
            15 => "Planner",
            20 => "Reporter",
            30 => "Developer",
            40 => "Maintainer",
            50 => "Owner",
            _ => "No access",
        }
    }

    /// The level of that number, when GitLab has one.
    pub fn parse(number: u64) -> Option<Self> {
        let level = Self(u8::try_from(number).ok()?);
        matches!(level.0, 5 | 10 | 15 | 20 | 30 | 40 | 50).then_some(level)
    }
}

impl World {
    /// A place and everything above it, nearest first.
    pub fn lineage(&self, place: Place) -> Vec<Place> {
        let mut chain = vec![place];
        let mut above = match place {
            Place::Group(id) => self.groups.get(&id).and_then(|group| group.parent),
            Place::Project(id) => self.projects.get(&id).and_then(|project| project.group),
        };
        while let Some(id) = above {
            // A group cannot be its own ancestor; if data says so, stop.
            if chain.contains(&Place::Group(id)) {
                break;
            }
            chain.push(Place::Group(id));
            above = self.groups.get(&id).and_then(|group| group.parent);
        }
        chain
    }

    /// The highest role that a user has by membership, here or above.
    pub fn member_level(&self, user: u64, place: Place) -> Level {
        let chain = self.lineage(place);
        let owns = match place {
            Place::Project(id) => {
                self.projects.get(&id).is_some_and(|p| p.group.is_none() && p.creator == user)
            }
            Place::Group(_) => false,
        };
        if owns {
            return Level::OWNER;
        }
        self.members
            .iter()
            .filter(|member| member.user == user && chain.contains(&member.place))
            .map(|member| member.level)
            .max()
            .unwrap_or(Level::NONE)
    }

    /// The role in effect: an administrator is an owner everywhere.
    pub fn level(&self, user: Option<u64>, place: Place) -> Level {
        match user {
            None => Level::NONE,
            Some(id) if self.is_admin(id) => Level::OWNER,
            Some(id) => self.member_level(id, place),
        }
    }

    /// Whether that user administers the instance.
    pub fn is_admin(&self, user: u64) -> bool {
        self.without_admin != Some(user) && self.users.get(&user).is_some_and(|user| user.is_admin)
    }

    /// Whether a user (none: nobody signed in) may see that a place exists.
    pub fn can_see(&self, user: Option<u64>, place: Place) -> bool {
        let visibility = match place {
            Place::Group(id) => self.groups.get(&id).map(|group| group.visibility),
            Place::Project(id) => self.projects.get(&id).map(|project| project.visibility),
        };
        match (visibility, user) {
            (None, _) | (Some(Visibility::Private | Visibility::Internal), None) => false,
            (Some(Visibility::Public), _) => true,
            (Some(Visibility::Internal), Some(id)) if !self.is_external(id) => true,
            (Some(_), Some(id)) => {
                self.level(user, place) > Level::NONE || self.sees_group_from_below(id, place)
            }
        }
    }

    /// A member of a project or subgroup sees the groups above it.
    fn sees_group_from_below(&self, user: u64, place: Place) -> bool {
        matches!(place, Place::Group(_))
            && self
                .members
                .iter()
                .any(|member| member.user == user && self.lineage(member.place).contains(&place))
    }

    fn is_external(&self, user: u64) -> bool {
        self.users.get(&user).is_none_or(|user| user.is_external)
    }

    /// Whether that user exists and may act at all.
    pub fn is_active(&self, user: u64) -> bool {
        self.users.get(&user).is_some_and(|user| user.state == UserState::Active)
    }
}
