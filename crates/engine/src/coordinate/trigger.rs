//! When something that others are owed begins: conditions on what is known of a case.
//!
//! Used by obligations ([`super::obligation`]) and by deadlines of the law
//! ([`super::regulation`]). A condition names facts; it never asks the time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::severity::{Severity, marks};
use super::{Case, Circumstance, DataClass};

/// One fact that must hold. Exactly one of its fields is set; `data` may narrow
/// a data breach further.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// The case is at least so grave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// This is known of the incident, in the words of the severity table:
    /// `data_breach`, `remote_code_execution_exploited`, `paying_customers_impacted` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// A data breach with one of these kinds of data.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub data: BTreeSet<DataClass>,
}

/// What together begins something: all of `all`, and one of `any`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trigger {
    /// Its name, for sentences: `public`, `determined`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// All of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<Condition>,
    /// One of these; none = whatever.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<Condition>,
}

/// A trigger that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The facts that make it hold, as words: `severity:high`, `data_breach:personal`.
    pub reasons: BTreeSet<String>,
    /// Since when it holds.
    pub since: Timestamp,
}

impl Trigger {
    /// What makes it hold of this case, and since when; `None` = it does not.
    pub fn held(&self, case: &Case) -> Option<Held> {
        let every: Option<Vec<_>> = self.all.iter().map(|one| one.held(case)).collect();
        let every = every?;
        let some: Vec<_> = self.any.iter().filter_map(|one| one.held(case)).collect();
        if some.is_empty() && (!self.any.is_empty() || every.is_empty()) {
            return None;
        }
        let first_of_any = some.iter().map(|(_, since)| *since).min();
        let since = every.iter().map(|(_, since)| *since).chain(first_of_any).max()?;
        let reasons = every.into_iter().chain(some).map(|(reason, _)| reason).collect();
        Some(Held { reasons, since })
    }

    /// What cannot be: a condition that names nothing, or a word that no fact has.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self) -> Result<(), String> {
        if self.all.is_empty() && self.any.is_empty() {
            return Err("a trigger without conditions".to_owned());
        }
        self.all.iter().chain(&self.any).try_for_each(Condition::check)
    }
}

impl Condition {
    fn check(&self) -> Result<(), String> {
        let named = [self.severity.is_some(), self.holds.is_some(), !self.data.is_empty()];
        if named.into_iter().filter(|is| *is).count() != 1 {
            return Err(format!(
                "a condition names exactly one of severity, holds, data: {self:?}"
            ));
        }
        match &self.holds {
            Some(word) if !known_marks().contains(word) => {
                Err(format!("holds: {word:?} is nothing that can be stated of an incident"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn held(&self, case: &Case) -> Option<(String, Timestamp)> {
        if let Some(level) = self.severity {
            let now = case.concerns.severity.level().filter(|now| *now >= level)?;
            let since = case.concerns.severity.since(level)?;
            return Some((format!("severity:{}", now.as_str()), since));
        }
        let held = case.circumstances();
        if let Some(word) = &self.holds {
            let circumstance = held.values().find(|one| marks(one).contains(word))?;
            return Some((word.clone(), stated_at(case, circumstance)));
        }
        held.values().find_map(|one| match one {
            Circumstance::DataBreach { classes } => {
                let class = classes.intersection(&self.data).next()?;
                Some((format!("data_breach:{}", class.as_str()), stated_at(case, one)))
            }
            _others => None,
        })
    }
}

/// When that was last stated. The statement is a line of the timeline.
fn stated_at(case: &Case, circumstance: &Circumstance) -> Timestamp {
    let is_it = |args: &std::collections::BTreeMap<String, String>| {
        args.get("circumstance").is_some_and(|name| name == circumstance.as_str())
    };
    case.timeline
        .iter()
        .filter(|line| line.key == "timeline-circumstance" && is_it(&line.args))
        .map(|line| line.recorded_at)
        .max()
        .unwrap_or(case.opened_at)
}

/// Every word that a statement on an incident can have.
fn known_marks() -> BTreeSet<String> {
    use super::Share;
    [
        Circumstance::DataBreach { classes: BTreeSet::new() },
        Circumstance::RemoteCodeExecution { exploited: true },
        Circumstance::PubliclyReported,
        Circumstance::AnnouncementRequired,
        Circumstance::ImpactDetermined,
        Circumstance::CustomersImpacted { paying: true },
        Circumstance::UsersImpacted { share: Share::Some },
        Circumstance::PolicyViolated { policy: String::new() },
        Circumstance::ServiceDegraded,
        Circumstance::Confidential,
    ]
    .iter()
    .flat_map(marks)
    .collect()
}
