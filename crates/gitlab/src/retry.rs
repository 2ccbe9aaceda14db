//! How often and how patiently a read is repeated.

use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::error::GitLabError;

/// Times that a read is tried in all. Four tries span about a second: enough
/// for a restarting worker; an instance that is down shall be reported, not waited for.
pub(crate) const TRIES_MAX: u32 = 4;

/// Times that a read is tried when GitLab asks to slow down without saying for
/// how long, as its application's own limits do: six tries span about 15 seconds.
///
/// Source: GitLab docs, `administration/settings/rate_limits` ("rate limits
/// implemented in the application do not return headers").
const SLOWED_TRIES_MAX: u32 = 6;

/// How many times longer the waits are then.
const SLOWED_FACTOR: u32 = 5;

/// The longest wait that GitLab may ask for before we hand the decision to the
/// caller: somebody sits in front of a running incident.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// How long to wait before the next try of a read; `None` = give up.
/// `tries` is how many were made, `first` the first wait without a hint of
/// GitLab's; it doubles with each try.
pub(crate) fn wait_before_retry(
    error: &GitLabError,
    tries: u32,
    first: Duration,
) -> Option<Duration> {
    let (asked, tries_max, factor) = match error {
        GitLabError::Transport { .. } | GitLabError::Server { status: 502..=504, .. } => {
            (None, TRIES_MAX, 1)
        }
        GitLabError::RateLimited { retry_after: None, .. } => {
            (None, SLOWED_TRIES_MAX, SLOWED_FACTOR)
        }
        GitLabError::RateLimited { retry_after, .. } => (*retry_after, TRIES_MAX, 1),
        // Slow: it was waited for long enough. Down: nothing is sent for now.
        _not_worth_it => return None,
    };
    if tries >= tries_max {
        return None;
    }
    let doubled = 2_u32.saturating_pow(tries.saturating_sub(1)).saturating_mul(factor);
    let wait = asked.unwrap_or_else(|| first.saturating_mul(doubled));
    (wait <= WAIT_MAX).then_some(wait)
}

/// `Retry-After` in seconds. Missing on the limits of GitLab's application.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use reqwest::{Method, StatusCode};

    use super::*;
    use crate::error::Call;

    fn answered(status: u16, retry_after: Option<u64>) -> GitLabError {
        let call = Call { method: Method::GET, path: "/api/v4/user".to_owned() };
        let status = StatusCode::from_u16(status).unwrap();
        GitLabError::from_answer(call, status, retry_after.map(Duration::from_secs), b"")
    }

    #[track_caller]
    fn check(error: &GitLabError, tries: u32, wait_ms: Option<u64>) {
        let wait = wait_before_retry(error, tries, Duration::from_millis(100));
        assert_eq!(wait, wait_ms.map(Duration::from_millis));
    }

    #[test]
    fn a_busy_gitlab_is_asked_again_with_growing_waits() {
        check(&answered(503, None), 1, Some(100));
        check(&answered(502, None), 2, Some(200));
        check(&answered(504, None), 3, Some(400));
    }

    #[test]
    fn the_number_of_tries_is_bounded() {
        check(&answered(503, None), TRIES_MAX, None);
    }

    #[test]
    fn a_limit_without_headers_is_waited_out_more_patiently() {
        for (tries, wait) in [(1, Some(500)), (2, Some(1000)), (5, Some(8000)), (6, None)] {
            check(&answered(429, None), tries, wait);
        }
    }

    #[test]
    fn gitlabs_own_wait_is_kept_but_not_a_long_one() {
        check(&answered(429, Some(3)), 1, Some(3000));
        check(&answered(429, Some(0)), 1, Some(0));
        check(&answered(429, Some(60)), 1, None);
    }

    #[test]
    fn a_refusal_is_not_asked_again() {
        for status in [400, 401, 403, 404, 405, 409, 418, 422, 500] {
            check(&answered(status, None), 1, None);
        }
    }
}
