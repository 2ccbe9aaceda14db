//! Who took, saw, exported and handed on an item of evidence; how long it is
//! kept, and who may see it (IN7, CE11).
//!
//! Acquiring, viewing and hashing again are entries of the journal of their own
//! (`What::EvidenceKept` …); here they join what else is said of an item into
//! one chain. Nothing here deletes: what is over its time is only told.

mod entry;
mod rules;
mod tlp;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(super) use self::entry::sentence;
pub use self::entry::{Arrival, Entry, Lock};
pub use self::rules::{may_go, may_hand_out, may_hold, may_release, may_retain, may_send};
pub use self::tlp::Tlp;
use super::dive::handling::{self, Released};
use super::dive::{self, DiveState};
use super::journal::{self, What};
use super::told::Told;

/// What happened to an item, or to all items of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Journal index: the entry is the proof, its sentence stands in the timeline.
    pub index: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an account.
    pub by: String,
    /// Which item; none = all of the case.
    pub sha256: Option<String>,
    /// What was done: `kept`, `verified`, `viewed`, `marked`, `held`, `released`,
    /// `retained`, `transferred`, `exported`, `locked`, `laid_ready`, `received`.
    pub deed: String,
}

/// A legal hold: nothing may be disposed of, whatever its time says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Since when.
    pub since: Timestamp,
    /// Who placed it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// What was said adds up to this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustodyState {
    /// The marking of the case.
    pub tlp: Option<Tlp>,
    /// Markings of single items: they go over the case's.
    pub marks: BTreeMap<String, Tlp>,
    /// The legal hold, if one holds.
    pub hold: Option<Hold>,
    /// Until when everything is kept at least.
    pub retain_until: Option<Timestamp>,
    /// Who has an item now, where that is not who kept it.
    pub custodians: BTreeMap<String, String>,
    /// Items that the store itself keeps from being changed (S3 Object Lock).
    pub locks: BTreeMap<String, Lock>,
    /// Everything that happened, in the order of the journal.
    pub chain: Vec<Step>,
}

impl CustodyState {
    /// Adds an entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        let of = match entry {
            Entry::Marked { tlp, sha256, .. } => {
                if let Some(item) = sha256 {
                    self.marks.insert(item.clone(), *tlp);
                } else {
                    self.tlp = Some(*tlp);
                }
                sha256.clone()
            }
            Entry::HoldPlaced { reason } => {
                let (by, reason) = (told.by.to_owned(), reason.clone());
                self.hold.get_or_insert(Hold { since: told.at, by, reason });
                None
            }
            Entry::HoldReleased { .. } => {
                self.hold = None;
                None
            }
            Entry::Retained { until, .. } => {
                self.retain_until = self.retain_until.max(Some(*until));
                None
            }
            Entry::Transferred { sha256, to, .. } => {
                self.custodians.insert(sha256.clone(), to.clone());
                Some(sha256.clone())
            }
            Entry::Exported { .. } => None,
            Entry::Locked { sha256, lock } => {
                self.locks.insert(sha256.clone(), lock.clone());
                Some(sha256.clone())
            }
            // Of no case.
            Entry::Arrived { .. } => return false,
        };
        self.step(told.index, (told.at, told.by), of, entry.deed());
        true
    }

    /// Notes what entries outside of this concern say of evidence.
    pub(super) fn follow(&mut self, index: u64, entry: &journal::Entry, dive: &DiveState) {
        let (items, deed) = match &entry.what {
            What::EvidenceKept { sha256, .. } => (vec![sha256], "kept"),
            What::EvidenceVerified { sha256, .. } => (vec![sha256], "verified"),
            What::EvidenceViewed { sha256 } => (vec![sha256], "viewed"),
            What::Dive(dive::Entry::Handling { entry }) => match entry {
                handling::Entry::Released { released } => (files_of(released), "laid_ready"),
                handling::Entry::Received { token } => {
                    let Some(released) = dive.handling.by_token(token) else { return };
                    let whose = dive.requester.organisation.clone();
                    self.custodians.insert(released.sealed.clone(), whose);
                    (files_of(released), "received")
                }
                _not_handed_out => return,
            },
            _ => return,
        };
        for sha256 in items {
            self.step(index, (entry.recorded_at, &entry.by), Some(sha256.clone()), deed);
        }
    }

    /// Whether somebody's look at an item between `since` and now is in the chain.
    pub fn was_viewed(&self, sha256: &str, by: &str, since: Timestamp) -> bool {
        let latest = self.chain.iter().rev().take_while(|step| step.at >= since);
        let mut own = latest.filter(|step| step.by == by && step.deed == "viewed");
        own.any(|step| step.sha256.as_deref() == Some(sha256))
    }

    fn step(&mut self, index: u64, who: (Timestamp, &str), sha256: Option<String>, deed: &str) {
        let (at, by) = (who.0, who.1.to_owned());
        self.chain.push(Step { index, at, by, sha256, deed: deed.to_owned() });
    }

    /// The marking that holds for an item: its own, or the case's.
    pub fn tlp_of(&self, sha256: &str) -> Option<Tlp> {
        self.marks.get(sha256).copied().or(self.tlp)
    }

    /// The strictest marking of these items and the case.
    pub fn strictest<'a>(&self, items: impl IntoIterator<Item = &'a str>) -> Option<Tlp> {
        items.into_iter().filter_map(|sha256| self.tlp_of(sha256)).max().max(self.tlp)
    }

    /// What happened to an item, from its acquisition on.
    pub fn chain_of<'a>(&'a self, sha256: &'a str) -> impl Iterator<Item = &'a Step> {
        let is_own = move |step: &Step| step.sha256.as_deref() == Some(sha256);
        // What befell the case before it had the item did not befall the item.
        let from = self.chain.iter().position(is_own).unwrap_or(self.chain.len());
        let since = self.chain.iter().skip(from);
        since.filter(move |step| step.sha256.is_none() || is_own(step))
    }

    /// Whether its time is over at `now` and no hold stands in the way: whoever
    /// runs the store may dispose of it, the product never does.
    pub fn is_disposable(&self, now: Timestamp) -> bool {
        self.hold.is_none() && self.retain_until.is_some_and(|until| until < now)
    }
}

/// What leaves by a link: the redacted artefact, within the sealed one.
fn files_of(released: &Released) -> Vec<&String> {
    vec![&released.sealed, &released.sha256]
}

#[cfg(test)]
mod tests;
