//! What the entries on duties add up to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Entry;
use super::chain::Because;
use crate::coordinate::separation::is_same_person;
use crate::coordinate::told::Told;

/// That somebody has, or had, a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// Which duty.
    pub duty: String,
    /// Who.
    pub person: String,
    /// Since when.
    pub from: Timestamp,
    /// Journal index of the entry by which it began.
    pub index: u64,
    /// How and when it ended; `None` = it goes on.
    pub ended: Option<Ending>,
}

/// How a tenure ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// Who took over; `None` = it was given up.
    pub to: Option<String>,
    /// Why it was given up.
    pub reason: Option<String>,
}

/// That a duty was offered to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Journal index: its id.
    pub index: u64,
    /// Which duty.
    pub duty: String,
    /// To whom.
    pub to: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What that person should know.
    pub note: String,
    /// Who held the duty then; acceptance is for exactly this hand-over.
    pub holder: Option<String>,
    /// Whether it was accepted, and when; `None` = it is open.
    pub answer: Option<(bool, Timestamp)>,
}

/// That a team or person without an account was called in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Which duty they have.
    pub duty: String,
    /// Who answered.
    pub contact: String,
    /// How they were reached.
    pub by_way_of: String,
    /// When.
    pub at: Timestamp,
    /// Who called them in.
    pub by: String,
}

/// That the product asked somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Which duty.
    pub duty: String,
    /// Whom.
    pub person: String,
    /// Since when somebody is wanted.
    pub since: Timestamp,
    /// As what.
    pub because: Because,
    /// When it was asked.
    pub at: Timestamp,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DutyState {
    /// Who has and had which duty, in order. Closed, never removed.
    pub tenures: Vec<Tenure>,
    /// What was offered to whom, in order.
    pub offers: Vec<Offer>,
    /// Teams that were called in by other means.
    pub engaged: Vec<Engagement>,
    /// Whom the product asked.
    pub asked: Vec<Ask>,
}

impl DutyState {
    /// Who holds a duty now.
    pub fn holder(&self, duty: &str) -> Option<&Tenure> {
        self.held().find(|tenure| tenure.duty == duty)
    }

    /// Everything that is held now.
    pub fn held(&self) -> impl Iterator<Item = &Tenure> {
        self.tenures.iter().filter(|tenure| tenure.ended.is_none())
    }

    /// Whether that person holds that duty now.
    pub fn is_held_by(&self, duty: &str, person: &str) -> bool {
        self.holder(duty).is_some_and(|tenure| is_same_person(&tenure.person, person))
    }

    /// The offers that nobody has answered.
    pub fn open_offers(&self) -> impl Iterator<Item = &Offer> {
        self.offers.iter().filter(|offer| offer.answer.is_none())
    }

    /// An offer by its id.
    pub fn offer(&self, index: u64) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.index == index)
    }

    /// When whoever has this duty was first called in and answered: by holding
    /// it, or as a contact without an account (CM10).
    pub fn engaged_at(&self, duty: &str) -> Option<Timestamp> {
        let held = self.tenures.iter().filter(|one| one.duty == duty).map(|one| one.from);
        let called = self.engaged.iter().filter(|one| one.duty == duty).map(|one| one.at);
        held.chain(called).min()
    }

    /// Whether the product has asked that person already for this need.
    pub fn was_asked(&self, duty: &str, person: &str, since: Timestamp) -> bool {
        self.asked.iter().any(|ask| {
            ask.duty == duty && ask.since == since && is_same_person(&ask.person, person)
        })
    }

    /// Adds one entry; whether it meant anything.
    pub(in crate::coordinate) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Taken { name } => {
                if self.holder(name).is_some() {
                    return false;
                }
                self.begin(name, told.by, told);
            }
            Entry::Offered { name, to, note } => {
                let holder = self.holder(name).map(|tenure| tenure.person.clone());
                self.offers.push(Offer {
                    index: told.index,
                    duty: name.clone(),
                    to: to.clone(),
                    by: told.by.to_owned(),
                    at: told.at,
                    note: note.clone(),
                    holder,
                    answer: None,
                });
            }
            Entry::Accepted { offer } => return self.accept(*offer, told),
            Entry::Declined { offer, .. } => return self.answer(*offer, false, told).is_some(),
            Entry::Renounced { name, reason } => {
                return self.end(name, None, Some(reason.clone()), told);
            }
            Entry::Engaged { name, contact, by_way_of } => self.engaged.push(Engagement {
                duty: name.clone(),
                contact: contact.clone(),
                by_way_of: by_way_of.clone(),
                at: told.at,
                by: told.by.to_owned(),
            }),
            Entry::Asked { name, person, since, because, .. } => self.asked.push(Ask {
                duty: name.clone(),
                person: person.clone(),
                since: *since,
                because: *because,
                at: told.at,
            }),
        }
        true
    }

    fn begin(&mut self, duty: &str, person: &str, told: &Told<'_>) {
        self.tenures.push(Tenure {
            duty: duty.to_owned(),
            person: person.to_owned(),
            from: told.at,
            index: told.index,
            ended: None,
        });
    }

    /// The holder's tenure ends at the very moment at which the next one begins.
    fn accept(&mut self, offer: u64, told: &Told<'_>) -> bool {
        let Some(duty) = self.answer(offer, true, told) else { return false };
        self.end(&duty, Some(told.by), None, told);
        self.begin(&duty, told.by, told);
        true
    }

    /// Answers an offer that is open; gives its duty.
    fn answer(&mut self, offer: u64, is_accepted: bool, told: &Told<'_>) -> Option<String> {
        let open = |one: &&mut Offer| one.index == offer && one.answer.is_none();
        let offer = self.offers.iter_mut().find(open)?;
        offer.answer = Some((is_accepted, told.at));
        Some(offer.duty.clone())
    }

    fn end(
        &mut self,
        duty: &str,
        to: Option<&str>,
        reason: Option<String>,
        told: &Told<'_>,
    ) -> bool {
        let open = |one: &&mut Tenure| one.duty == duty && one.ended.is_none();
        let Some(tenure) = self.tenures.iter_mut().find(open) else { return false };
        tenure.ended = Some(Ending { at: told.at, to: to.map(str::to_owned), reason });
        true
    }
}
