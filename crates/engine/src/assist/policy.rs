//! The numbers of the log-dive desk, as data (`policies/log-dive.yml`).

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::request::{LogKind, Plan, hash};

/// The shipped presets.
const SHIPPED: &str = include_str!("../../../../policies/log-dive.yml");

/// The preset that holds where none is named.
pub const PRESET: &str = "document";

/// The numbers of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Other names of the preset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Where days and months are counted: both begin at midnight there.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// Plans that are helped (LD3).
    pub plans: Vec<Plan>,
    /// Whether an unpaid one is refused (LD3).
    pub paying_only: bool,
    /// Kinds of logs that nobody gets (LD25).
    pub logs_refused: Vec<LogKind>,
    /// Kinds of logs that support may look into (LD5).
    pub logs_of_support: Vec<LogKind>,
    /// How far back support may look (LD5).
    pub support_window: Length,
    /// From here on it takes longer (LD22).
    pub extended_after: Length,
    /// How far back anybody may look (LD20).
    pub window_max: Length,
    /// When a request is too broad (LD21).
    pub scope: Scope,
}

/// When a request is too broad (LD21). Each number is one that is still allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Different resources.
    pub resources_max: u64,
    /// Different types of events.
    pub events_max: u64,
    /// Resources × events × days, a begun day counted.
    pub score_max: u64,
}

impl Policy {
    /// The shipped preset of that name.
    ///
    /// # Errors
    /// There is none; the message names those that there are.
    pub fn shipped(name: &str) -> Result<Self, String> {
        Self::named(SHIPPED, name)
    }

    /// The preset of that name in a file of that form.
    ///
    /// # Errors
    /// The reader's message, a number that makes no sense, or no such preset.
    pub fn named(text: &str, name: &str) -> Result<Self, String> {
        let mut presets = presets(text)?;
        let own = presets.remove(name);
        let names = presets.keys().cloned().collect::<Vec<_>>().join(", ");
        own.or_else(|| presets.into_values().find(|one| one.also.iter().any(|also| also == name)))
            .ok_or_else(|| format!("there is no preset {name:?}; there are: {names}"))
    }

    /// SHA-256 of the policy's canonical JSON, in hex.
    pub fn sha256(&self) -> String {
        hash(self)
    }

    /// The moment so long before that one, on the policy's calendar.
    pub fn before(&self, length: Length, moment: Timestamp) -> Timestamp {
        let there = moment.to_zoned(self.time_zone.clone());
        there.checked_sub(length.span()).map_or(Timestamp::MIN, |then| then.timestamp())
    }

    fn check(&self) -> Result<(), String> {
        let at = Timestamp::UNIX_EPOCH;
        let (support, most) =
            (self.before(self.support_window, at), self.before(self.window_max, at));
        if support < most {
            return Err("support_window is longer than window_max".to_owned());
        }
        if self.plans.is_empty() {
            return Err("no plan is helped".to_owned());
        }
        let scope = self.scope;
        if [scope.resources_max, scope.events_max, scope.score_max].contains(&0) {
            return Err("a scope of nothing is allowed".to_owned());
        }
        Ok(())
    }
}

/// All presets of a file, by name.
///
/// # Errors
/// The reader's message, or a number that makes no sense.
pub fn presets(text: &str) -> Result<BTreeMap<String, Policy>, String> {
    let presets: BTreeMap<String, Policy> =
        yaml_serde::from_str(text).map_err(|error| error.to_string())?;
    for (name, policy) in &presets {
        policy.check().map_err(|why| format!("{name}: {why}"))?;
    }
    Ok(presets)
}

/// A length of time: `12h` is hours of the clock, `7d` and `1mo` are counted
/// on the calendar. Where the earlier month has no such day its last one
/// counts: a month before 31 March is 28 or 29 February.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Length {
    /// Hours of the clock.
    Hours(u16),
    /// Days of the calendar.
    Days(u16),
    /// Months of the calendar.
    Months(u16),
}

impl Length {
    fn span(self) -> Span {
        match self {
            Self::Hours(count) => Span::new().hours(i64::from(count)),
            Self::Days(count) => Span::new().days(i64::from(count)),
            Self::Months(count) => Span::new().months(i64::from(count)),
        }
    }
}

impl TryFrom<String> for Length {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let count = digits.parse().ok().filter(|&count: &u16| count > 0);
        match (count, text.get(digits.len()..)) {
            (Some(count), Some("h")) => Ok(Self::Hours(count)),
            (Some(count), Some("d")) => Ok(Self::Days(count)),
            (Some(count), Some("mo")) => Ok(Self::Months(count)),
            _ => Err(format!("{text:?} is no length of time such as 12h, 7d, 1mo")),
        }
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        length.to_string()
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hours(count) => write!(f, "{count}h"),
            Self::Days(count) => write!(f, "{count}d"),
            Self::Months(count) => write!(f, "{count}mo"),
        }
    }
}
