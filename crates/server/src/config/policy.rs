//! The policy in effect: a shipped preset, a file's, or the few keys of `[policy]`.

use std::collections::BTreeMap;

use engine::investigate::triage;
use engine::respond::gate;
use jiff::SignedDuration;

use super::{ConfigError, Policy, read_text};

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

fn refused(key: &str, why: String) -> ConfigError {
    ConfigError::Refused { key: key.to_owned(), why }
}
