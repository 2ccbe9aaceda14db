//! What became of an order, addressee by addressee.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What became of the message to one addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which addressee: position in the order, from 0; 0 also for the channel itself.
    pub parcel: u32,
    /// How it ended.
    pub end: End,
    /// The last thing that the other side said, without secrets; empty = nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// What it is called there, where it has a name: a message id, a room, an
    /// incident on a status page, an issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// How often it was tried.
    #[serde(default)]
    pub attempts: u32,
    /// When it ended.
    pub at: Timestamp,
    /// SHA-256 of the bytes as they were sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// How the sending to one addressee ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The other side took it.
    Sent,
    /// The other side refused it for good.
    Refused,
    /// It could not be handed over, as often as it was tried.
    GaveUp,
    /// It was handed over and no answer came: it may have arrived or not, and
    /// it is not tried again by itself.
    Uncertain,
    /// The addressee is on the suppression list.
    Suppressed,
    /// A person stopped it before it was sent.
    Cancelled,
    /// It was uncertain, and a person found that it arrived.
    Arrived,
}

impl End {
    /// All, in reading order.
    pub const ALL: [Self; 7] = [
        Self::Sent,
        Self::Refused,
        Self::GaveUp,
        Self::Uncertain,
        Self::Suppressed,
        Self::Cancelled,
        Self::Arrived,
    ];

    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::GaveUp => "gave_up",
            Self::Uncertain => "uncertain",
            Self::Suppressed => "suppressed",
            Self::Cancelled => "cancelled",
            Self::Arrived => "arrived",
        }
    }

    /// The end of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.as_str() == name)
    }

    /// Whether the addressee has it.
    pub fn has_arrived(self) -> bool {
        match self {
            Self::Sent | Self::Arrived => true,
            Self::Refused | Self::GaveUp | Self::Uncertain | Self::Suppressed | Self::Cancelled => {
                false
            }
        }
    }

    /// Whether it lies dead until a person looks: it can be sent again.
    pub fn is_dead(self) -> bool {
        match self {
            Self::Refused | Self::GaveUp | Self::Uncertain => true,
            Self::Sent | Self::Suppressed | Self::Cancelled | Self::Arrived => false,
        }
    }
}

/// How many ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Sent, or found to have arrived.
    pub arrived: u32,
    /// Refused for good.
    pub refused: u32,
    /// Not handed over.
    pub gave_up: u32,
    /// Handed over without an answer.
    pub uncertain: u32,
    /// On the suppression list.
    pub suppressed: u32,
    /// Stopped by a person.
    pub cancelled: u32,
    /// Not ended yet.
    pub waiting: u32,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, end: Option<End>) {
        let count = match end {
            Some(End::Sent | End::Arrived) => &mut self.arrived,
            Some(End::Refused) => &mut self.refused,
            Some(End::GaveUp) => &mut self.gave_up,
            Some(End::Uncertain) => &mut self.uncertain,
            Some(End::Suppressed) => &mut self.suppressed,
            Some(End::Cancelled) => &mut self.cancelled,
            None => &mut self.waiting,
        };
        *count = count.saturating_add(1);
    }

    /// How many lie dead until a person looks.
    pub fn dead(self) -> u32 {
        self.refused.saturating_add(self.gave_up).saturating_add(self.uncertain)
    }
}
