//! What a witness of our ledgers, or what we keep beside them, says that cannot be
//! of an honest log.

use jiff::Timestamp;

use super::{RecordRule, Told, day};
use crate::detect::Finding;

/// How a witness's memory and our ledger differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradiction {
    /// The witness saw more records than we have: records are gone.
    RolledBack {
        /// How many it saw.
        seen: u64,
        /// How many we have.
        held: u64,
    },
    /// What it saw is not the beginning of what we have: the past was rewritten.
    Forked {
        /// How many records it saw.
        seen: u64,
    },
}

/// The finding that a contradiction is: once for each size that was seen.
pub fn contradiction(ledger: &str, witness: &str, what: Contradiction, now: Timestamp) -> Finding {
    let (rule, seen) = match what {
        Contradiction::RolledBack { seen, .. } => (RecordRule::RolledBack, seen),
        Contradiction::Forked { seen } => (RecordRule::Forked, seen),
    };
    let mut args = vec![ledger.to_owned(), witness.to_owned(), seen.to_string()];
    let summary = match what {
        Contradiction::RolledBack { seen, held } => {
            args.push(held.to_string());
            format!("{witness} saw {seen} records of the ledger {ledger}; there are {held}")
        }
        Contradiction::Forked { seen } => format!(
            "the {seen} records of the ledger {ledger} that {witness} saw are not those that are there"
        ),
    };
    let about: &[&str] = &[ledger, witness, &seen.to_string()];
    let told = Told { rule, about, args, summary, occurred_at: now, records: Vec::new() };
    told.finding()
}

/// What is kept beside a ledger and knows how far it reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Memory {
    /// The index of events.
    Index,
    /// The last signed head and how far the rules had seen, in the small state.
    State,
}

impl Memory {
    /// Its name in the data directory.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index/",
            Self::State => "state.db",
        }
    }
}

/// The finding that a ledger was set back, or another put in its place, while we did
/// not run: once a day for each pair of sizes. `what` is what `memory` knows.
pub fn set_back(ledger: &str, memory: Memory, what: (u64, u64), now: Timestamp) -> Finding {
    let ((seen, held), memory) = (what, memory.as_str());
    let told = Told {
        rule: RecordRule::SetBack,
        about: &[ledger, &seen.to_string(), &held.to_string(), &day(now)],
        args: vec![ledger.to_owned(), memory.to_owned(), seen.to_string(), held.to_string()],
        summary: format!(
            "{memory} knows {seen} records of the ledger {ledger}; there are {held}, or they are others"
        ),
        occurred_at: now,
        records: Vec::new(),
    };
    told.finding()
}
