//! Parquet files: rows of one day, newest first.
//!
//! Any Parquet reader can open them. Row groups are small and carry
//! statistics, a page index and bloom filters, so that a needle costs a few
//! pages.

use std::{fs, fs::File, ops::Range, path::Path, sync::Arc};

use datafusion::{
    arrow::{
        array::{AsArray as _, RecordBatch},
        compute::{SortColumn, SortOptions, concat_batches, lexsort_to_indices, take_record_batch},
        datatypes::TimestampMillisecondType,
    },
    parquet::{
        arrow::{
            ArrowWriter, ProjectionMask,
            arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
            arrow_writer::ArrowWriterOptions,
        },
        basic::{Compression, Encoding, ZstdLevel},
        file::{
            metadata::SortingColumn,
            properties::{EnabledStatistics, WriterProperties},
        },
        schema::types::ColumnPath,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    StoreError,
    build::Identity,
    column::{COLUMNS, KEY, OCCURRED_AT, RECEIVED_AT, RECORD_INDEX, memory_schema},
    manifest::{Sealed, Tellings, sync_parent},
};

/// Rows in a row group: a needle reads one or a few.
pub(crate) const ROW_GROUP_ROWS: usize = 32_768;
/// Rows in a page at most: what a reader decodes to get at one row.
const PAGE_ROWS: usize = 4_096;
/// A bloom filter says "perhaps" in vain this often.
const BLOOM_ERROR: f64 = 0.01;
const MS_PER_DAY: i64 = 86_400_000;

/// Where the columns that sort are: see [`crate::column::memory_schema`].
const RECORD_INDEX_AT: usize = 0;
const OCCURRED_AT_AT: usize = 1;
const KEY_AT: usize = 3;

/// What all files of one write share.
#[derive(Debug, Clone)]
pub(crate) struct Batch<'a> {
    /// Folder of the index.
    pub(crate) dir: &'a Path,
    /// Which tellings the rows are.
    pub(crate) holds: Tellings,
    /// The range of ledger indexes that the rows are from.
    pub(crate) from: Range<u64>,
}

/// The chunks as one, newest first.
pub(crate) fn sorted(chunks: &[RecordBatch]) -> Result<RecordBatch, StoreError> {
    let rows = concat_batches(&memory_schema(), chunks)?;
    let newest_first = Some(SortOptions { descending: true, nulls_first: true });
    let by = [OCCURRED_AT_AT, RECORD_INDEX_AT]
        .map(|at| SortColumn { values: Arc::clone(rows.column(at)), options: newest_first });
    let order = lexsort_to_indices(&by, None)?;
    Ok(take_record_batch(&rows, &order)?)
}

/// Writes sorted rows, one file a day.
pub(crate) fn write(batch: &Batch<'_>, rows: &RecordBatch) -> Result<Vec<Arc<Sealed>>, StoreError> {
    let mut files = Vec::new();
    let times = times(rows);
    let mut start = 0;
    while let Some(newest_ms) = times.get(start).copied() {
        let day_start = newest_ms.div_euclid(MS_PER_DAY) * MS_PER_DAY;
        let rest = times.get(start..).unwrap_or_default();
        let length = rest.partition_point(|ms| *ms >= day_start);
        let oldest_ms = rest.get(length.saturating_sub(1)).copied().unwrap_or(newest_ms);
        let mut sealed = Sealed {
            day: day_of(newest_ms),
            holds: batch.holds,
            first: batch.from.start,
            end: batch.from.end,
            rows: length,
            bytes: 0,
            oldest_ms,
            newest_ms,
        };
        sealed.bytes = write_file(batch.dir, &sealed, &rows.slice(start, length))?;
        files.push(Arc::new(sealed));
        start += length;
    }
    Ok(files)
}

/// Writes one file; gives back how many bytes it has.
fn write_file(dir: &Path, sealed: &Sealed, rows: &RecordBatch) -> Result<u64, StoreError> {
    let path = sealed.path(dir);
    let draft = path.with_added_extension("tmp");
    let parent = path.parent().unwrap_or(dir);
    if !parent.is_dir() {
        fs::create_dir_all(parent).map_err(StoreError::file(parent))?;
        sync_parent(parent).map_err(StoreError::file(dir))?;
    }
    let file = File::create(&draft).map_err(StoreError::file(&draft))?;
    let options = ArrowWriterOptions::new()
        .with_properties(properties())
        // Dictionaries are how rows lie in memory, no business of readers.
        .with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(file, rows.schema(), options)?;
    writer.write(rows)?;
    let file = writer.into_inner()?;
    let synced = file.sync_all().and_then(|()| file.metadata());
    let bytes = synced.map_err(StoreError::file(&draft))?.len();
    let renamed = fs::rename(&draft, &path).and_then(|()| sync_parent(&path));
    renamed.map_err(StoreError::file(&path))?;
    Ok(bytes)
}

fn properties() -> WriterProperties {
    let rows = u64::try_from(ROW_GROUP_ROWS).unwrap_or(u64::MAX);
    let sorting = [OCCURRED_AT_AT, RECORD_INDEX_AT].map(|at| SortingColumn {
        column_idx: i32::try_from(at).unwrap_or_default(),
        descending: true,
        nulls_first: true,
    });
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_sorting_columns(Some(sorting.to_vec()))
        .set_bloom_filter_fpp(BLOOM_ERROR)
        // The filters shrink to what they need.
        .set_bloom_filter_max_ndv(rows);
    for name in [RECORD_INDEX, OCCURRED_AT, RECEIVED_AT] {
        let path = ColumnPath::from(name);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    // Keys are random: neither a dictionary nor an order would say anything.
    properties = properties
        .set_column_dictionary_enabled(ColumnPath::from(KEY), false)
        .set_column_statistics_enabled(ColumnPath::from(KEY), EnabledStatistics::None);
    for column in COLUMNS.iter().filter(|column| column.has_bloom) {
        properties =
            properties.set_column_bloom_filter_enabled(ColumnPath::from(column.name), true);
    }
    properties.build()
}

/// All rows of these files.
pub(crate) fn read(dir: &Path, files: &[Arc<Sealed>]) -> Result<Vec<RecordBatch>, StoreError> {
    let mut chunks = Vec::new();
    for sealed in files {
        let options = ArrowReaderOptions::new().with_schema(memory_schema());
        for chunk in open(dir, sealed, options)?.build()? {
            chunks.push(chunk?);
        }
    }
    Ok(chunks)
}

/// The identities of the rows of a file, sorted.
pub(crate) fn identities(dir: &Path, sealed: &Sealed) -> Result<Vec<Identity>, StoreError> {
    let reader = open(dir, sealed, ArrowReaderOptions::new())?;
    let columns = ProjectionMask::leaves(reader.parquet_schema(), [OCCURRED_AT_AT, KEY_AT]);
    let mut identities = Vec::with_capacity(sealed.rows);
    for chunk in reader.with_projection(columns).build()? {
        identities_of(&chunk?, &mut identities);
    }
    identities.sort_unstable();
    Ok(identities)
}

/// Adds the identity of each row of a chunk that has the two columns of it.
pub(crate) fn identities_of(chunk: &RecordBatch, identities: &mut Vec<Identity>) {
    let times = chunk.column_by_name(OCCURRED_AT);
    let times = times.and_then(|times| times.as_primitive_opt::<TimestampMillisecondType>());
    let keys = chunk.column_by_name(KEY).and_then(|keys| keys.as_fixed_size_binary_opt());
    if let Some((times, keys)) = times.zip(keys) {
        identities.extend(times.values().iter().zip(keys.iter()).filter_map(|(ms, key)| {
            let key = u128::from_be_bytes(key?.try_into().ok()?);
            Some(Identity { occurred_ms: *ms, key })
        }));
    }
}

fn times(rows: &RecordBatch) -> &[i64] {
    let times = rows.column(OCCURRED_AT_AT).as_primitive_opt::<TimestampMillisecondType>();
    times.map_or(&[], |times| times.values().as_ref())
}

fn open(
    dir: &Path,
    sealed: &Sealed,
    options: ArrowReaderOptions,
) -> Result<ParquetRecordBatchReaderBuilder<File>, StoreError> {
    let path = sealed.path(dir);
    let file = File::open(&path).map_err(StoreError::file(&path))?;
    let damaged = |error| StoreError::Damaged { path, what: format!("{error}") };
    ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(damaged)
}

fn day_of(ms: i64) -> Date {
    let time = Timestamp::from_millisecond(ms).unwrap_or_default();
    time.to_zoned(TimeZone::UTC).date()
}
