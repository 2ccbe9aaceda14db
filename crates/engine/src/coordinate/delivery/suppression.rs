//! Addresses that nothing is sent to: they bounced, or asked not to be written to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Entry;

/// Whom nothing is sent to, across cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Suppressions(BTreeMap<String, SuppressedAddress>);

/// Why and since when nothing is sent to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppressedAddress {
    /// The address, as it was put on the list.
    pub address: String,
    /// Why.
    pub reason: String,
    /// Who put it on the list.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Suppressions {
    /// Whether nothing may be sent to this address. Upper and lower case are
    /// the same: no mail server in use tells them apart.
    pub fn has(&self, address: &str) -> bool {
        self.0.contains_key(&key(address))
    }

    /// All, by address.
    pub fn iter(&self) -> impl Iterator<Item = &SuppressedAddress> {
        self.0.values()
    }

    /// Adds an entry of the journal.
    pub(in crate::coordinate) fn apply(&mut self, entry: &Entry, by: &str, at: Timestamp) {
        match entry {
            Entry::Suppressed { address, reason } => {
                let (by, reason) = (by.to_owned(), reason.clone());
                let one = SuppressedAddress { address: address.clone(), reason, by, at };
                self.0.entry(key(address)).or_insert(one);
            }
            Entry::Unsuppressed { address, .. } => {
                self.0.remove(&key(address));
            }
            Entry::Queued { .. }
            | Entry::Cleared { .. }
            | Entry::Taken { .. }
            | Entry::Ended { .. }
            | Entry::Resent { .. }
            | Entry::Cancelled { .. }
            | Entry::FoundArrived { .. }
            | Entry::RoomRecorded { .. }
            | Entry::Tested { .. } => {}
        }
    }
}

fn key(address: &str) -> String {
    address.trim().to_lowercase()
}
