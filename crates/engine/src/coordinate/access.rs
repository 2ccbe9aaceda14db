//! Who may see a confidential case: its participants, and nobody else.
//!
//! A participant is whoever opened the case or made it confidential, holds a
//! duty in it, is offered one or was asked for one, or was let in by an
//! administrator. A case that is not confidential is seen by whoever has the
//! role (`server::person`). See `docs/adr/0019`.
//!
//! Invariant: it follows from the journal alone; the product itself is nobody.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Case;
use super::circumstance::Circumstance;
use super::delivery::is_confidential;
use super::journal::{Fact, FactKind};
use super::opening::PRODUCT;
use super::separation::is_same_person;
use super::told::{Sentence, Told};

/// What is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "access", rename_all = "snake_case")]
pub enum Entry {
    /// An administrator lets somebody in.
    Granted {
        /// Whom: an account's name.
        person: String,
        /// Why.
        reason: String,
    },
    /// An administrator takes that back.
    Withdrawn {
        /// From whom.
        person: String,
        /// Why.
        reason: String,
    },
}

/// That somebody was let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Whom, as it was written.
    pub person: String,
    /// Who let them in.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessState {
    /// Who said last that the case is confidential.
    pub marked_by: Option<String>,
    /// Who was let in, by folded name.
    pub granted: BTreeMap<String, Grant>,
}

/// Why somebody sees a confidential case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Opened it.
    Opened,
    /// Made it confidential.
    Marked,
    /// Holds a duty in it.
    Duty,
    /// Is offered a duty in it, or was asked for one that nobody holds.
    Asked,
    /// Was let in by an administrator.
    Granted,
}

impl Because {
    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Marked => "marked",
            Self::Duty => "duty",
            Self::Asked => "asked",
            Self::Granted => "granted",
        }
    }
}

/// Somebody who sees a confidential case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Who.
    pub person: String,
    /// Why.
    pub because: Because,
}

impl AccessState {
    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Granted { person, reason } => {
                let grant = Grant {
                    person: person.clone(),
                    by: told.by.to_owned(),
                    at: told.at,
                    reason: reason.clone(),
                };
                self.granted.insert(folded(person), grant);
                true
            }
            Entry::Withdrawn { person, .. } => self.granted.remove(&folded(person)).is_some(),
        }
    }

    /// Keeps who made the case confidential.
    pub(super) fn note(&mut self, fact: &Fact, by: &str) {
        if let FactKind::Circumstance { circumstance: Circumstance::Confidential, holds } =
            fact.kind
        {
            self.marked_by = holds.then(|| by.to_owned());
        }
    }

    /// Whether an administrator let that person in.
    pub fn is_granted(&self, person: &str) -> bool {
        self.granted.contains_key(&folded(person))
    }
}

/// Everybody who sees the case once it is confidential, each for the first
/// reason that holds.
pub fn participants(case: &Case) -> Vec<Participant> {
    let (access, duty) = (&case.concerns.access, &case.concerns.duty);
    let opened = std::iter::once((case.opened_by.as_str(), Because::Opened));
    let marked = access.marked_by.iter().map(|by| (by.as_str(), Because::Marked));
    let held = duty.held().map(|tenure| (tenure.person.as_str(), Because::Duty));
    let offered = duty.open_offers().map(|offer| (offer.to.as_str(), Because::Asked));
    let wanted = duty.asked.iter().filter(|ask| duty.holder(&ask.duty).is_none());
    let asked = wanted.map(|ask| (ask.person.as_str(), Because::Asked));
    let granted = access.granted.values().map(|one| (one.person.as_str(), Because::Granted));
    let mut found: Vec<Participant> = Vec::new();
    for (person, because) in
        opened.chain(marked).chain(held).chain(offered).chain(asked).chain(granted)
    {
        let is_known = found.iter().any(|one| is_same_person(&one.person, person));
        if !is_known && person != PRODUCT {
            found.push(Participant { person: person.to_owned(), because });
        }
    }
    found
}

/// Whether that person may see the case. Whoever asked for logs never may,
/// whatever else they are (LD7).
pub fn may_see(case: &Case, person: &str) -> bool {
    if case.concerns.dive.is_outside(person) {
        return false;
    }
    !is_confidential(case)
        || participants(case).iter().any(|one| is_same_person(&one.person, person))
}

fn folded(person: &str) -> String {
    person.trim().to_lowercase()
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Granted { person, reason } => Sentence::new(
            "timeline-access-granted",
            [("person", person.clone()), ("reason", reason.clone())],
        ),
        Entry::Withdrawn { person, reason } => Sentence::new(
            "timeline-access-withdrawn",
            [("person", person.clone()), ("reason", reason.clone())],
        ),
    }
}
