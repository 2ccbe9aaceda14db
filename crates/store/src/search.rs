//! The answer to a query, page by page, newest first.
//!
//! Files are read in windows of days, newest first, each larger than the one
//! before: the latest hundred of something frequent cost one day, a needle
//! costs one pass. Every telling is searched, also of events told before, so
//! that no telling can hide another; of the tellings that match, the one with
//! the lowest ledger index is shown.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use datafusion::{
    arrow::array::RecordBatch,
    logical_expr::{Expr, lit},
    prelude::{SessionContext, ident},
};
use jiff::Timestamp;

use crate::{
    Answer, Cursor, Page, Query, Row, StoreError,
    build::Identity,
    column::{KEY, OCCURRED_AT, RECORD_INDEX},
    index::{Index, Snapshot},
    manifest::{Sealed, Tellings},
    query::instant,
    row, sealed,
    table::{Layout, Rows},
};

/// A page has no more rows than this, so that an answer stays small.
const LIMIT_MAX: usize = 10_000;
/// Rows asked for beyond the page, for the repeats among them.
const SPARE_ROWS: usize = 24;
/// Rows in the first window of days.
const WINDOW_ROWS: usize = 131_072;
/// How much larger each window is than the one before.
const WINDOW_GROWTH: usize = 4;

/// Answers `query`.
pub(crate) async fn search(
    engine: &SessionContext,
    index: &Index,
    query: &Query,
    page: Page,
) -> Result<Answer, StoreError> {
    let snapshot = index.snapshot();
    let limit = page.limit.clamp(1, LIMIT_MAX);
    let before = page.before.map(comes_after);
    let filter = query.filter()?.into_iter().chain(before).reduce(Expr::and);
    let mut search = Search {
        engine,
        index,
        filter,
        rows: limit + SPARE_ROWS,
        sources: vec![Source::memory(index, &snapshot)],
        windows: windows(files_between(&snapshot, query, page.before)),
    };
    let (mut rows, is_all) = search.run(limit + 1).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    count_tellings(engine, index, &snapshot, &mut rows).await?;
    let next = rows.last().map(Row::cursor).filter(|_| has_more);
    let is_whole = is_all && !has_more && page.before.is_none();
    let total = u64::try_from(rows.len()).ok().filter(|_| is_whole);
    Ok(Answer { rows, next, total })
}

/// The condition that a row comes after `cursor` in the order of answers.
fn comes_after(cursor: Cursor) -> Expr {
    let (time, index) = (instant(cursor.occurred_ms), lit(cursor.record_index));
    let same = ident(OCCURRED_AT).eq(time.clone()).and(ident(RECORD_INDEX).lt(index));
    // The first term says no more than the rest, but files can be skipped by it.
    ident(OCCURRED_AT).lt_eq(time.clone()).and(ident(OCCURRED_AT).lt(time).or(same))
}

fn files_between(snapshot: &Snapshot, query: &Query, before: Option<Cursor>) -> Vec<Arc<Sealed>> {
    let oldest = query.since.map_or(i64::MIN, Timestamp::as_millisecond);
    let newest = query.until.map_or(i64::MAX, Timestamp::as_millisecond);
    let newest = before.map_or(newest, |cursor| newest.min(cursor.occurred_ms));
    let files = snapshot.manifest.files.iter();
    files.filter(|file| file.overlaps(oldest, newest)).cloned().collect()
}

/// Whole days, newest first, in windows of growing size.
fn windows(mut files: Vec<Arc<Sealed>>) -> VecDeque<Vec<Arc<Sealed>>> {
    files.sort_by_key(|file| std::cmp::Reverse(file.day));
    let mut windows = VecDeque::new();
    let mut window: Vec<Arc<Sealed>> = Vec::new();
    let (mut rows, mut rows_max) = (0, WINDOW_ROWS);
    for file in files {
        let is_new_day = window.last().is_some_and(|last| last.day != file.day);
        if is_new_day && rows >= rows_max {
            windows.push_back(std::mem::take(&mut window));
            rows = 0;
            rows_max = rows_max.saturating_mul(WINDOW_GROWTH);
        }
        rows += file.rows;
        window.push(file);
    }
    windows.push_back(window);
    windows.retain(|window| !window.is_empty());
    windows
}

/// All rows in memory, told first and told again.
pub(crate) fn all_chunks(snapshot: &Snapshot) -> Vec<RecordBatch> {
    [Tellings::First, Tellings::Repeat].map(|holds| snapshot.memory.chunks(holds)).concat()
}

struct Search<'a> {
    engine: &'a SessionContext,
    index: &'a Index,
    filter: Option<Expr>,
    /// How many rows a source is asked for at first.
    rows: usize,
    sources: Vec<Source>,
    /// Not looked into yet.
    windows: VecDeque<Vec<Arc<Sealed>>>,
}

/// What lacks, and would have to be read next.
enum Lack {
    Window,
    Source(usize),
}

impl Search<'_> {
    /// At least `wanted` events, or all there are; and whether these are all.
    async fn run(&mut self, wanted: usize) -> Result<(Vec<Row>, bool), StoreError> {
        self.fetch(0).await?;
        loop {
            let lack = self.lack();
            let known_above = lack.as_ref().map(|(ms, _)| *ms);
            let found = self.sources.iter().flat_map(|source| &source.found);
            let events = distinct(
                found.filter(|found| known_above.is_none_or(|ms| found.cursor.occurred_ms > ms)),
            );
            match lack {
                Some((_, lack)) if events.len() < wanted => self.read_more(lack).await?,
                lack => {
                    let rows = events.into_iter().map(Found::row).collect();
                    return Ok((rows, lack.is_none()));
                }
            }
        }
    }

    /// The latest time at which rows may be missing, and where.
    fn lack(&self) -> Option<(i64, Lack)> {
        let sources = self.sources.iter().enumerate();
        let cut = sources.filter_map(|(at, source)| Some((source.known_above?, Lack::Source(at))));
        let window =
            self.windows.front().and_then(|files| files.iter().map(|file| file.newest_ms).max());
        cut.chain(window.map(|ms| (ms, Lack::Window))).max_by_key(|(ms, _)| *ms)
    }

    async fn read_more(&mut self, lack: Lack) -> Result<(), StoreError> {
        let at = match lack {
            Lack::Source(at) => at,
            Lack::Window => {
                let files = self.windows.pop_front().unwrap_or_default();
                self.sources.push(Source::window(self.index, files));
                self.sources.len() - 1
            }
        };
        self.fetch(at).await
    }

    async fn fetch(&mut self, at: usize) -> Result<(), StoreError> {
        let Some(source) = self.sources.get_mut(at) else { return Ok(()) };
        source.asked = if source.asked == 0 { self.rows } else { source.asked.saturating_mul(2) };
        if source.rows.chunks.is_empty() && source.rows.files.is_empty() {
            return Ok(());
        }
        let table = self.engine.read_table(Arc::new(source.rows.clone()))?;
        let table = match &self.filter {
            Some(filter) => table.filter(filter.clone())?,
            None => table,
        };
        let newest_first = [OCCURRED_AT, RECORD_INDEX].map(|name| ident(name).sort(false, true));
        let rows = table.sort(newest_first.to_vec())?.limit(0, Some(source.asked))?;
        source.found = rows.collect().await?.into_iter().flat_map(Found::all).collect();
        let is_cut = source.found.len() >= source.asked;
        // Of the last millisecond more rows may follow.
        source.known_above =
            source.found.last().filter(|_| is_cut).map(|last| last.cursor.occurred_ms);
        Ok(())
    }
}

/// A part of the index, and what of it was read.
struct Source {
    rows: Rows,
    asked: usize,
    found: Vec<Found>,
    /// Everything later than this was read; `None` when all was.
    known_above: Option<i64>,
}

impl Source {
    fn of(rows: Rows) -> Self {
        Self { rows, asked: 0, found: Vec::new(), known_above: None }
    }

    fn memory(index: &Index, snapshot: &Snapshot) -> Self {
        Self::of(Rows {
            dir: index.dir().into(),
            chunks: all_chunks(snapshot),
            files: Vec::new(),
            layout: Layout::NewestFirst,
        })
    }

    fn window(index: &Index, files: Vec<Arc<Sealed>>) -> Self {
        let layout = Layout::NewestFirst;
        Self::of(Rows { dir: index.dir().into(), chunks: Vec::new(), files, layout })
    }
}

/// A matching row.
#[derive(Clone)]
struct Found {
    batch: Arc<RecordBatch>,
    at: usize,
    cursor: Cursor,
    identity: Identity,
}

impl Found {
    fn all(batch: RecordBatch) -> Vec<Self> {
        let batch = Arc::new(batch);
        let mut identities = Vec::with_capacity(batch.num_rows());
        sealed::identities_of(&batch, &mut identities);
        let indexes = row::record_indexes(&batch).iter().copied();
        let rows = identities.into_iter().zip(indexes).enumerate();
        rows.map(|(at, (identity, record_index))| {
            let cursor = Cursor { occurred_ms: identity.occurred_ms, record_index };
            Self { batch: Arc::clone(&batch), at, cursor, identity }
        })
        .collect()
    }

    fn row(self) -> Row {
        row::read(&self.batch, self.at, self.cursor, self.identity)
    }
}

/// Each event once, as first told among these, newest first.
fn distinct<'a>(found: impl Iterator<Item = &'a Found>) -> Vec<Found> {
    let mut events: BTreeMap<Identity, &Found> = BTreeMap::new();
    for found in found {
        let first = events.entry(found.identity).or_insert(found);
        if found.cursor < first.cursor {
            *first = found;
        }
    }
    let mut events: Vec<Found> = events.into_values().cloned().collect();
    events.sort_by_key(|found| std::cmp::Reverse(found.cursor));
    events
}

/// Counts how many times each of the rows' events was told.
async fn count_tellings(
    engine: &SessionContext,
    index: &Index,
    snapshot: &Snapshot,
    rows: &mut [Row],
) -> Result<(), StoreError> {
    let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else { return Ok(()) };
    let (oldest_ms, newest_ms) = (oldest.occurred_ms, newest.occurred_ms);
    let is_wanted =
        |file: &&Arc<Sealed>| file.holds == Tellings::Repeat && file.overlaps(oldest_ms, newest_ms);
    let repeats = Rows {
        dir: index.dir().into(),
        chunks: snapshot.memory.chunks(Tellings::Repeat).to_vec(),
        files: snapshot.manifest.files.iter().filter(is_wanted).cloned().collect(),
        layout: Layout::Spread(2),
    };
    if repeats.chunks.is_empty() && repeats.files.is_empty() {
        return Ok(());
    }
    let times = rows.iter().map(|row| instant(row.occurred_ms)).collect();
    let filter = ident(OCCURRED_AT)
        .between(instant(oldest_ms), instant(newest_ms))
        .and(ident(OCCURRED_AT).in_list(times, false));
    let table = engine.read_table(Arc::new(repeats))?.filter(filter)?;
    let mut identities = Vec::new();
    for batch in table.select(vec![ident(OCCURRED_AT), ident(KEY)])?.collect().await? {
        sealed::identities_of(&batch, &mut identities);
    }
    let mut told: BTreeMap<(i64, String), u32> = BTreeMap::new();
    for Identity { occurred_ms, key } in identities {
        *told.entry((occurred_ms, row::key_text(key))).or_default() += 1;
    }
    for row in rows {
        let again = told.get(&(row.occurred_ms, row.key.0.clone())).copied().unwrap_or_default();
        row.told = again.saturating_add(1);
    }
    Ok(())
}
