//! The loop that looks at the clock: updates that came due, that are late, who
//! is asked next, deadlines of the law that are near or have passed.
//!
//! What is due follows from the journal, the policies and the time alone
//! (`engine::coordinate::due`); what is said makes the next look find nothing.
//! So the loop may stop and start at any moment, and nothing is said twice.

use std::sync::Arc;
use std::time::Duration;

use engine::coordinate::delivery::{self, Order};
use engine::coordinate::duty::{self, Roster};
use engine::coordinate::exercise;
use engine::coordinate::obligation::Entry;
use engine::coordinate::{Case, Cases, What};
use jiff::Timestamp;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::journal::{Journal, PRODUCT, Said};
use super::on_call;
use crate::app::{AppError, Notice};
use crate::clock::Clock;

/// How long the loop looks away at most: a clock that was set by hand wakes nobody.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Shorter than this is no sleep: what comes due within it is said together.
const LOOK_AFTER: Duration = Duration::from_millis(5);

/// Entries of one look; the next one follows at once.
const SAID_MAX: usize = 500;

/// Words a reminder for whoever was asked: what is queued beside that entry.
pub(crate) type Remind = Arc<dyn Fn(&Case, &Entry) -> Option<Order> + Send + Sync>;

/// Looks at the clock.
#[derive(Clone)]
pub(crate) struct Ticker {
    /// Where it is written; it also holds what clocks go by.
    pub(crate) journal: Arc<Journal>,
    /// Which duties there are.
    pub(crate) duties: Arc<duty::Policy>,
    /// Who is on call.
    pub(crate) on_call: watch::Receiver<on_call::Current>,
    /// The time.
    pub(crate) clock: Clock,
    /// How people on call are reminded; `None` = only pages and commands tell.
    pub(crate) remind: Option<Remind>,
}

impl Ticker {
    /// Journals what is to be said now, in every case; how many entries that are.
    pub(crate) async fn look(&self) -> Result<usize, AppError> {
        let mut total = 0;
        loop {
            let now = self.clock.now();
            let is_quiet = self.journal.read(|cases| self.said(cases, now).is_empty());
            if is_quiet {
                return Ok(total);
            }
            let saying = |cases: &Cases, now| {
                let said = self.said(cases, now);
                let count = said.len();
                Ok((said, count))
            };
            let (_, count) = self.journal.decide(PRODUCT, saying).await?;
            total = count.saturating_add(total);
            if count == 0 {
                return Ok(total);
            }
        }
    }

    /// Until the product stops.
    pub(crate) async fn run(
        self,
        mut notices: broadcast::Receiver<Notice>,
        stop: CancellationToken,
    ) {
        loop {
            if let Err(error) = self.look().await {
                tracing::error!(%error, "What is due was not written");
            }
            let next = self.next();
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(next) => {}
                () = changed(&mut notices) => {}
            }
        }
    }

    fn said(&self, cases: &Cases, now: Timestamp) -> Said {
        let current = self.on_call.borrow();
        let roster = Roster { policy: &self.duties, on_call: &current.on_call };
        let clockwork = &self.journal.standards().clockwork;
        let said = cases.cases.values().flat_map(|case| {
            let injects = exercise::due(case, now);
            let said = injects.into_iter().chain(clockwork.tick(case, roster, now));
            said.flat_map(|what| self.reminded(case, what)).map(|what| (Some(case.id), what))
        });
        said.take(SAID_MAX).collect()
    }

    /// The entry, and before it the reminder that belongs to it: when a crash
    /// comes between, both are said again, and an order of the same id is one.
    fn reminded(&self, case: &Case, what: What) -> Vec<What> {
        let order = match (&self.remind, &what) {
            (Some(remind), What::Obligation(entry)) => remind(case, entry),
            _nobody => None,
        };
        let queued = order.map(|order| What::Delivery(delivery::Entry::Queued { order }));
        queued.into_iter().chain([what]).collect()
    }

    /// How long nothing comes due.
    fn next(&self) -> Duration {
        let now = self.clock.now();
        let current = self.on_call.borrow();
        let roster = Roster { policy: &self.duties, on_call: &current.on_call };
        let clockwork = &self.journal.standards().clockwork;
        let next = self.journal.read(|cases| {
            cases.cases.values().filter_map(|case| clockwork.wakes_at(case, roster, now)).min()
        });
        let wait = next.and_then(|at| Duration::try_from(at.duration_since(now)).ok());
        wait.unwrap_or(LOOK_EVERY).clamp(LOOK_AFTER, LOOK_EVERY)
    }
}

/// Until something was said of a case.
async fn changed(notices: &mut broadcast::Receiver<Notice>) {
    loop {
        match notices.recv().await {
            Ok(Notice::Case { .. }) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_other) => {}
            // Nobody tells any more: the product closes.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}
