//! Who is told what when, as data (`policies/stakeholders.yml`; CM14–CM18).

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::Cadence;
use crate::coordinate::calendar::{Calendars, Span};
use crate::coordinate::trigger::Trigger;

/// The shipped presets.
const SHIPPED: &str = include_str!("../../../../../policies/stakeholders.yml");

/// The preset that holds when nobody chose one.
pub const DEFAULT_PRESET: &str = "gitlab-2020";

/// One matrix of stakeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name and edition; journal entries keep it.
    pub version: String,
    /// The calendar in which business days are counted.
    #[serde(default = "plain")]
    pub calendar: String,
    /// An update so much after its time is late.
    pub late_after: SignedDuration,
    /// An update so much before its time counts for it; never more than half of
    /// the time between two.
    pub early: SignedDuration,
    /// The matrix.
    pub rows: Vec<Row>,
    /// What else is due at the beginning (CM13).
    #[serde(default)]
    pub first_actions: Vec<Row>,
    /// Names of recipients of your own, by id; the shipped ones are worded.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
}

fn plain() -> String {
    "plain".to_owned()
}

/// One line of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name; journal entries keep it.
    pub id: String,
    /// Requirement ids behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// Who is told, each with a clock of their own.
    pub recipients: Vec<String>,
    /// What begins it: the first that holds.
    pub when: Vec<Trigger>,
    /// How long after that the first is due; `0m` = at once.
    #[serde(default = "at_once")]
    pub first: Span,
    /// The duty that must see to it.
    pub responsible: String,
    /// How often.
    pub cadence: Cadence,
    /// By what: a name of the contact directory.
    pub channel: String,
}

fn at_once() -> Span {
    Span::minutes(0)
}

impl Policy {
    /// Everybody whom it knows as a recipient: of a row, or by a name of one's own.
    pub fn known_recipients(&self) -> BTreeSet<&str> {
        let of_rows = self.all_rows().flat_map(|row| &row.recipients);
        of_rows.chain(self.names.keys()).map(String::as_str).collect()
    }

    /// The shipped presets by name.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn presets() -> Result<BTreeMap<String, Self>, String> {
        Self::load(SHIPPED)
    }

    /// Reads presets as YAML: name to matrix.
    ///
    /// # Errors
    /// The reader's message, or what cannot be.
    pub fn load(text: &str) -> Result<BTreeMap<String, Self>, String> {
        let presets: BTreeMap<String, Self> =
            yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        for (name, policy) in &presets {
            policy.check().map_err(|why| format!("{name}: {why}"))?;
        }
        Ok(presets)
    }

    /// What cannot be: two rows of one name, nobody to tell, times that make no sense.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self) -> Result<(), String> {
        let mut ids = BTreeSet::new();
        for row in self.all_rows() {
            let wrong = |why: &str| format!("row {:?}: {why}", row.id);
            if !is_slug(&row.id) || !row.recipients.iter().all(|id| is_slug(id)) {
                return Err(wrong("names are lower-case letters, digits, - and _"));
            }
            if !ids.insert(&row.id) {
                return Err(wrong("there are two of that name"));
            }
            if row.recipients.is_empty() || row.when.is_empty() {
                return Err(wrong("it needs recipients and when"));
            }
            row.when.iter().try_for_each(Trigger::check).map_err(|why| wrong(&why))?;
            row.cadence.check().map_err(|why| wrong(&why))?;
        }
        if self.late_after.is_negative() || self.early.is_negative() {
            return Err("late_after and early must not be negative".to_owned());
        }
        Ok(())
    }

    /// Whether its calendar is there.
    ///
    /// # Errors
    /// Which is not, and which there are.
    pub fn check_calendar(&self, calendars: &Calendars) -> Result<(), String> {
        check_calendar(&self.calendar, calendars)
    }

    /// The matrix and the first actions.
    pub fn all_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain(&self.first_actions)
    }

    /// The row of that name.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.all_rows().find(|row| row.id == id)
    }
}

/// Whether that calendar is there.
pub(crate) fn check_calendar(name: &str, calendars: &Calendars) -> Result<(), String> {
    if calendars.get(name).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = calendars.names().collect();
    Err(format!("there is no calendar {name:?}; there are: {}", known.join(", ")))
}

/// Names end in addresses and message ids.
fn is_slug(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    !text.is_empty() && text.len() <= 60 && text.chars().all(is_part)
}
