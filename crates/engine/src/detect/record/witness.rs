//! What a witness of our ledgers says that cannot be of an honest log.

use jiff::Timestamp;

use super::{RecordRule, Told};
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
