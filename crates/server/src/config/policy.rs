//! The policy in effect: a shipped preset, a file's, or the few keys of `[policy]`.

use std::collections::BTreeMap;
use std::path::Path;

use engine::coordinate::calendar::Calendars;
use engine::coordinate::due::Clockwork;
use engine::coordinate::{communication, duty, obligation, regulation, severity};
use engine::investigate::triage;
use engine::respond::gate;
use jiff::SignedDuration;

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
                let mut known = self.presets()?;
                let names = known.keys().cloned().collect::<Vec<_>>().join(", ");
                let why = format!("there is no {name:?}; there are: {names}");
                known.remove(name).ok_or_else(|| refused("policy.preset", why))?
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
        let Some(path) = &self.triage_file else {
            let place = "policies/triage.yml".to_owned();
            return triage::Policy::shipped().map_err(|text| ConfigError::Wrong { place, text });
        };
        let place = path.display().to_string();
        triage::Policy::read(&read_text(path)?).map_err(|text| ConfigError::Wrong { place, text })
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
        let mut matrices = own_or_shipped(
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
        let known = matrices.keys().cloned().collect::<Vec<_>>().join(", ");
        let stakeholders = matrices.remove(name).ok_or_else(|| {
            let why = format!("there is no {name:?}; there are: {known}");
            refused("policy.stakeholders", why)
        })?;
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

    /// The same as TOML, for people.
    ///
    /// # Errors
    /// As [`Policy::gate`].
    pub fn effective_text(&self) -> Result<String, ConfigError> {
        let policy = self.gate()?;
        Ok(toml::to_string_pretty(&policy).unwrap_or_else(|error| format!("{error}\n")))
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
        let (place, text) = match &self.file {
            None => ("policies/approvals.yml".to_owned(), SHIPPED.to_owned()),
            Some(path) => (path.display().to_string(), read_text(path)?),
        };
        gate::presets(&text).map_err(|text| ConfigError::Wrong { place, text })
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

fn refused(key: &str, why: String) -> ConfigError {
    ConfigError::Refused { key: key.to_owned(), why }
}
