//! What was handed to a channel, and what became of it.
//!
//! To send something, say `What::Delivery(Entry::Queued { order })` in the
//! journal of its case. The outbox (`server::work::notify`) picks it up, and
//! says what became of it, addressee by addressee.
//!
//! Invariants: an order of a known id is the same order and is sent once; what
//! was handed over without an answer is uncertain, and only a person decides
//! on it; a confidential case leaves the circle of the named with a second
//! person only (CM24).

mod channel;
mod order;
mod outcome;
pub mod render;
pub mod retry;
pub mod room;
mod suppression;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Case;
use super::told::{Sentence, Told};

pub use channel::{ChannelKind, Reach, is_confidential, needs_second_person};
pub use order::{About, Addressee, Content, DeliveryId, Field, Message, Order, StatusStage};
pub use outcome::{End, Outcome, Tally};
pub use suppression::{SuppressedAddress, Suppressions};

/// What the sink answers: nothing left the process.
pub const SINK: &str = "sink";

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum Entry {
    /// Something is to be sent.
    Queued {
        /// What, to whom, by which channel.
        order: Order,
    },
    /// A second person lets it leave a confidential case (CM24).
    Cleared {
        /// Which.
        id: DeliveryId,
    },
    /// The outbox holds it: from here on it is in nobody else's hands.
    Taken {
        /// Which.
        id: DeliveryId,
    },
    /// What became of it for some of the addressees.
    Ended {
        /// Which.
        id: DeliveryId,
        /// For each that ended.
        outcomes: Vec<Outcome>,
    },
    /// What lay dead shall be sent again.
    Resent {
        /// Which.
        id: DeliveryId,
        /// Which addressees: positions in the order.
        parcels: Vec<u32>,
        /// Why.
        reason: String,
    },
    /// What is not sent yet shall not be sent.
    Cancelled {
        /// Which.
        id: DeliveryId,
        /// Why.
        reason: String,
    },
    /// A person found out what became of what was uncertain: it arrived.
    FoundArrived {
        /// Which.
        id: DeliveryId,
        /// Which addressee: position in the order.
        parcel: u32,
        /// How that is known.
        reason: String,
    },
    /// An incident channel was made by hand (CM13).
    RoomRecorded {
        /// Its name.
        room: String,
        /// Its address, if it has one.
        url: String,
    },
    /// Nothing is sent to this address any more. Belongs to no case.
    Suppressed {
        /// The address.
        address: String,
        /// Why: bounced, asked not to be written to.
        reason: String,
    },
    /// The address may be written to again. Belongs to no case.
    Unsuppressed {
        /// The address.
        address: String,
        /// Why.
        reason: String,
    },
    /// A channel was tried with a test message. Belongs to no case.
    Tested {
        /// The channel.
        channel: String,
        /// How it ended.
        end: End,
        /// What the other side said.
        answer: String,
    },
}

/// One order and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// What was ordered.
    pub order: Order,
    /// Journal index of the entry that queued it: what was said first goes first.
    #[serde(default)]
    pub queued_index: u64,
    /// Who queued it.
    pub queued_by: String,
    /// When.
    pub queued_at: Timestamp,
    /// The second person who let it leave a confidential case, and when.
    pub cleared: Option<(String, Timestamp)>,
    /// When the outbox took it.
    pub taken_at: Option<Timestamp>,
    /// What became of it, by position of the addressee.
    pub outcomes: BTreeMap<u32, Outcome>,
    /// Who stopped it, and why.
    pub cancelled: Option<(String, String)>,
    /// How often dead ones were sent again, by position: tells the attempts apart.
    pub rounds: BTreeMap<u32, u32>,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryState {
    /// The orders, by id.
    pub orders: BTreeMap<DeliveryId, Delivery>,
    /// The incident channel, once there is one (CM13).
    pub room: Option<Room>,
}

/// The incident channel of a case (CM13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The channel of the settings that made it; `None` = made by hand.
    pub channel: Option<String>,
    /// Its name.
    pub name: String,
    /// Its id there, or its address if it was made by hand; may be empty.
    pub id: String,
    /// Since when there is one.
    pub since: Timestamp,
}

impl Delivery {
    /// An order that was just queued.
    pub fn queued(order: Order, by: &str, at: Timestamp) -> Self {
        Self {
            order,
            queued_index: 0,
            queued_by: by.to_owned(),
            queued_at: at,
            cleared: None,
            taken_at: None,
            outcomes: BTreeMap::new(),
            cancelled: None,
            rounds: BTreeMap::new(),
        }
    }

    /// How many messages it is: one for each addressee, or one for the channel.
    pub fn parcels(&self) -> u32 {
        u32::try_from(self.order.to.len()).unwrap_or(u32::MAX).max(1)
    }

    /// How many ended how.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for parcel in 0..self.parcels() {
            tally.add(self.outcomes.get(&parcel).map(|outcome| outcome.end));
        }
        tally
    }

    /// Whether every addressee's message ended, one way or another.
    pub fn is_over(&self) -> bool {
        self.tally().waiting == 0
    }

    /// Whether everybody has it who was to get it, suppressed ones aside.
    pub fn has_arrived(&self) -> bool {
        let tally = self.tally();
        tally.waiting == 0 && tally.dead() == 0 && tally.cancelled == 0 && tally.arrived > 0
    }

    /// Whether it went nowhere but into the sink (an exercise).
    pub fn is_sunk(&self) -> bool {
        let mut ends = self.outcomes.values().filter(|outcome| outcome.end.has_arrived());
        ends.all(|outcome| outcome.answer == SINK)
    }

    /// Whether somebody other than who queued it stands in for it.
    pub fn has_second_person(&self) -> bool {
        self.cleared.is_some() || self.order.approved_by.iter().any(|by| *by != self.queued_by)
    }

    /// What it is called at the channel, where it has a name there.
    pub fn reference(&self) -> Option<&str> {
        self.outcomes.values().find_map(|outcome| outcome.reference.as_deref())
    }

    /// The addressee at that position; `None` = the channel itself.
    pub fn addressee(&self, parcel: u32) -> Option<&Addressee> {
        usize::try_from(parcel).ok().and_then(|at| self.order.to.get(at))
    }

    /// Whether it must wait for a second person before it may be sent (CM24).
    pub fn is_held(&self, case: &Case, reach: Reach) -> bool {
        needs_second_person(case, reach) && !self.has_second_person()
    }
}

impl DeliveryState {
    /// The order of that id.
    pub fn get(&self, id: &DeliveryId) -> Option<&Delivery> {
        self.orders.get(id)
    }

    /// The orders that belong to this, oldest first.
    pub fn about(&self, about: &About) -> Vec<&Delivery> {
        let mut found: Vec<_> =
            self.orders.values().filter(|one| one.order.about == *about).collect();
        found.sort_by_key(|one| one.queued_index);
        found
    }

    /// What an earlier order of this channel and kind of content is called
    /// there: the incident on a status page that goes on, the issue that gets a note.
    pub fn reference(&self, channel: &str, content: &str) -> Option<&str> {
        let fits =
            |one: &&Delivery| one.order.channel == channel && one.order.content.as_str() == content;
        let made = |one: &Delivery| one.reference().is_some();
        let earlier = self.orders.values().filter(fits).filter(|one| made(one));
        earlier.max_by_key(|one| one.queued_index).and_then(Delivery::reference)
    }

    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Queued { order } => self.queue(order, told),
            Entry::Cleared { id } => self.clear(id, told),
            Entry::Taken { id } => self.change(id, |one| {
                one.taken_at.get_or_insert(told.at);
            }),
            Entry::Ended { id, outcomes } => self.end(id, outcomes),
            Entry::Resent { id, parcels, .. } => self.change(id, |one| {
                for parcel in parcels {
                    if one.outcomes.get(parcel).is_some_and(|outcome| outcome.end.is_dead()) {
                        one.outcomes.remove(parcel);
                        let round = one.rounds.entry(*parcel).or_default();
                        *round = round.saturating_add(1);
                    }
                }
            }),
            Entry::Cancelled { id, reason } => self.change(id, |one| {
                one.cancelled = Some((told.by.to_owned(), reason.clone()));
            }),
            Entry::FoundArrived { id, parcel, .. } => self.change(id, |one| {
                let uncertain = |outcome: &&mut Outcome| outcome.end == End::Uncertain;
                if let Some(outcome) = one.outcomes.get_mut(parcel).filter(uncertain) {
                    outcome.end = End::Arrived;
                }
            }),
            Entry::RoomRecorded { room, url } => {
                self.room = Some(Room {
                    channel: None,
                    name: room.clone(),
                    id: url.clone(),
                    since: told.at,
                });
                true
            }
            Entry::Suppressed { .. } | Entry::Unsuppressed { .. } | Entry::Tested { .. } => false,
        }
    }

    fn queue(&mut self, order: &Order, told: &Told<'_>) -> bool {
        if self.orders.contains_key(&order.id) {
            return false;
        }
        let queued = Delivery::queued(order.clone(), told.by, told.at);
        let delivery = Delivery { queued_index: told.index, ..queued };
        self.orders.insert(order.id.clone(), delivery);
        true
    }

    fn clear(&mut self, id: &DeliveryId, told: &Told<'_>) -> bool {
        let Some(one) = self.orders.get_mut(id) else { return false };
        if one.queued_by == told.by || one.cleared.is_some() {
            return false;
        }
        one.cleared = Some((told.by.to_owned(), told.at));
        true
    }

    fn end(&mut self, id: &DeliveryId, outcomes: &[Outcome]) -> bool {
        let Some(one) = self.orders.get_mut(id) else { return false };
        for outcome in outcomes {
            one.outcomes.insert(outcome.parcel, outcome.clone());
            let Content::RoomMade { room, .. } = &one.order.content else { continue };
            if let (End::Sent, Some(reference)) = (outcome.end, &outcome.reference) {
                self.room = Some(Room {
                    channel: Some(one.order.channel.clone()),
                    name: room.clone(),
                    id: reference.clone(),
                    since: outcome.at,
                });
            }
        }
        true
    }

    fn change(&mut self, id: &DeliveryId, change: impl FnOnce(&mut Delivery)) -> bool {
        self.orders.get_mut(id).map(change).is_some()
    }
}

/// The timeline's sentence of an entry; `None` where it has none.
pub(super) fn sentence(entry: &Entry) -> Option<Sentence> {
    Some(match entry {
        Entry::Queued { order } => {
            let title = order.content.message().map_or("", |message| message.title.as_str());
            let args = [
                ("channel", order.channel.clone()),
                ("content", order.content.as_str().to_owned()),
                ("title", title.to_owned()),
                ("count", order.to.len().to_string()),
                ("delivery", order.id.to_string()),
            ];
            Sentence::new("timeline-delivery-queued", args)
        }
        Entry::Cleared { id } => {
            Sentence::new("timeline-delivery-cleared", [("delivery", id.to_string())])
        }
        Entry::Ended { id, outcomes } => {
            let mut tally = Tally::default();
            for outcome in outcomes {
                tally.add(Some(outcome.end));
            }
            let args = [
                ("delivery", id.to_string()),
                ("arrived", tally.arrived.to_string()),
                ("dead", tally.dead().to_string()),
                ("uncertain", tally.uncertain.to_string()),
            ];
            Sentence::new("timeline-delivery-ended", args)
        }
        Entry::Resent { id, parcels, reason } => {
            let args = [
                ("delivery", id.to_string()),
                ("count", parcels.len().to_string()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-delivery-resent", args)
        }
        Entry::Cancelled { id, reason } => {
            let args = [("delivery", id.to_string()), ("reason", reason.clone())];
            Sentence::new("timeline-delivery-cancelled", args)
        }
        Entry::FoundArrived { id, reason, .. } => {
            let args = [("delivery", id.to_string()), ("reason", reason.clone())];
            Sentence::new("timeline-delivery-found-arrived", args)
        }
        Entry::RoomRecorded { room, url } => {
            let args = [("room", room.clone()), ("url", url.clone())];
            Sentence::new("timeline-delivery-room", args)
        }
        Entry::Taken { .. }
        | Entry::Suppressed { .. }
        | Entry::Unsuppressed { .. }
        | Entry::Tested { .. } => return None,
    })
}

#[cfg(test)]
mod tests;
