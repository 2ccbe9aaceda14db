//! What the journal says of custody, and the sentences of the timeline.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tlp;
use crate::coordinate::delivery::Reach;
use crate::coordinate::told::Sentence;

/// What is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "custody", rename_all = "snake_case")]
pub enum Entry {
    /// How far it may travel (TLP 2.0).
    Marked {
        /// The marking.
        tlp: Tlp,
        /// One item; none = the case and all of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
        /// Why.
        reason: String,
    },
    /// A legal hold on all of the case.
    HoldPlaced {
        /// Why, or on whose order.
        reason: String,
    },
    /// It is over.
    HoldReleased {
        /// Why, or on whose order.
        reason: String,
    },
    /// Everything is kept at least until then.
    Retained {
        /// Until when.
        until: Timestamp,
        /// Why.
        reason: String,
    },
    /// Somebody else has it from now on.
    Transferred {
        /// Which item.
        sha256: String,
        /// Who: a person or an authority.
        to: String,
        /// By which means, with its receipt.
        how: String,
        /// Why.
        reason: String,
    },
    /// The bundle for court and auditor was made and handed out (IN7).
    Exported {
        /// To whom.
        to: String,
        /// Who may read it there.
        reach: Reach,
        /// Why.
        purpose: String,
        /// Its marking.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tlp: Option<Tlp>,
        /// How many items are in it.
        items: u64,
    },
    /// The store keeps it from being changed or deleted.
    Locked {
        /// Which item.
        sha256: String,
        /// How and until when.
        lock: Lock,
    },
    /// A sender's bundle is whole and waits to be taken into a case (IN14).
    Arrived {
        /// What arrived.
        arrival: Arrival,
    },
}

/// What an S3 store said when it was asked for the lock of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Bucket and key: `s3://evidence/ab/ab12…`.
    pub place: String,
    /// The version that is locked: another version of the key is another object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `COMPLIANCE` or `GOVERNANCE`, as the store says.
    pub mode: String,
    /// Until when, as the store says.
    pub until: Timestamp,
}

/// A host's bundle that a sender appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The sender's name in the settings.
    pub sender: String,
    /// SHA-256 of the manifest.
    pub seal: String,
    /// The host, as the manifest names it.
    pub host: String,
    /// Items of the manifest.
    pub items: u64,
    /// Bytes of the files.
    pub bytes: u64,
}

impl Entry {
    /// The word of a step in the chain.
    pub(super) fn deed(&self) -> &'static str {
        match self {
            Self::Marked { .. } => "marked",
            Self::HoldPlaced { .. } => "held",
            Self::HoldReleased { .. } => "released",
            Self::Retained { .. } => "retained",
            Self::Transferred { .. } => "transferred",
            Self::Exported { .. } => "exported",
            Self::Locked { .. } => "locked",
            Self::Arrived { .. } => "arrived",
        }
    }
}

/// As much of a hash as a person reads.
fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

/// The sentence for the timeline.
pub(in crate::coordinate) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Marked { tlp, sha256, reason } => {
            let hash = sha256.as_deref().map_or_else(|| "none".to_owned(), short);
            let args =
                [("label", tlp.label().to_owned()), ("hash", hash), ("reason", reason.clone())];
            Sentence::new("timeline-custody-marked", args)
        }
        Entry::HoldPlaced { reason } => {
            Sentence::new("timeline-custody-held", [("reason", reason.clone())])
        }
        Entry::HoldReleased { reason } => {
            Sentence::new("timeline-custody-released", [("reason", reason.clone())])
        }
        Entry::Retained { until, reason } => {
            let args = [("until", day(*until)), ("reason", reason.clone())];
            Sentence::new("timeline-custody-retained", args)
        }
        Entry::Transferred { sha256, to, how, reason } => {
            let args = [
                ("hash", short(sha256)),
                ("to", to.clone()),
                ("how", how.clone()),
                ("reason", reason.clone()),
            ];
            Sentence::new("timeline-custody-transferred", args)
        }
        Entry::Exported { to, purpose, tlp, items, .. } => {
            let args = [
                ("to", to.clone()),
                ("purpose", purpose.clone()),
                ("label", tlp.map_or("none", |tlp| tlp.label()).to_owned()),
                ("count", items.to_string()),
            ];
            Sentence::new("timeline-custody-exported", args)
        }
        Entry::Locked { sha256, lock } => {
            let args = [
                ("hash", short(sha256)),
                ("mode", lock.mode.clone()),
                ("until", day(lock.until)),
                ("place", lock.place.clone()),
            ];
            Sentence::new("timeline-custody-locked", args)
        }
        Entry::Arrived { arrival } => {
            let args = [("host", arrival.host.clone()), ("sender", arrival.sender.clone())];
            Sentence::new("timeline-custody-arrived", args)
        }
    }
}

/// The day, in UTC: a time to keep something is counted in days.
fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
