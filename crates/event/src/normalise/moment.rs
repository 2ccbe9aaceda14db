//! Times as GitLab's logs write them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

use super::json::{Member, excerpt};
use crate::Problem;

/// A point in time and the offset that it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// UTC, to the millisecond: finer parts differ between shapes of one event.
    pub(super) at: Timestamp,
    /// Offset from UTC as written, in seconds.
    pub(super) offset_s: i32,
}

/// The first of these members that holds a time.
pub(super) fn first(members: &[(&str, Member<'_>)], problems: &mut Vec<Problem>) -> Option<Moment> {
    members.iter().find_map(|&(field, member)| {
        let text = member.words(field, problems)?;
        let read = parse(&text);
        if let Some(what) = match read {
            Some((_, true)) => None,
            Some((_, false)) => Some("a time without an offset; read as UTC".to_owned()),
            None => Some(format!("not a time: {}", excerpt(&text))),
        } {
            problems.push(Problem { field: field.to_owned(), what });
        }
        read.map(|(moment, _)| moment)
    })
}

/// Reads RFC 3339, and Ruby's `2014-08-18 18:45:16 UTC` and `… +0900`; also
/// says whether the text named its offset.
pub(super) fn parse(text: &str) -> Option<(Moment, bool)> {
    let text = text.trim();
    if let Some(civil) = text.strip_suffix(" UTC") {
        return Some((moment(date_time(civil)?, Offset::UTC)?, true));
    }
    if let Some((civil, offset)) =
        text.rsplit_once(' ').filter(|(_, end)| end.starts_with(['+', '-']))
    {
        return parse(&format!("{civil}{offset}"));
    }
    let pieces = Pieces::parse(text).ok()?;
    let civil = pieces.date().to_datetime(pieces.time()?);
    match pieces.offset() {
        Some(PiecesOffset::Numeric(numeric)) => Some((moment(civil, numeric.offset())?, true)),
        Some(_) => Some((moment(civil, Offset::UTC)?, true)),
        None => Some((moment(civil, Offset::UTC)?, false)),
    }
}

/// Reads a time that a text log writes in its own way (`strftime`); without an
/// offset it is read as UTC.
pub(super) fn written(text: &str, format: &str) -> Option<Moment> {
    let read = strtime::parse(format, text).ok()?;
    moment(read.to_datetime().ok()?, read.offset().unwrap_or(Offset::UTC))
}

fn date_time(text: &str) -> Option<DateTime> {
    let pieces = Pieces::parse(text).ok()?;
    Some(pieces.date().to_datetime(pieces.time()?))
}

fn moment(civil: DateTime, offset: Offset) -> Option<Moment> {
    let exact = offset.to_timestamp(civil).ok()?;
    let at = Timestamp::from_millisecond(exact.as_millisecond()).ok()?;
    Some(Moment { at, offset_s: offset.seconds() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time in UTC, offset in seconds, whether the text named it.
    type Read = Option<(&'static str, i32, bool)>;

    #[track_caller]
    fn check(cases: &[(&str, Read)]) {
        for (text, expected) in cases {
            let actual =
                parse(text).map(|(moment, named)| (moment.at.to_string(), moment.offset_s, named));
            let expected = expected.map(|(at, offset_s, named)| (at.to_owned(), offset_s, named));
            assert_eq!(actual, expected, "{text:?}");
        }
    }

    #[test]
    fn every_way_that_gitlab_writes_a_time_is_read_with_its_offset() {
        check(&[
            ("2026-07-01T09:30:00.125Z", Some(("2026-07-01T09:30:00.125Z", 0, true))),
            ("2026-07-01T09:30:00.125+00:00", Some(("2026-07-01T09:30:00.125Z", 0, true))),
            ("2026-07-01T18:30:00.125+09:00", Some(("2026-07-01T09:30:00.125Z", 32_400, true))),
            ("2026-07-01T05:00:00-0430", Some(("2026-07-01T09:30:00Z", -16_200, true))),
            ("2026-07-01 09:30:00 UTC", Some(("2026-07-01T09:30:00Z", 0, true))),
            ("2026-07-01 18:30:00 +0900", Some(("2026-07-01T09:30:00Z", 32_400, true))),
            ("2026-07-01T09:30:00", Some(("2026-07-01T09:30:00Z", 0, false))),
        ]);
    }

    #[test]
    fn parts_finer_than_a_millisecond_are_cut_off() {
        check(&[("2026-07-01T09:30:00.125999Z", Some(("2026-07-01T09:30:00.125Z", 0, true)))]);
    }

    #[test]
    fn the_times_of_text_logs_are_read() {
        let cases = [
            ("14/Jan/2026:12:22:17 +0900", "%d/%b/%Y:%H:%M:%S %z", "2026-01-14T03:22:17Z"),
            ("January 14, 2026 03:22", "%B %d, %Y %H:%M", "2026-01-14T03:22:00Z"),
        ];
        for (text, format, expected) in cases {
            assert_eq!(written(text, format).unwrap().at.to_string(), expected);
        }
        assert_eq!(written("14/Foo/2026:12:22:17 +0900", "%d/%b/%Y:%H:%M:%S %z"), None);
    }

    #[test]
    fn what_is_no_time_is_none() {
        check(&[
            ("", None),
            ("yesterday", None),
            ("2026-07-01", None),
            ("1782898200", None),
            (" UTC", None),
            ("a +b", None),
        ]);
        check(&[("2026-13-01T00:00:00Z", None), ("9999-12-31T23:59:59-23:00", None)]);
    }
}
