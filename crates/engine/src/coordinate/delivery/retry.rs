//! When what could not be handed over is tried again, and when no more.

use jiff::{SignedDuration, Timestamp};

/// The first wait after a failure.
const FIRST: SignedDuration = SignedDuration::from_secs(15);

/// No wait is longer, whatever the other side asks for: a message of an
/// incident that waits for hours is better looked at by a person.
pub const WAIT_MAX: SignedDuration = SignedDuration::from_mins(30);

/// How often something is tried before it counts as dead, if the settings do not
/// say: with the waits above, a mail server may be away for two hours.
pub const ATTEMPTS_MAX: u32 = 12;

/// When to try again after `attempts` failures, the last at `now`; `None` = no
/// more. `asked` is what the other side said (`Retry-After`).
pub fn next_at(
    attempts: u32,
    attempts_max: u32,
    now: Timestamp,
    asked: Option<SignedDuration>,
) -> Option<Timestamp> {
    (attempts < attempts_max).then_some(())?;
    let doublings = attempts.saturating_sub(1).min(20);
    let wait = FIRST.saturating_mul(1_i32 << doublings);
    let wait = asked.map_or(wait, |asked| asked.max(wait)).min(WAIT_MAX);
    now.checked_add(wait).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_an_hour_and_then_it_is_dead() {
        let now = Timestamp::UNIX_EPOCH;
        let waits: Vec<Option<i64>> = [1, 2, 3, 7, 8, 11, 12]
            .into_iter()
            .map(|attempts| next_at(attempts, ATTEMPTS_MAX, now, None).map(Timestamp::as_second))
            .collect();

        let expected =
            [Some(15), Some(30), Some(60), Some(960), Some(1800), Some(1800), None].to_vec();
        assert_eq!(waits, expected);
    }

    #[test]
    fn who_is_asked_to_come_later_comes_later_but_within_bounds() {
        let now = Timestamp::UNIX_EPOCH;
        let at = |asked| next_at(1, 3, now, Some(SignedDuration::from_secs(asked)));
        assert_eq!(at(5).map(Timestamp::as_second), Some(15), "not sooner than we would");
        assert_eq!(at(120).map(Timestamp::as_second), Some(120));
        assert_eq!(at(86_400).map(Timestamp::as_second), Some(1800));
    }
}
