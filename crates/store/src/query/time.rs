//! `since:` and `until:`.

use jiff::{SignedDuration, Timestamp, civil, fmt::temporal::Pieces, tz::TimeZone};

use super::error::Fault;

/// Reads `2d`, `90m`, `2026-01-31`, `2026-01-31T10:00Z`, `now`. A time without
/// an offset is UTC.
pub(crate) fn parse(text: &str, now: Timestamp) -> Result<Timestamp, Fault> {
    let found = if text == "now" { Some(now) } else { ago(text, now).or_else(|| absolute(text)) };
    // Rows know milliseconds; a finer bound would print but never matter.
    found.and_then(|time| Timestamp::from_millisecond(time.as_millisecond()).ok()).ok_or_else(
        || {
            Fault::new(
                format!("`{text}` is not a time"),
                "for example `2d`, `12h`, `30m`, `2026-01-31` or `2026-01-31T10:00Z` (UTC)",
            )
        },
    )
}

fn ago(text: &str, now: Timestamp) -> Option<Timestamp> {
    const UNITS: &[(char, i64)] =
        &[('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400), ('w', 7 * 86_400)];
    let unit = text.chars().next_back()?;
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok().filter(|count| *count >= 0)?;
    now.checked_sub(SignedDuration::from_secs(count.checked_mul(*seconds)?)).ok()
}

fn absolute(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let pieces = Pieces::parse(text).ok()?;
    let has_offset = pieces.offset().is_some() || pieces.time_zone_annotation().is_some();
    let civil = pieces.date().to_datetime(pieces.time().unwrap_or(civil::Time::midnight()));
    let zoned = TimeZone::UTC.to_timestamp(civil).ok();
    zoned.filter(|_| !has_offset)
}
