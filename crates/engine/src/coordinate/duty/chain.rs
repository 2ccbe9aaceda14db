//! Whom to ask about a duty, and whom next when nobody answers (CM20).
//!
//! A ladder: the duty's holder, who is on call for it, then the same for its
//! back-ups, in order. Each rung is asked when the one before had its time to
//! answer. Pure: the caller says since when somebody is wanted and what time it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rules::suggestions;
use super::{Entry, Roster, SIMOC};
use crate::coordinate::separation::is_same_person;
use crate::coordinate::{Case, Phase};

/// As what somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// Holds the duty in this case.
    Holds,
    /// The duty was offered to this person.
    Offered,
    /// Is on call for the duty.
    OnCall,
    /// Holds a duty that backs it up.
    BackupHolds,
    /// Is on call for a duty that backs it up.
    BackupOnCall,
}

impl Because {
    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Offered => "offered",
            Self::OnCall => "on_call",
            Self::BackupHolds => "backup_holds",
            Self::BackupOnCall => "backup_on_call",
        }
    }
}

/// Somebody to ask, and from when on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The duty by which that person is asked: the one wanted, or a back-up.
    pub duty: String,
    /// Who.
    pub person: String,
    /// As what.
    pub because: Because,
    /// From when on: earlier rungs have had their time to answer.
    pub from: Timestamp,
}

/// The ladder for one duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The duty that is wanted.
    pub duty: String,
    /// Whom to ask, in order.
    pub rungs: Vec<Rung>,
    /// When the last one has had the time to answer; `None` = there is nobody.
    pub exhausted_at: Option<Timestamp>,
}

impl Chain {
    /// Who is to be asked by now, in order.
    pub fn asked_by(&self, now: Timestamp) -> impl Iterator<Item = &Rung> {
        self.rungs.iter().filter(move |rung| rung.from <= now)
    }

    /// Whose turn it is now: the last rung that is reached.
    pub fn responsible(&self, now: Timestamp) -> Option<&Rung> {
        self.asked_by(now).last()
    }

    /// Whether everybody was asked and had the time to answer, or there is nobody.
    pub fn is_exhausted(&self, now: Timestamp) -> bool {
        self.exhausted_at.is_none_or(|at| at <= now)
    }
}

/// The ladder for a duty of a case, when somebody is wanted since then.
pub fn chain(case: &Case, roster: Roster<'_>, duty: &str, since: Timestamp) -> Chain {
    let mut ladder = Ladder { roster, next: since, rungs: Vec::new() };
    for (place, name) in order(roster, duty).into_iter().enumerate() {
        let is_backup = place > 0;
        if let Some(tenure) = case.concerns.duty.holder(&name) {
            let because = if is_backup { Because::BackupHolds } else { Because::Holds };
            ladder.add(&name, &tenure.person, because);
        }
        let because = if is_backup { Because::BackupOnCall } else { Because::OnCall };
        ladder.add_on_call(&name, because);
    }
    ladder.done(duty)
}

/// The same when the duty was offered to somebody: that person comes first.
fn chain_of_offer(case: &Case, roster: Roster<'_>, offer: &super::Offer) -> Chain {
    let mut ladder = Ladder { roster, next: offer.at, rungs: Vec::new() };
    ladder.add(&offer.duty, &offer.to, Because::Offered);
    let rest = chain(case, roster, &offer.duty, offer.at);
    for rung in rest.rungs {
        ladder.add(&rung.duty, &rung.person, rung.because);
    }
    ladder.done(&offer.duty)
}

/// A duty, its back-ups, theirs, and so on; none twice.
fn order(roster: Roster<'_>, duty: &str) -> Vec<String> {
    let mut order = vec![duty.to_owned()];
    let mut next = 0;
    while let Some(name) = order.get(next).cloned() {
        let backups = roster.policy.duty(&name).into_iter().flat_map(|rule| &rule.backups);
        for backup in backups {
            if !order.contains(backup) {
                order.push(backup.clone());
            }
        }
        next += 1;
    }
    order
}

struct Ladder<'a> {
    roster: Roster<'a>,
    next: Timestamp,
    rungs: Vec<Rung>,
}

impl Ladder<'_> {
    /// Nobody is asked twice.
    fn add(&mut self, duty: &str, person: &str, because: Because) {
        if self.rungs.iter().any(|rung| is_same_person(&rung.person, person)) {
            return;
        }
        let (duty, person) = (duty.to_owned(), person.to_owned());
        self.rungs.push(Rung { duty, person, because, from: self.next });
        let answer_within = self.roster.policy.answer_within;
        self.next = self.next.checked_add(answer_within).unwrap_or(self.next);
    }

    /// Whoever is on call when the turn comes to this rung, not before.
    fn add_on_call(&mut self, duty: &str, because: Because) {
        let people: Vec<String> =
            self.roster.on_call.at(duty, self.next).map(str::to_owned).collect();
        for person in people {
            self.add(duty, &person, because);
        }
    }

    fn done(self, duty: &str) -> Chain {
        let exhausted_at = (!self.rungs.is_empty()).then_some(self.next);
        Chain { duty: duty.to_owned(), rungs: self.rungs, exhausted_at }
    }
}

/// A duty for which somebody is wanted, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which duty.
    pub duty: String,
    /// Since when: with the duty, the id of the need.
    pub since: Timestamp,
    /// The offer behind it, if there is one.
    pub offer: Option<u64>,
}

/// For which duties somebody is wanted: those that nobody holds and should, and
/// those that were offered and not answered.
pub fn wanted(case: &Case, roster: Roster<'_>) -> Vec<Wanted> {
    if case.phase == Phase::Closed {
        return Vec::new();
    }
    let state = &case.concerns.duty;
    let mut found: Vec<Wanted> = state
        .open_offers()
        .map(|offer| Wanted { duty: offer.duty.clone(), since: offer.at, offer: Some(offer.index) })
        .collect();
    for suggestion in suggestions(case, roster.policy) {
        if found.iter().all(|wanted| wanted.duty != suggestion.duty) {
            let since = since(case, roster, &suggestion.duty);
            found.push(Wanted { duty: suggestion.duty, since, offer: None });
        }
    }
    found
}

/// Since when a duty that is free is wanted: since the case is open or grave
/// enough, or since it was last given up.
fn since(case: &Case, roster: Roster<'_>, duty: &str) -> Timestamp {
    let ended = case.concerns.duty.tenures.iter().filter(|tenure| tenure.duty == duty);
    let ended = ended.filter_map(|tenure| Some(tenure.ended.as_ref()?.at)).max();
    let grave = case.concerns.severity.since(roster.policy.coordinator_from);
    let began = if duty == SIMOC { grave } else { None };
    let began = began.unwrap_or(case.opened_at);
    ended.map_or(began, |ended| ended.max(began))
}

/// Whom the product must ask now: rungs that are reached and were not asked
/// before. Saying them makes the next call answer nothing: idempotent across
/// restarts.
pub fn asks(case: &Case, roster: Roster<'_>, now: Timestamp) -> Vec<Entry> {
    let state = &case.concerns.duty;
    let mut said = Vec::new();
    for wanted in wanted(case, roster) {
        let offer = wanted.offer.and_then(|index| state.offer(index));
        let chain = match offer {
            Some(offer) => chain_of_offer(case, roster, offer),
            None => chain(case, roster, &wanted.duty, wanted.since),
        };
        for (rung, asked) in (0u32..).zip(&chain.rungs) {
            let is_due = asked.from <= now;
            if is_due && !state.was_asked(&wanted.duty, &asked.person, wanted.since) {
                said.push(Entry::Asked {
                    name: wanted.duty.clone(),
                    person: asked.person.clone(),
                    since: wanted.since,
                    because: asked.because,
                    rung,
                });
            }
        }
    }
    said
}
