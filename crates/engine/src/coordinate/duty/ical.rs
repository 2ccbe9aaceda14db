//! Shifts from an iCalendar feed (RFC 5545): what on-call tools export.
//!
//! Understood: `VEVENT` with `DTSTART`, `DTEND` or `DURATION`, `SUMMARY`,
//! `ATTENDEE`, `STATUS`, `EXDATE`, `RECURRENCE-ID`, and `RRULE` by day or week.
//! What is not understood is told as a problem, never guessed: a shift that is
//! missing in silence would leave nobody to ask.

mod line;
mod repeat;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use super::oncall::Shift;
use line::Line;
use repeat::Repeat;

/// More events than this are not read: a feed of shifts is small.
const EVENTS_MAX: usize = 10_000;

/// What a feed holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its shifts within the window asked for, by time.
    pub shifts: Vec<Shift>,
    /// What could not be understood, in plain English.
    pub problems: Vec<String>,
}

/// Reads a feed: the shifts that touch the time from `from` until `to`. `people`
/// says whose account a name or mail address in the feed is.
pub fn read(
    text: &str,
    (from, to): (Timestamp, Timestamp),
    people: &BTreeMap<String, String>,
) -> Feed {
    let lines = line::unfolded(text);
    let zone = default_zone(&lines);
    let mut feed = Feed::default();
    let events = events(&lines, &zone, &mut feed.problems);
    let moved: BTreeSet<(String, Timestamp)> = events
        .iter()
        .filter_map(|event| Some((event.uid.clone(), event.replaces.as_ref()?.timestamp())))
        .collect();
    for event in &events {
        let starts = match event.starts((from, to)) {
            Ok(starts) => starts,
            Err(why) => {
                feed.problems.push(format!("{}: {why}", event.summary));
                continue;
            }
        };
        for start in starts {
            let at = start.timestamp();
            let is_moved = event.replaces.is_none() && moved.contains(&(event.uid.clone(), at));
            let Some(end) = event.end_of(&start) else { continue };
            if !is_moved && !event.except.contains(&at) && at < to && end > from {
                let person = event.person(people);
                feed.shifts.push(Shift { from: Some(at), to: Some(end), person });
            }
        }
    }
    feed.shifts.sort();
    feed
}

/// One `VEVENT`.
#[derive(Debug)]
struct Event {
    uid: String,
    summary: String,
    attendees: Vec<String>,
    start: Zoned,
    /// How long by the clock on the wall: a shift ends at nine, also when the
    /// clocks have changed meanwhile.
    length: Span,
    repeat: Option<Repeat>,
    except: BTreeSet<Timestamp>,
    /// The occurrence that this one takes the place of.
    replaces: Option<Zoned>,
}

impl Event {
    fn starts(&self, window: (Timestamp, Timestamp)) -> Result<Vec<Zoned>, String> {
        match &self.repeat {
            None => Ok(vec![self.start.clone()]),
            Some(repeat) => repeat.starts(&self.start, self.length, window),
        }
    }

    fn end_of(&self, start: &Zoned) -> Option<Timestamp> {
        let end = start.datetime().checked_add(self.length).ok()?;
        Some(start.time_zone().to_zoned(end).ok()?.timestamp())
    }

    /// Whose shift it is: an account, where the settings know the name.
    fn person(&self, people: &BTreeMap<String, String>) -> String {
        let summary = self.summary.to_lowercase();
        let is_named = |name: &str| {
            let name = name.to_lowercase();
            self.attendees.iter().any(|one| one.to_lowercase() == name) || summary.contains(&name)
        };
        let known = people.iter().find(|(name, _)| is_named(name)).map(|(_, account)| account);
        known.cloned().unwrap_or_else(|| self.summary.clone())
    }
}

fn default_zone(lines: &[Line]) -> TimeZone {
    let named = lines.iter().find(|line| line.name == "X-WR-TIMEZONE");
    named.and_then(|line| TimeZone::get(&line.value).ok()).unwrap_or(TimeZone::UTC)
}

fn events(lines: &[Line], zone: &TimeZone, problems: &mut Vec<String>) -> Vec<Event> {
    let mut events = Vec::new();
    let mut open: Option<Vec<&Line>> = None;
    for line in lines {
        match (line.name.as_str(), line.value.as_str(), &mut open) {
            ("BEGIN", "VEVENT", _) => open = Some(Vec::new()),
            ("END", "VEVENT", _) => {
                let Some(lines) = open.take() else { continue };
                if events.len() >= EVENTS_MAX {
                    problems.push(format!("more than {EVENTS_MAX} events: the rest is left out"));
                    return events;
                }
                match event(&lines, zone) {
                    Ok(event) => events.extend(event),
                    Err(why) => problems.push(format!("{}: {why}", summary(&lines))),
                }
            }
            (_, _, Some(lines)) => lines.push(line),
            (_, _, None) => {}
        }
    }
    events
}

fn summary(lines: &[&Line]) -> String {
    let text = lines.iter().find(|line| line.name == "SUMMARY").map(|line| line.text());
    text.unwrap_or_else(|| "an event without a name".to_owned())
}

/// One event; `None` = it was called off.
fn event(lines: &[&Line], zone: &TimeZone) -> Result<Option<Event>, String> {
    let find = |name: &str| lines.iter().find(|line| line.name == name).copied();
    if find("STATUS").is_some_and(|line| line.value.eq_ignore_ascii_case("CANCELLED")) {
        return Ok(None);
    }
    let start_line = find("DTSTART").ok_or("it has no DTSTART")?;
    let start = when(start_line, zone)?;
    let length = match (find("DTEND"), find("DURATION")) {
        (Some(line), _) => {
            let end = when(line, zone)?.with_time_zone(start.time_zone().clone());
            end.datetime() - start.datetime()
        }
        (None, Some(line)) => {
            let span = line.value.parse::<Span>().ok();
            span.ok_or_else(|| format!("its DURATION is {:?}", line.value))?
        }
        // RFC 5545 3.6.1: a date without an end is a day, a time without one no time.
        (None, None) if is_date(start_line) => Span::new().days(1),
        (None, None) => return Err("it has neither DTEND nor DURATION".to_owned()),
    };
    let mut except = BTreeSet::new();
    for line in lines.iter().filter(|line| line.name == "EXDATE") {
        for value in line.value.split(',') {
            let one = Line { value: value.to_owned(), ..(*line).clone() };
            except.insert(when(&one, zone)?.timestamp());
        }
    }
    let attendees = lines.iter().filter(|line| line.name == "ATTENDEE");
    Ok(Some(Event {
        uid: find("UID").map(|line| line.value.clone()).unwrap_or_default(),
        summary: summary(lines),
        attendees: attendees.flat_map(|line| line.names()).collect(),
        length,
        repeat: find("RRULE").map(|line| Repeat::read(&line.value, &start)).transpose()?,
        except,
        replaces: find("RECURRENCE-ID").map(|line| when(line, zone)).transpose()?,
        start,
    }))
}

fn is_date(line: &Line) -> bool {
    !line.value.contains('T')
}

/// `20261121T090000Z`, the same without `Z` in the zone of `TZID`, or a date.
fn when(line: &Line, zone: &TimeZone) -> Result<Zoned, String> {
    let wrong = || format!("{:?} is no time", line.value);
    let zone = match line.parameter("TZID") {
        Some(name) => TimeZone::get(name)
            .ok()
            .ok_or_else(|| format!("the time zone {name:?} is not known by that name"))?,
        None => zone.clone(),
    };
    if is_date(line) {
        let date: Date = Date::strptime("%Y%m%d", &line.value).ok().ok_or_else(wrong)?;
        return date.to_zoned(zone).ok().ok_or_else(wrong);
    }
    let (text, zone) = match line.value.strip_suffix('Z') {
        Some(text) => (text, TimeZone::UTC),
        None => (line.value.as_str(), zone),
    };
    let time = DateTime::strptime("%Y%m%dT%H%M%S", text).ok().ok_or_else(wrong)?;
    time.to_zoned(zone).ok().ok_or_else(wrong)
}
