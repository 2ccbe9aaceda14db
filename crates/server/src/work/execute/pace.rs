//! Keeps to limits of GitLab that are slower than its general ones, such as 60
//! removals of members a minute, whose 429 tells no time to wait.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use engine::respond::act::Pace;
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_mins(1);

/// When acts of each pace were let go, the latest last.
#[derive(Debug, Default)]
pub(super) struct Paces(Mutex<BTreeMap<&'static str, VecDeque<Instant>>>);

impl Paces {
    /// Waits until another act of this pace may be done: never more than so
    /// many within any minute.
    pub(super) async fn wait(&self, pace: Pace) {
        let at = self.reserve(pace, Instant::now());
        tokio::time::sleep_until(at).await;
    }

    fn reserve(&self, pace: Pace, now: Instant) -> Instant {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = paces.entry(pace.name).or_default();
        let limit = usize::try_from(pace.per_minute).unwrap_or(usize::MAX).max(1);
        let at = if kept.len() >= limit {
            kept.pop_front().map_or(now, |oldest| (oldest + MINUTE).max(now))
        } else {
            now
        };
        kept.push_back(at);
        at
    }
}

#[cfg(test)]
mod tests {
    use engine::respond::act::Pace;
    use tokio::time::Instant;

    use super::{MINUTE, Paces};

    #[test]
    fn never_more_than_so_many_within_a_minute() {
        let (paces, start) = (Paces::default(), Instant::now());
        let pace = Pace { name: "member_removal", per_minute: 2 };

        let times: Vec<Instant> = (0..5).map(|_| paces.reserve(pace, start)).collect();

        let expected = [start, start, start + MINUTE, start + MINUTE, start + MINUTE * 2];
        assert_eq!(times, expected);
    }

    #[test]
    fn each_limit_counts_for_itself() {
        let (paces, start) = (Paces::default(), Instant::now());
        for name in ["one", "two"] {
            assert_eq!(paces.reserve(Pace { name, per_minute: 1 }, start), start);
        }
    }
}
