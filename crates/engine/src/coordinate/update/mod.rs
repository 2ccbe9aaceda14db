//! Status updates: six fields, the next one's time, no deep detail (CM11, CM12).
//!
//! Reading order: [`StatusUpdate`] (what is said) → [`mod@lint`] (what does not
//! belong into it) → [`check`] (what is missing) → [`Entry`] (what the journal
//! says). Rendering is `communication::compose`'s.

pub mod lint;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::circumstance::Share;
use super::communication::Language;
use super::told::{Sentence, Told};
use crate::respond::GateRefusal;
use crate::respond::plan::Text;

pub use lint::{Remark, lint};

/// What the journal says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "update", rename_all = "snake_case")]
pub enum Entry {
    /// A line of the timeline belongs into updates (CM12).
    Pinned {
        /// Journal index of the line's entry.
        entry: u64,
    },
    /// It does not any more.
    Unpinned {
        /// Journal index of the line's entry.
        entry: u64,
    },
    /// A status update went to these recipients; that fulfils what they are owed.
    Published {
        /// Its number in the case, from 1.
        number: u32,
        /// What it says.
        status: StatusUpdate,
        /// Whom it is for: names of stakeholders of the policy (CM14–CM17).
        recipients: BTreeSet<String>,
        /// Channels that it was handed to; none = told by hand.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        channels: BTreeSet<String>,
        /// Why it was published although the linter found something (CM11).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite: Option<String>,
    },
}

/// A status update as a person wrote it (CM12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusUpdate {
    /// How many users are impacted.
    pub users: Share,
    /// When the next one comes; only the last one has none.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
    /// Whether this is the last one: all clear (CM31).
    #[serde(default)]
    pub is_final: bool,
    /// The language of record (JA1).
    pub language: Language,
    /// The texts, by language; that of record is there.
    pub texts: BTreeMap<Language, Texts>,
}

/// The worded fields of a status update, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// The risk as it is now.
    pub current_risk: String,
    /// What happened when: one line each, prefilled from pinned entries.
    pub timeline: Vec<String>,
    /// What was done against it.
    pub mitigation: String,
    /// Where the response stands.
    pub status: String,
    /// What comes next.
    pub next_steps: String,
}

impl Texts {
    /// Its fields in order, by the name that headings have.
    pub fn fields(&self) -> [(&'static str, String); 5] {
        [
            ("current_risk", self.current_risk.clone()),
            ("timeline", self.timeline.join("\n")),
            ("mitigation", self.mitigation.clone()),
            ("status", self.status.clone()),
            ("next_steps", self.next_steps.clone()),
        ]
    }
}

/// An update that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its number in the case, from 1.
    pub number: u32,
    /// What it says.
    pub status: StatusUpdate,
    /// Whom it is for.
    pub recipients: BTreeSet<String>,
    /// Channels that it was handed to.
    pub channels: BTreeSet<String>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What the entries of a case add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UpdateState {
    /// Journal indexes of pinned lines.
    pub pinned: BTreeSet<u64>,
    /// What was published, in order.
    pub published: Vec<Published>,
}

impl UpdateState {
    /// Adds one entry; whether it meant anything.
    pub(super) fn apply(&mut self, entry: &Entry, told: &Told<'_>) -> bool {
        match entry {
            Entry::Pinned { entry } => self.pinned.insert(*entry),
            Entry::Unpinned { entry } => self.pinned.remove(entry),
            Entry::Published { number, status, recipients, channels, .. } => {
                self.published.push(Published {
                    number: *number,
                    status: status.clone(),
                    recipients: recipients.clone(),
                    channels: channels.clone(),
                    by: told.by.to_owned(),
                    at: told.at,
                });
                true
            }
        }
    }

    /// The number that the next one gets.
    pub fn next_number(&self) -> u32 {
        self.published.last().map_or(1, |last| last.number.saturating_add(1))
    }

    /// When the next one was promised for; `None` = none is out, or the last
    /// one was final.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.published.last()?.status.next_at
    }
}

/// What is missing before it can be published (CM12): every empty field of the
/// language of record, the next one's time. Everything at once.
///
/// # Errors
/// One refusal for each thing that is missing; never none.
pub fn check(status: &StatusUpdate, now: Timestamp) -> Result<(), Vec<GateRefusal>> {
    let mut refusals = Vec::new();
    let texts = status.texts.get(&status.language).cloned().unwrap_or_default();
    for (field, text) in texts.fields() {
        if text.trim().is_empty() {
            refusals.push(refusal("update.field_missing", &[("field", field.to_owned())]));
        }
    }
    let other = status.texts.iter().filter(|(language, _)| **language != status.language);
    for (language, texts) in other {
        for (field, text) in texts.fields() {
            if text.trim().is_empty() {
                let args =
                    [("field", field.to_owned()), ("language", language.as_str().to_owned())];
                refusals.push(refusal("update.translation_missing", &args));
            }
        }
    }
    match status.next_at {
        None if !status.is_final => refusals.push(refusal("update.next_time_missing", &[])),
        Some(at) if at <= now => {
            refusals.push(refusal("update.next_time_past", &[("when", at.to_string())]));
        }
        Some(_) if status.is_final => refusals.push(refusal("update.final_has_next_time", &[])),
        None | Some(_) => {}
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// Refuses what the linter found unless somebody says why all the same (CM11).
///
/// # Errors
/// One refusal that lists what was found.
pub fn may_publish(status: &StatusUpdate, despite: Option<&str>) -> Result<(), GateRefusal> {
    let found = remarks(status);
    if found.is_empty() || despite.is_some_and(|reason| !reason.trim().is_empty()) {
        return Ok(());
    }
    let words: Vec<&str> = found.iter().map(|remark| remark.excerpt.as_str()).collect();
    Err(refusal("update.too_technical", &[("found", words.join(", "))]))
}

/// Refuses recipients whom the matrix of stakeholders does not know, unless
/// somebody says why all the same: nobody's clock would stop by it (CM14, CM18).
///
/// # Errors
/// One refusal that names them.
pub fn may_tell(
    recipients: &BTreeSet<String>,
    known: &BTreeSet<&str>,
    despite: Option<&str>,
) -> Result<(), GateRefusal> {
    let strange = recipients.iter().map(String::as_str).filter(|name| !known.contains(name));
    let strange: Vec<&str> = strange.collect();
    if strange.is_empty() || despite.is_some_and(|reason| !reason.trim().is_empty()) {
        return Ok(());
    }
    let known: Vec<&str> = known.iter().copied().collect();
    let args = [("recipients", strange.join(", ")), ("known", known.join(", "))];
    Err(refusal("update.unknown_recipient", &args))
}

/// What the linter finds in all its texts.
pub fn remarks(status: &StatusUpdate) -> Vec<Remark> {
    let texts = status.texts.values().flat_map(Texts::fields);
    texts.flat_map(|(field, text)| lint(field, &text)).collect()
}

/// A refusal whose words stand under `refusal-<rule>` with dashes.
fn refusal(rule: &str, args: &[(&str, String)]) -> GateRefusal {
    let key = format!("refusal-{}", rule.replace(['.', '_'], "-"));
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let requirement = match rule {
        "update.too_technical" => "CM11",
        "update.unknown_recipient" => "CM18",
        _of_its_fields => "CM12",
    };
    GateRefusal::new(rule, &[requirement], Text { key, args })
}

/// The timeline's sentence of an entry; `None` where it has none.
pub(super) fn sentence(entry: &Entry) -> Option<Sentence> {
    match entry {
        Entry::Pinned { .. } | Entry::Unpinned { .. } => None,
        Entry::Published { number, status, recipients, .. } => {
            let texts = status.texts.get(&status.language).cloned().unwrap_or_default();
            let args = [
                ("number", number.to_string()),
                ("recipients", recipients.iter().cloned().collect::<Vec<_>>().join(", ")),
                ("status", texts.status),
                ("final", status.is_final.to_string()),
            ];
            Some(Sentence::new("timeline-update-published", args))
        }
    }
}
