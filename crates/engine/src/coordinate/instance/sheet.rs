//! Sheets: lists of things of which each wants a verdict by a person (IN3, IN4, IN8, IN9, IN11).

use std::collections::{BTreeMap, BTreeSet};

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

/// A sheet, added up of all from which it was drawn up: hosts, recordings, GitLab, a
/// list by hand. Verdicts outlive a new drawing up: what was judged stays judged and
/// stays on the sheet, what is new is open. Drawn up again from the same, it loses what
/// is there no more and that nobody judged; a user never leaves it (IN3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// When it was drawn up last; `None` = never.
    pub drawn_at: Option<Timestamp>,
    /// From what it was drawn up last: `gitlab`, `by_hand`, the SHA-256 of an item of
    /// evidence, or the seal of a host's bundle; the last two behind the name of the host.
    pub source: String,
    /// What is on it.
    pub items: Vec<Item>,
    /// Ids of the items that each source told.
    #[serde(skip)]
    told: BTreeMap<String, BTreeSet<String>>,
    /// What was said, by item.
    pub judged: BTreeMap<String, Judged>,
    /// How many things were compared, where a baseline was.
    pub compared: Option<u64>,
}

impl Sheet {
    /// Begins to draw it up from there; [`Sheet::add`] tells what is found.
    pub(super) fn begin(&mut self, kind: SheetKind, source: &str) {
        source.clone_into(&mut self.source);
        let earlier = self.told.remove(source).unwrap_or_default();
        if kind == SheetKind::Users {
            return;
        }
        let (told, judged) = (&self.told, &self.judged);
        self.items.retain(|item| {
            let is_told = told.values().any(|ids| ids.contains(&item.id));
            !earlier.contains(&item.id) || is_told || judged.contains_key(&item.id)
        });
    }

    /// Adds what the source tells. A user of a list by hand, who is known by name only,
    /// is the one of that name whom GitLab tells.
    pub(super) fn add(&mut self, kind: SheetKind, items: &[Item]) {
        let mut by_id: BTreeMap<String, usize> =
            (0..).zip(&self.items).map(|(place, item)| (item.id.clone(), place)).collect();
        let mut by_name: BTreeMap<String, usize> = match kind {
            SheetKind::Users => {
                (0..).zip(&self.items).map(|(place, item)| (folded(&item.name), place)).collect()
            }
            _names_are_no_ids => BTreeMap::new(),
        };
        let told = self.told.entry(self.source.clone()).or_default();
        for item in items {
            told.insert(item.id.clone());
            let name = folded(&item.name);
            let place = by_id.get(&item.id).or_else(|| by_name.get(&name)).copied();
            let Some(known) = place.and_then(|place| self.items.get_mut(place)) else {
                by_id.insert(item.id.clone(), self.items.len());
                if kind == SheetKind::Users {
                    by_name.insert(name, self.items.len());
                }
                self.items.push(item.clone());
                continue;
            };
            // GitLab's number is more than the name alone.
            let is_by_hand = item.id == item.name && known.id != item.id;
            if !is_by_hand {
                if let Some(judged) = self.judged.remove(&known.id) {
                    self.judged.entry(item.id.clone()).or_insert(judged);
                }
                *known = item.clone();
            }
        }
    }

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

/// A name as GitLab compares names.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
