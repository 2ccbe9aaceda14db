//! A bucket into which GitLab exports audit events: any store that speaks S3.
//!
//! GitLab writes one object per event, `<kind>/<year>/<month>/<type>_<id>_<ms>.json`
//! (newer versions: an array of events). Names do not follow time, so each turn
//! lists the months that can hold something new and takes what was written after
//! the cursor; what the record holds already is not recorded again.
//!
//! Cursor: the time at which the last object was written whose events are
//! durable. Objects of the last minutes are looked at again, since a store may
//! list one late.

mod keys;
mod store;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use event::{Event, Way};
use futures::StreamExt as _;
use jiff::{SignedDuration, Timestamp};

use self::store::{Object, Store};
use super::health::{Gauge, State};
use super::rest::{back, cursor, read_cursor};
use crate::app::{App, AppError};
use crate::config::Bucket;
use crate::work::s3::S3Error;
use crate::work::writer::full_text;

/// Objects are fetched so many at a time.
const FETCHES: usize = 8;

/// Objects whose events are made durable together.
const BATCH_OBJECTS: usize = 256;

/// … and so many bytes of them.
const BATCH_BYTES: usize = 16 << 20;

/// A store may list an object so much later than it was written.
const OVERLAP_MIN: i64 = 5;

/// Objects read in a turn at most; the next turn goes on with the rest.
const TURN_OBJECTS_MAX: usize = 200_000;

/// Objects of the overlap that need not be fetched again.
const SEEN_MAX: usize = 100_000;

/// After failures in a row it waits longer, up to this.
const WAIT_MAX: Duration = Duration::from_mins(10);

/// One bucket that is read.
pub(super) struct Reader {
    app: App,
    settings: Bucket,
    store: Store,
    source: Arc<str>,
    gauge: Arc<Gauge>,
    /// Objects of the overlap that were read.
    seen: BTreeSet<(Timestamp, String)>,
}

/// Reads a bucket until the product stops.
pub(super) async fn read(app: App, settings: Bucket) {
    let source: Arc<str> = Arc::from(format!("bucket/{}", settings.name));
    let gauge = app.gauges().of(&source);
    let store = match Store::new(&settings) {
        Ok(store) => store,
        Err(error) => {
            gauge.failed(&full_text(&error), app.clock().now());
            return gauge.state(State::Stopped);
        }
    };
    let every = Duration::from_secs(u64::from(settings.every_s.get()));
    let mut reader = Reader { app, settings, store, source, gauge, seen: BTreeSet::new() };
    let stop = reader.app.stopping();
    let mut wait = every;
    loop {
        match stop.run_until_cancelled(reader.turn()).await {
            None => return reader.gauge.state(State::Stopped),
            Some(Ok(())) => {
                reader.gauge.state(State::Waiting);
                wait = every;
            }
            Some(Err(error)) => {
                let why = full_text(&error);
                tracing::warn!(source = %reader.source, error = why, "A bucket could not be read");
                reader.gauge.failed(&why, reader.app.clock().now());
                wait = wait.saturating_mul(2).min(WAIT_MAX.max(every));
            }
        }
        if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
            return reader.gauge.state(State::Stopped);
        }
    }
}

/// Why a turn ended early.
#[derive(Debug, thiserror::Error)]
enum TurnError {
    #[error(transparent)]
    Bucket(#[from] S3Error),
    #[error(transparent)]
    App(#[from] AppError),
    #[error("the product stops")]
    Stopped,
}

impl Reader {
    /// Reads what was written since the cursor, the oldest first.
    async fn turn(&mut self) -> Result<(), TurnError> {
        let name = format!("bucket:{}", self.settings.name);
        let now = self.app.clock().now();
        let kept = self.app.kept_place(name.clone()).await?.and_then(|kept| read_cursor(&kept));
        let oldest = back(now, i64::from(self.settings.since_days).saturating_mul(24 * 60));
        // A cursor of the future is from a clock that was wrong.
        let from = kept.map_or(oldest, |kept| back(kept.min(now), OVERLAP_MIN)).max(oldest);
        let objects = self.list(from, now).await?;
        let mut rest = objects.as_slice();
        while !rest.is_empty() {
            let (batch, following) = rest.split_at(rest.len().min(BATCH_OBJECTS));
            self.take(batch).await?;
            if let Some(last) = batch.last() {
                self.app.keep_place(name.clone(), cursor(last.written_at)).await?;
                self.gauge.detail(vec![format!("all written until {}", last.written_at)]);
            }
            rest = following;
        }
        self.forget(now);
        Ok(())
    }

    /// What was written since then and not read yet, the oldest first; of very
    /// many the oldest.
    async fn list(&self, from: Timestamp, now: Timestamp) -> Result<Vec<Object>, TurnError> {
        let mut found: BTreeSet<(Timestamp, String)> = BTreeSet::new();
        for prefix in keys::prefixes(&self.store, &self.settings, from, now).await? {
            let mut pages = self.store.objects(prefix);
            while let Some(page) = pages.next().await? {
                for object in page {
                    let object = (object.written_at, object.key);
                    if object.0 >= from && !self.seen.contains(&object) {
                        found.insert(object);
                    }
                    if found.len() > TURN_OBJECTS_MAX {
                        found.pop_last();
                    }
                }
            }
        }
        let object = |(written_at, key)| Object { written_at, key };
        Ok(found.into_iter().map(object).collect())
    }

    /// Makes the events of some objects durable.
    async fn take(&mut self, objects: &[Object]) -> Result<(), TurnError> {
        let store = &self.store;
        let keys: Vec<String> = objects.iter().map(|object| object.key.clone()).collect();
        let mut fetched = futures::stream::iter(keys)
            .map(|key| async move { store.fetch(&key).await })
            .buffered(FETCHES);
        let (mut pieces, mut bytes) = (Vec::new(), 0_usize);
        while let Some(body) = fetched.next().await {
            let Some(body) = body? else { continue };
            let body = Bytes::from(body);
            bytes = bytes.saturating_add(body.len());
            let whole = event::normalise::split(&body);
            pieces.extend(whole.into_iter().map(|piece| body.slice_ref(piece)));
            if bytes > BATCH_BYTES {
                record(&self.app, &self.source, std::mem::take(&mut pieces)).await?;
                bytes = 0;
            }
        }
        drop(fetched);
        record(&self.app, &self.source, pieces).await?;
        let read = objects.iter().map(|object| (object.written_at, object.key.clone()));
        self.seen.extend(read);
        Ok(())
    }

    /// Of what was read, only the overlap matters.
    fn forget(&mut self, now: Timestamp) {
        let overlap = SignedDuration::from_mins(OVERLAP_MIN.saturating_mul(3));
        let from = now.checked_sub(overlap).unwrap_or(now);
        self.seen.retain(|(written_at, _)| *written_at >= from);
        while self.seen.len() > SEEN_MAX {
            self.seen.pop_first();
        }
    }
}

/// Records those events that the record lacks.
async fn record(app: &App, source: &Arc<str>, pieces: Vec<Bytes>) -> Result<(), TurnError> {
    let now = app.clock().now();
    let mut fresh = Vec::new();
    for pieces in pieces.chunks(BATCH_OBJECTS) {
        let read = |raw: &Bytes| event::normalise::read(Way::Bucket, now, raw);
        let events: Vec<Event> = pieces.iter().map(read).collect();
        let ways = app.ways_of(&events).await?;
        let lacking = pieces.iter().zip(ways).filter(|(_, ways)| ways.is_empty());
        fresh.extend(lacking.map(|(raw, _)| raw.clone()));
    }
    if !fresh.is_empty() {
        app.receive_patiently(source, fresh).await.ok_or(TurnError::Stopped)?;
    }
    Ok(())
}
