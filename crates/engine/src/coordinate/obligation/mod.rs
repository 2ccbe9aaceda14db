//! Who is owed an update by when (CM14–CM20).
//!
//! A row of the matrix begins when its facts hold; from then on each of its
//! recipients has a clock. When something is due follows from the journal and
//! the policy alone, so that no restart misses or doubles it; the journal
//! keeps what began, what was due, late, escalated and told.
//!
//! Reading order: [`policy`] (the matrix) → here (what is said) → `state` (what
//! it adds up to) → [`schedule`] (when what is due) → [`mod@tick`] (what to say now)
//! → [`rules`] (what people may say).

mod cadence;
pub mod policy;
pub mod rules;
pub mod schedule;
mod state;
pub mod tick;

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::told::Sentence;

pub use cadence::Cadence;
pub use policy::{Policy, Row};
pub use schedule::{Came, Clock, Occurrence, Punctuality, came_due};
pub use state::{Asked, Ending, ObligationState, Run, Setting, Telling};
pub use tick::tick;

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "obligation", rename_all = "snake_case")]
pub enum Entry {
    /// The facts of a row hold: its recipients are owed updates from now on.
    Begun {
        /// The row.
        row: String,
        /// Which of its triggers.
        trigger: String,
        /// The facts, as words.
        reasons: BTreeSet<String>,
        /// Since when they hold.
        since: Timestamp,
        /// The matrix.
        policy: String,
    },
    /// An update came due.
    Due {
        /// Which: row, recipient, run and number.
        occurrence: OccurrenceId,
        /// When.
        due_at: Timestamp,
        /// Who was asked for it; `None` = there was nobody.
        asked: Option<String>,
    },
    /// It is late.
    Late {
        /// Which.
        occurrence: OccurrenceId,
        /// When it was due.
        due_at: Timestamp,
    },
    /// The next in the chain was asked (CM20).
    Escalated {
        /// Which.
        occurrence: OccurrenceId,
        /// The duty by which that person was asked.
        duty: String,
        /// Who.
        person: String,
    },
    /// Somebody says that recipients were told in another way.
    Told {
        /// The row.
        row: String,
        /// Whom; none = all of the row.
        recipients: BTreeSet<String>,
        /// When.
        at: Timestamp,
        /// How, in words.
        how: String,
    },
    /// A recipient asked for another cadence (CM19).
    CadenceSet {
        /// The row.
        row: String,
        /// The recipient.
        recipient: String,
        /// Which; `None` = the matrix's again.
        cadence: Option<Cadence>,
        /// Who asked.
        requested_by: String,
        /// Why.
        reason: String,
    },
    /// Nobody of the row is owed anything any more.
    Ended {
        /// The row.
        row: String,
        /// Since when.
        at: Timestamp,
        /// Why.
        because: Because,
        /// In words, where a person ended it.
        reason: String,
    },
}

/// Why a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// All clear (CM31).
    AllClear,
    /// The case was closed.
    Closed,
    /// A person said so.
    ByHand,
}

impl Because {
    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllClear => "all_clear",
            Self::Closed => "closed",
            Self::ByHand => "by_hand",
        }
    }
}

/// One time at which one recipient is owed an update. Its text,
/// `security-director/security_director/1.0`, is the same after every restart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OccurrenceId {
    /// The row.
    pub row: String,
    /// Who is owed it.
    pub recipient: String,
    /// Which time that the row began, from 1.
    pub run: u32,
    /// Which update of that run, from 0.
    pub number: u32,
}

impl std::fmt::Display for OccurrenceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { row, recipient, run, number } = self;
        write!(f, "{row}/{recipient}/{run}.{number}")
    }
}

/// The timeline's sentence of an entry; `None` where it has none: that an update
/// came due is no event, that it was late is one.
pub(super) fn sentence(entry: &Entry) -> Option<Sentence> {
    let of = |id: &OccurrenceId| {
        [("row", id.row.clone()), ("recipient", id.recipient.clone()), ("id", id.to_string())]
    };
    let plus = |mut sentence: Sentence, name: &str, value: String| {
        sentence.args.insert(name.to_owned(), value);
        sentence
    };
    Some(match entry {
        Entry::Due { .. } => return None,
        Entry::Begun { row, reasons, .. } => {
            let reasons = reasons.iter().cloned().collect::<Vec<_>>().join(", ");
            Sentence::new("timeline-obligation-begun", [("row", row.clone()), ("reasons", reasons)])
        }
        Entry::Late { occurrence, due_at } => {
            let sentence = Sentence::new("timeline-obligation-late", of(occurrence));
            plus(sentence, "due", minute(*due_at))
        }
        Entry::Escalated { occurrence, duty, person } => {
            let sentence = Sentence::new("timeline-obligation-escalated", of(occurrence));
            plus(plus(sentence, "duty", duty.clone()), "person", person.clone())
        }
        Entry::Told { row, recipients, at, how } => {
            let whom = recipients.iter().cloned().collect::<Vec<_>>().join(", ");
            let args = [("row", row.clone()), ("recipients", whom), ("how", how.clone())];
            Sentence::new("timeline-obligation-told", args).at(Some(*at))
        }
        Entry::CadenceSet { row, recipient, cadence, requested_by, reason } => {
            let args = [
                ("row", row.clone()),
                ("recipient", recipient.clone()),
                ("usual", cadence.is_none().to_string()),
                ("cadence", cadence.map(|cadence| cadence.to_string()).unwrap_or_default()),
                ("requester", requested_by.clone()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-obligation-cadence", args)
        }
        Entry::Ended { row, because, reason, .. } => {
            let args = [
                ("row", row.clone()),
                ("because", because.as_str().to_owned()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-obligation-ended", args)
        }
    })
}

/// As precise as a person reads it.
pub(super) fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
