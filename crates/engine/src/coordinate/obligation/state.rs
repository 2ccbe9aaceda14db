//! What the entries on obligations add up to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Because, Cadence, Entry, OccurrenceId};
use crate::coordinate::told::Told;

/// That a row holds, or held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The row.
    pub row: String,
    /// Which time, from 1.
    pub number: u32,
    /// Which of its triggers.
    pub trigger: String,
    /// The facts, as words.
    pub reasons: BTreeSet<String>,
    /// Since when.
    pub since: Timestamp,
    /// How and when it ended; `None` = it goes on.
    pub ended: Option<Ending>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub because: Because,
    /// In words.
    pub reason: String,
    /// Who: an account, or `portcullis`.
    pub by: String,
}

/// That recipients were told by other means than a status update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The row.
    pub row: String,
    /// Whom; none = all of the row.
    pub recipients: BTreeSet<String>,
    /// When.
    pub at: Timestamp,
    /// How.
    pub how: String,
    /// Who says so.
    pub by: String,
}

/// That a recipient asked for another cadence (CM19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The row.
    pub row: String,
    /// The recipient.
    pub recipient: String,
    /// Which; `None` = the matrix's again.
    pub cadence: Option<Cadence>,
    /// From when on.
    pub at: Timestamp,
    /// Who asked.
    pub requested_by: String,
    /// Why.
    pub reason: String,
    /// Who recorded it.
    pub by: String,
}

/// What was said of one occurrence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When it was due.
    pub due_at: Option<Timestamp>,
    /// When that was recorded: later only when the product was down.
    pub noticed_at: Option<Timestamp>,
    /// When it was recorded as late.
    pub late_at: Option<Timestamp>,
    /// Who was asked for it, in order.
    pub people: Vec<String>,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObligationState {
    /// Rows that hold and held, in order.
    pub runs: Vec<Run>,
    /// Who was told by other means.
    pub tellings: Vec<Telling>,
    /// Who asked for another cadence.
    pub settings: Vec<Setting>,
    /// What was said of occurrences, by their text.
    pub asked: BTreeMap<String, Asked>,
}

impl ObligationState {
    /// The run of a row that goes on.
    pub fn open_run(&self, row: &str) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.row == row && run.ended.is_none())
    }

    /// The last run of a row.
    pub fn last_run(&self, row: &str) -> Option<&Run> {
        self.runs.iter().rev().find(|run| run.row == row)
    }

    /// What was said of an occurrence.
    pub fn asked_of(&self, id: &OccurrenceId) -> Option<&Asked> {
        self.asked.get(&id.to_string())
    }

    /// Adds one entry; whether it meant anything. What is said twice means
    /// nothing the second time.
    pub(in crate::coordinate) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Begun { row, trigger, reasons, since, policy: _ } => {
                if self.open_run(row).is_some() {
                    return false;
                }
                let number = self.last_run(row).map_or(1, |run| run.number.saturating_add(1));
                self.runs.push(Run {
                    row: row.clone(),
                    number,
                    trigger: trigger.clone(),
                    reasons: reasons.clone(),
                    since: *since,
                    ended: None,
                });
            }
            Entry::Due { occurrence, due_at, asked } => {
                let known = self.asked.entry(occurrence.to_string()).or_default();
                if known.due_at.is_some() {
                    return false;
                }
                known.due_at = Some(*due_at);
                known.noticed_at = Some(told.at);
                known.people.extend(asked.clone());
            }
            Entry::Late { occurrence, .. } => {
                let known = self.asked.entry(occurrence.to_string()).or_default();
                if known.late_at.is_some() {
                    return false;
                }
                known.late_at = Some(told.at);
            }
            Entry::Escalated { occurrence, person, .. } => {
                let known = self.asked.entry(occurrence.to_string()).or_default();
                if known.people.contains(person) {
                    return false;
                }
                known.people.push(person.clone());
            }
            Entry::Told { row, recipients, at, how } => self.tellings.push(Telling {
                row: row.clone(),
                recipients: recipients.clone(),
                at: *at,
                how: how.clone(),
                by: told.by.to_owned(),
            }),
            Entry::CadenceSet { row, recipient, cadence, requested_by, reason } => {
                self.settings.push(Setting {
                    row: row.clone(),
                    recipient: recipient.clone(),
                    cadence: *cadence,
                    at: told.at,
                    requested_by: requested_by.clone(),
                    reason: reason.clone(),
                    by: told.by.to_owned(),
                });
            }
            Entry::Ended { row, at, because, reason } => {
                let open = self.runs.iter_mut().find(|run| run.row == *row && run.ended.is_none());
                let Some(run) = open else { return false };
                let (because, reason, by) = (*because, reason.clone(), told.by.to_owned());
                run.ended = Some(Ending { at: *at, because, reason, by });
            }
        }
        true
    }
}
