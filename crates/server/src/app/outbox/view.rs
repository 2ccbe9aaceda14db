//! What the outbox shows, and what a person may ask of it.

use engine::coordinate::CaseId;
use engine::coordinate::delivery::{About, DeliveryId, Message, Tally};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It may not go yet: [`Hold`] says for what it waits.
    Held,
    /// Some of it is still to be handed over.
    Waiting,
    /// All of it ended, and some of it lies dead until a person looks.
    Dead,
    /// All of it ended well, or was stopped.
    Over,
}

impl Stage {
    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Waiting => "waiting",
            Self::Dead => "dead",
            Self::Over => "over",
        }
    }
}

/// What an order that is held waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The end of the lockdown: until then nothing leaves the house.
    Lockdown,
    /// A second person: the case is confidential (CM24).
    SecondPerson,
}

impl Hold {
    /// The word used in sentences and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lockdown => "lockdown",
            Self::SecondPerson => "second_person",
        }
    }
}

/// An order in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryLine {
    /// Its id.
    pub id: DeliveryId,
    /// Its case.
    pub case: CaseId,
    /// The channel.
    pub channel: String,
    /// What it belongs to.
    #[serde(flatten)]
    pub about: About,
    /// What is done there: a word of [`Content::as_str`](engine::coordinate::delivery::Content::as_str).
    pub content: String,
    /// The message's title, or what is done in short.
    pub title: String,
    /// Who queued it.
    pub queued_by: String,
    /// When.
    pub queued_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// What it waits for, while it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// How many ended how.
    pub tally: Tally,
}

/// An order with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryView {
    /// The line in the list.
    #[serde(flatten)]
    pub line: DeliveryLine,
    /// What it says.
    pub message: Option<Message>,
    /// The second person, if one was needed.
    pub cleared_by: Option<String>,
    /// Who stopped it, and why.
    pub cancelled: Option<(String, String)>,
    /// What it is called at the channel.
    pub reference: Option<String>,
    /// The bytes as sent: hashes of items of evidence.
    pub evidence: Vec<String>,
    /// Addressee by addressee.
    pub parcels: Vec<ParcelView>,
}

/// What became of the message to one addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParcelView {
    /// Position in the order.
    pub parcel: u32,
    /// The addressee's name.
    pub name: String,
    /// The address; the channel's name for the channel itself.
    pub address: String,
    /// `waiting`, `handing`, or a word of [`End`](engine::coordinate::delivery::End).
    pub state: String,
    /// What the other side last said.
    pub answer: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again, while it waits.
    pub next_at: Option<Timestamp>,
    /// When it last changed.
    pub changed_at: Option<Timestamp>,
    /// SHA-256 of the bytes as sent.
    pub sha256: Option<String>,
    /// Whether a person may have it sent again.
    pub is_dead: bool,
}

/// Which orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxFilter {
    /// Of this case only.
    pub case: Option<CaseId>,
    /// Only what is held, waits or lies dead.
    pub is_open: bool,
}

/// A message to be sent by hand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOrder {
    /// The channel.
    pub channel: String,
    /// Mail addresses, or ids of people or rooms; empty = the channel itself.
    #[serde(default)]
    pub to: Vec<String>,
    /// `en` or `ja`.
    pub language: String,
    /// One line.
    pub title: String,
    /// Plain text.
    pub body: String,
    /// Whether it must be seen at once.
    #[serde(default)]
    pub is_urgent: bool,
}

/// Which addressees of an order, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// Positions in the order; empty = all that were refused or given up, but
    /// nothing uncertain: who may have it already must be named.
    #[serde(default)]
    pub parcels: Vec<u32>,
    /// Why.
    pub reason: String,
}
