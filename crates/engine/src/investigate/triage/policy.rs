//! The numbers of triage, as data (`policies/triage.yml`).

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::detect::Level;

/// The shipped numbers.
const SHIPPED: &str = include_str!("../../../../../policies/triage.yml");

/// The numbers of triage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Findings of one rule about one entity within this time are one group.
    pub window: SignedDuration,
    /// Points of a finding by its level.
    pub weights: BTreeMap<Level, u32>,
    /// After this time a finding counts half.
    pub half_life: SignedDuration,
    /// A finding older than this counts nothing.
    pub forgotten_after: SignedDuration,
    /// How far GitLab's clock and ours may differ when we look for our own acts.
    pub own_slack: SignedDuration,
    /// A suppression lasts at most so many days.
    pub suppression_days_max: u16,
    /// How long before the exposure the questions of a case look (CE7).
    pub before_exposure: SignedDuration,
    /// How long after the revocation they look.
    pub after_revocation: SignedDuration,
}

impl Policy {
    /// The shipped numbers.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn shipped() -> Result<Self, String> {
        Self::read(SHIPPED)
    }

    /// Reads numbers as YAML.
    ///
    /// # Errors
    /// The reader's message, or what makes no sense.
    pub fn read(text: &str) -> Result<Self, String> {
        let policy: Self = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        let times =
            [policy.window, policy.half_life, policy.forgotten_after, policy.before_exposure];
        if times.iter().any(|time| !time.is_positive()) || policy.suppression_days_max == 0 {
            return Err("times must be longer than nothing".to_owned());
        }
        Ok(policy)
    }

    /// The points of a level.
    pub fn weight(&self, level: Level) -> u32 {
        self.weights.get(&level).copied().unwrap_or_default()
    }
}
