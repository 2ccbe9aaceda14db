//! A call: what a handler gets, and the checks that handlers share.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::answer::Answer;
use super::auth::Caller;
use super::limits::Limits;
use super::params::Params;
use super::request::Request;
use crate::world::{Audit, Level, Place, World};
use crate::{Deployment, RangeConfig, Tier};

/// One request on its way through a handler.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) request: &'a Request,
    pub(crate) values: &'a [(&'static str, String)],
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    pub(crate) rules: &'a mut Rules,
    /// Whether the next page of a list is the same page again.
    pub(crate) repeats_page: bool,
    /// What happened, told after the handler.
    pub(crate) audits: Vec<Audit>,
}

/// What the instance's operator set, and what is counted.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) flags: BTreeSet<String>,
    pub(crate) deployment: Deployment,
    pub(crate) tier: Tier,
    pub(crate) limits: Limits,
}

impl Rules {
    pub(crate) fn new(config: &RangeConfig) -> Self {
        Self {
            flags: config.flags.clone(),
            deployment: config.deployment,
            tier: config.tier,
            limits: Limits::new(config),
        }
    }

    pub(crate) fn is_saas(&self) -> bool {
        self.deployment == Deployment::SaasGroup
    }
}

/// Whether a path's `:id` is a project's or a group's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Project,
    Group,
}

impl Call<'_> {
    pub(crate) fn params(&self) -> &Params {
        &self.request.params
    }

    /// The value of a `:name` of the path.
    pub(crate) fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The same as a number; what is no number is nowhere found.
    pub(crate) fn id(&self, name: &str) -> Result<u64, Answer> {
        self.value(name).parse().ok().ok_or_else(Answer::not_found_at_all)
    }

    /// The same, refused by naming what is not found.
    pub(crate) fn id_of(&self, name: &str, what: &str) -> Result<u64, Answer> {
        self.value(name).parse().ok().ok_or_else(|| Answer::not_found(what))
    }

    /// The caller; 401 when nobody is signed in.
    pub(crate) fn me(&self) -> Result<u64, Answer> {
        self.caller.user.ok_or_else(Answer::unauthorized)
    }

    /// The caller, who must administer the instance.
    pub(crate) fn admin(&self) -> Result<u64, Answer> {
        let me = self.me()?;
        if self.world.is_admin(me) { Ok(me) } else { Err(Answer::forbidden()) }
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.caller.user.is_some_and(|user| self.world.is_admin(user))
    }

    /// The user of the path's `:id`, whoever asks.
    pub(crate) fn user(&self) -> Result<u64, Answer> {
        let found = self.world.user_by(self.value("id")).map(|user| user.id);
        found.ok_or_else(|| Answer::not_found("User"))
    }

    /// The place of the path's `:id`; 404 when the caller may not see it.
    pub(crate) fn place(&self, kind: Kind) -> Result<Place, Answer> {
        let id = self.value("id");
        let place = match kind {
            Kind::Project => self.world.project_by(id).map(|p| Place::Project(p.id)),
            Kind::Group => self.world.group_by(id).map(|g| Place::Group(g.id)),
        };
        let is_seen = |place: &Place| {
            self.world.can_see(self.caller.user, *place) && self.may_job_enter(*place)
        };
        place.filter(is_seen).ok_or_else(|| {
            Answer::not_found(match kind {
                Kind::Project => "Project",
                Kind::Group => "Group",
            })
        })
    }

    /// A job token enters its own project, and those that let it.
    fn may_job_enter(&self, place: Place) -> bool {
        let Some(job) = self.caller.job.and_then(|id| self.world.jobs.get(&id)) else {
            return true;
        };
        let Place::Project(id) = place else { return true };
        let Some(project) = self.world.projects.get(&id) else { return false };
        let groups = self.world.lineage(Place::Project(job.project));
        job.project == id
            || !project.limits_job_tokens
            || project.job_token_projects.contains(&job.project)
            || project.job_token_groups.iter().any(|group| groups.contains(&Place::Group(*group)))
    }

    /// The place of the path's `:id`, in which the caller must have that role.
    pub(crate) fn place_as(&self, kind: Kind, level: Level) -> Result<Place, Answer> {
        let place = self.place(kind)?;
        self.me()?;
        if self.level(place) >= level { Ok(place) } else { Err(Answer::forbidden()) }
    }

    /// The caller's role in a place.
    pub(crate) fn level(&self, place: Place) -> Level {
        self.world.level(self.caller.user, place)
    }

    /// What the licence does not have is not there.
    pub(crate) fn licensed(&self, tier: Tier) -> Result<(), Answer> {
        if self.rules.tier >= tier { Ok(()) } else { Err(Answer::not_found_at_all()) }
    }

    /// Notes what happened.
    pub(crate) fn tell(&mut self, audit: Audit) {
        self.audits.push(audit);
    }
}
