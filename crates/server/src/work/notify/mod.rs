//! Handing messages to people: the outbox and the channels.
//!
//! Reading order: [`pickup`] (orders of the journal become parcels of the
//! outbox) → [`sender`] (one loop for each channel) → [`way`] (how a channel is
//! spoken to: [`mail`] and [`smtp`], [`post`] for all that is HTTP, [`issue`] for
//! GitLab) → [`tell`] (what became of parcels, into the journal; the bytes as
//! sent, into the evidence).
//!
//! Never two after a crash: that a parcel is being handed over is durable
//! before the other side can have it whole ([`hand::Mark`]), its outcome after.
//! Between the two nobody knows, and it counts as uncertain, with the last
//! answer of the other side; only a person has it sent again.

pub(crate) mod hand;
mod issue;
mod mail;
mod pickup;
mod post;
mod sender;
mod smtp;
mod tell;
pub(crate) mod way;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use store::state::{State, StateError};
use tokio::sync::{Mutex, Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{AppError, Notice};
use crate::clock::Clock;
use crate::work::evidence;
use crate::work::journal::Journal;
use way::Channels;

/// How long the loops rest at most when nothing wakes them: the clock of an
/// exercise moves without telling.
const REST: Duration = Duration::from_secs(1);

/// What the loops of the outbox share. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    pub(crate) channels: Arc<Channels>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) state: Arc<State>,
    pub(crate) evidence: evidence::Store,
    pub(crate) clock: Clock,
    /// Something came into the outbox.
    pub(crate) came: Arc<Notify>,
    /// Something ended.
    pub(crate) ended: Arc<Notify>,
    /// One at a time tells the journal.
    pub(crate) telling: Arc<Mutex<()>>,
    pub(crate) is_started: Arc<AtomicBool>,
}

impl Outbox {
    /// Starts the loops. What was being handed over when the process last ended
    /// is uncertain from here on.
    pub(crate) fn start(
        &self,
        tasks: &TaskTracker,
        notices: broadcast::Receiver<Notice>,
        stop: &CancellationToken,
    ) -> Result<(), StateError> {
        if self.is_started.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let interrupted = self.state.end_interrupted_parcels(UNCERTAIN, self.clock.now())?;
        if interrupted > 0 {
            tracing::warn!(
                parcels = interrupted,
                "Messages were being handed over when the product last ended: whether they \
                 arrived is uncertain"
            );
        }
        tasks.spawn(self.clone().pick_up(notices, stop.clone()));
        tasks.spawn(self.clone().tell_outcomes(stop.clone()));
        for name in self.channels.names() {
            tasks.spawn(self.clone().send_by(name.to_owned(), stop.clone()));
        }
        Ok(())
    }

    /// Works on the state file where blocking is allowed.
    async fn db<T: Send + 'static>(
        &self,
        work: impl FnOnce(&State) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, AppError> {
        let state = Arc::clone(&self.state);
        let done = tokio::task::spawn_blocking(move || work(&state)).await;
        done.map_err(AppError::internal)?.map_err(AppError::internal)
    }

    /// Rests until woken, a moment has passed, or everything ends.
    async fn rest(&self, woken: &Notify, stop: &CancellationToken) {
        tokio::select! {
            () = woken.notified() => {}
            () = tokio::time::sleep(REST) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// The word of [`engine::coordinate::delivery::End::Uncertain`] in the state file.
const UNCERTAIN: &str = "uncertain";

#[cfg(test)]
mod tests {
    use engine::coordinate::delivery::End;

    #[test]
    fn the_word_is_the_engines() {
        assert_eq!(super::UNCERTAIN, End::Uncertain.as_str());
    }
}
