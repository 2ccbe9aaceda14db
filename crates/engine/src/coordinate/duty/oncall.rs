//! Who is on call: shifts by duty, from a list or a calendar.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Policy;

/// A time in which somebody can be asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    /// From then on; `None` = always.
    pub from: Option<Timestamp>,
    /// Until then, exclusive; `None` = without end.
    pub to: Option<Timestamp>,
    /// Who: an account's name, or what the calendar says.
    pub person: String,
}

impl Shift {
    /// A shift of a list: always.
    pub fn always(person: impl Into<String>) -> Self {
        Self { from: None, to: None, person: person.into() }
    }

    /// Whether it holds at that time.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Shifts by duty, in the order in which people are asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCall(pub BTreeMap<String, Vec<Shift>>);

impl OnCall {
    /// Who is on call for a duty at that time, in order.
    pub fn at(&self, duty: &str, at: Timestamp) -> impl Iterator<Item = &str> {
        let shifts = self.0.get(duty).into_iter().flatten();
        shifts.filter(move |shift| shift.holds(at)).map(|shift| shift.person.as_str())
    }

    /// Whether nobody is ever on call.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(Vec::is_empty)
    }
}

/// Duties and who is on call for them: what asking somebody needs.
#[derive(Debug, Clone, Copy)]
pub struct Roster<'a> {
    /// Which duties there are.
    pub policy: &'a Policy,
    /// Who is on call.
    pub on_call: &'a OnCall,
}
