//! Files read into the record.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use event::{Format, Way};
use serde::Serialize;
use store::state::Position;

use super::error::allow;
use super::{App, AppError};
use crate::app::input;
use crate::person::{Permission, Person};
use crate::work::import::{self, Batch, IMPORTED, Mark, ReadError};

/// So many line numbers are told; the rest is counted.
const LINES_TOLD_MAX: usize = 100;

/// A source is kept with each record: a file name of any length is cut.
const NAME_CHARS_MAX: usize = 100;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImportProgress {
    /// Bytes of the file read (compressed, if it is).
    pub bytes_read: u64,
    /// Bytes of the whole file.
    pub bytes_total: u64,
    /// Records made durable.
    pub records: u64,
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The source that its records carry: `import/<file name>`.
    pub source: String,
    /// Records made durable now.
    pub records: u64,
    /// Records that an earlier, interrupted import of this file had made durable.
    pub resumed_after: u64,
    /// Records by the shape they were recognised as (`audit_json`: 12 …).
    pub formats: BTreeMap<String, u64>,
    /// Lines that could not be read: kept raw, searchable as `format:unparsed`.
    pub unparsed: u64,
    /// Where the first of them are (line numbers from 1), at most 100.
    pub unparsed_lines: Vec<u64>,
    /// Lines above the size limit: not taken. Line numbers, at most 100.
    pub too_long_lines: Vec<u64>,
}

impl App {
    /// Reads a file into the record: plain, gzip or zstd, told by its content;
    /// one event a line. Bounded in memory. An interrupted import goes on where
    /// it was; a whole file imported twice adds nothing. A binary file is refused.
    pub async fn import_file(
        &self,
        person: &Person,
        path: &Path,
        progress: &mut (dyn FnMut(ImportProgress) + Send),
    ) -> Result<ImportReport, AppError> {
        allow(person, Permission::Import)?;
        let file = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || import::look(&file)).await;
        let opened = opened.map_err(AppError::internal)?.map_err(|e| unreadable(path, &e))?;
        let cursor = format!("{IMPORTED}{}", opened.fingerprint);
        let mark = self.mark(&cursor).await?;
        let mut report = ImportReport::new(source(path), mark.as_ref());
        let mut batches = import::read(path, mark);
        while let Some(batch) = batches.recv().await {
            let batch = batch.map_err(|error| unreadable(path, &error))?;
            let bytes_read = batch.file_bytes_read;
            let mark = self.import_batch(batch, &mut report).await?;
            self.keep_mark(&cursor, &mark).await?;
            progress(ImportProgress {
                bytes_read: bytes_read.min(opened.file_bytes),
                bytes_total: opened.file_bytes,
                records: report.records,
            });
        }
        Ok(report)
    }

    /// Makes a batch durable; answers how far the file is imported then.
    async fn import_batch(
        &self,
        batch: Batch,
        report: &mut ImportReport,
    ) -> Result<Mark, AppError> {
        if batch.is_restart {
            // Another file under a known first line: nothing of it was imported.
            report.resumed_after = 0;
        }
        let source = Arc::from(report.source.as_str());
        report.tell(&batch);
        let events: Vec<Bytes> = batch.events.into_iter().map(|(_, piece)| piece).collect();
        let count = u64::try_from(events.len()).unwrap_or(u64::MAX);
        if !events.is_empty() {
            self.take_patiently(&source, events).await?;
        }
        report.records = report.records.saturating_add(count);
        let records = report.resumed_after.saturating_add(report.records);
        Ok(Mark { records, ..batch.mark })
    }

    /// A file can wait when a stream is in a hurry; it only gives up after a while.
    async fn take_patiently(&self, source: &Arc<str>, events: Vec<Bytes>) -> Result<(), AppError> {
        for _attempt in 0..10 {
            match self.take(source, events.clone()).await {
                Err(AppError::Overloaded) => {}
                other => return other.map(drop),
            }
        }
        Err(AppError::Overloaded)
    }

    async fn mark(&self, cursor: &str) -> Result<Option<Mark>, AppError> {
        let cursor = cursor.to_owned();
        let kept = self.with_state(move |state| state.cursor(&cursor)).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept.fingerprint).ok()))
    }

    async fn keep_mark(&self, cursor: &str, mark: &Mark) -> Result<(), AppError> {
        let cursor = cursor.to_owned();
        let fingerprint = serde_json::to_string(mark).map_err(AppError::internal)?;
        let position = Position { position: mark.bytes, fingerprint };
        self.with_state(move |state| state.set_cursor(&cursor, &position)).await
    }
}

impl ImportReport {
    fn new(source: String, mark: Option<&Mark>) -> Self {
        Self {
            source,
            records: 0,
            resumed_after: mark.map_or(0, |mark| mark.records),
            formats: BTreeMap::new(),
            unparsed: 0,
            unparsed_lines: Vec::new(),
            too_long_lines: Vec::new(),
        }
    }

    fn tell(&mut self, batch: &Batch) {
        for (line, piece) in &batch.events {
            let format = event::normalise::recognise(Way::Import, piece);
            let count = self.formats.entry(format.as_str().to_owned()).or_default();
            *count = count.saturating_add(1);
            if format == Format::Unparsed {
                self.unparsed = self.unparsed.saturating_add(1);
                push_line(&mut self.unparsed_lines, *line);
            }
        }
        for line in &batch.too_long {
            push_line(&mut self.too_long_lines, *line);
        }
    }
}

fn push_line(lines: &mut Vec<u64>, line: u64) {
    if lines.len() < LINES_TOLD_MAX && lines.last() != Some(&line) {
        lines.push(line);
    }
}

/// `import/<file name>`, without what would break a record's envelope.
fn source(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    format!("import/{name}")
}

fn unreadable(path: &Path, error: &ReadError) -> AppError {
    let why = crate::work::writer::full_text(error);
    AppError::invalid("file", input::said(format!("{}: {why}", path.display())))
}
