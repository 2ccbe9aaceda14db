//! The door to the record.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use datafusion::{
    execution::{
        disk_manager::{DiskManagerBuilder, DiskManagerMode},
        memory_pool::GreedyMemoryPool,
        runtime_env::{RuntimeEnv, RuntimeEnvBuilder},
    },
    prelude::{SessionConfig, SessionContext},
};

use crate::{Answer, Page, Query, SqlLimits, StoreError, Table, index::Index, known, search, sql};

/// Footers of files that are kept in memory, in bytes.
const METADATA_CACHE_BYTES: usize = 16 << 20;
/// Threads that one query uses.
const QUERY_THREADS: usize = 2;

/// How the index is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreOptions {
    /// Rows in memory after which they are written to files. A row takes some
    /// 200 bytes; after a restart as many are read from the ledger again.
    pub memory_rows: usize,
    /// Small files that a day may have before they are joined.
    pub files_a_day_max: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { memory_rows: 65_536, files_a_day_max: 8 }
    }
}

/// The searchable record: an index over the ledger of events.
///
/// Shared by reference; a search never waits for indexing, and sees the state
/// at its beginning throughout.
#[derive(Debug)]
pub struct Store {
    index: Arc<Index>,
    env: Arc<RuntimeEnv>,
    engine: Engine,
}

/// Wraps the session, which cannot print itself.
struct Engine(SessionContext);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Store {
    /// Opens the index in `dir`, or begins one. Reads one small file; the rows
    /// that were in memory last time come back with [`Store::catch_up`].
    ///
    /// While another process has the index open, it is read as that process
    /// left it, and what is new is kept in memory only.
    pub async fn open(dir: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        let dir = dir.to_owned();
        let index = blocking(move || Index::open(&dir, options)).await?;
        let env = RuntimeEnvBuilder::new()
            .with_metadata_cache_limit(METADATA_CACHE_BYTES)
            .with_disk_manager_builder(
                DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled),
            )
            .build_arc()?;
        let engine = Engine(SessionContext::new_with_config_rt(config(), Arc::clone(&env)));
        Ok(Self { index: Arc::new(index), env, engine })
    }

    /// The next ledger index to index: everything before it can be searched.
    pub fn indexed(&self) -> u64 {
        self.index.snapshot().indexed
    }

    /// How many rows are in memory and in files, tellings all counted.
    pub fn rows(&self) -> (usize, usize) {
        let snapshot = self.index.snapshot();
        (snapshot.memory.rows(), snapshot.manifest.files.iter().map(|file| file.rows).sum())
    }

    /// Indexes what the ledger has beyond [`Store::indexed`], up to its durable
    /// end as of now. Tells `progress` the next index and that end after each
    /// chunk. Gives back the next index.
    ///
    /// An index that is ahead of the ledger was made from another one, and is
    /// built anew.
    pub async fn catch_up(
        &self,
        events: &ledger::Reader,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<u64, StoreError> {
        let end = events.size();
        if self.indexed() > end {
            tracing::warn!(
                indexed = self.indexed(),
                ledger.size = end,
                "The index is ahead of the ledger and is built anew"
            );
            self.clear().await?;
        }
        loop {
            let (index, reader) = (Arc::clone(&self.index), events.clone());
            let before = self.indexed();
            let indexed = blocking(move || index.step(&reader, end)).await?;
            progress(indexed.min(end), end);
            // A step that finds nothing new is the last one.
            if indexed >= end || indexed == before {
                return Ok(indexed);
            }
        }
    }

    /// Deletes the index and builds it anew. Until it is done, searches see
    /// what has been read so far. Refused while another process has it open.
    pub async fn rebuild(
        &self,
        events: &ledger::Reader,
        progress: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<u64, StoreError> {
        self.clear().await?;
        self.catch_up(events, progress).await
    }

    /// Writes the rows in memory to files, so that the next start need not
    /// read them from the ledger: for an orderly end, or before others read
    /// the files.
    pub async fn seal(&self) -> Result<(), StoreError> {
        let index = Arc::clone(&self.index);
        blocking(move || index.seal()).await
    }

    /// Answers a query, newest first.
    pub async fn search(&self, query: &Query, page: Page) -> Result<Answer, StoreError> {
        search::search(&self.engine.0, &self.index, query, page).await
    }

    /// The ways (`stream`, `rest` …) by which each of these events has been told so
    /// far, in their order; empty for one that the index does not hold.
    ///
    /// Costs a look at the days of the events: ask for a page of a listing at a time.
    pub async fn ways(&self, events: &[event::Event]) -> Result<Vec<BTreeSet<String>>, StoreError> {
        known::ways(&self.engine.0, &self.index, events).await
    }

    /// Runs one `SELECT` over the tables `events` (each event once) and
    /// `tellings` (each time it was told).
    pub async fn sql(&self, text: &str, limits: SqlLimits) -> Result<Table, StoreError> {
        let env = RuntimeEnvBuilder::from_runtime_env(&self.env)
            .with_memory_pool(Arc::new(GreedyMemoryPool::new(limits.memory_bytes)))
            .build_arc()?;
        let session = SessionContext::new_with_config_rt(config(), env);
        sql::run(session, &self.index, text, limits).await
    }

    async fn clear(&self) -> Result<(), StoreError> {
        let index = Arc::clone(&self.index);
        blocking(move || index.clear()).await
    }
}

fn config() -> SessionConfig {
    let mut config = SessionConfig::new()
        .with_target_partitions(QUERY_THREADS)
        .with_information_schema(false)
        .with_collect_statistics(false);
    // DataFusion 55.2 lets partitions take files from one another even where their
    // order was promised, once a limit is pushed down: rows then get lost from a page.
    config.options_mut().execution.enable_file_stream_work_stealing = false;
    let parquet = &mut config.options_mut().execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    parquet.enable_page_index = true;
    parquet.bloom_filter_on_read = true;
    config
}

/// Runs blocking work where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(StoreError::Interrupted)?
}
