//! Messages: their kinds, what a draft holds, and the hash that approvals name.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::coordinate::delivery::Reach;

/// A language in which we write to people (JA1).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

impl Language {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Ja];

    /// Its tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
        }
    }

    /// The language of that tag.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == name)
    }
}

/// Kinds of message (CM24–CM30). Who drafts, reviews and sends each is policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Mail to customers (CM25).
    CustomerEmail,
    /// A blog post (CM26).
    BlogPost,
    /// The alert to those who asked for news of releases (CM27).
    ReleaseAlert,
    /// Questions and answers, for Support (CM28).
    Faq,
    /// A short post that spreads the blog post (CM29).
    SocialPost,
    /// A statement to the press (CM30).
    PressStatement,
    /// The status page (CM24).
    StatusPage,
    /// A post of the account that goes with the status page, while the live site
    /// is degraded (CM24).
    StatusPost,
    /// A message inside the house.
    Internal,
}

impl Kind {
    /// All, in reading order.
    pub const ALL: [Self; 9] = [
        Self::CustomerEmail,
        Self::BlogPost,
        Self::ReleaseAlert,
        Self::Faq,
        Self::SocialPost,
        Self::PressStatement,
        Self::StatusPage,
        Self::StatusPost,
        Self::Internal,
    ];

    /// The word used in sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerEmail => "customer_email",
            Self::BlogPost => "blog_post",
            Self::ReleaseAlert => "release_alert",
            Self::Faq => "faq",
            Self::SocialPost => "social_post",
            Self::PressStatement => "press_statement",
            Self::StatusPage => "status_page",
            Self::StatusPost => "status_post",
            Self::Internal => "internal",
        }
    }

    /// The kind of that name, with dashes or without.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name.replace('-', "_"))
    }
}

/// Who reads a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Who pays.
    Customers,
    /// Who uses it and does not pay.
    Users,
    /// Who might become a customer.
    Prospects,
    /// Whom the incident touches, customers or not (X7).
    AffectedParties,
    /// Who asked for news of security releases.
    Subscribers,
    /// Everybody.
    Public,
    /// The press.
    Press,
    /// Support, who answer customers.
    Support,
    /// The house.
    Employees,
}

impl Audience {
    /// All, in reading order.
    pub const ALL: [Self; 9] = [
        Self::Customers,
        Self::Users,
        Self::Prospects,
        Self::AffectedParties,
        Self::Subscribers,
        Self::Public,
        Self::Press,
        Self::Support,
        Self::Employees,
    ];

    /// The word used in sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Users => "users",
            Self::Prospects => "prospects",
            Self::AffectedParties => "affected_parties",
            Self::Subscribers => "subscribers",
            Self::Public => "public",
            Self::Press => "press",
            Self::Support => "support",
            Self::Employees => "employees",
        }
    }

    /// The smallest circle that holds all who may be among them: how far a message to
    /// them travels. Who might become a customer and who asked for news is anybody.
    pub fn reach(self) -> Reach {
        match self {
            Self::Employees | Self::Support => Reach::Company,
            Self::Customers | Self::Users | Self::AffectedParties => Reach::Customers,
            Self::Prospects | Self::Subscribers | Self::Public | Self::Press => Reach::Public,
        }
    }

    /// The audience of that name, with dashes or without.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name.replace('-', "_"))
    }
}

/// A message's number in its case, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub u32);

impl std::fmt::Display for MessageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "M-{}", self.0)
    }
}

impl std::str::FromStr for MessageId {
    type Err = std::num::ParseIntError;

    /// `M-3` and `3` name the same message.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix("M-").unwrap_or(text).parse().map(Self)
    }
}

/// What somebody wants to say, whole: everything that is sent hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What kind of message.
    pub kind: Kind,
    /// Who reads it.
    pub audience: Audience,
    /// The tool by which a list is reached, where the policy names tools (CM7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The language of record (JA1).
    pub language: Language,
    /// The texts, by language; that of record is there.
    pub texts: BTreeMap<Language, Wording>,
    /// Where the blog post stands to which it leads (CM27, CM29).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blog_url: Option<String>,
    /// Who signs it: an account (CM30).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<String>,
    /// Whether this is the last message to its audience: all clear (CM31).
    #[serde(default)]
    pub is_final: bool,
    /// Mail: whether From, Reply-To and texts are fixed by policy is the gate's
    /// business; here are the addresses that it goes to (CM25).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub recipients: BTreeSet<String>,
}

/// A message in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Wording {
    /// The subject line or heading.
    pub title: String,
    /// The fields that the kind asks for, by name.
    pub fields: BTreeMap<String, String>,
}

/// A message of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its number.
    pub id: MessageId,
    /// What it says now.
    pub draft: Draft,
    /// Whoever wrote at it; none of them approves it.
    pub authors: BTreeSet<String>,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Why it will not be sent, if so.
    pub withdrawn: Option<String>,
    /// Each time it was sent.
    pub sent: Vec<Sending>,
    /// Who said that it arrived, where the kind wants to know (CM28).
    pub receipt: Option<Receipt>,
}

/// That a message was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The hash of what was sent.
    pub hash: String,
    /// By which way.
    pub via: Via,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// By which way a message went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "via", rename_all = "snake_case")]
pub enum Via {
    /// Handed to a channel of ours.
    Channel {
        /// Its name in the settings.
        channel: String,
    },
    /// A person sent or published it with a tool of the house.
    Hand {
        /// Where it can be seen: an address, the number of a campaign.
        place: String,
    },
}

/// That whom it was for has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Who said so: a name.
    pub person: String,
    /// When that was recorded.
    pub at: Timestamp,
}

impl Message {
    /// When it was first sent.
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.sent.first().map(|sent| sent.at)
    }
}
