//! Holidays as rules, so that a calendar holds in every year.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A day on which people do not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// What people there call it.
    pub name: String,
    /// When: `12-25`, `2026-09-22`, `third monday of january`, `easter+1`.
    pub on: On,
}

impl Holiday {
    /// The day of it in that year, if there is one.
    pub fn in_year(&self, year: i16) -> Option<Date> {
        match self.on {
            On::Date(date) => Some(date).filter(|date| date.year() == year),
            On::Yearly { month, day } => Date::new(year, month, day).ok(),
            On::Nth { nth, weekday, month } => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
            On::Easter(days) => easter(year)?.checked_add(i64::from(days).days()).ok(),
        }
    }
}

/// When a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum On {
    /// Once.
    Date(Date),
    /// Each year on that day.
    Yearly {
        /// From 1.
        month: i8,
        /// From 1.
        day: i8,
    },
    /// Each year on the first … fourth, or the last (−1), such weekday of a month.
    Nth {
        /// 1 to 4, or −1.
        nth: i8,
        /// Which day of the week.
        weekday: Weekday,
        /// From 1.
        month: i8,
    },
    /// So many days after Easter Sunday of the Western churches.
    Easter(i8),
}

/// What happens to a holiday that falls on a weekend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Observed {
    /// Nothing.
    #[default]
    None,
    /// Saturday's is kept on Friday, Sunday's on Monday (United States).
    Nearest,
    /// It is kept on the next day of work (United Kingdom).
    Next,
    /// Only Sunday's: on the next day that is no holiday (Japan).
    SundayNext,
}

impl Observed {
    /// The day on which that holiday is kept beside its own.
    pub(super) fn instead(
        self,
        day: Date,
        weekend: &[Weekday],
        free: &BTreeSet<Date>,
    ) -> Option<Date> {
        if !weekend.contains(&day.weekday()) {
            return None;
        }
        match (self, day.weekday()) {
            (Self::None, _) => None,
            (Self::Nearest, Weekday::Saturday) => day.yesterday().ok(),
            (Self::SundayNext, weekday) if weekday != Weekday::Sunday => None,
            (Self::Nearest | Self::Next | Self::SundayNext, _) => {
                let mut kept = day.tomorrow().ok()?;
                while weekend.contains(&kept.weekday()) || free.contains(&kept) {
                    kept = kept.tomorrow().ok()?;
                }
                Some(kept)
            }
        }
    }
}

/// Names of months and weekdays, in order.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
const NTH: [(&str, i8); 5] =
    [("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("last", -1)];

/// The day of the week of that English name.
pub(super) fn weekday(name: &str) -> Option<Weekday> {
    WEEKDAYS.into_iter().find(|(known, _)| *known == name).map(|(_, day)| day)
}

fn month_number(name: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|known| *known == name)?;
    i8::try_from(place.checked_add(1)?).ok()
}

impl FromStr for On {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?}: expected 12-25, 2026-09-22, third monday of january or easter+1");
        if let Some(days) = text.strip_prefix("easter") {
            let days = if days.is_empty() { "0" } else { days.trim_start_matches('+') };
            return days.parse().map(Self::Easter).ok().ok_or_else(wrong);
        }
        if let Ok(date) = text.parse::<Date>() {
            return Ok(Self::Date(date));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        if let [nth, day, "of", month] = words.as_slice() {
            let nth = NTH.into_iter().find(|(known, _)| known == nth).map(|(_, nth)| nth);
            let (nth, weekday, month) = (nth, weekday(day), month_number(month));
            let (Some(nth), Some(weekday), Some(month)) = (nth, weekday, month) else {
                return Err(wrong());
            };
            return Ok(Self::Nth { nth, weekday, month });
        }
        let (month, day) = text.split_once('-').ok_or_else(wrong)?;
        let (month, day) = (month.parse().ok(), day.parse().ok());
        match (month, day) {
            // 2024 is a leap year: the 29th of February is a day of some years.
            (Some(month), Some(day)) if Date::new(2024, month, day).is_ok() => {
                Ok(Self::Yearly { month, day })
            }
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Yearly { month, day } => write!(f, "{month:02}-{day:02}"),
            Self::Easter(days) => write!(f, "easter{days:+}"),
            Self::Nth { nth, weekday, month } => {
                let nth = NTH.into_iter().find(|(_, known)| *known == nth);
                let day = WEEKDAYS.into_iter().find(|(_, known)| *known == weekday);
                let month = usize::try_from(month).ok().and_then(|m| MONTHS.get(m.checked_sub(1)?));
                let (nth, day) =
                    (nth.map_or("", |(name, _)| name), day.map_or("", |(name, _)| name));
                write!(f, "{nth} {day} of {}", month.copied().unwrap_or_default())
            }
        }
    }
}

impl From<On> for String {
    fn from(on: On) -> Self {
        on.to_string()
    }
}

impl TryFrom<String> for On {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Easter Sunday of the Western churches: the anonymous Gregorian computus.
#[expect(clippy::many_single_char_names, reason = "the letters of the computus")]
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
