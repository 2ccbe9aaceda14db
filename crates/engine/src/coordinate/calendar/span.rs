//! A length of time as policies say it: `30m`, `1h`, `4 business days`, `1 month`.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Ten years: nothing is due later.
const DAYS_MAX: u32 = 3_660;

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Span {
    /// Seconds, minutes and hours, as a stopwatch counts them.
    Exact(SignedDuration),
    /// Days of the calendar, at the same time of day.
    Days(u32),
    /// Days on which people work, at the same time of day.
    BusinessDays(u32),
    /// Hours of the clock, of which only those on days of work count.
    BusinessHours(u32),
    /// Months of the calendar; the 31st becomes the last day of a shorter month.
    Months(u32),
}

impl Span {
    /// So many minutes.
    pub fn minutes(minutes: i64) -> Self {
        Self::Exact(SignedDuration::from_mins(minutes))
    }

    /// So many hours.
    pub fn hours(hours: i64) -> Self {
        Self::Exact(SignedDuration::from_hours(hours))
    }

    /// Whether it is no time at all.
    pub fn is_zero(&self) -> bool {
        match *self {
            Self::Exact(length) => length.is_zero(),
            Self::Days(count)
            | Self::BusinessDays(count)
            | Self::BusinessHours(count)
            | Self::Months(count) => count == 0,
        }
    }

    /// So many times as long.
    #[must_use]
    pub fn times(&self, count: u32) -> Self {
        match *self {
            Self::Exact(length) => {
                let count = i32::try_from(count).unwrap_or(i32::MAX);
                Self::Exact(length.checked_mul(count).unwrap_or(SignedDuration::MAX))
            }
            Self::Days(days) => Self::Days(days.saturating_mul(count)),
            Self::BusinessDays(days) => Self::BusinessDays(days.saturating_mul(count)),
            Self::BusinessHours(hours) => Self::BusinessHours(hours.saturating_mul(count)),
            Self::Months(months) => Self::Months(months.saturating_mul(count)),
        }
    }

    /// The word for the unit and how many, for sentences: `("hours", 1)`.
    pub fn worded(&self) -> (&'static str, i64) {
        match *self {
            Self::Exact(length) => {
                let seconds = length.as_secs();
                if seconds % 3600 == 0 && seconds != 0 {
                    ("hours", seconds / 3600)
                } else if seconds % 60 == 0 {
                    ("minutes", seconds / 60)
                } else {
                    ("seconds", seconds)
                }
            }
            Self::Days(count) => ("days", i64::from(count)),
            Self::BusinessDays(count) => ("business_days", i64::from(count)),
            Self::BusinessHours(count) => ("business_hours", i64::from(count)),
            Self::Months(count) => ("months", i64::from(count)),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, count) = self.worded();
        let plural = if count == 1 { "" } else { "s" };
        match unit {
            "hours" => write!(f, "{count}h"),
            "minutes" => write!(f, "{count}m"),
            "seconds" => write!(f, "{count}s"),
            "days" => write!(f, "{count} day{plural}"),
            "months" => write!(f, "{count} month{plural}"),
            "business_hours" => write!(f, "{count} business hour{plural}"),
            _ => write!(f, "{count} business day{plural}"),
        }
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = || {
            format!(
                "{text:?}: expected a length such as 30m, 1h, 4 business days, 2 days or 1 month"
            )
        };
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
        let count: u32 = number.parse().ok().filter(|count| *count <= 600_000).ok_or_else(wrong)?;
        let days = |count: u32| Some(count).filter(|count| *count <= DAYS_MAX).ok_or_else(wrong);
        let length = i64::from(count);
        match unit.trim() {
            "s" => Ok(Self::Exact(SignedDuration::from_secs(length))),
            "m" | "min" | "minute" | "minutes" => Ok(Self::minutes(length)),
            "h" | "hour" | "hours" => Ok(Self::hours(i64::from(days(count)?))),
            "d" | "day" | "days" => Ok(Self::Days(days(count)?)),
            "bd" | "business day" | "business days" => Ok(Self::BusinessDays(days(count)?)),
            "bh" | "business hour" | "business hours" => Ok(Self::BusinessHours(days(count)?)),
            "month" | "months" => Ok(Self::Months(days(count)?)),
            _ => Err(wrong()),
        }
    }
}
