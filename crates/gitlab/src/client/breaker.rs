//! A circuit breaker: while GitLab is down, calls answer at once instead of
//! each waiting for its own timeout, and GitLab comes up without a crowd at its door.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Call, GitLabError};

/// Failures in a row after which GitLab counts as down: two reads with all
/// their repetitions. One failing endpoint between sound ones never gets there.
const FAILURES_MAX: u32 = 8;

/// Whether GitLab answers.
#[derive(Debug)]
pub(super) struct Breaker {
    state: Mutex<State>,
    /// How long it stays open.
    rest: Duration,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    opened_at: Option<Instant>,
    /// Whether one call is out to see if GitLab is back.
    is_trying: bool,
}

/// The right to send one request; dropped without a result it counts for nothing.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
    is_ended: bool,
}

impl Breaker {
    pub(super) fn new(rest: Duration) -> Self {
        Self { state: Mutex::default(), rest }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks to send. Refused while open; once it has rested, one call may try.
    pub(super) fn ask(&self, call: &Call) -> Result<Permit<'_>, GitLabError> {
        let mut state = self.state();
        let Some(opened_at) = state.opened_at else {
            return Ok(Permit { breaker: self, is_trial: false, is_ended: false });
        };
        let left = self.rest.saturating_sub(opened_at.elapsed());
        if !left.is_zero() || state.is_trying {
            return Err(GitLabError::Down { call: call.clone(), again_in: left });
        }
        state.is_trying = true;
        Ok(Permit { breaker: self, is_trial: true, is_ended: false })
    }
}

impl Permit<'_> {
    /// Tells how it went.
    pub(super) fn end(mut self, is_well: bool) {
        self.is_ended = true;
        let mut state = self.breaker.state();
        if is_well {
            *state = State::default();
            return;
        }
        state.failures = state.failures.saturating_add(1);
        state.is_trying = false;
        if self.is_trial || state.failures >= FAILURES_MAX {
            state.opened_at = Some(Instant::now());
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // Who asked went away before the answer: the next one may try.
        if self.is_trial && !self.is_ended {
            self.breaker.state().is_trying = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;

    fn call() -> Call {
        Call { method: Method::GET, path: "/api/v4/user".to_owned() }
    }

    fn down(rest: Duration) -> Breaker {
        let breaker = Breaker::new(rest);
        for _failure in 0..FAILURES_MAX {
            breaker.ask(&call()).unwrap().end(false);
        }
        breaker
    }

    #[test]
    fn after_failures_in_a_row_calls_are_refused_with_the_time_that_is_left() {
        let error = down(Duration::from_mins(1)).ask(&call()).unwrap_err();
        let GitLabError::Down { again_in, .. } = error else { panic!("{error}") };
        assert!(again_in > Duration::from_secs(50), "{again_in:?}");
    }

    #[test]
    fn one_success_between_failures_keeps_it_closed() {
        let breaker = Breaker::new(Duration::from_mins(1));
        for _round in 0..3 {
            for _failure in 1..FAILURES_MAX {
                breaker.ask(&call()).unwrap().end(false);
            }
            breaker.ask(&call()).unwrap().end(true);
        }
        breaker.ask(&call()).unwrap();
    }

    #[test]
    fn once_rested_one_call_tries_and_its_success_closes() {
        let breaker = down(Duration::ZERO);
        let trial = breaker.ask(&call()).unwrap();
        breaker.ask(&call()).unwrap_err();
        trial.end(true);
        breaker.ask(&call()).unwrap();
        breaker.ask(&call()).unwrap();
    }

    #[test]
    fn a_trial_that_is_given_up_lets_the_next_one_try() {
        let breaker = down(Duration::ZERO);
        drop(breaker.ask(&call()).unwrap());
        breaker.ask(&call()).unwrap().end(false);
        breaker.ask(&call()).unwrap();
    }
}
