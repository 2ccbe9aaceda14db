//! Exercises: a scenario played on the range, with injects, and its scorecard (S8).
//!
//! A case that is an exercise says so itself, in the journal: whatever is
//! written of it carries the mark, wherever it is shown.

pub mod scenario;
pub mod scorecard;
#[cfg(test)]
mod tests;

use std::iter;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::told::{Sentence, Told};
use super::{Case, Fact, FactKind, What};

pub use scenario::{Inject, Move, Scenario, Step};
pub use scorecard::Scorecard;

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "exercise", rename_all = "snake_case")]
pub enum Entry {
    /// The case is an exercise. There is no way back: a real incident is another case.
    Begun {
        /// Name of the scenario.
        scenario: String,
        /// How many minutes of the scenario pass in a minute of the clock: then
        /// the product tells each inject at its time. `None` = people tell them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pace: Option<u32>,
    },
    /// The exercise tells those who train something new.
    Injected {
        /// Name of the inject.
        inject: String,
    },
    /// It is over.
    Ended,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExerciseState {
    /// The scenario, if the case is an exercise.
    pub scenario: Option<String>,
    /// When it began.
    pub begun_at: Option<Timestamp>,
    /// How many minutes of the scenario pass in a minute of the clock, where
    /// the product tells the injects.
    pub pace: Option<u32>,
    /// What was told so far, and when.
    pub injected: Vec<(String, Timestamp)>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl ExerciseState {
    /// Whether the case is an exercise.
    pub fn is_exercise(&self) -> bool {
        self.scenario.is_some()
    }

    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Begun { scenario, pace } => {
                if self.is_exercise() {
                    return false;
                }
                self.scenario = Some(scenario.clone());
                self.pace = *pace;
                self.begun_at = Some(told.at);
            }
            Entry::Injected { inject } => self.injected.push((inject.clone(), told.at)),
            Entry::Ended => self.ended_at = Some(told.at),
        }
        true
    }
}

/// What makes a case that comes from another one an exercise, where that is one:
/// what an exercise leads to is not real either. Injects are told in the first only.
pub fn inherited(from: &Case) -> Option<What> {
    let scenario = from.concerns.exercise.scenario.clone()?;
    Some(What::Exercise(Entry::Begun { scenario, pace: None }))
}

/// What is said when an inject is told: itself, and the facts that it makes known.
pub fn telling(scenario: &Scenario, inject: &Inject) -> Vec<What> {
    let told = What::Exercise(Entry::Injected { inject: inject.name.clone() });
    let facts = inject.facts.iter().map(|circumstance| {
        let kind = FactKind::Circumstance { circumstance: circumstance.clone(), holds: true };
        let source = format!("exercise {}", scenario.name);
        What::FactStated { fact: Fact { kind, source } }
    });
    iter::once(told).chain(facts).collect()
}

/// When an inject of a running, paced exercise is told; `None` = by hand, told
/// already, or the exercise is over.
pub fn told_at(state: &ExerciseState, inject: &Inject) -> Option<Timestamp> {
    let (begun, pace) = (state.begun_at?, state.pace?);
    let is_told = state.injected.iter().any(|(name, _)| *name == inject.name);
    if is_told || state.ended_at.is_some() {
        return None;
    }
    let seconds =
        i64::from(inject.at_min).saturating_mul(60).checked_div(i64::from(pace.max(1)))?;
    begun.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// What the product has to tell in a case now, by the exercise's pace.
pub fn due(case: &Case, now: Timestamp) -> Vec<What> {
    let state = &case.concerns.exercise;
    let Some(scenario) = state.scenario.as_deref().and_then(Scenario::named) else {
        return Vec::new();
    };
    let is_due = |inject: &&Inject| told_at(state, inject).is_some_and(|at| at <= now);
    scenario.injects.iter().filter(is_due).flat_map(|inject| telling(scenario, inject)).collect()
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Begun { scenario, .. } => {
            Sentence::new("timeline-exercise-begun", [("scenario", scenario.clone())])
        }
        Entry::Injected { inject } => {
            Sentence::new("timeline-exercise-injected", [("inject", inject.clone())])
        }
        Entry::Ended => Sentence::new("timeline-exercise-ended", []),
    }
}
