//! Groups, projects and who belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{Commit, Level, Variable, World};

/// A group or a project: what a member, a token or a variable belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A group, by id.
    Group(u64),
    /// A project, by id.
    Project(u64),
}

impl Place {
    /// GitLab's class name.
    pub fn class(self) -> &'static str {
        match self {
            Self::Group(_) => "Group",
            Self::Project(_) => "Project",
        }
    }

    /// The id, whichever it is.
    pub fn id(self) -> u64 {
        match self {
            Self::Group(id) | Self::Project(id) => id,
        }
    }
}

/// Who may see a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// Members.
    Private,
    /// Everyone who is signed in and not external.
    Internal,
    /// Everyone.
    Public,
}

impl Visibility {
    /// GitLab's word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }

    /// GitLab's word in audit events.
    pub fn title(self) -> &'static str {
        match self {
            Self::Private => "Private",
            Self::Internal => "Internal",
            Self::Public => "Public",
        }
    }

    /// Reads the API's word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Private, Self::Internal, Self::Public].into_iter().find(|v| v.as_str() == word)
    }
}

/// A group or subgroup.
#[derive(Debug, Clone)]
pub struct Group {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// Path with all parents: `harbor/platform`.
    pub full_path: String,
    /// The group above.
    pub parent: Option<u64>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Description.
    pub description: String,
    /// CI/CD variables.
    pub variables: Vec<Variable>,
    /// The other settings, by GitLab's names.
    pub settings: Map<String, Value>,
    /// Approval settings, by GitLab's names.
    pub approval_setting: Map<String, Value>,
    /// Push rules; none until somebody adds them.
    pub push_rule: Option<Map<String, Value>>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// Path with all parents: `harbor/platform/deploy`.
    pub full_path: String,
    /// The group it is in; none for a user's own project.
    pub group: Option<u64>,
    /// The user who made it, and owns it when there is no group.
    pub creator: u64,
    /// Who may see it.
    pub visibility: Visibility,
    /// Description.
    pub description: String,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Default branch.
    pub default_branch: String,
    /// Files of the default branch: path to content.
    pub files: BTreeMap<String, String>,
    /// Its commits, oldest first.
    pub commits: Vec<Commit>,
    /// The other settings, by GitLab's names.
    pub settings: Map<String, Value>,
    /// Approval settings, by the older endpoint's names.
    pub approvals: Map<String, Value>,
    /// Push rules; none until somebody adds them.
    pub push_rule: Option<Map<String, Value>>,
    /// Whether only this project and those below may be entered with a job token of another.
    pub limits_job_tokens: bool,
    /// Projects whose job tokens may enter.
    pub job_token_projects: BTreeSet<u64>,
    /// Groups whose projects' job tokens may enter.
    pub job_token_groups: BTreeSet<u64>,
    /// When it is to be deleted; none stays.
    pub deletion_on: Option<Date>,
    /// CI/CD variables.
    pub variables: Vec<Variable>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last change.
    pub last_activity_at: Timestamp,
}

/// A direct membership.
#[derive(Debug, Clone)]
pub struct Member {
    /// Id.
    pub id: u64,
    /// Of what.
    pub place: Place,
    /// Who.
    pub user: u64,
    /// As what.
    pub level: Level,
    /// When it began.
    pub created_at: Timestamp,
    /// The day on which it ends.
    pub expires_at: Option<String>,
}

impl World {
    /// Path of a place; empty when it is gone.
    pub fn path_of(&self, place: Place) -> String {
        let path = match place {
            Place::Group(id) => self.groups.get(&id).map(|group| &group.full_path),
            Place::Project(id) => self.projects.get(&id).map(|project| &project.full_path),
        };
        path.cloned().unwrap_or_default()
    }

    /// Name of a place; empty when it is gone.
    pub fn name_of(&self, place: Place) -> String {
        let name = match place {
            Place::Group(id) => self.groups.get(&id).map(|group| &group.name),
            Place::Project(id) => self.projects.get(&id).map(|project| &project.name),
        };
        name.cloned().unwrap_or_default()
    }

    /// The CI/CD variables of a place.
    pub(crate) fn variables_of(&mut self, place: Place) -> Option<&mut Vec<Variable>> {
        match place {
            Place::Group(id) => self.groups.get_mut(&id).map(|group| &mut group.variables),
            Place::Project(id) => self.projects.get_mut(&id).map(|project| &mut project.variables),
        }
    }

    /// Ends a project, and all that is in it.
    pub(crate) fn remove_project(&mut self, id: u64) {
        let place = Place::Project(id);
        self.projects.remove(&id);
        self.members.retain(|member| member.place != place);
        self.hooks.retain(|_, hook| hook.place != Some(place));
        self.pipelines.retain(|_, pipeline| pipeline.project != id);
        self.jobs.retain(|_, job| job.project != id);
        self.schedules.retain(|_, schedule| schedule.project != id);
        self.triggers.retain(|_, trigger| trigger.project != id);
        self.agents.retain(|_, agent| agent.project != id);
        self.deploy_keys.retain(|_, key| key.project != id);
        self.deploy_tokens.retain(|_, token| token.place != place);
        self.protected_branches.retain(|_, branch| branch.project != id);
        self.protected_tags.retain(|tag| tag.project != id);
        self.approval_rules.retain(|_, rule| rule.project != id);
        for project in self.projects.values_mut() {
            project.job_token_projects.remove(&id);
        }
    }
}
