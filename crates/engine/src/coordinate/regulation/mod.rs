//! Deadlines of the law: what is due to whom after awareness. Not legal advice.
//!
//! A regulation begins when facts make it likely to apply; whether it does is a
//! person's decision, which is kept with its reason. Deadlines go on when the
//! case is closed: only a notice given, or a decision not to give it, ends one.
//!
//! Reading order: [`policy`] (the table) → here (what is said) → [`deadline`]
//! (when what is due, and what to say now) → [`rules`] (what people may say).

pub mod deadline;
pub mod policy;
pub mod rules;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::obligation::minute;
use super::told::{Sentence, Told};

pub use deadline::{Deadline, Outcome, deadlines, tick, wakes_at};
pub use policy::{Limit, Mark, Notice, Policy, Regulation, Start};

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "regulation", rename_all = "snake_case")]
pub enum Entry {
    /// The facts of a regulation hold: its clocks run from now on.
    Begun {
        /// Which.
        name: String,
        /// The facts, as words.
        reasons: BTreeSet<String>,
        /// Since when they were known.
        since: Timestamp,
        /// The table.
        policy: String,
    },
    /// A person states when one knew, classified, or found it material.
    Dated {
        /// Which regulation; `None` = all.
        name: Option<String>,
        /// Which moment.
        mark: Mark,
        /// When.
        at: Timestamp,
        /// How that is known.
        reason: String,
    },
    /// A deadline is near.
    Warned {
        /// Which regulation.
        name: String,
        /// Which notice.
        notice: String,
        /// When it ends.
        due_at: Timestamp,
    },
    /// A deadline has passed.
    Late {
        /// Which regulation.
        name: String,
        /// Which notice.
        notice: String,
        /// When it ended.
        due_at: Timestamp,
    },
    /// A notice was given.
    Notified {
        /// Which regulation.
        name: String,
        /// Which notice.
        notice: String,
        /// When.
        at: Timestamp,
        /// Number or place of it.
        reference: String,
    },
    /// A person decided whether a notice is given.
    Decided {
        /// Which regulation.
        name: String,
        /// Which notice; `None` = all of the regulation.
        notice: Option<String>,
        /// Whether it is.
        notify: bool,
        /// Why.
        reason: String,
    },
}

/// That a regulation began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Which.
    pub name: String,
    /// The facts, as words.
    pub reasons: BTreeSet<String>,
    /// Since when they were known.
    pub since: Timestamp,
}

/// A moment that a person stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// For which regulation; `None` = all.
    pub name: Option<String>,
    /// Which moment.
    pub mark: Mark,
    /// When.
    pub at: Timestamp,
    /// How that is known.
    pub reason: String,
    /// Who stated it.
    pub by: String,
}

/// A notice that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// Which regulation.
    pub name: String,
    /// Which notice.
    pub notice: String,
    /// When.
    pub at: Timestamp,
    /// Number or place of it.
    pub reference: String,
    /// Who recorded it.
    pub by: String,
}

/// A decision on a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which regulation.
    pub name: String,
    /// Which notice; `None` = all.
    pub notice: Option<String>,
    /// Whether it is given.
    pub notify: bool,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegulationState {
    /// Which began, in order.
    pub begun: Vec<Begun>,
    /// Moments that people stated.
    pub dates: Vec<Dated>,
    /// Notices given.
    pub notified: Vec<Notified>,
    /// Decisions, the last one holds.
    pub decisions: Vec<Decision>,
    /// Deadlines that were told of before they passed.
    pub warned: BTreeSet<String>,
    /// Deadlines that passed.
    pub late: BTreeSet<String>,
}

/// A deadline, so that one that moved is another.
fn key(name: &str, notice: &str, due_at: Timestamp) -> String {
    format!("{name}/{notice}/{due_at}")
}

impl RegulationState {
    /// The beginning of a regulation.
    pub fn begun(&self, name: &str) -> Option<&Begun> {
        self.begun.iter().find(|begun| begun.name == name)
    }

    /// A moment as last stated for that regulation.
    pub fn date(&self, name: &str, mark: Mark) -> Option<Timestamp> {
        let of_it = |dated: &&Dated| dated.name.as_deref().is_none_or(|of| of == name);
        self.dates.iter().rev().filter(of_it).find(|dated| dated.mark == mark).map(|one| one.at)
    }

    /// The first notice given.
    pub fn notified(&self, name: &str, notice: &str) -> Option<&Notified> {
        self.notified.iter().find(|one| one.name == name && one.notice == notice)
    }

    /// The decision that holds on a notice.
    pub fn decision(&self, name: &str, notice: &str) -> Option<&Decision> {
        let of_it = |one: &&Decision| {
            one.name == name && one.notice.as_deref().is_none_or(|of| of == notice)
        };
        self.decisions.iter().rev().find(of_it)
    }

    /// Adds one entry; whether it meant anything. What is said twice means
    /// nothing the second time.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let by = told.by.to_owned();
        match entry {
            Entry::Begun { name, reasons, since, policy: _ } => {
                if self.begun(name).is_some() {
                    return false;
                }
                let (name, reasons) = (name.clone(), reasons.clone());
                self.begun.push(Begun { name, reasons, since: *since });
            }
            Entry::Dated { name, mark, at, reason } => {
                let (name, reason) = (name.clone(), reason.clone());
                self.dates.push(Dated { name, mark: *mark, at: *at, reason, by });
            }
            Entry::Warned { name, notice, due_at } => {
                return self.warned.insert(key(name, notice, *due_at));
            }
            Entry::Late { name, notice, due_at } => {
                return self.late.insert(key(name, notice, *due_at));
            }
            Entry::Notified { name, notice, at, reference } => self.notified.push(Notified {
                name: name.clone(),
                notice: notice.clone(),
                at: *at,
                reference: reference.clone(),
                by,
            }),
            Entry::Decided { name, notice, notify, reason } => self.decisions.push(Decision {
                name: name.clone(),
                notice: notice.clone(),
                notify: *notify,
                reason: reason.clone(),
                by,
                at: told.at,
            }),
        }
        true
    }
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    let about = |name: &str, notice: &str, due_at: Timestamp| {
        [("regulation", name.to_owned()), ("notice", notice.to_owned()), ("due", minute(due_at))]
    };
    match entry {
        Entry::Begun { name, reasons, .. } => {
            let reasons = reasons.iter().cloned().collect::<Vec<_>>().join(", ");
            Sentence::new(
                "timeline-regulation-begun",
                [("regulation", name.clone()), ("reasons", reasons)],
            )
        }
        Entry::Dated { name, mark, at, reason } => {
            let args = [
                ("regulation", name.clone().unwrap_or_default()),
                ("mark", mark.as_str().to_owned()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-regulation-dated", args).at(Some(*at))
        }
        Entry::Warned { name, notice, due_at } => {
            Sentence::new("timeline-regulation-warned", about(name, notice, *due_at))
        }
        Entry::Late { name, notice, due_at } => {
            Sentence::new("timeline-regulation-late", about(name, notice, *due_at))
        }
        Entry::Notified { name, notice, at, reference } => {
            let args = [
                ("regulation", name.clone()),
                ("notice", notice.clone()),
                ("reference", reference.clone()),
            ];
            Sentence::new("timeline-regulation-notified", args).at(Some(*at))
        }
        Entry::Decided { name, notice, notify, reason } => {
            let args = [
                ("regulation", name.clone()),
                ("notice", notice.clone().unwrap_or_default()),
                ("notify", notify.to_string()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-regulation-decided", args)
        }
    }
}
