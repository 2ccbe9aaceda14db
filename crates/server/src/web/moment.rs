//! Times for people: the date in ISO, UTC first, then how long ago.

use jiff::Timestamp;

use super::words::Words;

/// A time, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// For `<time datetime>`.
    pub(crate) datetime: String,
    /// `2026-11-21 05:20:32 UTC`.
    pub(crate) utc: String,
    /// `3 minutes ago`.
    pub(crate) relative: String,
}

impl Moment {
    pub(crate) fn of(words: &Words, at: Timestamp, now: Timestamp) -> Self {
        Self { datetime: at.to_string(), utc: utc(at), relative: relative(words, at, now) }
    }
}

/// To the second: what people compare.
pub(crate) fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn relative(words: &Words, at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(at.as_second());
    let (unit, count) = rounded(seconds.unsigned_abs());
    match (seconds, unit) {
        (-5..=5, _) => words.t("moment-now"),
        (6.., _) => words.t1(&format!("moment-ago-{unit}"), "count", count),
        _ => words.t1(&format!("moment-in-{unit}"), "count", count),
    }
}

/// How long, in the largest unit of which there are at least two.
pub(crate) fn duration(words: &Words, seconds: i64) -> String {
    let (unit, count) = rounded(seconds.unsigned_abs());
    words.t1(&format!("duration-{unit}"), "count", count)
}

fn rounded(seconds: u64) -> (&'static str, u64) {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    match seconds {
        0..120 => ("seconds", seconds),
        120..7200 => ("minutes", seconds / MINUTE),
        7200..172_800 => ("hours", seconds / HOUR),
        _ => ("days", seconds / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::words::Lang;

    #[test]
    fn a_time_is_told_in_both_languages() {
        let now: Timestamp = "2026-11-21T05:20:32Z".parse().unwrap();
        for (at, english, japanese) in [
            ("2026-11-21T05:20:30Z", "just now", "たった今"),
            ("2026-11-21T05:20:02Z", "30 seconds ago", "30 秒前"),
            ("2026-11-21T05:17:32Z", "3 minutes ago", "3 分前"),
            ("2026-11-21T01:20:32Z", "4 hours ago", "4 時間前"),
            ("2026-11-18T05:20:32Z", "3 days ago", "3 日前"),
            ("2026-11-21T07:20:32Z", "in 2 hours", "2 時間後"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(Moment::of(&Words::of(Lang::En).unwrap(), at, now).relative, english);
            assert_eq!(Moment::of(&Words::of(Lang::Ja).unwrap(), at, now).relative, japanese);
        }
    }

    #[test]
    fn utc_comes_first_and_to_the_second() {
        let at = "2026-11-21T14:20:32.789+09:00".parse().unwrap();

        assert_eq!(utc(at), "2026-11-21 05:20:32 UTC");
    }
}
