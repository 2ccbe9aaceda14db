use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Feed, read};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn november(events: &str) -> Feed {
    let window = (at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z"));
    let people = BTreeMap::from([
        ("Mika Sato".to_owned(), "mika".to_owned()),
        ("sam@example.com".to_owned(), "sam".to_owned()),
    ]);
    read(&calendar(events), window, &people)
}

fn told(feed: &Feed) -> Vec<String> {
    let time = |time: Option<Timestamp>| time.map(|at| at.to_string()).unwrap_or_default();
    let line = |shift: &crate::coordinate::duty::Shift| {
        format!("{} {} {}", time(shift.from), time(shift.to), shift.person)
    };
    feed.shifts.iter().map(line).collect()
}

#[test]
fn shifts_of_an_export_are_read_with_folded_lines_and_names() {
    let feed = november(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261121T090000Z\r\nDTEND:20261121T170000Z\r\n\
         SUMMARY:On call - Mika\r\n  Sato - SEOC\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:2\r\nDTSTART;TZID=Asia/Tokyo:20261122T090000\r\nDURATION:PT8H\r\n\
         SUMMARY:Late\r\nATTENDEE;CN=\"Sam: the second\":mailto:Sam@example.com\r\nEND:VEVENT\r\n",
    );

    assert_eq!(feed.problems, Vec::<String>::new());
    assert_eq!(
        told(&feed),
        [
            "2026-11-21T09:00:00Z 2026-11-21T17:00:00Z mika",
            "2026-11-22T00:00:00Z 2026-11-22T08:00:00Z sam",
        ]
    );
}

#[test]
fn a_weekly_shift_keeps_its_hour_when_the_clocks_change() {
    let feed = november(
        "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=America/New_York:20261026T090000\n\
         DTEND;TZID=America/New_York:20261102T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3\n\
         SUMMARY:mika\nEND:VEVENT\n",
    );

    assert_eq!(
        told(&feed),
        [
            "2026-10-26T13:00:00Z 2026-11-02T14:00:00Z mika",
            "2026-11-09T14:00:00Z 2026-11-16T14:00:00Z mika",
            "2026-11-23T14:00:00Z 2026-11-30T14:00:00Z mika",
        ],
        "nine o'clock in New York before and after 2026-11-01"
    );
}

#[test]
fn an_occurrence_can_be_left_out_moved_or_called_off() {
    let feed = november(
        "BEGIN:VEVENT\nUID:1\nDTSTART:20261102T000000Z\nDTEND:20261103T000000Z\n\
         RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261112T000000Z\nEXDATE:20261104T000000Z\n\
         SUMMARY:mika\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261109T000000Z\nDTSTART:20261109T120000Z\n\
         DTEND:20261110T000000Z\nSUMMARY:sam@example.com\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:9\nSTATUS:CANCELLED\nDTSTART:20261120T000000Z\nDURATION:P1D\nSUMMARY:x\nEND:VEVENT\n",
    );

    assert_eq!(
        told(&feed),
        [
            "2026-11-02T00:00:00Z 2026-11-03T00:00:00Z mika",
            "2026-11-09T12:00:00Z 2026-11-10T00:00:00Z sam",
            "2026-11-11T00:00:00Z 2026-11-12T00:00:00Z mika",
        ]
    );
}

#[test]
fn what_is_not_understood_is_told_and_not_guessed() {
    let feed = november(
        "BEGIN:VEVENT\nDTSTART:20261121T090000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY\nSUMMARY:a\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART;TZID=Tokyo Standard Time:20261121T090000\nDURATION:PT1H\nSUMMARY:b\nEND:VEVENT\n\
         BEGIN:VEVENT\nDTSTART:yesterday\nSUMMARY:c\nEND:VEVENT\n\
         BEGIN:VEVENT\nSUMMARY:d\nEND:VEVENT\n",
    );

    assert_eq!(feed.shifts, []);
    assert_eq!(feed.problems.len(), 4, "{:?}", feed.problems);
    assert!(feed.problems.iter().any(|why| why.contains("MONTHLY")));
    assert!(feed.problems.iter().any(|why| why.contains("Tokyo Standard Time")));
}

#[test]
fn a_day_without_hours_is_a_day_in_the_calendars_own_zone() {
    let feed = november(
        "X-WR-TIMEZONE:Asia/Tokyo\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261121\nSUMMARY:mika\nEND:VEVENT\n",
    );

    assert_eq!(told(&feed), ["2026-11-20T15:00:00Z 2026-11-21T15:00:00Z mika"]);
}
