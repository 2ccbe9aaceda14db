//! From a record of the events ledger to the event that it tells.

use event::{Event, Way};
use jiff::Timestamp;
use ledger::Record;

/// The event of a record. Never fails: what cannot be read says so.
pub(crate) fn event(record: &Record) -> Event {
    event::normalise::read(Way::of_source(&record.source), received_at(record), &record.raw)
}

/// When the record was received.
pub(crate) fn received_at(record: &Record) -> Timestamp {
    let ms = i64::try_from(record.received_ms).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
