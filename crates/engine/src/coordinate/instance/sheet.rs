//! Sheets: lists of things of which each wants a verdict by a person (IN3, IN4, IN8, IN9, IN11).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::coordinate::playbook::ItemVerdict;
use crate::respond::plan::Text;

/// What a sheet lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// Every user of the instance, root included (IN3).
    Users,
    /// Every credential that GitLab lists (IN4).
    Credentials,
    /// Processes that no baseline knows (IN8).
    Processes,
    /// Ports that listen although no baseline knows them (IN9).
    Listeners,
    /// What else does not belong on the host: files, hooks, keys, cron, accounts.
    Host,
    /// Network traffic that is not usual (IN11).
    Flows,
}

impl SheetKind {
    /// All, in reading order.
    pub const ALL: [Self; 6] =
        [Self::Users, Self::Credentials, Self::Processes, Self::Listeners, Self::Host, Self::Flows];

    /// The word used in JSON, forms and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Credentials => "credentials",
            Self::Processes => "processes",
            Self::Listeners => "listeners",
            Self::Host => "host",
            Self::Flows => "flows",
        }
    }

    /// The sheet of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The steps of the playbook that it settles: the first of which fits here
    /// counts for the order (IN16).
    pub fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Users => &["review-all-users"],
            Self::Credentials => &["credentials-inventory", "list-credentials"],
            Self::Processes | Self::Host => &["review-processes"],
            Self::Listeners => &["review-ports"],
            Self::Flows => &["review-network-logs"],
        }
    }
}

/// One thing on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The same each time the sheet is drawn up: a user's number, a stranger's hash.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What stands out about it; none = nothing does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Text>,
}

/// What somebody said of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The verdict.
    pub verdict: ItemVerdict,
    /// What there is to say of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A sheet. Verdicts outlive a new drawing up: what was judged stays judged,
/// what is new is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// When it was drawn up last; `None` = never.
    pub drawn_at: Option<Timestamp>,
    /// From what: `gitlab`, `by_hand`, or the SHA-256 of an item of evidence.
    pub source: String,
    /// What is on it.
    pub items: Vec<Item>,
    /// What was said, by item.
    pub judged: BTreeMap<String, Judged>,
    /// How many things were compared, where a baseline was.
    pub compared: Option<u64>,
}

impl Sheet {
    /// The verdict on an item.
    pub fn verdict(&self, id: &str) -> ItemVerdict {
        self.judged.get(id).map_or(ItemVerdict::Open, |judged| judged.verdict)
    }

    /// Items without a verdict.
    pub fn open(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| self.verdict(&item.id) == ItemVerdict::Open)
    }

    /// Items of which that was said.
    pub fn of(&self, verdict: ItemVerdict) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| self.verdict(&item.id) == verdict)
    }

    /// Whether it was drawn up and nothing on it is open (IN3).
    pub fn is_complete(&self) -> bool {
        self.drawn_at.is_some() && self.open().next().is_none()
    }
}
