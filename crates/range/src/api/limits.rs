//! How often something may be asked, and what is answered when it was too often.
//!
//! Source: GitLab docs, `security/rate_limits`: the limit of an endpoint
//! answers 429 without headers; that of users and addresses answers plain
//! text, `Retry-After`, and `RateLimit-*` headers on every answer.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::answer::{Answer, Body};
use crate::{RangeConfig, RateLimit};

/// The limits, and who asked when.
#[derive(Debug)]
pub(crate) struct Limits {
    member_removals: usize,
    job_lists: usize,
    requests: Option<usize>,
    others: Vec<RateLimit>,
    asked: BTreeMap<(String, String), VecDeque<Timestamp>>,
}

/// How much of a limit is used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    limit: usize,
    observed: usize,
    reset_s: i64,
}

impl Usage {
    /// The headers that tell it.
    pub(crate) fn on(self, answer: Answer) -> Answer {
        let left = self.limit.saturating_sub(self.observed);
        answer
            .with("RateLimit-Limit", self.limit.to_string())
            .with("RateLimit-Name", "throttle_authenticated_api".to_owned())
            .with("RateLimit-Observed", self.observed.to_string())
            .with("RateLimit-Remaining", left.to_string())
            .with("RateLimit-Reset", self.reset_s.to_string())
    }

    fn is_over(self) -> bool {
        self.observed > self.limit
    }
}

impl Limits {
    pub(crate) fn new(config: &RangeConfig) -> Self {
        Self {
            member_removals: config.member_removals_per_minute,
            job_lists: config.job_lists_per_minute,
            requests: config.api_requests_per_minute,
            others: config.limits.clone(),
            asked: BTreeMap::new(),
        }
    }

    pub(crate) fn add(&mut self, limit: RateLimit) {
        self.others.push(limit);
    }

    /// Counts a member's removal; `false` when the minute is used up.
    pub(crate) fn may_remove_member(&mut self, by: u64, now: Timestamp) -> bool {
        self.count("member removal", &by.to_string(), self.member_removals, now)
    }

    /// Counts a listing of jobs; `false` when the minute is used up.
    pub(crate) fn may_list_jobs(&mut self, by: &str, now: Timestamp) -> bool {
        self.count("job list", by, self.job_lists, now)
    }

    /// Counts a request. What is refused is `Err`; else the headers that go with the answer.
    pub(crate) fn request(
        &mut self,
        (method, path): (&str, &str),
        by: &str,
        now: Timestamp,
    ) -> Result<Option<Usage>, Answer> {
        let limit = self.others.iter().find(|l| l.method == method && path.contains(&l.path));
        if let Some(limit) = limit.cloned() {
            let name = format!("{} {}", limit.method, limit.path);
            if !self.count(&name, by, limit.per_minute, now) {
                let usage = usage(limit.per_minute, limit.per_minute + 1, now);
                return Err(if limit.has_headers {
                    retry_later(usage, now)
                } else {
                    Answer::too_many()
                });
            }
        }
        let Some(limit) = self.requests else { return Ok(None) };
        self.count("request", by, usize::MAX, now);
        let key = ("request".to_owned(), by.to_owned());
        let observed = self.asked.get(&key).map_or(0, VecDeque::len);
        let usage = usage(limit, observed, now);
        if usage.is_over() { Err(retry_later(usage, now)) } else { Ok(Some(usage)) }
    }

    fn count(&mut self, what: &str, by: &str, limit: usize, now: Timestamp) -> bool {
        let recent = self.asked.entry((what.to_owned(), by.to_owned())).or_default();
        let minute = SignedDuration::from_mins(1);
        while recent.front().is_some_and(|then| now.duration_since(*then) >= minute) {
            recent.pop_front();
        }
        if recent.len() >= limit {
            return false;
        }
        recent.push_back(now);
        true
    }
}

fn usage(limit: usize, observed: usize, now: Timestamp) -> Usage {
    Usage { limit, observed, reset_s: now.as_second().saturating_add(60) }
}

fn retry_later(usage: Usage, now: Timestamp) -> Answer {
    let wait_s = usage.reset_s.saturating_sub(now.as_second()).max(1);
    let answer =
        Answer { status: 429, body: Body::Text("Retry later\n".to_owned()), headers: Vec::new() };
    usage.on(answer).with("Retry-After", wait_s.to_string())
}
