//! `[desk]`: requests for logs.

use std::path::PathBuf;

use engine::assist;
use engine::coordinate::dive::desk;
use serde::{Deserialize, Serialize};

use super::policy::own_or_shipped;
use super::{Config, ConfigError};

/// `[desk]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Desk {
    /// Who is given which logs: `document` (if unsaid), `gitlab-present`, or one
    /// of `log_policy_file` (LD3–LD6, LD20–LD25, X4).
    pub log_policy: Option<String>,
    /// A file with such policies of your own.
    pub log_policy_file: Option<PathBuf>,
    /// How the desk works: `document` (if unsaid), or one of `policy_file` (LD14–LD17).
    pub policy: Option<String>,
    /// A file with such policies of your own.
    pub policy_file: Option<PathBuf>,
    /// The channel (`[[channel]] name`, a `gitlab_issue`) of tracking issues (LD9).
    pub tracker: Option<String>,
    /// The channel of gap issues; none = the same (LD17).
    pub gap_tracker: Option<String>,
}

impl Desk {
    /// The name of the policy by which requests are decided on.
    pub fn log_policy_name(&self) -> &str {
        self.log_policy.as_deref().unwrap_or(assist::policy::PRESET)
    }

    /// The policy by which requests are decided on.
    ///
    /// # Errors
    /// A file that cannot be read, numbers that make no sense, no such name.
    pub fn log_policy(&self) -> Result<assist::Policy, ConfigError> {
        let name = self.log_policy_name();
        own_or_shipped(
            self.log_policy_file.as_deref(),
            "policies/log-dive.yml",
            |text| assist::Policy::named(text, name),
            || assist::Policy::shipped(name),
        )
    }

    /// How the desk works.
    ///
    /// # Errors
    /// A file that cannot be read, a policy that cannot be, no such name.
    pub fn policy(&self) -> Result<desk::Desk, ConfigError> {
        let mut known = own_or_shipped(
            self.policy_file.as_deref(),
            "policies/desk.yml",
            desk::Desk::load,
            desk::Desk::presets,
        )?;
        let name = self.policy.as_deref().unwrap_or(desk::PRESET);
        let names = known.keys().cloned().collect::<Vec<_>>().join(", ");
        known.remove(name).ok_or_else(|| ConfigError::Refused {
            key: "desk.policy".to_owned(),
            why: format!("there is no {name:?}; there are: {names}"),
        })
    }
}

/// Whether its policies can be used and its channels are there.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let desk = &config.desk;
    desk.log_policy()?;
    desk.policy()?;
    for (key, name) in [("tracker", &desk.tracker), ("gap_tracker", &desk.gap_tracker)] {
        let Some(name) = name else { continue };
        let is_there =
            |channel: &super::Channel| channel.name == *name && channel.gitlab_issue.is_some();
        if !config.channel.iter().any(is_there) {
            return Err(ConfigError::Refused {
                key: format!("desk.{key}"),
                why: format!("there is no [[channel]] named {name:?} with gitlab_issue"),
            });
        }
    }
    Ok(())
}
