//! A call: what a handler gets, and the checks that handlers share.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::answer::Answer;
use super::auth::Caller;
use super::params::Params;
use super::request::Request;
use crate::world::{Audit, Level, Place, World};

/// One request on its way through a handler.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) request: &'a Request,
    pub(crate) values: &'a [(&'static str, String)],
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    pub(crate) rules: &'a mut Rules,
    /// What happened, told after the handler.
    pub(crate) audits: Vec<Audit>,
}

/// What the instance's operator set, and what is counted.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) flags: BTreeSet<String>,
    pub(crate) member_removals_per_minute: usize,
    removals: BTreeMap<u64, VecDeque<Timestamp>>,
}

impl Rules {
    pub(crate) fn new(flags: BTreeSet<String>, member_removals_per_minute: usize) -> Self {
        Self { flags, member_removals_per_minute, removals: BTreeMap::new() }
    }

    /// Counts a member's removal; `false` when the minute is used up.
    pub(crate) fn may_remove_member(&mut self, by: u64, now: Timestamp) -> bool {
        let recent = self.removals.entry(by).or_default();
        let minute = SignedDuration::from_mins(1);
        while recent.front().is_some_and(|then| now.duration_since(*then) >= minute) {
            recent.pop_front();
        }
        if recent.len() >= self.member_removals_per_minute {
            return false;
        }
        recent.push_back(now);
        true
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
        place.filter(|place| self.world.can_see(self.caller.user, *place)).ok_or_else(|| {
            Answer::not_found(match kind {
                Kind::Project => "Project",
                Kind::Group => "Group",
            })
        })
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

    /// Notes what happened.
    pub(crate) fn tell(&mut self, audit: Audit) {
        self.audits.push(audit);
    }
}
