//! How often somebody is told: `every 1h`, `continuous 5m`, `once`.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::coordinate::calendar::Span;

/// How often somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Cadence {
    /// Only at the beginning.
    Once,
    /// Again and again, after this time each.
    Every(Span),
    /// Whenever something visible changed, at the latest so long after it: what
    /// changes meanwhile goes along.
    Continuous(SignedDuration),
}

impl Cadence {
    /// What cannot be: no time at all between two updates.
    ///
    /// # Errors
    /// Why, in plain English.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::Every(span) if span.is_zero() => Err(format!("{self}: that is no time at all")),
            Self::Every(Span::Exact(length)) if *length < SignedDuration::from_mins(1) => {
                Err(format!("{self}: nobody is told more often than each minute"))
            }
            Self::Continuous(quiet) if quiet.is_negative() => Err(format!("{self}: in the past")),
            Self::Once | Self::Every(_) | Self::Continuous(_) => Ok(()),
        }
    }

    /// The word used in sentences.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Every(_) => "every",
            Self::Continuous(_) => "continuous",
        }
    }

    /// The time in it.
    pub fn span(&self) -> Option<Span> {
        match *self {
            Self::Once => None,
            Self::Every(span) => Some(span),
            Self::Continuous(quiet) => Some(Span::Exact(quiet)),
        }
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span() {
            None => f.write_str(self.as_str()),
            Some(span) => write!(f, "{} {span}", self.as_str()),
        }
    }
}

impl From<Cadence> for String {
    fn from(cadence: Cadence) -> Self {
        cadence.to_string()
    }
}

impl TryFrom<String> for Cadence {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Cadence {
    type Err = String;

    /// Takes `every 30m` and `30m`, `continuous 5m`, `once`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let cadence = if text == "once" {
            Self::Once
        } else if let Some(quiet) = text.strip_prefix("continuous") {
            match quiet.trim() {
                "" => Self::Continuous(SignedDuration::ZERO),
                quiet => match quiet.parse::<Span>()? {
                    Span::Exact(quiet) => Self::Continuous(quiet),
                    _calendar => return Err(format!("{text:?}: expected minutes or hours")),
                },
            }
        } else {
            Self::Every(text.strip_prefix("every").unwrap_or(text).parse()?)
        };
        cadence.check()?;
        Ok(cadence)
    }
}
