//! Who is on call: `[[on_call]]`.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::check::refuse;
use super::{Config, ConfigError};

/// One `[[on_call]]`: a list of people, or a calendar, for one duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnCallSource {
    /// The duty, as `policies/duties.yml` names it: `seoc`.
    pub duty: String,
    /// Accounts, in the order in which they are asked; always on call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// An iCalendar file with the shifts; read again when it is time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ical_file: Option<PathBuf>,
    /// A file that holds the address of an iCalendar feed. Such addresses are
    /// secrets: whoever has one can read the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ical_url_file: Option<PathBuf>,
    /// Whose account a name or mail address in the calendar is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// How often the calendar is read, in minutes.
    #[serde(default = "poll_min")]
    pub poll_min: NonZeroU16,
}

/// Shifts change a few times a day.
fn poll_min() -> NonZeroU16 {
    NonZeroU16::MIN.saturating_add(14)
}

/// `[lockdown]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lockdown {
    /// The number of the lockdown that is over. Nothing else lifts one, and it
    /// counts only in the file on disk: the environment's word does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lift: Option<u64>,
}

/// Refuses duties that do not exist, and sources that name nobody or too much.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let policy = config.policy.duties()?;
    let known: BTreeSet<&str> = policy.duties.iter().map(|duty| duty.id.as_str()).collect();
    for source in &config.on_call {
        let ways =
            [source.people.is_empty(), source.ical_file.is_none(), source.ical_url_file.is_none()];
        if ways.iter().filter(|is_missing| !**is_missing).count() != 1 {
            return refuse(
                "on_call",
                &format!("{}: name one of people, ical_file, ical_url_file", source.duty),
            );
        }
        if !known.contains(source.duty.as_str()) {
            let known: Vec<&str> = known.into_iter().collect();
            return refuse(
                "on_call",
                &format!("there is no duty {:?}; there are: {}", source.duty, known.join(", ")),
            );
        }
    }
    Ok(())
}
