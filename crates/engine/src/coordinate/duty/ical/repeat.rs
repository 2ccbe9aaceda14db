//! Repetition by day or by week (RFC 5545, 3.3.10), by the clock on the wall.

use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

/// A repetition longer than this is not followed: some fifty years of days.
const STEPS_MAX: usize = 20_000;

/// How an event comes again.
#[derive(Debug, Clone)]
pub(super) struct Repeat {
    /// Days between two times; for weeks, seven times their number.
    step_days: i64,
    /// On which days of the week, where it goes by weeks.
    weekdays: Vec<Weekday>,
    /// The first day of the week.
    week_start: Weekday,
    /// How often; `None` = without end.
    count: Option<usize>,
    /// Until then, inclusive.
    until: Option<Timestamp>,
}

impl Repeat {
    /// Reads a rule; an error says what it cannot follow.
    pub(super) fn read(text: &str, start: &Zoned) -> Result<Self, String> {
        let mut repeat = Self {
            step_days: 1,
            weekdays: Vec::new(),
            week_start: Weekday::Monday,
            count: None,
            until: None,
        };
        let (mut interval, mut unit_days) = (1_i64, 0_i64);
        for part in text.split(';') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let wrong = || format!("its RRULE has {part:?}, which is not understood");
            match name.to_uppercase().as_str() {
                "FREQ" if value.eq_ignore_ascii_case("DAILY") => unit_days = 1,
                "FREQ" if value.eq_ignore_ascii_case("WEEKLY") => unit_days = 7,
                "INTERVAL" => {
                    let number = value.parse().ok().filter(|number| (1..=1000).contains(number));
                    interval = number.ok_or_else(wrong)?;
                }
                "COUNT" => repeat.count = Some(value.parse().ok().ok_or_else(wrong)?),
                "UNTIL" => repeat.until = Some(until(value, start).ok_or_else(wrong)?),
                "WKST" => repeat.week_start = weekday(value).ok_or_else(wrong)?,
                "BYDAY" => {
                    let days: Option<Vec<_>> = value.split(',').map(weekday).collect();
                    repeat.weekdays = days.ok_or_else(wrong)?;
                }
                _ => return Err(wrong()),
            }
        }
        match (unit_days, repeat.weekdays.is_empty()) {
            (0, _) => return Err("its RRULE goes neither by day nor by week".to_owned()),
            (1, false) => return Err("its RRULE goes by day and names days of the week".to_owned()),
            (7, true) => repeat.weekdays = vec![start.weekday()],
            (_, _) => {}
        }
        repeat.step_days = interval.saturating_mul(unit_days);
        Ok(repeat)
    }

    /// The times at which the event begins and that can touch the window.
    pub(super) fn starts(
        &self,
        start: &Zoned,
        length: Span,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Zoned>, String> {
        let mut found = Vec::new();
        let mut told = 0_usize;
        for (step, civil) in self.civil(start.datetime()).enumerate() {
            if step >= STEPS_MAX {
                return Err(format!("it comes again more than {STEPS_MAX} times"));
            }
            let Some(at) = zoned(civil, start.time_zone()) else { continue };
            let is_over = self.count.is_some_and(|count| told >= count)
                || self.until.is_some_and(|until| at.timestamp() > until)
                || at.timestamp() >= to;
            if is_over {
                break;
            }
            told = told.saturating_add(1);
            let end = civil.checked_add(length).ok();
            let end = end.and_then(|end| zoned(end, start.time_zone()));
            if end.is_some_and(|end| end.timestamp() > from) {
                found.push(at);
            }
        }
        Ok(found)
    }

    /// Every time of the repetition, by the clock on the wall.
    fn civil(&self, start: DateTime) -> impl Iterator<Item = DateTime> {
        let weeks_first = start.date().weekday().since(self.week_start);
        let mut offsets: Vec<i64> = if self.weekdays.is_empty() {
            vec![0]
        } else {
            let since_start = |day: &Weekday| i64::from(day.since(self.week_start) - weeks_first);
            self.weekdays.iter().map(since_start).collect()
        };
        offsets.sort_unstable();
        let step = self.step_days;
        (0_i64..)
            .flat_map(move |round| offsets.clone().into_iter().map(move |day| round * step + day))
            .map_while(move |days| start.checked_add(Span::new().try_days(days).ok()?).ok())
            .filter(move |at| *at >= start)
    }
}

fn zoned(civil: DateTime, zone: &TimeZone) -> Option<Zoned> {
    zone.to_zoned(civil).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    match name.to_uppercase().as_str() {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

/// A date means the whole day.
fn until(text: &str, start: &Zoned) -> Option<Timestamp> {
    if let Some(text) = text.strip_suffix('Z') {
        let time = DateTime::strptime("%Y%m%dT%H%M%S", text).ok()?;
        return Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp());
    }
    let time = if text.contains('T') {
        DateTime::strptime("%Y%m%dT%H%M%S", text).ok()?
    } else {
        jiff::civil::Date::strptime("%Y%m%d", text).ok()?.at(23, 59, 59, 0)
    };
    Some(zoned(time, start.time_zone())?.timestamp())
}
