//! Files become events: plain, gzip or zstd; one event a line, a row of a CSV
//! table, or an element or object of JSON that is spread over many lines.
//!
//! `read` runs on a blocking thread and hands over batches of lines; what they
//! become is decided by the app. Memory is bounded by the batch and by the
//! longest line. A place in a file is remembered as "so many decoded bytes with
//! this hash", so that a grown or renamed log goes on where it was and another
//! file under the same name does not.

mod count;
pub(crate) mod lines;
mod spread;
mod table;

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use self::lines::{Line, Lines};

/// How the names of cursors begin that tell how far an import came.
pub(crate) const IMPORTED: &str = "import:";

/// A line longer than this is not taken.
pub(crate) const LINE_BYTES_MAX: usize = 25 * 1000 * 1000;

/// A batch is handed over at this size.
const BATCH_BYTES: usize = 1 << 20;

/// … or at this many lines.
const BATCH_LINES: usize = 4096;

/// Batches that may wait for the ledger.
const BATCHES_WAITING: usize = 2;

/// JSON that is spread over several lines is read up to this size.
const SPREAD_BYTES_MAX: u64 = 64 << 20;

/// How many decoded bytes tell what kind of file it is.
const SNIFF_BYTES: usize = 64 * 1024;

/// How far a file was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Decoded bytes that are durable.
    pub(crate) bytes: u64,
    /// SHA-256 over them, in hex.
    pub(crate) hash: String,
    /// Lines in them.
    pub(crate) lines: u64,
    /// Records made from them.
    pub(crate) records: u64,
}

/// Some lines, and the mark after them.
#[derive(Debug)]
pub(crate) struct Batch {
    /// The pieces: one event each, with the number of its line.
    pub(crate) events: Vec<(u64, Bytes)>,
    /// Lines that are too long.
    pub(crate) too_long: Vec<u64>,
    /// The place after this batch; its `records` is filled in by the app.
    pub(crate) mark: Mark,
    /// Bytes of the file read so far.
    pub(crate) file_bytes_read: u64,
    /// Whether the mark did not fit, and the file is read from its beginning.
    pub(crate) is_restart: bool,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// It is no text.
    #[error(
        "this is a binary file, not a log of events (one a line; .gz, .zst, .bz2 and .xz are fine)"
    )]
    Binary,
    /// JSON over many lines that is too large to be read as one.
    #[error("this is JSON over many lines, of more than 64 MiB; cut it into lines with `jq -c`")]
    SpreadTooLarge,
    /// The disk, or a damaged archive.
    #[error("the file is cut or damaged, or cannot be read")]
    Io(#[from] io::Error),
}

/// What is known of a file before its lines are read.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Names the content: SHA-256 of the first line, which a log that grows keeps;
    /// of the beginning, where many files begin with the same line.
    pub(crate) fingerprint: String,
    /// Size of the file on disk.
    pub(crate) file_bytes: u64,
}

/// Looks at the beginning of a file: is it a log, and which.
pub(crate) fn look(path: &Path) -> Result<Opened, ReadError> {
    let file_bytes = std::fs::metadata(path)?.len();
    let mut lines = Lines::new(open(path, &Arc::default())?);
    refuse_binary(lines.peek(SNIFF_BYTES)?)?;
    let mut hash = Sha256::new();
    let start = lines.peek(SNIFF_BYTES)?;
    if event::normalise::is_csv_header(start) || spread::is_spread(start) {
        hash.update(start);
    } else if let Some(line) = lines.next()? {
        hash.update(&line.bytes);
    }
    Ok(Opened { fingerprint: hex::encode(hash.finalize()), file_bytes })
}

/// Reads on from `mark` on a blocking thread. If the file does not begin with
/// what the mark says, it is another file, and is read from its beginning.
pub(crate) fn read(path: &Path, mark: Option<Mark>) -> mpsc::Receiver<Result<Batch, ReadError>> {
    let (batches, receiver) = mpsc::channel(BATCHES_WAITING);
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = read_all(&path, mark.as_ref(), &batches) {
            // The importer may have been cancelled.
            batches.blocking_send(Err(error)).unwrap_or(());
        }
    });
    receiver
}

fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Box<dyn BufRead + Send>, ReadError> {
    let file = std::fs::File::open(path)?;
    let counted = count::Counted::new(BufReader::new(file), Arc::clone(read));
    Ok(archive::decoded(BufReader::new(counted))?)
}

fn read_all(
    path: &Path,
    mark: Option<&Mark>,
    batches: &mpsc::Sender<Result<Batch, ReadError>>,
) -> Result<(), ReadError> {
    let read = Arc::new(AtomicU64::new(0));
    let mut lines = Lines::new(open(path, &read)?);
    let mut place = Place::default();
    if let Some(mark) = mark
        && !place.skip_to(mark, &mut lines)?
    {
        lines = Lines::new(open(path, &read)?);
        place = Place::default();
    }
    let is_start = place.bytes == 0;
    let mut batch = Gathered { is_restart: mark.is_some() && is_start, ..Gathered::default() };
    if is_start && spread::is_spread(lines.peek(SNIFF_BYTES)?) {
        // No mark is inside it: interrupted, it is read again from its beginning.
        let start = Place::default();
        spread::read(&mut lines, &mut place, &mut batch, |batch| {
            !batch.is_full() || batch.hand_over(&start, &read, batches)
        })?;
        batch.hand_over(&place, &read, batches);
        return Ok(());
    }
    let mut table = table::Table::default();
    while let Some(line) = lines.next()? {
        if place.lines == 0 && event::normalise::is_csv_header(&line.bytes) {
            place.pass(&line);
            continue;
        }
        if place.header.is_none() && is_half_written(&line) {
            // Kept as it is now; when the log has grown, the line is read again, whole.
            batch.hand_over(&place, &read, batches);
            batch.add(place.lines.saturating_add(1), line);
            break;
        }
        place.pass(&line);
        match place.header.as_deref() {
            Some(header) => table.take(header, place.lines, line, &mut batch),
            None => batch.add(place.lines, line),
        }
        // A row over many lines is in one batch, so that no mark is inside it.
        if batch.is_full() && table.is_whole() && !batch.hand_over(&place, &read, batches) {
            return Ok(());
        }
    }
    if let Some(header) = place.header.as_deref() {
        table.end(header, &mut batch);
    }
    batch.hand_over(&place, &read, batches);
    Ok(())
}

/// A last line without an end that means nothing yet, or that may still grow,
/// as a line of a text log may.
fn is_half_written(line: &Line) -> bool {
    let is_ended = line.bytes.last() == Some(&b'\n') || line.is_too_long;
    let text = line.bytes.trim_ascii();
    let is_json = matches!(text.last(), Some(b'}' | b']'));
    !is_ended && (!is_json || event::normalise::split(text).into_iter().any(is_unknown))
}

fn is_unknown(piece: &[u8]) -> bool {
    event::normalise::recognise(event::Way::Import, piece) == event::Format::Unparsed
}

/// Where we are in the decoded text.
#[derive(Default)]
struct Place {
    bytes: u64,
    lines: u64,
    hash: Sha256,
    /// The header, if the file is a CSV table of audit events.
    header: Option<Vec<u8>>,
}

impl Place {
    fn pass(&mut self, line: &Line) {
        if self.lines == 0 && event::normalise::is_csv_header(&line.bytes) {
            self.header = Some(line.bytes.trim_ascii().to_vec());
        }
        self.hash.update(&line.bytes);
        self.bytes = self.bytes.saturating_add(line.length);
        self.lines = self.lines.saturating_add(1);
    }

    /// Passes what was imported before; whether the file still begins with it.
    fn skip_to(
        &mut self,
        mark: &Mark,
        lines: &mut Lines<Box<dyn BufRead + Send>>,
    ) -> Result<bool, ReadError> {
        while self.bytes < mark.bytes {
            let Some(line) = lines.next()? else { return Ok(false) };
            self.pass(&line);
        }
        Ok(self.bytes == mark.bytes && self.hash() == mark.hash)
    }

    fn hash(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }
}

/// Lines on their way to the ledger.
#[derive(Default)]
struct Gathered {
    events: Vec<(u64, Bytes)>,
    too_long: Vec<u64>,
    bytes: usize,
    lines: usize,
    is_restart: bool,
}

impl Gathered {
    fn add(&mut self, number: u64, line: Line) {
        self.lines = self.lines.saturating_add(1);
        if line.is_too_long {
            self.too_long.push(number);
            return;
        }
        self.add_text(number, &Bytes::from(line.bytes));
    }

    /// A text that is one event, or an array of them.
    fn add_text(&mut self, number: u64, text: &Bytes) {
        let trimmed = text.trim_ascii();
        if trimmed.is_empty() {
            return;
        }
        self.bytes = self.bytes.saturating_add(trimmed.len());
        for piece in event::normalise::split(trimmed) {
            if piece.len() > LINE_BYTES_MAX {
                self.too_long.push(number);
            } else {
                self.events.push((number, text.slice_ref(piece)));
            }
        }
    }

    fn is_full(&self) -> bool {
        self.bytes >= BATCH_BYTES || self.lines >= BATCH_LINES
    }

    /// Whether somebody still wants more.
    fn hand_over(
        &mut self,
        place: &Place,
        read: &AtomicU64,
        to: &mpsc::Sender<Result<Batch, ReadError>>,
    ) -> bool {
        let gathered = std::mem::take(self);
        let batch = Batch {
            events: gathered.events,
            too_long: gathered.too_long,
            mark: Mark { bytes: place.bytes, hash: place.hash(), lines: place.lines, records: 0 },
            file_bytes_read: read.load(Ordering::Relaxed),
            is_restart: gathered.is_restart,
        };
        to.blocking_send(Ok(batch)).is_ok()
    }
}

/// A log holds text: no NUL, and hardly a byte that is no UTF-8.
fn refuse_binary(start: &[u8]) -> Result<(), ReadError> {
    let strange = String::from_utf8_lossy(start).matches('\u{fffd}').count();
    if start.contains(&0) || strange.saturating_mul(10) > start.len() {
        return Err(ReadError::Binary);
    }
    Ok(())
}
