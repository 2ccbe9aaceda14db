//! When which notice is due: a pure function of the case and the table.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::policy::{Limit, Mark, Notice, Policy, Regulation, Start};
use super::{Begun, Entry, RegulationState, key};
use crate::coordinate::calendar::{Calendar, Calendars};
use crate::coordinate::{Case, Phase};

/// A notice that the law wants, as far as one knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The regulation.
    pub name: String,
    /// The notice.
    pub notice: String,
    /// Who must be told.
    pub to: String,
    /// Where the regulation says so.
    pub article: String,
    /// Where it can be read.
    pub source: String,
    /// When; `None` = without undue delay, or not known yet.
    pub due_at: Option<Timestamp>,
    /// The moment that somebody must state before one can say.
    pub waits_for: Option<Mark>,
    /// It counts from another notice that is not given yet.
    pub is_projected: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// The notice was given.
    Notified {
        /// When.
        at: Timestamp,
        /// Number or place of it.
        reference: String,
        /// Whether that was in time; `None` = there was no fixed time.
        in_time: Option<bool>,
    },
    /// Somebody decided that it is not given.
    NotNotified {
        /// Why.
        reason: String,
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
    },
}

impl Deadline {
    /// Whether somebody must still do something.
    pub fn is_open(&self) -> bool {
        self.outcome == Outcome::Open
    }

    /// Whether it has passed with nothing done.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.is_open() && !self.is_projected && self.due_at.is_some_and(|due| due < now)
    }
}

/// All notices that the regulations of a case want, in the table's order.
pub fn deadlines(case: &Case, policy: &Policy, calendars: &Calendars) -> Vec<Deadline> {
    let state = &case.concerns.regulation;
    let known = policy.regulations.iter().filter_map(|one| Some((one, state.begun(&one.id)?)));
    known
        .flat_map(|(regulation, begun)| {
            Counting {
                state,
                regulation,
                begun,
                calendar: calendars.or_plain(&regulation.calendar),
            }
            .all()
        })
        .collect()
}

/// What to journal now: regulations that begin, deadlines that are near or passed.
pub fn tick(case: &Case, policy: &Policy, calendars: &Calendars, now: Timestamp) -> Vec<Entry> {
    let mut said = follows(case, policy);
    let state = &case.concerns.regulation;
    for deadline in deadlines(case, policy, calendars).into_iter().filter(Deadline::is_open) {
        let Deadline { name, notice, due_at: Some(due_at), is_projected: false, .. } = deadline
        else {
            continue;
        };
        let key = key(&name, &notice, due_at);
        if due_at < now {
            if !state.late.contains(&key) {
                said.push(Entry::Late { name, notice, due_at });
            }
        } else if warn_at(due_at, policy) <= now && !state.warned.contains(&key) {
            said.push(Entry::Warned { name, notice, due_at });
        }
    }
    said
}

/// When [`tick`] has something to say if nothing else happens before.
pub fn wakes_at(
    case: &Case,
    policy: &Policy,
    calendars: &Calendars,
    now: Timestamp,
) -> Option<Timestamp> {
    let open = deadlines(case, policy, calendars).into_iter().filter(Deadline::is_open);
    let due = open.filter(|one| !one.is_projected).filter_map(|one| one.due_at);
    let just_after = |at: Timestamp| at.checked_add(jiff::SignedDuration::from_millis(1)).ok();
    due.flat_map(|due| [Some(warn_at(due, policy)), just_after(due)])
        .flatten()
        .filter(|at| *at > now)
        .min()
}

fn warn_at(due_at: Timestamp, policy: &Policy) -> Timestamp {
    due_at.checked_sub(policy.warn_before).unwrap_or(due_at)
}

/// What follows at once from what was last said of a case: regulations that begin.
pub fn follows(case: &Case, policy: &Policy) -> Vec<Entry> {
    if case.phase == Phase::Closed {
        return Vec::new();
    }
    let new =
        policy.regulations.iter().filter(|one| case.concerns.regulation.begun(&one.id).is_none());
    new.filter_map(|one| {
        let held = one.when.iter().find_map(|trigger| trigger.held(case))?;
        Some(Entry::Begun {
            name: one.id.clone(),
            reasons: held.reasons,
            since: held.since,
            policy: policy.version.clone(),
        })
    })
    .collect()
}

/// Counting the notices of one regulation, in order.
struct Counting<'a> {
    state: &'a RegulationState,
    regulation: &'a Regulation,
    begun: &'a Begun,
    calendar: &'a Calendar,
}

/// From when a limit counts.
enum Basis {
    Known(Timestamp),
    /// From a notice that is not given yet.
    Projected(Timestamp),
    Waits(Mark),
    Never,
}

impl Counting<'_> {
    fn all(&self) -> Vec<Deadline> {
        let mut due = BTreeMap::new();
        let mut all = Vec::new();
        for notice in &self.regulation.notices {
            let deadline = self.one(notice, &due);
            due.insert(notice.id.clone(), deadline.due_at);
            all.push(deadline);
        }
        all
    }

    fn one(&self, notice: &Notice, earlier: &BTreeMap<String, Option<Timestamp>>) -> Deadline {
        let (mut due, mut waits_for, mut is_projected) = (None, None, false);
        for limit in &notice.limits {
            let (from, projected) = match self.basis(limit, earlier) {
                Basis::Known(from) => (from, false),
                Basis::Projected(from) => (from, true),
                Basis::Waits(mark) => {
                    waits_for = Some(mark);
                    continue;
                }
                Basis::Never => continue,
            };
            let at = self.calendar.after_at(from, &limit.within, limit.at);
            if due.is_none_or(|due| at < due) {
                (due, is_projected) = (Some(at), projected);
            }
        }
        Deadline {
            name: self.regulation.id.clone(),
            notice: notice.id.clone(),
            to: notice.to.clone(),
            article: notice.article.clone(),
            source: self.regulation.source.clone(),
            due_at: due,
            waits_for,
            is_projected,
            outcome: self.outcome(notice, due),
        }
    }

    fn basis(&self, limit: &Limit, earlier: &BTreeMap<String, Option<Timestamp>>) -> Basis {
        match &limit.from {
            Start::Mark(mark) => match (self.state.date(&self.regulation.id, *mark), mark) {
                (Some(at), _) => Basis::Known(at),
                (None, Mark::Awareness) => Basis::Known(self.begun.since),
                (None, Mark::Classification | Mark::Materiality) => Basis::Waits(*mark),
            },
            Start::Notice(other) => {
                let given = self.state.notified(&self.regulation.id, other);
                let due = earlier.get(other).copied().flatten();
                match (given, due) {
                    (Some(given), _) => Basis::Known(given.at),
                    (None, Some(due)) => Basis::Projected(due),
                    (None, None) => Basis::Never,
                }
            }
        }
    }

    fn outcome(&self, notice: &Notice, due_at: Option<Timestamp>) -> Outcome {
        let name = &self.regulation.id;
        if let Some(given) = self.state.notified(name, &notice.id) {
            return Outcome::Notified {
                at: given.at,
                reference: given.reference.clone(),
                in_time: due_at.map(|due| given.at <= due),
            };
        }
        match self.state.decision(name, &notice.id) {
            Some(decision) if !decision.notify => Outcome::NotNotified {
                reason: decision.reason.clone(),
                by: decision.by.clone(),
                at: decision.at,
            },
            Some(_) | None => Outcome::Open,
        }
    }
}
