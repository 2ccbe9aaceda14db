//! Slowing down before a limit, by what GitLab says is left of it.
//!
//! Source: GitLab docs, `administration/settings/user_and_ip_rate_limits`
//! ("Response headers": `RateLimit-Remaining`, `RateLimit-Reset` in Unix seconds).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{DATE, HeaderMap};

/// Requests left at which we wait: a few stay for others of the same token.
const LEFT_MIN: u64 = 2;

/// The longest wait: GitLab's limits are counted by the minute. A longer one is
/// the sign of a clock that is wrong, and somebody sits in front of an incident.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// Until when nothing is sent.
#[derive(Debug, Default)]
pub(super) struct Pace {
    not_before: Mutex<Option<Instant>>,
}

impl Pace {
    /// Waits until something may be sent.
    pub(super) async fn wait(&self) {
        let until = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = until.filter(|until| *until > Instant::now()) else { return };
        tracing::debug!("Waiting: GitLab's limit is nearly used up");
        tokio::time::sleep_until(until.into()).await;
    }

    /// Takes from an answer how many requests are left.
    pub(super) fn learn(&self, headers: &HeaderMap) {
        let until = pause(headers).and_then(|wait| Instant::now().checked_add(wait));
        *self.not_before.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

/// How long to send nothing after this answer. GitLab's own clock (`Date`) is
/// what its `RateLimit-Reset` is measured by: ours may be wrong.
fn pause(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    if number("ratelimit-remaining")? > LEFT_MIN {
        return None;
    }
    let reset = Timestamp::from_second(i64::try_from(number("ratelimit-reset")?).ok()?).ok()?;
    let date = rfc2822::parse(headers.get(DATE)?.to_str().ok()?).ok()?.timestamp();
    let wait = Duration::try_from(reset.duration_since(date)).ok()?;
    (wait <= WAIT_MAX).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], seconds: Option<u64>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        assert_eq!(pause(&map), seconds.map(Duration::from_secs));
    }

    #[test]
    fn nothing_is_sent_until_the_limit_is_counted_anew() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        check(&[date, ("ratelimit-remaining", "1"), ("ratelimit-reset", "784111800")], Some(23));
        check(&[date, ("ratelimit-remaining", "90"), ("ratelimit-reset", "784111800")], None);
    }

    #[test]
    fn a_reset_in_the_past_or_in_an_hour_is_no_reason_to_wait() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for reset in ["784111700", "784115800", "soon"] {
            check(&[date, ("ratelimit-remaining", "0"), ("ratelimit-reset", reset)], None);
        }
        check(&[("ratelimit-remaining", "0")], None);
    }
}
