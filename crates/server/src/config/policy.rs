//! The policy in effect: a shipped preset, a file's, or the few keys of `[policy]`.

use std::collections::BTreeMap;
use std::path::Path;

use engine::coordinate::calendar::Calendars;
use engine::coordinate::due::Clockwork;
use engine::coordinate::{communication, duty, obligation, regulation, severity};
use engine::investigate::triage;
use engine::respond::gate;
use jiff::SignedDuration;
use serde::Serialize;

use super::{ConfigError, Desk, Policy, read_text};
use crate::person::Role;

/// `/policies/approvals.yml` of this repository.
const SHIPPED: &str = include_str!("../../../../policies/approvals.yml");

impl Policy {
    /// The choices that the gates ask for.
    ///
    /// # Errors
    /// A preset that does not exist, a file that cannot be read, a rule that
    /// nobody can satisfy.
    pub fn gate(&self) -> Result<gate::Policy, ConfigError> {
        let mut policy = match &self.preset {
            None => self.own(),
            Some(name) => {
                picked(self.presets()?, name).map_err(|why| refused("policy.preset", why))?
            }
        };
        policy.groups.extend(self.groups.clone());
        policy.check().map_err(|why| refused("policy", why))?;
        Ok(policy)
    }

    /// The numbers of triage.
    ///
    /// # Errors
    /// A file that cannot be read, or numbers that make no sense.
    pub fn triage(&self) -> Result<triage::Policy, ConfigError> {
        own_or_shipped(
            self.triage_file.as_deref(),
            "policies/triage.yml",
            triage::Policy::read,
            triage::Policy::shipped,
        )
    }

    /// The table of severity.
    ///
    /// # Errors
    /// A file that cannot be read, or a table that leaves a case without a word.
    pub fn severity(&self) -> Result<severity::Policy, ConfigError> {
        own_or_shipped(
            self.severity_file.as_deref(),
            "policies/severity.yml",
            severity::Policy::load,
            severity::Policy::shipped,
        )
    }

    /// The duties, and who steps in.
    ///
    /// # Errors
    /// A file that cannot be read, duties that nobody may have, roles that are none.
    pub fn duties(&self) -> Result<duty::Policy, ConfigError> {
        let policy = own_or_shipped(
            self.duties_file.as_deref(),
            "policies/duties.yml",
            duty::Policy::load,
            duty::Policy::shipped,
        )?;
        for duty in &policy.duties {
            if let Some(name) = duty.roles.iter().find(|name| Role::from_name(name).is_none()) {
                let why = format!("duty {:?} wants the role {name:?}, which is none", duty.id);
                return Err(refused("policy.duties_file", why));
            }
        }
        Ok(policy)
    }

    /// What clocks go by: the matrix of stakeholders, the law's deadlines, calendars,
    /// and the desk for log requests.
    ///
    /// # Errors
    /// A preset that does not exist, a file that cannot be read, a row whose duty
    /// nobody has, a calendar that is not there.
    pub fn clockwork(&self, desk: &Desk) -> Result<Clockwork, ConfigError> {
        let matrices = own_or_shipped(
            self.stakeholders_file.as_deref(),
            "policies/stakeholders.yml",
            obligation::Policy::load,
            obligation::Policy::presets,
        )?;
        let calendars = own_or_shipped(
            self.calendars_file.as_deref(),
            "policies/calendars.yml",
            Calendars::load,
            Calendars::shipped,
        )?;
        let regulations = own_or_shipped(
            self.regulations_file.as_deref(),
            "policies/regulations.yml",
            regulation::Policy::load,
            regulation::Policy::shipped,
        )?;
        let regulations = regulations
            .only(&self.regulations)
            .map_err(|why| refused("policy.regulations", why))?;
        let name = self.stakeholders.as_deref().unwrap_or(obligation::policy::DEFAULT_PRESET);
        let stakeholders =
            picked(matrices, name).map_err(|why| refused("policy.stakeholders", why))?;
        let desk = desk.policy()?;
        let clockwork = Clockwork { stakeholders, regulations, calendars, desk };
        clockwork.check(&self.duties()?).map_err(|why| refused("policy.stakeholders", why))?;
        Ok(clockwork)
    }

    /// Who drafts, reviews and sends what, and what must be so before.
    ///
    /// # Errors
    /// A file that cannot be read, a preset that does not exist, a duty that is
    /// none, a group of reviewers that nobody can speak for.
    pub fn communications(&self) -> Result<communication::Policy, ConfigError> {
        let name = self.communications_preset.as_deref().unwrap_or("gitlab-2020");
        let policy = own_or_shipped(
            self.communications_file.as_deref(),
            "policies/communications.yml",
            |text| communication::Policy::load(text, name),
            || communication::Policy::shipped(name),
        )?;
        let duties = self.duties()?;
        if let Some(name) = policy.duties().into_iter().find(|name| duties.duty(name).is_none()) {
            let why = format!("there is no duty {name:?}: see policies/duties.yml");
            return Err(refused("policy.communications_file", why));
        }
        let groups = self.gate()?.groups;
        let has_members =
            |name: &str| groups.get(name).is_some_and(|group| !group.members.is_empty());
        let missing = policy.groups().into_iter().find(|name| !has_members(name));
        match missing.map(str::to_owned) {
            Some(name) => {
                let why = format!(
                    "messages want the group {name:?}, which has no members: set \
                     [policy.groups.{name}] members = [\"…\"]"
                );
                Err(refused("policy.communications_preset", why))
            }
            None => Ok(policy),
        }
    }

    /// Every policy in effect, by name, as JSON has it.
    ///
    /// # Errors
    /// As each of them.
    pub fn effective(
        &self,
        desk: &Desk,
    ) -> Result<Vec<(&'static str, serde_json::Value)>, ConfigError> {
        let Clockwork { stakeholders, regulations, calendars, desk } = self.clockwork(desk)?;
        Ok(vec![
            ("policy", told(&self.gate()?)),
            ("severity", told(&self.severity()?)),
            ("duties", told(&self.duties()?)),
            ("stakeholders", told(&stakeholders)),
            ("regulations", told(&regulations)),
            ("calendars", told(calendars.files())),
            ("communications", told(&self.communications()?)),
            ("triage", told(&self.triage()?)),
            ("desk", told(&desk)),
        ])
    }

    fn own(&self) -> gate::Policy {
        gate::Policy {
            revocation: self.revocation,
            approvals_needed: self.approvals_needed,
            plan_valid_for: SignedDuration::from_mins(i64::from(self.plan_valid_min)),
            ..gate::Policy::default()
        }
    }

    fn presets(&self) -> Result<BTreeMap<String, gate::Policy>, ConfigError> {
        let shipped = || gate::presets(SHIPPED);
        own_or_shipped(self.file.as_deref(), "policies/approvals.yml", gate::presets, shipped)
    }
}

/// The organisation's own file, else what is shipped.
pub(super) fn own_or_shipped<T>(
    path: Option<&Path>,
    shipped_place: &str,
    load: impl FnOnce(&str) -> Result<T, String>,
    shipped: impl FnOnce() -> Result<T, String>,
) -> Result<T, ConfigError> {
    let (place, read) = match path {
        None => (shipped_place.to_owned(), shipped()),
        Some(path) => (path.display().to_string(), load(&read_text(path)?)),
    };
    read.map_err(|text| ConfigError::Wrong { place, text })
}

/// The one of that name, or which there are.
fn picked<T>(mut known: BTreeMap<String, T>, name: &str) -> Result<T, String> {
    let names = known.keys().cloned().collect::<Vec<_>>().join(", ");
    known.remove(name).ok_or_else(|| format!("there is no {name:?}; there are: {names}"))
}

fn told(policy: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(policy).unwrap_or_default()
}

fn refused(key: &str, why: String) -> ConfigError {
    ConfigError::Refused { key: key.to_owned(), why }
}
