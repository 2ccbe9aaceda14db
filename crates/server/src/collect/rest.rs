//! GitLab's audit event endpoints, asked again and again.
//!
//! Where there is no stream (Premium), this is the source; where there is one,
//! it is what the stream is compared with. A row that the record holds already,
//! by whatever way, is not recorded again; should one slip through, it is the
//! same event told twice, and shown once.
//!
//! Cursor: until when all was asked for. It moves only after the last row of a
//! window is durable, so that a restart asks again and loses nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use engine::detect::RecordRef;
use engine::detect::record::{Compared, Gap};
use event::{Event, Way};
use gitlab::{AuditScope, AuditWindow};
use jiff::{SignedDuration, Timestamp};
use serde_json::value::RawValue;
use store::state::Position;

use super::health::State;
use crate::app::{App, AppError};
use crate::config::Rest;
use crate::work::writer::full_text;

/// GitLab answers at most 30 days at once; a day less, whatever its clock says.
const WINDOW_MAX: SignedDuration = SignedDuration::from_hours(29 * 24);

/// What was missed is asked for in such pieces, so that the cursor moves on.
const PIECE: SignedDuration = SignedDuration::from_hours(24);

/// After failures in a row it waits longer, up to this.
const WAIT_MAX: Duration = Duration::from_mins(10);

/// Records of a gap that are named, by hour.
const RECORDS_NAMED_MAX: usize = 100;

/// Ids of GitLab's list that are held at once; in a longer list nothing is said to be absent.
const LISTED_MAX: usize = 1_000_000;

/// What became of the rows of a window.
#[derive(Debug, Default)]
pub(crate) struct Synced {
    /// Figures by hour, UTC.
    pub(crate) hours: BTreeMap<Timestamp, Gap>,
    /// Records that were added, by hour; the first hundred of each.
    pub(crate) added: BTreeMap<Timestamp, Vec<RecordRef>>,
    /// Rows that were read.
    pub(crate) rows: u64,
    /// GitLab's ids of the rows, the first [`LISTED_MAX`].
    pub(crate) listed: BTreeSet<i64>,
}

impl Synced {
    /// Whether all ids of the list are known.
    pub(crate) fn is_listed_whole(&self) -> bool {
        self.listed.len() < LISTED_MAX
    }
}

/// Reads all rows of a scope between two times and adds what the record lacks.
/// `tell` hears of each page how many rows were read so far.
///
/// Fails as reading GitLab does; what was added until then stays.
pub(crate) async fn sync(
    app: &App,
    scope: AuditScope,
    (from, to): (Timestamp, Timestamp),
    mut tell: impl FnMut(u64) + Send,
) -> Result<Synced, AppError> {
    let client = app.client()?;
    // Two that read the same rows at once would both find them missing.
    let _turn = app.sync_turn().await;
    let source: Arc<str> = source(scope);
    let mut synced = Synced::default();
    for (created_after, created_before) in pieces(from, to, WINDOW_MAX) {
        let window = AuditWindow { created_after, created_before };
        let mut pages = client.audit_pages(scope, window);
        while let Some(rows) = pages.next().await? {
            add(app, &source, &rows, &mut synced).await?;
            tell(synced.rows);
            if app.stopping().is_cancelled() {
                let what = "the product stops".to_owned();
                return Err(AppError::Unavailable { what });
            }
        }
    }
    Ok(synced)
}

pub(crate) fn source(scope: AuditScope) -> Arc<str> {
    Arc::from(format!("rest/{scope}"))
}

/// Adds those rows of a page that the record lacks.
async fn add(
    app: &App,
    source: &Arc<str>,
    rows: &[Box<RawValue>],
    synced: &mut Synced,
) -> Result<(), AppError> {
    let now = app.clock().now();
    let raws: Vec<Bytes> =
        rows.iter().map(|row| Bytes::copy_from_slice(row.get().as_bytes())).collect();
    let events: Vec<Event> =
        raws.iter().map(|raw| event::normalise::read(Way::Rest, now, raw)).collect();
    let ways = app.ways_of(&events).await?;
    let mut fresh = Vec::new();
    for ((raw, event), ways) in raws.into_iter().zip(events).zip(ways) {
        let row = Compared {
            occurred_at: event.occurred_at,
            is_streamed: ways.contains(Way::Stream.as_str()),
            is_known: !ways.is_empty(),
        };
        synced.rows = synced.rows.saturating_add(1);
        synced.hours.entry(row.hour()).or_default().count(row);
        if let Some(id) = event.id.as_ref().and_then(|id| id.0.parse().ok())
            && synced.is_listed_whole()
        {
            synced.listed.insert(id);
        }
        if !row.is_known {
            fresh.push((row.hour(), event.key, raw));
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let raws = fresh.iter().map(|(_, _, raw)| raw.clone()).collect();
    let indexes = app.receive_patiently(source, raws).await;
    let indexes =
        indexes.ok_or_else(|| AppError::Unavailable { what: "the product stops".to_owned() })?;
    for (index, (hour, key, _)) in indexes.zip(fresh) {
        let records = synced.added.entry(hour).or_default();
        if records.len() < RECORDS_NAMED_MAX {
            records.push(RecordRef { index, key });
        }
    }
    Ok(())
}

/// A stretch of time in pieces, the oldest first.
pub(crate) fn pieces(
    from: Timestamp,
    to: Timestamp,
    longest: SignedDuration,
) -> impl Iterator<Item = (Timestamp, Timestamp)> {
    let mut next = Some(from).filter(|from| *from < to);
    std::iter::from_fn(move || {
        let from = next?;
        let end = from.checked_add(longest).map_or(to, |end| end.min(to));
        next = Some(end).filter(|end| *end < to);
        Some((from, end))
    })
}

/// Asks for one scope's events until the product stops.
pub(super) async fn poll(app: App, settings: Rest) {
    let Some(scope) = settings.scope() else { return };
    let stop = app.stopping();
    let gauge = app.gauges().of(&source(scope));
    let every = Duration::from_secs(u64::from(settings.every_s.get()));
    let mut wait = every;
    loop {
        match turn(&app, scope, &settings).await {
            Ok(()) => {
                gauge.state(State::Waiting);
                wait = every;
            }
            Err(error) if stop.is_cancelled() => {
                tracing::debug!(%error, "Polling stops");
            }
            Err(error) => {
                let why = full_text(&error);
                tracing::warn!(%scope, error = why, "Audit events could not be read");
                gauge.failed(&why, app.clock().now());
                wait = wait.saturating_mul(2).min(WAIT_MAX.max(every));
            }
        }
        if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
            return gauge.state(State::Stopped);
        }
    }
}

/// Asks for all that is new since the cursor.
async fn turn(app: &App, scope: AuditScope, settings: &Rest) -> Result<(), AppError> {
    let name = format!("rest:{scope}");
    let now = app.clock().now();
    // What is still on its way by the stream need not be told twice.
    let settle = if app.config().stream.is_empty() { 0 } else { app.config().reconcile.settle_min };
    let to = back(now, i64::from(settle));
    let oldest = back(now, i64::from(settings.since_days).saturating_mul(24 * 60));
    let kept = app.kept_place(name.clone()).await?.and_then(|kept| read_cursor(&kept));
    // A cursor of the future is from a clock that was wrong.
    let from = kept.map(|kept| back(kept.min(to), i64::from(settings.overlap_min)));
    let from = from.unwrap_or(oldest).max(oldest);
    for (from, to) in pieces(from, to, PIECE) {
        sync(app, scope, (from, to), |_rows| {}).await?;
        app.keep_place(name.clone(), cursor(to)).await?;
        app.gauges().of(&source(scope)).detail(vec![format!("all until {to}")]);
    }
    Ok(())
}

pub(crate) fn back(from: Timestamp, minutes: i64) -> Timestamp {
    let seconds = minutes.saturating_mul(60);
    from.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A time as a cursor: milliseconds since 1970.
pub(crate) fn cursor(at: Timestamp) -> Position {
    let position = u64::try_from(at.as_millisecond()).unwrap_or_default();
    Position { position, fingerprint: String::new() }
}

pub(crate) fn read_cursor(kept: &Position) -> Option<Timestamp> {
    Timestamp::from_millisecond(i64::try_from(kept.position).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_time_is_cut_without_gap_or_overlap() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let cut: Vec<_> = pieces(at(0), at(50), SignedDuration::from_hours(24)).collect();
        assert_eq!(cut, [(at(0), at(24)), (at(24), at(48)), (at(48), at(50))]);
        assert_eq!(pieces(at(5), at(5), PIECE).count(), 0);
        assert_eq!(pieces(at(6), at(5), PIECE).count(), 0);
    }
}
