//! Where events come from: taken, followed, and how each source does.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use event::Way;
use ledger::Reader;
use store::state::Position;
use tokio_util::sync::CancellationToken;

use super::error::allow;
use super::{App, AppError, SourceHealth};
use crate::collect::door::Doors;
use crate::collect::health::{Gauges, State};
use crate::person::{Permission, Person};

/// How long a source that can wait does so before it tries again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

impl App {
    /// How each source does, by name.
    pub fn sources(&self, person: &Person) -> Result<Vec<SourceHealth>, AppError> {
        allow(person, Permission::ReadLedger)?;
        Ok(self.inner.gauges.list(self.inner.clock.now()))
    }

    /// How one source does.
    pub fn source(&self, person: &Person, source: &str) -> Result<SourceHealth, AppError> {
        let mut all = self.sources(person)?.into_iter();
        all.find(|one| one.source == source)
            .ok_or_else(|| AppError::not_found(format!("source {source}")))
    }

    /// Starts what listens and reads by itself: syslog, followed files.
    /// Fails when a port is taken.
    pub async fn collect(&self) -> Result<(), std::io::Error> {
        crate::collect::start(self).await
    }

    /// Takes events of a source and tells its gauge. As [`Self::accept`].
    pub(crate) async fn receive(
        &self,
        source: &Arc<str>,
        events: Vec<Bytes>,
    ) -> Result<Range<u64>, AppError> {
        let gauge = self.inner.gauges.of(source);
        let bytes: usize = events.iter().map(Bytes::len).sum();
        let last = events.last().cloned();
        match self.take(source, events).await {
            Ok(indexes) => {
                let now = self.inner.clock.now();
                let newest = last.and_then(|raw| {
                    let event = event::normalise::read(Way::of_source(source), now, &raw);
                    event.is_parsed().then_some(event.occurred_at)
                });
                let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
                gauge.received(indexes.end.saturating_sub(indexes.start), bytes, newest, now);
                Ok(indexes)
            }
            Err(error) => {
                gauge.failed(&format!("not taken: {error}"), self.inner.clock.now());
                Err(error)
            }
        }
    }

    /// Takes events of a source that can wait, however long it takes; `None`
    /// when the product stops before.
    pub(crate) async fn receive_patiently(
        &self,
        source: &Arc<str>,
        events: Vec<Bytes>,
    ) -> Option<Range<u64>> {
        let stop = self.stopping();
        loop {
            match self.receive(source, events.clone()).await {
                Ok(indexes) => return Some(indexes),
                Err(error) => {
                    self.inner.gauges.of(source).state(State::Waiting);
                    tracing::warn!(%source, %error, "Events wait");
                }
            }
            stop.run_until_cancelled(tokio::time::sleep(RETRY_AFTER)).await?;
        }
    }

    /// Refuses when the disk is nearly full: what is there must stay usable.
    pub(super) fn refuse_when_full(&self) -> Result<(), AppError> {
        if self.inner.is_disk_low.load(Ordering::Relaxed) {
            let what = "the disk of the data directory is nearly full, nothing is taken";
            return Err(AppError::Unavailable { what: what.to_owned() });
        }
        Ok(())
    }

    /// How each source does: every way in tells its own gauge.
    pub(crate) fn gauges(&self) -> &Gauges {
        &self.inner.gauges
    }

    /// Who may send as a stream.
    pub(crate) fn streams(&self) -> &Doors {
        &self.inner.streams
    }

    /// Who may append evidence.
    pub(crate) fn senders(&self) -> &Doors {
        &self.inner.senders
    }

    /// Who may send as a hook.
    pub(crate) fn hooks(&self) -> &Doors {
        &self.inner.hooks
    }

    /// Cancelled when the product stops.
    pub(crate) fn stopping(&self) -> CancellationToken {
        self.inner.stop.clone()
    }

    /// Does this beside until it ends; it watches [`Self::stopping`], closing
    /// waits for it.
    pub(crate) fn beside(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.inner.spawn(work);
    }

    /// The read end of the events ledger.
    pub(crate) fn records(&self) -> Reader {
        self.inner.events.reader().clone()
    }

    /// How far a source has come, as it was kept.
    pub(crate) async fn kept_place(&self, name: String) -> Result<Option<Position>, AppError> {
        self.with_state(move |state| state.cursor(&name)).await
    }

    /// Keeps how far a source has come.
    pub(crate) async fn keep_place(&self, name: String, at: Position) -> Result<(), AppError> {
        self.with_state(move |state| state.set_cursor(&name, &at)).await
    }
}
