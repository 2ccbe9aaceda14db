//! Who does what in a case: SEOC, SIMOC, CMOC and the teams they call in (CM4–CM10).
//!
//! A duty is not an account's role: a role says what somebody may do anywhere,
//! a duty what somebody does in this case. What was so stays: tenures and
//! offers are closed, never removed (CM5).
//!
//! Reading order: here (what is said) → `state` (what it adds up to) →
//! [`policy`] (which duties there are) → [`rules`] (who may) → [`oncall`] and
//! [`ical`] (who is on call) → [`mod@chain`] (whom to ask next).

pub mod chain;
pub mod ical;
pub mod oncall;
pub mod policy;
pub mod rules;
mod state;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::told::Sentence;

pub use chain::{Because, Chain, Rung, Wanted, asks, chain, wanted};
pub use oncall::{OnCall, Roster, Shift};
pub use policy::{DutyRule, Policy};
pub use state::{Ask, DutyState, Ending, Engagement, Offer, Tenure};

/// First to act, validates, begins severity and scope (CM4).
pub const SEOC: &str = "seoc";
/// Leads the incident, coordinates parties (CM5).
pub const SIMOC: &str = "simoc";
/// Coordinates what goes out (CM6).
pub const CMOC: &str = "cmoc";

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
pub enum Entry {
    /// Whoever says it has taken a duty that was free.
    Taken {
        /// Which.
        name: String,
    },
    /// A duty is offered to somebody: a hand-over by its holder, else a call for help.
    Offered {
        /// Which.
        name: String,
        /// To whom.
        to: String,
        /// What that person should know.
        note: String,
    },
    /// Whoever says it accepts an offer and holds the duty from now on.
    Accepted {
        /// Journal index of the offer.
        offer: u64,
    },
    /// Whoever says it declines an offer.
    Declined {
        /// Journal index of the offer.
        offer: u64,
        /// Why.
        reason: String,
    },
    /// The holder gives the duty up; it is free.
    Renounced {
        /// Which.
        name: String,
        /// Why.
        reason: String,
    },
    /// A team or person without an account was called in by other means (CM7–CM10).
    Engaged {
        /// Which duty they have.
        name: String,
        /// Who answered.
        contact: String,
        /// How: a channel, a page, an issue.
        by_way_of: String,
    },
    /// Somebody was asked by the product, since nobody had answered (CM20).
    Asked {
        /// Which duty.
        name: String,
        /// Whom.
        person: String,
        /// Since when somebody is wanted: with name and person, the id of the asking.
        since: Timestamp,
        /// As what.
        because: Because,
        /// Which rung of the ladder, from 0.
        rung: u32,
    },
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Taken { name } => Sentence::new("timeline-duty-taken", [("duty", name.clone())]),
        Entry::Offered { name, to, note } => {
            let args = [("duty", name.clone()), ("to", to.clone()), ("note", note.clone())];
            Sentence::new("timeline-duty-offered", args)
        }
        Entry::Accepted { offer } => {
            Sentence::new("timeline-duty-accepted", [("offer", offer.to_string())])
        }
        Entry::Declined { offer, reason } => {
            let args = [("offer", offer.to_string()), ("reason", reason.clone())];
            Sentence::new("timeline-duty-declined", args)
        }
        Entry::Renounced { name, reason } => {
            let args = [("duty", name.clone()), ("reason", reason.clone())];
            Sentence::new("timeline-duty-renounced", args)
        }
        Entry::Engaged { name, contact, by_way_of } => {
            let args =
                [("duty", name.clone()), ("contact", contact.clone()), ("way", by_way_of.clone())];
            Sentence::new("timeline-duty-engaged", args)
        }
        Entry::Asked { name, person, rung, .. } => {
            let args = [
                ("duty", name.clone()),
                ("person", person.clone()),
                ("rung", rung.saturating_add(1).to_string()),
            ];
            Sentence::new("timeline-duty-asked", args)
        }
    }
}
