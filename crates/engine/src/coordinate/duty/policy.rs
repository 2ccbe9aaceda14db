//! Which duties there are, as data (`policies/duties.yml`).

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::coordinate::severity::Severity;

/// The shipped duties.
const SHIPPED: &str = include_str!("../../../../../policies/duties.yml");

/// Which duties there are, who may have them, and who steps in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Name and edition.
    pub version: String,
    /// How long somebody who is asked may take to answer before the next one is
    /// asked (CM20).
    pub answer_within: SignedDuration,
    /// From this severity on, a coordinator is wanted (CM5).
    pub coordinator_from: Severity,
    /// So many teams in a case want a coordinator as well (CM5).
    pub coordinator_teams: usize,
    /// The duties.
    pub duties: Vec<DutyRule>,
}

/// One duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyRule {
    /// Its name, as the journal and other policies know it: `simoc`.
    pub id: String,
    /// What people call it, where the product has no words of its own for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The team that it belongs to.
    pub team: String,
    /// Roles of accounts, one of which its holder must have.
    pub roles: Vec<String>,
    /// Whether somebody is wanted for it in every open case.
    #[serde(default)]
    pub is_always_wanted: bool,
    /// Duties whose holders step in, in order, when nobody answers (CM20).
    #[serde(default)]
    pub backups: Vec<String>,
    /// What to do, as names of sentences: `duty-seoc-task-validate`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<String>,
    /// Requirement ids behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
}

impl Policy {
    /// The shipped duties.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn shipped() -> Result<Self, String> {
        Self::load(SHIPPED)
    }

    /// Reads duties as YAML.
    ///
    /// # Errors
    /// The reader's message, or what cannot be.
    pub fn load(text: &str) -> Result<Self, String> {
        let policy: Self = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        policy.check()?;
        Ok(policy)
    }

    /// A duty by its name.
    pub fn duty(&self, id: &str) -> Option<&DutyRule> {
        self.duties.iter().find(|duty| duty.id == id)
    }

    /// What cannot be: duties that nobody may have, back-ups that do not exist.
    ///
    /// # Errors
    /// The first fault, in plain English.
    pub fn check(&self) -> Result<(), String> {
        if !self.answer_within.is_positive() {
            return Err("answer_within must be longer than nothing".to_owned());
        }
        let mut ids = BTreeSet::new();
        for duty in &self.duties {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if duty.id.is_empty() || !duty.id.chars().all(is_plain) {
                return Err(format!("{:?}: small letters, digits and _ name a duty", duty.id));
            }
            if !ids.insert(duty.id.as_str()) {
                return Err(format!("duty {:?} is there twice", duty.id));
            }
            if duty.roles.is_empty() {
                return Err(format!("duty {:?} names no role: nobody could have it", duty.id));
            }
        }
        for duty in &self.duties {
            let backups = duty.backups.iter();
            if let Some(name) = backups.into_iter().find(|name| !ids.contains(name.as_str())) {
                return Err(format!("duty {:?} has the back-up {name:?}, which is none", duty.id));
            }
        }
        Ok(())
    }
}
