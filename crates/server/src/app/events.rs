//! Events: accepted, searched, read one by one.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use store::{Answer, Page, Query, SqlLimits, StoreError, Table};

use super::error::allow;
use super::{App, AppError, Notice};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::read;

/// One record of the events ledger with the event that was read from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventRecord {
    /// Its index in the events ledger.
    pub index: u64,
    /// How it came: `stream/main`, `import/audit_json.log`.
    pub source: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// The bytes as received; text where they are UTF-8.
    pub raw: String,
    /// What was read from them.
    pub event: event::Event,
}

impl App {
    /// Takes events; answers when they are durable, with their indexes. Waits
    /// up to six seconds when too much comes, then says [`AppError::Overloaded`].
    ///
    /// `source` is `<way>/<name>`, e.g. `stream/main`. Asks for no person: the
    /// receivers authenticate senders.
    pub async fn accept(&self, source: &str, events: Vec<Bytes>) -> Result<Range<u64>, AppError> {
        self.take(&Arc::from(source), events).await
    }

    /// [`Self::accept`] for who calls often with one source.
    pub(crate) async fn take(
        &self,
        source: &Arc<str>,
        events: Vec<Bytes>,
    ) -> Result<Range<u64>, AppError> {
        self.refuse_when_full()?;
        let received_ms = u64::try_from(self.inner.clock.now_ms()).unwrap_or_default();
        Ok(self.inner.events.append(source, received_ms, events).await?)
    }

    /// Searches by the search language, newest first.
    pub async fn search(
        &self,
        person: &Person,
        text: &str,
        page: Page,
    ) -> Result<Answer, AppError> {
        allow(person, Permission::ReadEvents)?;
        let query = Query::parse(text, self.inner.clock.now())
            .map_err(|error| AppError::invalid("query", input::query(error)))?;
        self.inner.store.search(&query, page).await.map_err(from_store)
    }

    /// Answers one read-only SQL `SELECT` over the table `events`.
    pub async fn sql(
        &self,
        person: &Person,
        text: &str,
        limits: SqlLimits,
    ) -> Result<Table, AppError> {
        allow(person, Permission::ReadEvents)?;
        self.inner.store.sql(text, limits).await.map_err(from_store)
    }

    /// One record, as received and as read.
    pub async fn record(&self, person: &Person, index: u64) -> Result<EventRecord, AppError> {
        allow(person, Permission::ReadEvents)?;
        let reader = self.inner.events.reader().clone();
        if index >= reader.size() {
            return Err(AppError::not_found(format!("record {index}")));
        }
        let record = tokio::task::spawn_blocking(move || reader.read(index)).await;
        let record = record.map_err(AppError::internal)?.map_err(AppError::internal)?;
        Ok(EventRecord {
            index: record.index,
            received_at: read::received_at(&record),
            event: read::event(&record),
            raw: String::from_utf8_lossy(&record.raw).into_owned(),
            source: record.source,
        })
    }

    /// What happens from now on. A slow listener misses notices, and is told so.
    pub fn subscribe(&self) -> tokio::sync::broadcast::Receiver<Notice> {
        self.inner.notices.subscribe()
    }
}

/// What a person can mend is told to the person.
fn from_store(error: StoreError) -> AppError {
    if error.is_refusal() {
        AppError::invalid("query", input::query(error))
    } else {
        AppError::internal(error)
    }
}
