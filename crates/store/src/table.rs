//! The rows as a table of the query engine: memory and files as one.

use std::{fmt, path::Path, sync::Arc};

use async_trait::async_trait;
use datafusion::{
    arrow::{array::RecordBatch, compute::cast, datatypes::SchemaRef},
    catalog::{Session, TableProvider},
    common::{
        ColumnStatistics, DFSchema, Result, ScalarValue, Statistics, pruning::PrunableStatistics,
        stats::Precision,
    },
    datasource::{
        listing::PartitionedFile,
        memory::MemorySourceConfig,
        object_store::ObjectStoreUrl,
        physical_plan::{
            FileGroup, FileScanConfigBuilder, ParquetSource,
            parquet::CachedParquetFileReaderFactory,
        },
        source::DataSourceExec,
    },
    logical_expr::{Expr, TableProviderFilterPushDown, TableType, utils::conjunction},
    object_store::path::Path as ObjectPath,
    physical_expr::{LexOrdering, PhysicalSortExpr, expressions::Column},
    physical_optimizer::pruning::PruningPredicateBuilder,
    physical_plan::{ExecutionPlan, empty::EmptyExec, union::UnionExec},
};

use crate::{
    column::{OCCURRED_AT, RECORD_INDEX, schema},
    manifest::Sealed,
};

/// More files than this that overlap in time are sorted after reading instead
/// of being read side by side.
const RUNS_MAX: usize = 16;

/// How files are dealt out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// So that rows come newest first and reading can stop early.
    NewestFirst,
    /// Evenly over this many partitions.
    Spread(usize),
}

/// A file and what is known of its rows.
type Part = (Arc<Sealed>, Arc<Statistics>);

/// Some rows of the index.
#[derive(Clone)]
pub(crate) struct Rows {
    /// Folder of the index.
    pub(crate) dir: Arc<Path>,
    /// Chunks in memory.
    pub(crate) chunks: Vec<RecordBatch>,
    /// Sealed files.
    pub(crate) files: Vec<Arc<Sealed>>,
    /// How they are read.
    pub(crate) layout: Layout,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chunks, files, .. } = self;
        write!(f, "Rows({} chunks, {} files)", chunks.len(), files.len())
    }
}

#[async_trait]
impl TableProvider for Rows {
    fn schema(&self) -> SchemaRef {
        schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        // Files and row groups are skipped by them; the engine still filters rows.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let limit = limit.filter(|_| filters.is_empty());
        let mut parts: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        if !self.chunks.is_empty() {
            parts.push(self.memory(projection)?);
        }
        let files = self.wanted(state, filters)?;
        if !files.is_empty() {
            parts.push(self.sealed(state, &files, projection, limit)?);
        }
        match parts.len() {
            0 => Ok(Arc::new(EmptyExec::new(projected(projection)?))),
            1 => Ok(parts.remove(0)),
            _ => UnionExec::try_new(parts),
        }
    }
}

impl Rows {
    /// The files that may have rows which pass the filters.
    fn wanted(&self, state: &dyn Session, filters: &[Expr]) -> Result<Vec<Part>> {
        let of = |file: &Arc<Sealed>| (Arc::clone(file), Arc::new(statistics(file)));
        let files: Vec<_> = self.files.iter().map(of).collect();
        let Some(filter) = conjunction(filters.iter().cloned()) else {
            return Ok(files);
        };
        let filter = state.create_physical_expr(filter, &DFSchema::try_from(schema())?)?;
        let Ok(predicate) =
            PruningPredicateBuilder::new().with_file_schema(schema()).try_build(filter)
        else {
            return Ok(files);
        };
        let all = files.iter().map(|(_, statistics)| Arc::clone(statistics)).collect();
        let keep = predicate.prune(&PrunableStatistics::new(all, schema()))?;
        Ok(files.into_iter().zip(keep).filter_map(|(file, keep)| keep.then_some(file)).collect())
    }

    fn memory(&self, projection: Option<&Vec<usize>>) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = projected(projection)?;
        let chunks =
            self.chunks.iter().map(|chunk| plain(chunk, &schema)).collect::<Result<_>>()?;
        Ok(MemorySourceConfig::try_new_exec(&[chunks], schema, None)?)
    }

    fn sealed(
        &self,
        state: &dyn Session,
        files: &[Part],
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let url = ObjectStoreUrl::local_filesystem();
        let env = state.runtime_env();
        let cache = env.cache_manager.get_file_metadata_cache();
        let readers = CachedParquetFileReaderFactory::new(env.object_store(&url)?, cache);
        let source = ParquetSource::new(schema())
            .with_table_parquet_options(state.table_options().parquet.clone())
            .with_parquet_file_reader_factory(Arc::new(readers));
        let (groups, is_ordered) = self.groups(files)?;
        let scan = FileScanConfigBuilder::new(url, Arc::new(source))
            .with_file_groups(groups)
            .with_statistics(total(files))
            .with_limit(limit)
            .with_output_ordering(if is_ordered {
                newest_first().into_iter().collect()
            } else {
                Vec::new()
            })
            .with_projection_indices(projection.cloned())?;
        Ok(DataSourceExec::from_data_source(scan.build()))
    }

    fn groups(&self, files: &[Part]) -> Result<(Vec<FileGroup>, bool)> {
        let mut files = files.to_vec();
        files.sort_by_key(|(file, _)| std::cmp::Reverse((file.newest_ms, file.first)));
        let (dealt, is_ordered) = match self.layout {
            Layout::NewestFirst => {
                let runs = runs(files);
                let is_ordered = runs.len() <= RUNS_MAX;
                (runs, is_ordered)
            }
            Layout::Spread(partitions) => (spread(files, partitions), false),
        };
        let group = |files: Vec<Part>| {
            let files = files.iter().map(|(file, rows)| self.partitioned(file, Arc::clone(rows)));
            files.collect::<Result<_>>().map(FileGroup::new)
        };
        let groups = dealt.into_iter().map(group).collect::<Result<_>>()?;
        Ok((groups, is_ordered))
    }

    fn partitioned(&self, file: &Sealed, statistics: Arc<Statistics>) -> Result<PartitionedFile> {
        let mut partitioned = PartitionedFile::new("", file.bytes).with_statistics(statistics);
        partitioned.object_meta.location = ObjectPath::from_absolute_path(file.path(&self.dir))?;
        Ok(partitioned)
    }
}

/// Deals files that follow one another in time, newest first, into as few
/// runs without overlap as it takes.
fn runs(files: Vec<Part>) -> Vec<Vec<Part>> {
    let mut runs: Vec<Vec<Part>> = Vec::new();
    for part in files {
        let follows = |run: &&mut Vec<Part>| {
            run.last().is_some_and(|(last, _)| part.0.newest_ms < last.oldest_ms)
        };
        match runs.iter_mut().find(follows) {
            Some(run) => run.push(part),
            None => runs.push(vec![part]),
        }
    }
    runs
}

/// Deals files out, each to the partition that has the fewest rows.
fn spread(files: Vec<Part>, partitions: usize) -> Vec<Vec<Part>> {
    let mut dealt: Vec<(usize, Vec<Part>)> = Vec::new();
    dealt.resize_with(partitions.clamp(1, files.len().max(1)), Default::default);
    for part in files {
        if let Some((rows, parts)) = dealt.iter_mut().min_by_key(|(rows, _)| *rows) {
            *rows += part.0.rows;
            parts.push(part);
        }
    }
    dealt.into_iter().map(|(_, parts)| parts).collect()
}

/// A chunk with the wanted columns only, each text written out.
fn plain(chunk: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let column = |field: &Arc<datafusion::arrow::datatypes::Field>| {
        let at = chunk.schema_ref().index_of(field.name())?;
        cast(chunk.column(at), field.data_type())
    };
    let columns = schema.fields().iter().map(column).collect::<std::result::Result<_, _>>()?;
    let rows =
        datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(chunk.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &rows)?)
}

fn projected(projection: Option<&Vec<usize>>) -> Result<SchemaRef> {
    match projection {
        Some(columns) => Ok(Arc::new(schema().project(columns)?)),
        None => Ok(schema()),
    }
}

/// How the rows of each file lie.
fn newest_first() -> Option<LexOrdering> {
    let schema = schema();
    let sort = |name: &str| {
        let at = schema.index_of(name).ok()?;
        let column = Arc::new(Column::new(name, at));
        Some(PhysicalSortExpr::new(
            column,
            datafusion::arrow::compute::SortOptions::new(true, true),
        ))
    };
    LexOrdering::new([OCCURRED_AT, RECORD_INDEX].into_iter().filter_map(sort))
}

/// What the manifest knows of a file.
fn statistics(file: &Sealed) -> Statistics {
    let instant =
        |ms| Precision::Exact(ScalarValue::TimestampMillisecond(Some(ms), Some("UTC".into())));
    let of = |name: &str| match name {
        OCCURRED_AT => ColumnStatistics {
            null_count: Precision::Exact(0),
            min_value: instant(file.oldest_ms),
            max_value: instant(file.newest_ms),
            ..ColumnStatistics::new_unknown()
        },
        RECORD_INDEX => ColumnStatistics {
            null_count: Precision::Exact(0),
            min_value: Precision::Inexact(ScalarValue::UInt64(Some(file.first))),
            max_value: Precision::Inexact(ScalarValue::UInt64(Some(file.end))),
            ..ColumnStatistics::new_unknown()
        },
        _ => ColumnStatistics::new_unknown(),
    };
    Statistics {
        num_rows: Precision::Exact(file.rows),
        total_byte_size: Precision::Inexact(usize::try_from(file.bytes).unwrap_or(usize::MAX)),
        column_statistics: schema().fields().iter().map(|field| of(field.name())).collect(),
    }
}

fn total(files: &[Part]) -> Statistics {
    let rows = files.iter().map(|(file, _)| file.rows).sum();
    Statistics { num_rows: Precision::Exact(rows), ..Statistics::new_unknown(&schema()) }
}
