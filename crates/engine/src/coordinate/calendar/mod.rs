//! Days on which people work, in a place on earth.
//!
//! Hours are hours: no change of clocks bends them. Days, months and business
//! days are counted in the calendar's time zone and keep the time of day. The
//! time zones come with the program, so that no machine's files decide when
//! something is due. Reading order: [`Span`] → [`Calendar`] → [`holiday`].

pub mod holiday;
mod span;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};
use serde::{Deserialize, Serialize};

pub use holiday::{Holiday, Observed};
pub use span::Span;

/// The shipped calendars.
const SHIPPED: &str = include_str!("../../../../../policies/calendars.yml");

/// No holiday season is longer; a calendar that never works is refused at load.
const REST_DAYS_MAX: u32 = 366;

/// A calendar as its file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// IANA name of the time zone: `America/New_York`.
    pub zone: String,
    /// Days of the week on which nobody works: `[saturday, sunday]`.
    #[serde(default = "weekend")]
    pub weekend: BTreeSet<String>,
    /// What happens to a holiday that falls on a weekend.
    #[serde(default)]
    pub observed: Observed,
    /// Other days on which nobody works.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

fn weekend() -> BTreeSet<String> {
    ["saturday", "sunday"].map(str::to_owned).into()
}

/// A calendar, ready to count.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    zone: TimeZone,
    weekend: Vec<Weekday>,
    observed: Observed,
    holidays: Vec<Holiday>,
    /// The holidays of [`COMPUTED`], as they are kept.
    free: BTreeSet<Date>,
}

/// Years whose holidays are computed at load; others when they are asked for.
const COMPUTED: std::ops::RangeInclusive<i16> = 2020..=2050;

/// Calendars by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendars {
    /// As the file says them.
    files: BTreeMap<String, CalendarFile>,
    by_name: BTreeMap<String, Calendar>,
    /// Only weekends, in UTC: what a name that is not there would mean; no
    /// policy with such a name loads.
    plain: Calendar,
}

impl Calendars {
    /// The shipped calendars.
    ///
    /// # Errors
    /// The reader's message; a test keeps that from happening.
    pub fn shipped() -> Result<Self, String> {
        Self::load(SHIPPED)
    }

    /// Reads calendars as YAML: name to calendar.
    ///
    /// # Errors
    /// The reader's message, an unknown time zone or day, a week without work.
    pub fn load(text: &str) -> Result<Self, String> {
        let files: BTreeMap<String, CalendarFile> =
            yaml_serde::from_str(text).map_err(|error| error.to_string())?;
        let mut by_name = BTreeMap::new();
        for (name, file) in &files {
            let calendar = Calendar::of(file.clone());
            let calendar = calendar.map_err(|why| format!("calendar {name:?}: {why}"))?;
            by_name.insert(name.clone(), calendar);
        }
        Ok(Self { files, by_name, plain: Calendar::plain() })
    }

    /// As the file says them, by name.
    pub fn files(&self) -> &BTreeMap<String, CalendarFile> {
        &self.files
    }

    /// The calendar of that name.
    pub fn get(&self, name: &str) -> Option<&Calendar> {
        self.by_name.get(name)
    }

    /// The calendar of that name, or one that only knows weekends.
    pub fn or_plain(&self, name: &str) -> &Calendar {
        self.by_name.get(name).unwrap_or(&self.plain)
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

impl Calendar {
    /// Weekends only, in UTC.
    pub fn plain() -> Self {
        Self {
            zone: TimeZone::UTC,
            weekend: vec![Weekday::Saturday, Weekday::Sunday],
            observed: Observed::None,
            holidays: Vec::new(),
            free: BTreeSet::new(),
        }
    }

    fn of(file: CalendarFile) -> Result<Self, String> {
        let zone = TimeZoneDatabase::bundled()
            .get(&file.zone)
            .map_err(|error| format!("zone {:?}: {error}", file.zone))?;
        let weekend: Option<Vec<_>> =
            file.weekend.iter().map(|name| holiday::weekday(name)).collect();
        let weekend = weekend.ok_or_else(|| format!("weekend {:?}: no such day", file.weekend))?;
        if weekend.len() >= 7 {
            return Err("somebody must work on some day of the week".to_owned());
        }
        let (observed, holidays) = (file.observed, file.holidays);
        let mut calendar = Self { zone, weekend, observed, holidays, free: BTreeSet::new() };
        calendar.free = COMPUTED.flat_map(|year| calendar.free_days(year)).collect();
        Ok(calendar)
    }

    /// The time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// That moment in this place.
    pub fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// Whether people work on that day.
    pub fn is_business_day(&self, day: Date) -> bool {
        let is_free = if COMPUTED.contains(&day.year()) {
            self.free.contains(&day)
        } else {
            self.free_days(day.year()).contains(&day)
        };
        !is_free && !self.weekend.contains(&day.weekday())
    }

    /// The moment that lies so far after `from`. What lies beyond all time is
    /// the end of time.
    pub fn after(&self, from: Timestamp, span: &Span) -> Timestamp {
        self.after_at(from, span, None)
    }

    /// The same; days, months and business days end at this time of day.
    pub fn after_at(&self, from: Timestamp, span: &Span, at: Option<Time>) -> Timestamp {
        let here = self.zoned(from);
        let day = match *span {
            Span::Exact(length) => return from.checked_add(length).unwrap_or(Timestamp::MAX),
            Span::Days(days) => here.date().checked_add(i64::from(days).days()).ok(),
            Span::Months(months) => here.date().checked_add(i64::from(months).months()).ok(),
            Span::BusinessDays(days) => self.business_day_after(here.date(), days),
            Span::BusinessHours(hours) => {
                let length = SignedDuration::from_hours(i64::from(hours));
                return self.business_time_after(here, length).unwrap_or(Timestamp::MAX);
            }
        };
        // A time of day that the clocks leave out moves with them; one that
        // comes twice means the first.
        day.and_then(|day| {
            day.to_datetime(at.unwrap_or(here.time())).to_zoned(self.zone.clone()).ok()
        })
        .map_or(Timestamp::MAX, |there| there.timestamp())
    }

    /// The `count`-th day of work after that day, which itself does not count.
    fn business_day_after(&self, from: Date, count: u32) -> Option<Date> {
        let (mut day, mut left, mut rested) = (from, count, 0);
        while left > 0 {
            day = day.tomorrow().ok()?;
            if self.is_business_day(day) {
                left -= 1;
                rested = 0;
            } else {
                rested += 1;
                if rested > REST_DAYS_MAX {
                    return None;
                }
            }
        }
        Some(day)
    }

    /// The moment when so much time has passed on days of work; a day is as
    /// long as the clocks make it.
    fn business_time_after(&self, from: Zoned, length: SignedDuration) -> Option<Timestamp> {
        let (mut here, mut left, mut rested) = (from, length, 0);
        loop {
            let end = here.date().tomorrow().ok()?.to_zoned(self.zone.clone()).ok()?;
            if self.is_business_day(here.date()) {
                let room = here.timestamp().duration_until(end.timestamp());
                if left <= room {
                    return here.timestamp().checked_add(left).ok();
                }
                left = left.checked_sub(room)?;
                rested = 0;
            } else {
                rested += 1;
                if rested > REST_DAYS_MAX {
                    return None;
                }
            }
            here = end;
        }
    }

    /// The holidays that can touch that year: a new year's day may be kept on
    /// the last day of the year before.
    fn free_days(&self, year: i16) -> BTreeSet<Date> {
        let years = year.saturating_sub(1)..=year.saturating_add(1);
        let named: BTreeSet<Date> = years
            .flat_map(|year| self.holidays.iter().filter_map(move |holiday| holiday.in_year(year)))
            .collect();
        let mut free = named.clone();
        for day in named {
            if let Some(kept) = self.observed.instead(day, &self.weekend, &free) {
                free.insert(kept);
            }
        }
        free
    }
}
