//! The desk's promises and approvals, as data (`policies/desk.yml`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::coordinate::calendar::Span;
use crate::coordinate::communication::policy::Review;
use crate::coordinate::delivery::Reach;

/// The shipped presets.
const SHIPPED: &str = include_str!("../../../../../policies/desk.yml");

/// The preset that holds where none is named.
pub const PRESET: &str = "document";

/// How the desk works. What may be given to whom is `assist::Policy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// The requester is told again at the latest after this (LD14).
    pub update_every: Span,
    /// The calendar in which days of work are counted.
    pub calendar: String,
    /// Who is mentioned in the tracking issue (LD10).
    pub mention: String,
    /// Who of Legal is mentioned when an exception is asked for (LD11).
    pub mention_legal: String,
    /// Exactly the labels of the gap issue (LD17).
    pub gap_labels: BTreeSet<String>,
    /// Who agrees to an exception from the plan (LD11).
    pub exception: Review,
    /// Who agrees to exactly what is handed over (LD15).
    pub release: Review,
    /// The circle that those who ask are of: a marking that does not reach it
    /// keeps everything inside (IN7).
    pub requesters: Reach,
}

impl Desk {
    /// The shipped presets by name.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn presets() -> Result<BTreeMap<String, Self>, String> {
        Self::load(SHIPPED)
    }

    /// Reads presets as YAML: name to desk.
    ///
    /// # Errors
    /// The reader's message, or what cannot be.
    pub fn load(text: &str) -> Result<BTreeMap<String, Self>, String> {
        let presets: BTreeMap<String, Self> =
            yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        for (name, desk) in &presets {
            desk.check().map_err(|why| format!("{name}: {why}"))?;
        }
        Ok(presets)
    }

    fn check(&self) -> Result<(), String> {
        if self.update_every.is_zero() {
            return Err("update_every is no time at all".to_owned());
        }
        if self.gap_labels.iter().any(|label| label.trim().is_empty() || label.contains(',')) {
            return Err("a label is empty or has a comma".to_owned());
        }
        for review in [&self.exception, &self.release] {
            if review.groups_needed > review.groups.len() {
                return Err("more groups are needed than are named".to_owned());
            }
        }
        Ok(())
    }
}
