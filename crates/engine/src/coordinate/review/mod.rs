//! After the incident: a review drafted from the journal, and figures over cases.
//!
//! Reading order: this file (what people add) → [`milestones`] (when what was
//! reached) → [`report`] (the draft) → [`metrics`] (over many cases).
//!
//! Invariant: a draft holds nothing that is not in the journal, and the same
//! case at the same time always gives the same draft.

pub mod metrics;
pub mod milestones;
pub mod report;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::told::{Sentence, Told};

pub use metrics::{CaseFigures, Measure, Metrics};
pub use milestones::{Milestones, Spans};
pub use report::{Lack, Review};

/// What people write in their own words; the rest of a review is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// What happened, for somebody who was not there.
    Summary,
    /// Why it could happen.
    RootCause,
    /// What went well.
    WentWell,
    /// What shall go better.
    ToImprove,
}

impl Section {
    /// All, in reading order.
    pub const ALL: [Self; 4] = [Self::Summary, Self::RootCause, Self::WentWell, Self::ToImprove];

    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::RootCause => "root_cause",
            Self::WentWell => "went_well",
            Self::ToImprove => "to_improve",
        }
    }

    /// The section of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.as_str() == name)
    }
}

/// How a follow-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It is done.
    Done,
    /// It shall not be done.
    Dropped,
}

impl Ending {
    /// The word used in forms, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// The ending of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Done, Self::Dropped].into_iter().find(|ending| ending.as_str() == name)
    }
}

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "review", rename_all = "snake_case")]
pub enum Entry {
    /// A section was written, in place of what stood there.
    Written {
        /// Which.
        section: Section,
        /// In whose words.
        text: String,
    },
    /// Something shall be done later.
    FollowUpAdded {
        /// What.
        text: String,
        /// By whom.
        owner: String,
        /// Until when, if that was said.
        due: Option<Date>,
    },
    /// A follow-up ended.
    FollowUpEnded {
        /// Which: the journal index at which it was added.
        follow_up: u64,
        /// How.
        ending: Ending,
        /// Why, or where to see it.
        note: String,
    },
}

/// A section as it was last written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The words.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Something that shall be done later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its number: the journal index at which it was added.
    pub id: u64,
    /// What.
    pub text: String,
    /// By whom.
    pub owner: String,
    /// Until when, if that was said.
    pub due: Option<Date>,
    /// When it was added.
    pub added_at: Timestamp,
    /// How it ended, when, and what was said.
    pub ended: Option<Ended>,
}

/// How a follow-up ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub ending: Ending,
    /// Why, or where to see it.
    pub note: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl FollowUp {
    /// Whether it is past its day and not ended, on this day (UTC).
    pub fn is_late(&self, today: Date) -> bool {
        self.ended.is_none() && self.due.is_some_and(|due| due < today)
    }
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewState {
    /// What people wrote.
    pub sections: BTreeMap<Section, Written>,
    /// What shall be done later, in the order of the journal.
    pub follow_ups: Vec<FollowUp>,
}

impl ReviewState {
    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Written { section, text } => {
                let (text, by) = (text.clone(), told.by.to_owned());
                self.sections.insert(*section, Written { text, by, at: told.at });
            }
            Entry::FollowUpAdded { text, owner, due } => self.follow_ups.push(FollowUp {
                id: told.index,
                text: text.clone(),
                owner: owner.clone(),
                due: *due,
                added_at: told.at,
                ended: None,
            }),
            Entry::FollowUpEnded { follow_up, ending, note } => {
                let open = |one: &&mut FollowUp| one.id == *follow_up && one.ended.is_none();
                let Some(one) = self.follow_ups.iter_mut().find(open) else { return false };
                let (note, by) = (note.clone(), told.by.to_owned());
                one.ended = Some(Ended { ending: *ending, note, by, at: told.at });
            }
        }
        true
    }

    /// A follow-up that has not ended.
    pub fn open_follow_up(&self, id: u64) -> Option<&FollowUp> {
        self.follow_ups.iter().find(|one| one.id == id && one.ended.is_none())
    }
}

/// The timeline's sentence of an entry.
pub(super) fn sentence(entry: &Entry) -> Sentence {
    match entry {
        Entry::Written { section, .. } => {
            Sentence::new("timeline-review-written", [("section", section.as_str().to_owned())])
        }
        Entry::FollowUpAdded { text, owner, due } => {
            let due = due.map_or_else(|| "none".to_owned(), |due| due.to_string());
            let args = [("text", text.clone()), ("owner", owner.clone()), ("due", due)];
            Sentence::new("timeline-follow-up-added", args)
        }
        Entry::FollowUpEnded { follow_up, ending, note } => {
            let args = [
                ("follow_up", follow_up.to_string()),
                ("ending", ending.as_str().to_owned()),
                ("note", note.clone()),
            ];
            Sentence::new("timeline-follow-up-ended", args)
        }
    }
}
