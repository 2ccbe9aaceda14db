//! SQL for those who want it: one `SELECT`, read-only, within limits.
//!
//! Two tables: `events`, each event as it was first told, and `tellings`,
//! every telling with `is_first`. No statement can name a file, and nothing
//! is written, not even to a temporary folder.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use datafusion::{
    arrow::{
        array::{Array as _, ArrayRef, AsArray as _},
        datatypes::{
            DataType, Float64Type, Int64Type, TimeUnit, TimestampMillisecondType, UInt64Type,
        },
        util::display::{ArrayFormatter, FormatOptions},
    },
    common::DataFusionError,
    dataframe::DataFrame,
    logical_expr::lit,
    prelude::{SQLOptions, SessionContext, ident},
    sql::{
        parser::{DFParser, Statement},
        sqlparser::ast::Statement as SqlStatement,
    },
};
use futures::StreamExt as _;
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    StoreError,
    column::OCCURRED_AT,
    index::{Index, Snapshot},
    manifest::Tellings,
    table::{Layout, Rows},
};

/// How much a statement may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqlLimits {
    /// Rows given back; the rest is cut off and [`Table::truncated`] says so.
    pub rows: usize,
    /// How long it may run.
    pub time: Duration,
    /// Bytes that sorting, joining and grouping may hold at once.
    pub memory_bytes: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self { rows: 10_000, time: Duration::from_secs(30), memory_bytes: 512 << 20 }
    }
}

/// What a statement gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows; times are RFC 3339 text in UTC to the millisecond, bytes are hex digits.
    pub rows: Vec<Vec<Value>>,
    /// Whether there were more rows than the limit.
    pub truncated: bool,
}

/// Runs a statement in a session of its own, whose memory is already limited.
pub(crate) async fn run(
    session: SessionContext,
    index: &Index,
    text: &str,
    limits: SqlLimits,
) -> Result<Table, StoreError> {
    let statement = select(text)?;
    // The statement sees one state, and its files stay until it ends.
    let snapshot = index.snapshot();
    register(&session, index, &snapshot)?;
    let work = async {
        let plan = session.state().statement_to_plan(statement).await?;
        let read_only = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        read_only.verify_plan(&plan)?;
        let rows = session.execute_logical_plan(plan).await?;
        collect(rows.limit(0, Some(limits.rows.saturating_add(1)))?, limits.rows).await
    };
    match tokio::time::timeout(limits.time, work).await {
        Ok(result) => result.map_err(|error| explained(error, limits)),
        Err(_elapsed) => {
            let seconds = limits.time.as_secs();
            Err(StoreError::Limit(format!(
                "the statement ran longer than {seconds} s: narrow `occurred_at`, or ask for less"
            )))
        }
    }
}

/// The statement, if it is one `SELECT`.
fn select(text: &str) -> Result<Statement, StoreError> {
    let refuse = |what: String| StoreError::Refused(what);
    let mut statements: VecDeque<Statement> = DFParser::parse_sql(text)
        .map_err(|error| refuse(format!("this is not SQL that can be read: {}", plain(&error))))?;
    let statement = match (statements.pop_front(), statements.len()) {
        (Some(statement), 0) => statement,
        (None, _) => return Err(refuse("there is no statement; write one SELECT".to_owned())),
        (Some(_), _) => {
            return Err(refuse("one SELECT at a time: there are several statements".to_owned()));
        }
    };
    let is_query = matches!(&statement, Statement::Statement(inner) if matches!(**inner, SqlStatement::Query(_)));
    if is_query {
        return Ok(statement);
    }
    let shown = statement.to_string();
    let word = shown.split_whitespace().next().unwrap_or("this").to_uppercase();
    Err(refuse(format!("only SELECT may run here, not {word}: the record is read-only")))
}

fn register(
    session: &SessionContext,
    index: &Index,
    snapshot: &Snapshot,
) -> Result<(), StoreError> {
    let firsts = || table(session, index, snapshot, Tellings::First);
    let repeats = table(session, index, snapshot, Tellings::Repeat)?;
    session.register_table("events", firsts()?.into_view())?;
    let marked = firsts()?
        .with_column("is_first", lit(true))?
        .union(repeats.with_column("is_first", lit(false))?)?;
    session.register_table("tellings", marked.into_view())?;
    Ok(())
}

fn table(
    session: &SessionContext,
    index: &Index,
    snapshot: &Snapshot,
    tellings: Tellings,
) -> Result<DataFrame, StoreError> {
    let files = snapshot.manifest.files.iter().filter(|file| file.holds == tellings);
    let rows = Rows {
        dir: index.dir().into(),
        chunks: snapshot.memory.chunks(tellings).to_vec(),
        files: files.cloned().collect(),
        layout: Layout::Spread(session.copied_config().target_partitions()),
    };
    let table = session.read_table(Arc::new(rows))?;
    Ok(table.with_column("created_at", ident(OCCURRED_AT))?)
}

async fn collect(rows: DataFrame, rows_max: usize) -> Result<Table, DataFusionError> {
    let columns = rows.schema().fields().iter().map(|field| field.name().clone()).collect();
    let mut table = Table { columns, rows: Vec::new(), truncated: false };
    let mut stream = rows.execute_stream().await?;
    while let Some(batch) = stream.next().await {
        let batch = batch?;
        let columns: Vec<Vec<Value>> =
            batch.columns().iter().map(values).collect::<Result<_, DataFusionError>>()?;
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        for _ in 0..batch.num_rows() {
            table
                .rows
                .push(columns.iter_mut().map(|column| column.next().unwrap_or_default()).collect());
        }
    }
    table.truncated = table.rows.len() > rows_max;
    table.rows.truncate(rows_max);
    Ok(table)
}

/// A column as JSON.
fn values(column: &ArrayRef) -> Result<Vec<Value>, DataFusionError> {
    let cast = |kind| datafusion::arrow::compute::cast(column, &kind);
    Ok(match column.data_type() {
        DataType::Null => vec![Value::Null; column.len()],
        DataType::Boolean => column.as_boolean().iter().map(Value::from).collect(),
        kind if kind.is_signed_integer() => {
            cast(DataType::Int64)?.as_primitive::<Int64Type>().iter().map(Value::from).collect()
        }
        kind if kind.is_unsigned_integer() => {
            cast(DataType::UInt64)?.as_primitive::<UInt64Type>().iter().map(Value::from).collect()
        }
        kind if kind.is_floating() => {
            cast(DataType::Float64)?.as_primitive::<Float64Type>().iter().map(Value::from).collect()
        }
        DataType::Timestamp(..) => {
            let ms = cast(DataType::Timestamp(TimeUnit::Millisecond, None))?;
            let text = |ms| Some(format!("{:.3}", Timestamp::from_millisecond(ms?).ok()?));
            ms.as_primitive::<TimestampMillisecondType>().iter().map(|ms| text(ms).into()).collect()
        }
        _ => {
            let options = FormatOptions::default();
            let format = ArrayFormatter::try_new(column.as_ref(), &options)?;
            let text = |at| {
                let is_null = column.is_null(at);
                if is_null { Value::Null } else { Value::from(format.value(at).to_string()) }
            };
            (0..column.len()).map(text).collect()
        }
    })
}

/// What the person who wrote the statement can do about it.
fn explained(error: DataFusionError, limits: SqlLimits) -> StoreError {
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => StoreError::Limit(format!(
            "the statement needs more than {} MB of memory: narrow `occurred_at`, or group by less",
            limits.memory_bytes >> 20
        )),
        DataFusionError::Plan(_)
        | DataFusionError::SchemaError(..)
        | DataFusionError::SQL(..)
        | DataFusionError::NotImplemented(_)
        | DataFusionError::Execution(_)
        | DataFusionError::ArrowError(..) => StoreError::Refused(plain(&error)),
        _ => StoreError::Engine(error),
    }
}

fn plain(error: &DataFusionError) -> String {
    let text = error.find_root().strip_backtrace();
    let known = ["Error during planning: ", "Schema error: ", "SQL error: ", "Execution error: "];
    let start = known.iter().find_map(|prefix| text.strip_prefix(prefix));
    start.unwrap_or(&text).to_owned()
}
