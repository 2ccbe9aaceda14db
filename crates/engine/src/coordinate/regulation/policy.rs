//! What the law wants to be told by when, as data (`policies/regulations.yml`).
//! A memory aid, not legal advice.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::coordinate::calendar::{Calendars, Span};
use crate::coordinate::obligation::policy::check_calendar;
use crate::coordinate::trigger::Trigger;

/// The shipped table.
const SHIPPED: &str = include_str!("../../../../../policies/regulations.yml");

/// The table of deadlines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name and edition; journal entries keep it.
    pub version: String,
    /// So long before a deadline it is told of.
    pub warn_before: SignedDuration,
    /// The regulations.
    pub regulations: Vec<Regulation>,
}

/// One regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulation {
    /// Its short name; journal entries keep it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it can be read.
    pub source: String,
    /// The calendar in which its days are counted.
    pub calendar: String,
    /// What makes it likely to apply: the first that holds.
    pub when: Vec<Trigger>,
    /// What it wants.
    pub notices: Vec<Notice>,
}

/// Somebody who must be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its short name.
    pub id: String,
    /// Who: a word of `locales/*/regulation.ftl`.
    pub to: String,
    /// Where the regulation says so.
    pub article: String,
    /// Limits; the earliest one holds. None = without undue delay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
}

/// So long after something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// After what.
    pub from: Start,
    /// How long.
    pub within: Span,
    /// At that time of day, in the regulation's calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
}

/// After what a limit counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Start {
    /// A moment that a person can state.
    Mark(Mark),
    /// Another notice of the same regulation: when it was given, or is due.
    Notice(String),
}

/// A moment from which the law counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// One knew; unless stated otherwise, when the facts were stated.
    Awareness,
    /// It was classified as grave in the sense of the law (DORA).
    Classification,
    /// It was found to be material (SEC).
    Materiality,
}

impl Mark {
    /// All, in reading order.
    pub const ALL: [Self; 3] = [Self::Awareness, Self::Classification, Self::Materiality];

    /// The word used in policies, sentences and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Awareness => "awareness",
            Self::Classification => "classification",
            Self::Materiality => "materiality",
        }
    }

    /// The moment of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.as_str() == name)
    }
}

impl From<Start> for String {
    fn from(start: Start) -> Self {
        match start {
            Start::Mark(mark) => mark.as_str().to_owned(),
            Start::Notice(notice) => format!("notice:{notice}"),
        }
    }
}

impl TryFrom<String> for Start {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some(notice) = text.strip_prefix("notice:") {
            return Ok(Self::Notice(notice.to_owned()));
        }
        Mark::from_name(&text).map(Self::Mark).ok_or_else(|| {
            format!("{text:?}: expected awareness, classification, materiality or notice:<id>")
        })
    }
}

impl Policy {
    /// The shipped table.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn shipped() -> Result<Self, String> {
        Self::load(SHIPPED)
    }

    /// Reads a table as YAML.
    ///
    /// # Errors
    /// The reader's message, or what cannot be.
    pub fn load(text: &str) -> Result<Self, String> {
        let policy: Self = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        policy.check()?;
        Ok(policy)
    }

    /// Only these regulations; none = all.
    ///
    /// # Errors
    /// A name that is none.
    pub fn only(mut self, names: &[String]) -> Result<Self, String> {
        let wrong = names.iter().find(|name| self.regulation(name).is_none());
        if let Some(name) = wrong {
            let known: Vec<&str> = self.regulations.iter().map(|one| one.id.as_str()).collect();
            return Err(format!("there is no {name:?}; there are: {}", known.join(", ")));
        }
        if !names.is_empty() {
            self.regulations.retain(|one| names.contains(&one.id));
        }
        Ok(self)
    }

    /// The regulation of that name.
    pub fn regulation(&self, id: &str) -> Option<&Regulation> {
        self.regulations.iter().find(|one| one.id == id)
    }

    /// Whether all calendars are there.
    ///
    /// # Errors
    /// Which is not, and which there are.
    pub fn check_calendars(&self, calendars: &Calendars) -> Result<(), String> {
        self.regulations.iter().try_for_each(|one| check_calendar(&one.calendar, calendars))
    }

    fn check(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        for one in &self.regulations {
            let wrong = |why: String| format!("regulation {:?}: {why}", one.id);
            if !ids.insert(&one.id) {
                return Err(wrong("there are two of that name".to_owned()));
            }
            if one.when.is_empty() || one.notices.is_empty() {
                return Err(wrong("it needs when and notices".to_owned()));
            }
            one.when.iter().try_for_each(Trigger::check).map_err(wrong)?;
            one.check_notices().map_err(wrong)?;
        }
        if self.warn_before.is_negative() {
            return Err("warn_before must not be negative".to_owned());
        }
        Ok(())
    }
}

impl Regulation {
    /// The notice of that name.
    pub fn notice(&self, id: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    /// A notice counts from earlier ones only, so that no circle can be.
    fn check_notices(&self) -> Result<(), String> {
        let mut earlier: BTreeSet<&str> = BTreeSet::new();
        for notice in &self.notices {
            let starts = notice.limits.iter().map(|limit| &limit.from);
            for start in starts {
                if let Start::Notice(other) = start
                    && !earlier.contains(other.as_str())
                {
                    return Err(format!(
                        "notice {:?} counts from {other:?}, which is none before it",
                        notice.id
                    ));
                }
            }
            if !earlier.insert(&notice.id) {
                return Err(format!("notice {:?} is there twice", notice.id));
            }
        }
        Ok(())
    }
}
