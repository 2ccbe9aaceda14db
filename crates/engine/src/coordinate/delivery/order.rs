//! What is to be sent: to whom, by which channel, and what it says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::coordinate::CaseId;

/// Names one order. The same order said twice has the same id and is sent once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(pub String);

impl DeliveryId {
    /// The id of what is sent about `about` of this case by this channel;
    /// `nonce` tells two from each other that are meant to be two: a journal
    /// index, the hash of a text, a recipient.
    pub fn of(case: CaseId, about: &About, channel: &str, nonce: &str) -> Self {
        let mut hash = Sha256::new();
        let about = serde_json::to_string(about).unwrap_or_default();
        for part in [&case.to_string(), &about, channel, nonce] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let mut digits = hex::encode(hash.finalize());
        digits.truncate(16);
        Self(format!("D-{digits}"))
    }
}

impl std::fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An order to send something: `Entry::Queued` in the journal of its case is all
/// that it takes, the outbox picks it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its name.
    pub id: DeliveryId,
    /// The name of a channel of the settings (`[[channel]] name`).
    pub channel: String,
    /// What it belongs to.
    pub about: About,
    /// To whom; empty = the channel itself (a room, a status page, a project).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Addressee>,
    /// What is to be done there.
    pub content: Content,
    /// Who approved exactly this. One of them who is not who queued it is the
    /// second person that a confidential case needs.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub approved_by: BTreeSet<String>,
}

/// What an order belongs to: whoever queued it finds it again by this.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// A status update.
    Update {
        /// Its id.
        update: String,
    },
    /// An item of the communications (a customer email, a blog post …).
    Communication {
        /// Its id.
        item: String,
    },
    /// A reminder of somebody who owes an update (CM20).
    Obligation {
        /// The occurrence.
        occurrence: String,
    },
    /// Somebody is called to a duty.
    Duty {
        /// The duty.
        duty: String,
    },
    /// The incident channel (CM13).
    Room,
    /// The tracking issue.
    Issue,
    /// A finding of a log dive, noted on the tracking issue (LD13).
    DiveFinding {
        /// Its number, from 1.
        number: usize,
    },
    /// The issue that asks for what audit events lack (LD17).
    Gap,
    /// Sent by hand.
    ByHand,
}

impl About {
    /// The word used in sentences and in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Update { .. } => "update",
            Self::Communication { .. } => "communication",
            Self::Obligation { .. } => "obligation",
            Self::Duty { .. } => "duty",
            Self::Room => "room",
            Self::Issue => "issue",
            Self::DiveFinding { .. } => "dive_finding",
            Self::Gap => "gap",
            Self::ByHand => "by_hand",
        }
    }
}

/// Somebody who gets it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Addressee {
    /// A name for people; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A mail address, or the id of a person or room at that channel.
    pub address: String,
}

impl Addressee {
    /// An addressee of whom only the address is known.
    pub fn at(address: &str) -> Self {
        Self { name: String::new(), address: address.trim().to_owned() }
    }
}

/// What is to be done at the channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "content", rename_all = "snake_case")]
pub enum Content {
    /// Say something.
    Message {
        /// What.
        message: Message,
    },
    /// Say something on a status page (CM24). The first opens the incident
    /// there, later ones of the same case and channel go on with it.
    Status {
        /// What.
        message: Message,
        /// Where the incident stands, as the page shows it.
        stage: StatusStage,
    },
    /// Make the incident channel (CM13).
    RoomMade {
        /// Its name: lower-case letters, digits and dashes, at most 80.
        room: String,
        /// Whether only the invited see it, as a confidential case wants.
        #[serde(default)]
        is_private: bool,
    },
    /// Invite people into the incident channel (CM13).
    RoomInvited {
        /// Their ids at the channel.
        people: Vec<String>,
    },
    /// Say what the incident channel is about.
    RoomTopic {
        /// The topic, at most 250 characters.
        topic: String,
    },
    /// Make a confidential issue, and read back that it is confidential.
    Issue {
        /// Title and description.
        message: Message,
    },
    /// Make the confidential issue that asks for what audit events lack, with
    /// exactly these labels, and read them back (LD17).
    GapIssue {
        /// Title and description.
        message: Box<Message>,
        /// Its labels, and no others.
        labels: BTreeSet<String>,
    },
}

impl Content {
    /// The word used in sentences and in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Message { .. } => "message",
            Self::Status { .. } => "status",
            Self::RoomMade { .. } => "room_made",
            Self::RoomInvited { .. } => "room_invited",
            Self::RoomTopic { .. } => "room_topic",
            Self::Issue { .. } => "issue",
            Self::GapIssue { .. } => "gap_issue",
        }
    }

    /// What it says, where it is a text for people.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message { message } | Self::Status { message, .. } | Self::Issue { message } => {
                Some(message)
            }
            Self::GapIssue { message, .. } => Some(message.as_ref()),
            Self::RoomMade { .. } | Self::RoomInvited { .. } | Self::RoomTopic { .. } => None,
        }
    }
}

/// Where an incident stands, in the words of status pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusStage {
    /// Being looked into.
    Investigating,
    /// The cause is known.
    Identified,
    /// Mended, and watched.
    Monitoring,
    /// Over.
    Resolved,
}

impl StatusStage {
    /// All, in order.
    pub const ALL: [Self; 4] =
        [Self::Investigating, Self::Identified, Self::Monitoring, Self::Resolved];

    /// The word used in sentences, in JSON and by status pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
        }
    }

    /// The stage of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }
}

/// One text for any channel: each shows it in its own way, none changes a word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    /// `en` or `ja`: the language of record (JA1).
    pub language: String,
    /// Subject of a mail, heading elsewhere; one line.
    pub title: String,
    /// Plain text; blank lines between paragraphs, addresses of pages bare.
    pub body: String,
    /// Labelled values below the text, such as the six of a status update (CM12).
    pub fields: Vec<Field>,
    /// Pages to go on to: label and address.
    pub links: Vec<Field>,
    /// Whether it must be seen at once.
    pub is_urgent: bool,
}

/// A labelled value of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is, in the message's language.
    pub label: String,
    /// The value.
    pub value: String,
}

impl Message {
    /// A message that is only a title and a text.
    pub fn new(language: &str, title: &str, body: &str) -> Self {
        Self {
            language: language.to_owned(),
            title: title.to_owned(),
            body: body.to_owned(),
            ..Self::default()
        }
    }

    /// The whole as plain text without the title: body, fields, links.
    pub fn plain_text(&self) -> String {
        let mut text = self.body.clone();
        for Field { label, value } in self.fields.iter().chain(&self.links) {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(label);
            text.push('\n');
            text.push_str(value);
        }
        text
    }
}
