//! The write end of a ledger: one thread owns it, everybody else sends jobs.
//!
//! Group commit: the thread takes what waits, up to [`BATCH_BYTES_MAX`], appends
//! it with one `fdatasync` and answers all at once. What waits is bounded in
//! bytes; when it is full, senders wait, and give up after [`WAIT_MAX`].
//!
//! Invariant: nobody is answered before the bytes are durable.

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ledger::{Checkpoint, Ledger, LedgerError, Reader, Recovery};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

/// One `fdatasync` covers at most this much: larger batches win no throughput
/// and cost latency.
const BATCH_BYTES_MAX: usize = 4 << 20;

/// What may wait in memory; above, senders wait.
const QUEUE_BYTES_MAX: u32 = 64 << 20;

/// What an event costs in memory beside its bytes.
const EVENT_OVERHEAD_BYTES: usize = 256;

/// How long a sender waits. GitLab gives up after 8 seconds and must not see
/// an answer that comes too late.
const WAIT_MAX: Duration = Duration::from_secs(6);

/// How often a head that grew is signed.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);

/// Why events were not taken.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum WriteError {
    /// Too much waits already.
    #[error("more is coming than can be made durable")]
    Overloaded,
    /// The ledger takes nothing any more: a write failed, or we are closing.
    #[error("the ledger takes no entries: {0}")]
    Stopped(String),
}

/// Sends to the thread that owns a ledger. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
    space: Arc<Semaphore>,
    durable: watch::Receiver<u64>,
    signed: watch::Receiver<u64>,
    is_broken: Arc<AtomicBool>,
    reader: Reader,
    wait_max: Duration,
}

enum Job {
    Append(Append),
    Checkpoint(oneshot::Sender<Result<Checkpoint, String>>),
    Close(oneshot::Sender<()>),
}

struct Append {
    source: Arc<str>,
    received_ms: u64,
    events: Vec<Bytes>,
    /// Gives its space back when the job is dropped.
    _space: OwnedSemaphorePermit,
    done: oneshot::Sender<Result<Range<u64>, WriteError>>,
}

impl Writer {
    /// Opens the ledger and starts its thread.
    pub(crate) fn open(
        dir: &Path,
        options: ledger::Options,
    ) -> Result<(Self, Recovery), LedgerError> {
        let (ledger, recovery) = Ledger::open(dir, options)?;
        let reader = ledger.reader();
        let (jobs, inbox) = mpsc::channel();
        let (durable_tx, durable) = watch::channel(ledger.size());
        let (signed_tx, signed) = watch::channel(0);
        let is_broken = Arc::new(AtomicBool::new(false));
        let owner = Owner {
            ledger,
            durable: durable_tx,
            signed: signed_tx,
            is_broken: Arc::clone(&is_broken),
        };
        let thread = std::thread::Builder::new().name("ledger".to_owned());
        let spawned = thread.spawn(move || owner.run(&inbox));
        spawned.map_err(|source| LedgerError::Io {
            action: "start the writing thread of",
            path: dir.to_owned(),
            source,
        })?;
        let space =
            Arc::new(Semaphore::new(usize::try_from(QUEUE_BYTES_MAX).unwrap_or(usize::MAX)));
        Ok((Self { jobs, space, durable, signed, is_broken, reader, wait_max: WAIT_MAX }, recovery))
    }

    /// Appends; answers with the indexes when durable.
    pub(crate) async fn append(
        &self,
        source: &Arc<str>,
        received_ms: u64,
        events: Vec<Bytes>,
    ) -> Result<Range<u64>, WriteError> {
        let work = self.append_surely(source, received_ms, events);
        tokio::time::timeout(self.wait_max, work).await.unwrap_or(Err(WriteError::Overloaded))
    }

    /// The same for whoever keeps a state of what is in the ledger: it waits until
    /// it is known whether this was written, however long that is.
    pub(crate) async fn append_surely(
        &self,
        source: &Arc<str>,
        received_ms: u64,
        events: Vec<Bytes>,
    ) -> Result<Range<u64>, WriteError> {
        let bytes: usize = events.iter().map(|event| event.len() + EVENT_OVERHEAD_BYTES).sum();
        let permits = u32::try_from(bytes).unwrap_or(u32::MAX).min(QUEUE_BYTES_MAX);
        let space = Arc::clone(&self.space).acquire_many_owned(permits).await;
        let space = space.map_err(|closed| WriteError::Stopped(closed.to_string()))?;
        let (done, answer) = oneshot::channel();
        let job = Append { source: Arc::clone(source), received_ms, events, _space: space, done };
        self.send(Job::Append(job))?;
        answer.await.map_err(|gone| WriteError::Stopped(gone.to_string()))?
    }

    /// Signs the head as it is now.
    pub(crate) async fn checkpoint(&self) -> Result<Checkpoint, WriteError> {
        let (done, answer) = oneshot::channel();
        self.send(Job::Checkpoint(done))?;
        let answer = answer.await.map_err(|gone| WriteError::Stopped(gone.to_string()))?;
        answer.map_err(WriteError::Stopped)
    }

    /// Signs the last head and lets the ledger go.
    pub(crate) async fn close(&self) {
        let (done, answer) = oneshot::channel();
        if self.send(Job::Close(done)).is_ok() {
            // An owner that is gone already is closed.
            answer.await.unwrap_or(());
        }
    }

    /// The read end.
    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// How many records are durable; changes wake who waits.
    pub(crate) fn durable(&self) -> watch::Receiver<u64> {
        self.durable.clone()
    }

    /// How many records the latest checkpoint of this run covers.
    pub(crate) fn signed(&self) -> watch::Receiver<u64> {
        self.signed.clone()
    }

    /// Whether a write failed: then nothing is taken any more.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Relaxed)
    }

    fn send(&self, job: Job) -> Result<(), WriteError> {
        self.jobs.send(job).map_err(|gone| WriteError::Stopped(gone.to_string()))
    }
}

/// What the thread owns.
struct Owner {
    ledger: Ledger,
    durable: watch::Sender<u64>,
    signed: watch::Sender<u64>,
    is_broken: Arc<AtomicBool>,
}

impl Owner {
    fn run(mut self, inbox: &mpsc::Receiver<Job>) {
        let mut dirty_since = None;
        loop {
            let wait = dirty_since.map_or(Duration::from_hours(1), |since: Instant| {
                CHECKPOINT_EVERY.saturating_sub(since.elapsed())
            });
            let job = match inbox.recv_timeout(wait) {
                Ok(job) => Some(job),
                Err(mpsc::RecvTimeoutError::Timeout) => None,
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            };
            if let Some(job) = job
                && let Some(done) = self.work(job, inbox, &mut dirty_since)
            {
                self.sign();
                drop(self);
                tell(done, ());
                return;
            }
            if dirty_since.is_some_and(|since| since.elapsed() >= CHECKPOINT_EVERY) {
                self.sign();
                dirty_since = None;
            }
        }
        self.sign();
    }

    /// Does a job and, with an append, all appends that wait. Answers whom to
    /// tell when it is time to close.
    fn work(
        &mut self,
        job: Job,
        inbox: &mpsc::Receiver<Job>,
        dirty_since: &mut Option<Instant>,
    ) -> Option<oneshot::Sender<()>> {
        let mut next = Some(job);
        while let Some(job) = next.take() {
            match job {
                Job::Append(first) => {
                    let (batch, rest) = gather(first, inbox);
                    self.commit(batch);
                    dirty_since.get_or_insert_with(Instant::now);
                    next = rest;
                }
                Job::Checkpoint(done) => {
                    let answer = self.ledger.checkpoint().map_err(|error| full_text(&error));
                    if let Ok(checkpoint) = &answer {
                        self.signed.send_replace(checkpoint.size);
                        *dirty_since = None;
                    }
                    tell(done, answer);
                }
                Job::Close(done) => return Some(done),
            }
        }
        None
    }

    fn commit(&mut self, batch: Vec<Append>) {
        let entries: Vec<_> = batch
            .iter()
            .flat_map(|job| {
                job.events.iter().map(|raw| ledger::Entry {
                    source: &job.source,
                    received_ms: job.received_ms,
                    raw,
                })
            })
            .collect();
        match self.ledger.append(&entries) {
            Ok(indexes) => {
                self.is_broken.store(false, Ordering::Relaxed);
                self.durable.send_replace(indexes.end);
                answer(batch, indexes.start);
            }
            Err(error) => {
                self.is_broken.store(true, Ordering::Relaxed);
                let text = full_text(&error);
                tracing::error!(error = text, "The ledger takes no more entries");
                for job in batch {
                    tell(job.done, Err(WriteError::Stopped(text.clone())));
                }
            }
        }
    }

    fn sign(&mut self) {
        if let Some(error) = self.ledger.take_sealing_error() {
            tracing::error!(
                error = full_text(&error),
                "A segment was not sealed; it is tried again"
            );
        }
        match self.ledger.checkpoint() {
            Ok(checkpoint) => {
                self.signed.send_replace(checkpoint.size);
            }
            Err(error) => tracing::error!(error = full_text(&error), "No checkpoint was signed"),
        }
    }
}

/// The first job and all further ones that wait, up to the bound; and the job
/// that is no append, if one stood in the way.
fn gather(first: Append, inbox: &mpsc::Receiver<Job>) -> (Vec<Append>, Option<Job>) {
    let mut bytes = size(&first);
    let mut batch = vec![first];
    while bytes < BATCH_BYTES_MAX {
        match inbox.try_recv() {
            Ok(Job::Append(job)) => {
                bytes = bytes.saturating_add(size(&job));
                batch.push(job);
            }
            Ok(other) => return (batch, Some(other)),
            Err(mpsc::TryRecvError::Empty | mpsc::TryRecvError::Disconnected) => break,
        }
    }
    (batch, None)
}

fn size(job: &Append) -> usize {
    job.events.iter().map(Bytes::len).sum()
}

fn answer(batch: Vec<Append>, start: u64) {
    let mut start = start;
    for job in batch {
        let end = start.saturating_add(u64::try_from(job.events.len()).unwrap_or(u64::MAX));
        tell(job.done, Ok(start..end));
        start = end;
    }
}

/// Answers who may have given up waiting: then it sends again, and the
/// duplicate is shown once.
fn tell<T>(to: oneshot::Sender<T>, value: T) {
    if to.send(value).is_err() {
        tracing::trace!("Nobody waits for the answer any more");
    }
}

/// An error with its causes, one line.
pub(crate) fn full_text(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}
