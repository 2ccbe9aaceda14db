use jiff::Timestamp;
use jiff::civil::{Date, date, time};

use super::{Calendars, Holiday, Span};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[track_caller]
fn check(calendar: &str, cases: &[(&str, &str, &str)]) {
    let calendars = Calendars::shipped().unwrap();
    for &(from, span, expected) in cases {
        let span: Span = span.parse().unwrap();
        let due = calendars.get(calendar).unwrap().after(at(from), &span);
        assert_eq!(due, at(expected), "{calendar}: {from} + {span}");
    }
}

#[test]
fn hours_are_hours_whatever_the_clocks_do() {
    // New York: clocks forward on 2026-03-08, back on 2026-11-01, both at 2 a.m.
    check(
        "us-federal",
        &[
            ("2026-03-08T06:30:00Z", "1h", "2026-03-08T07:30:00Z"),
            ("2026-11-01T05:30:00Z", "1h", "2026-11-01T06:30:00Z"),
            ("2026-03-07T12:00:00Z", "24h", "2026-03-08T12:00:00Z"),
            ("2026-10-24T22:00:00Z", "72h", "2026-10-27T22:00:00Z"),
        ],
    );
}

#[test]
fn days_keep_the_time_of_day_when_the_clocks_change() {
    check(
        "us-federal",
        &[
            // 9 a.m. is 14:00 UTC in winter and 13:00 in summer.
            ("2026-03-07T14:00:00Z", "1 day", "2026-03-08T13:00:00Z"),
            ("2026-10-31T13:00:00Z", "1 day", "2026-11-01T14:00:00Z"),
            // 2:30 a.m. does not exist on March 8: it moves with the clocks.
            ("2026-03-07T07:30:00Z", "1 day", "2026-03-08T07:30:00Z"),
            // 1:30 a.m. comes twice on November 1: the first counts.
            ("2026-10-31T05:30:00Z", "1 day", "2026-11-01T05:30:00Z"),
        ],
    );
}

#[test]
fn business_hours_count_on_days_of_work_only() {
    check(
        "us-federal",
        &[
            // Friday 17:00 (EST): seven hours of Friday, five of Monday.
            ("2026-11-20T22:00:00Z", "12 business hours", "2026-11-23T10:00:00Z"),
            // On a day of work they are hours.
            ("2026-11-23T14:00:00Z", "2 business hours", "2026-11-23T16:00:00Z"),
            ("2026-11-23T17:00:00Z", "12bh", "2026-11-24T05:00:00Z"),
            // Thanksgiving does not count; nor does what is left of a weekend.
            ("2026-11-26T01:00:00Z", "12 business hours", "2026-11-27T13:00:00Z"),
            ("2026-11-21T15:00:00Z", "1 business hour", "2026-11-23T06:00:00Z"),
            // The clocks go back on Sunday: Monday's midnight is five hours from UTC again.
            ("2026-10-30T22:00:00Z", "12 business hours", "2026-11-02T11:00:00Z"),
        ],
    );
}

#[test]
fn months_end_on_the_last_day_and_leap_years_have_one_more() {
    check(
        "plain",
        &[
            ("2027-01-31T10:00:00Z", "1 month", "2027-02-28T10:00:00Z"),
            ("2028-01-31T10:00:00Z", "1 month", "2028-02-29T10:00:00Z"),
            ("2028-02-28T10:00:00Z", "1 day", "2028-02-29T10:00:00Z"),
            ("2028-02-28T10:00:00Z", "24h", "2028-02-29T10:00:00Z"),
            // The 29th of February 2028 is a Tuesday, and people work.
            ("2028-02-28T10:00:00Z", "2 business days", "2028-03-01T10:00:00Z"),
            ("2026-12-31T10:00:00Z", "60 days", "2027-03-01T10:00:00Z"),
            ("2027-12-31T10:00:00Z", "60 days", "2028-02-29T10:00:00Z"),
        ],
    );
}

#[test]
fn business_days_leave_out_weekends_and_holidays() {
    check(
        "us-federal",
        &[
            // Wednesday before Thanksgiving 2026 (Nov 26).
            ("2026-11-25T15:00:00Z", "1 business day", "2026-11-27T15:00:00Z"),
            ("2026-11-25T15:00:00Z", "4 business days", "2026-12-02T15:00:00Z"),
            // A Saturday does not count, nor does the Monday of Labor Day.
            ("2026-09-05T15:00:00Z", "1 business day", "2026-09-08T15:00:00Z"),
            // July 4, 2026 is a Saturday: kept on Friday the 3rd.
            ("2026-07-02T15:00:00Z", "1 business day", "2026-07-06T15:00:00Z"),
            // January 1, 2028 is a Saturday: kept on Friday, December 31, 2027.
            ("2027-12-30T15:00:00Z", "1 business day", "2028-01-03T15:00:00Z"),
            ("2026-11-25T15:00:00Z", "0 business days", "2026-11-25T15:00:00Z"),
        ],
    );
    check(
        "japan",
        &[
            // Silver week of 2026: Monday 21, Tuesday 22, Wednesday 23.
            ("2026-09-18T03:00:00Z", "1 business day", "2026-09-24T03:00:00Z"),
            // May 3, 2026 is a Sunday: kept on Wednesday the 6th.
            ("2026-05-01T03:00:00Z", "1 business day", "2026-05-07T03:00:00Z"),
            // Saturday's holiday is not kept on another day: August 11, 2029.
            ("2029-08-10T03:00:00Z", "1 business day", "2029-08-13T03:00:00Z"),
        ],
    );
    // Christmas 2027 is a Saturday, so that Monday and Tuesday are free.
    check("england", &[("2027-12-24T09:00:00Z", "1 business day", "2027-12-29T09:00:00Z")]);
    check("eu-target", &[("2027-03-25T09:00:00Z", "1 business day", "2027-03-30T08:00:00Z")]);
}

#[test]
fn a_deadline_of_a_day_can_end_at_a_time_of_day() {
    let calendars = Calendars::shipped().unwrap();
    let from = at("2026-10-28T12:00:00Z");

    let due = calendars.get("us-federal").unwrap().after_at(
        from,
        &Span::BusinessDays(4),
        Some(time(17, 30, 0, 0)),
    );

    assert_eq!(due, at("2026-11-03T22:30:00Z"), "17:30 in New York, after the clocks changed");
}

#[test]
fn easter_and_the_other_rules_find_their_days() {
    let on = |text: &str, year| -> Option<Date> {
        Holiday { name: String::new(), on: text.parse().unwrap() }.in_year(year)
    };
    for (rule, year, expected) in [
        ("easter", 2024, date(2024, 3, 31)),
        ("easter+1", 2025, date(2025, 4, 21)),
        ("easter-2", 2026, date(2026, 4, 3)),
        ("easter", 2038, date(2038, 4, 25)),
        ("third monday of january", 2027, date(2027, 1, 18)),
        ("last monday of may", 2027, date(2027, 5, 31)),
        ("02-29", 2028, date(2028, 2, 29)),
    ] {
        assert_eq!(on(rule, year), Some(expected), "{rule} in {year}");
    }
    assert_eq!(on("02-29", 2027), None);
    assert_eq!(on("2026-09-22", 2027), None);
}

#[test]
fn what_makes_no_sense_is_refused_at_load() {
    for (text, part) in [
        ("a: { zone: Mars/Olympus }", "Mars/Olympus"),
        ("a: { zone: UTC, weekend: [someday] }", "no such day"),
        (
            "a: { zone: UTC, weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday] }",
            "somebody must work",
        ),
        ("a: { zone: UTC, holidays: [{ name: x, on: 13-40 }] }", "13-40"),
        ("a: { zone: UTC, hollidays: [] }", "hollidays"),
    ] {
        let why = Calendars::load(text).unwrap_err();
        assert!(why.contains(part), "{text}: {why}");
    }
}

#[test]
fn a_length_is_read_as_it_is_printed() {
    for text in ["30m", "1h", "90s", "1 day", "4 business days", "1 month", "0m"] {
        let span: Span = text.parse().unwrap();
        assert_eq!(span.to_string(), text);
    }
    for wrong in ["", "h", "1 fortnight", "-1h", "99999 days", "1.5h"] {
        assert!(wrong.parse::<Span>().is_err(), "{wrong:?}");
    }
}
