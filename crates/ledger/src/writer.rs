//! The write end: one batch, one write, one `fdatasync`, then the answer.

use std::fs::{File, OpenOptions};
use std::ops::Range;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::checkpoint::Checkpoint;
use crate::disk;
use crate::error::{Attempt as _, LedgerError};
use crate::frame::{Frame, RAW_BYTES_LIMIT};
use crate::hashes;
use crate::key::{SecretKey, VerifierKey};
use crate::layout::Layout;
use crate::open::OpenSegment;
use crate::reader::Reader;
use crate::record::Entry;
use crate::recovery::{self, Found, Recovery};
use crate::seal::{Notary, seal_full};
use crate::state::Shared;
use crate::tree::{Frontier, Hash, record_hash};

/// How a ledger is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The log's name in its checkpoints, such as `example.com/portcullis/events`.
    /// It is part of the key, and cannot change.
    pub origin: String,
    /// A segment is sealed before it grows beyond this many bytes.
    pub segment_bytes_max: u64,
    /// The largest record that is accepted, in bytes; at most 256 MiB.
    pub record_bytes_max: usize,
}

impl Options {
    /// Segments of 64 MiB (read again in under 0.1 s after a crash) and records up to 32 MiB.
    pub fn new(origin: impl Into<String>) -> Self {
        Self { origin: origin.into(), segment_bytes_max: 64 << 20, record_bytes_max: 32 << 20 }
    }
}

/// The write end of a ledger. There is one per directory at a time.
#[derive(Debug)]
pub struct Ledger {
    shared: Arc<Shared>,
    options: Options,
    notary: Arc<Notary>,
    frontier: Frontier,
    /// The segment that is appended to, open for writing.
    file: Arc<File>,
    end_offset: u64,
    reserved: u64,
    is_poisoned: bool,
    batch: Batch,
    sealing: Option<JoinHandle<Result<(), LedgerError>>>,
    /// Released by the system when it is closed.
    _lock: File,
}

/// A batch on its way to the disk. Its buffers are used again.
#[derive(Debug, Default)]
struct Batch {
    bytes: Vec<u8>,
    /// From the start of the batch.
    offsets: Vec<usize>,
    leaves: Vec<Hash>,
}

impl Ledger {
    /// Opens the ledger in `dir`, and creates it, with its key, where there is none.
    ///
    /// Cuts off what a crash tore, and refuses a ledger that is damaged. Reads
    /// the open segment only: the sealed ones are `verify`'s.
    pub fn open(dir: &Path, options: Options) -> Result<(Self, Recovery), LedgerError> {
        if options.record_bytes_max > RAW_BYTES_LIMIT {
            let (bytes, max) = (options.record_bytes_max, RAW_BYTES_LIMIT);
            return Err(LedgerError::TooLarge { bytes, max });
        }
        disk::create_dir(dir)?;
        let layout = Layout::new(dir);
        let lock = disk::lock(dir, &layout.lock())?;
        layout.prepare()?;
        let key = open_key(&layout, &options.origin)?;

        let mut found = recovery::find_alone(&layout, key.verifier())?;
        recovery::remove_sealed_leftovers(&layout, &found)?;
        hashes::trim(&layout, found.state.sealed.last().map_or(0, |last| last.range.end))?;
        recovery::repair(&found, options.segment_bytes_max)?;
        let (file, reserved) = open_last(&layout, &mut found, options.segment_bytes_max)?;

        let Found { state, frontier, recovery, .. } = found;
        let end_offset = state.open.last().map_or(0, |open| open.end_offset);
        let mut ledger = Self {
            shared: Arc::new(Shared::new(layout, state)),
            options,
            notary: Arc::new(Notary::new(key)),
            frontier,
            file: Arc::new(file),
            end_offset,
            reserved,
            is_poisoned: false,
            batch: Batch::default(),
            sealing: None,
            _lock: lock,
        };
        ledger.start_sealing()?;
        Ok((ledger, recovery))
    }

    /// Appends all entries, or none that anybody was told of, and returns their indexes.
    ///
    /// When it returns `Ok`, they are on the disk. One `fdatasync`, whatever the number.
    pub fn append(&mut self, entries: &[Entry<'_>]) -> Result<Range<u64>, LedgerError> {
        if self.is_poisoned {
            return Err(LedgerError::Poisoned);
        }
        let first = self.size();
        entries.iter().try_for_each(|entry| self.check(entry))?;
        if entries.is_empty() {
            return Ok(first..first);
        }
        self.batch.fill(first, entries)?;
        let written = self.make_room().and_then(|()| self.write_batch());
        // After a failed write or sync nobody knows what the disk holds, and
        // asking again would be answered from memory. A full disk was met
        // before anything was written.
        self.is_poisoned = written.as_ref().is_err_and(|error| !error.is_transient());
        written?;
        self.publish_batch();
        Ok(first..self.size())
    }

    /// Signs the head of everything appended so far.
    ///
    /// Costs a few syncs: meant for once in some seconds, not for each append.
    pub fn checkpoint(&mut self) -> Result<Checkpoint, LedgerError> {
        if self.is_poisoned {
            return Err(LedgerError::Poisoned);
        }
        self.notary.sign(&self.shared, self.frontier.size(), self.frontier.root())
    }

    /// Seals what is open now, and waits until it is done. Meant for exports
    /// and tests: segments are sealed by themselves when they are full.
    pub fn seal(&mut self) -> Result<(), LedgerError> {
        if self.is_poisoned {
            return Err(LedgerError::Poisoned);
        }
        self.finish_sealing()?;
        if self.end_offset > 0 {
            self.rotate(self.options.segment_bytes_max)?;
        }
        self.finish_sealing()?;
        // What an earlier failure left over.
        seal_full(&self.shared, &self.notary)
    }

    /// Why sealing in the background failed, if it did. Nothing is lost by it:
    /// the records stay where they were appended, and it is tried again.
    pub fn take_sealing_error(&mut self) -> Option<LedgerError> {
        match &self.sealing {
            Some(sealing) if sealing.is_finished() => self.finish_sealing().err(),
            Some(_) | None => None,
        }
    }

    /// How many records there are.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// A read end, which sees every record as soon as it was acknowledged.
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.shared))
    }

    fn check(&self, entry: &Entry<'_>) -> Result<(), LedgerError> {
        let (bytes, max) = (entry.raw.len(), self.options.record_bytes_max);
        if bytes > max {
            Err(LedgerError::TooLarge { bytes, max })
        } else if !entry.has_valid_source() {
            Err(LedgerError::BadSource)
        } else {
            Ok(())
        }
    }

    /// Sees to it that the batch fits into what is reserved.
    fn make_room(&mut self) -> Result<(), LedgerError> {
        let bytes = len_u64(&self.batch.bytes);
        let segment_bytes = self.options.segment_bytes_max.max(bytes);
        if self.end_offset + bytes <= self.reserved {
            return Ok(());
        }
        if self.end_offset > 0 {
            return self.rotate(segment_bytes);
        }
        disk::reserve(&self.file, &self.shared.layout.open_segment(self.size()), segment_bytes)?;
        self.reserved = segment_bytes;
        Ok(())
    }

    fn write_batch(&self) -> Result<(), LedgerError> {
        let path = || self.shared.layout.segments();
        self.file.write_all_at(&self.batch.bytes, self.end_offset).attempt("write to", &path())?;
        self.file.sync_data().attempt("sync", &path())
    }

    /// Lets readers see the batch, which is on the disk.
    fn publish_batch(&mut self) {
        let mut state = self.shared.write();
        let start = self.end_offset;
        for leaf in self.batch.leaves.drain(..) {
            self.frontier.push(leaf, |level, index, hash| state.hashes.add(level, index, hash));
        }
        self.end_offset = start + len_u64(&self.batch.bytes);
        if let Some(open) = state.open.last_mut() {
            let offsets = self.batch.offsets.iter();
            open.offsets.extend(offsets.map(|at| start + u64::try_from(*at).unwrap_or(u64::MAX)));
            open.end_offset = self.end_offset;
        }
        state.size = self.frontier.size();
    }

    /// Goes on in a new segment; the full one is sealed beside.
    fn rotate(&mut self, segment_bytes: u64) -> Result<(), LedgerError> {
        let open = create_open(&self.shared.layout, self.size(), segment_bytes)?;
        self.file = Arc::clone(&open.file);
        self.end_offset = 0;
        self.reserved = segment_bytes;
        self.shared.write().open.push(open);
        // An error of the one before is of no consequence here: it is tried again now.
        if let Err(_retried) = self.finish_sealing() {}
        self.start_sealing()
    }

    /// At most one thread seals, so that a slow disk slows appending down
    /// instead of piling up open segments.
    fn start_sealing(&mut self) -> Result<(), LedgerError> {
        if self.shared.read().open.len() < 2 {
            return Ok(());
        }
        let (shared, notary) = (Arc::clone(&self.shared), Arc::clone(&self.notary));
        let thread = thread::Builder::new().name("ledger-seal".to_owned());
        let sealing = thread.spawn(move || seal_full(&shared, &notary));
        self.sealing = Some(sealing.attempt("start sealing", self.shared.layout.dir())?);
        Ok(())
    }

    fn finish_sealing(&mut self) -> Result<(), LedgerError> {
        let Some(sealing) = self.sealing.take() else { return Ok(()) };
        let failed = |_panic| Err(LedgerError::corrupt(None, "sealing ended in a panic"));
        sealing.join().unwrap_or_else(failed)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // A failure is met again, and reported, at the next opening.
        if let Err(_met_again) = self.finish_sealing() {}
    }
}

impl Batch {
    fn fill(&mut self, first: u64, entries: &[Entry<'_>]) -> Result<(), LedgerError> {
        let Self { bytes, offsets, leaves } = self;
        bytes.clear();
        offsets.clear();
        leaves.clear();
        for (index, entry) in (first..).zip(entries) {
            let Entry { source, received_ms, raw } = *entry;
            let source = source.as_bytes();
            offsets.push(bytes.len());
            leaves.push(record_hash(source, received_ms, raw));
            let frame = Frame { index, batch: first, received_ms, source, raw };
            let max = RAW_BYTES_LIMIT;
            frame.encode(bytes).ok_or(LedgerError::TooLarge { bytes: raw.len(), max })?;
        }
        Ok(())
    }
}

fn len_u64(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The file to append to: the last open segment, or a new one.
fn open_last(
    layout: &Layout,
    found: &mut Found,
    segment_bytes: u64,
) -> Result<(File, u64), LedgerError> {
    let path = match found.state.open.last() {
        Some(open) => open.path.clone(),
        None => {
            let open = create_open(layout, found.state.size, segment_bytes)?;
            let path = open.path.clone();
            found.state.open.push(open);
            path
        }
    };
    let file = OpenOptions::new().read(true).write(true).open(&path).attempt("open", &path)?;
    let reserved = file.metadata().attempt("read", &path)?.len();
    Ok((file, reserved))
}

fn create_open(
    layout: &Layout,
    first: u64,
    segment_bytes: u64,
) -> Result<OpenSegment, LedgerError> {
    let path = layout.open_segment(first);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(disk::SECRET)
        .open(&path)
        .attempt("create", &path)?;
    if let Err(error) = disk::reserve(&file, &path, segment_bytes) {
        disk::remove(&path)?;
        return Err(error);
    }
    disk::sync_dir(&layout.segments())?;
    Ok(OpenSegment::new(first, path, file))
}

/// The signing key, made at the first opening.
fn open_key(layout: &Layout, origin: &str) -> Result<SecretKey, LedgerError> {
    let path = layout.signing_key();
    let refused = |source| LedgerError::Key { path: path.clone(), source };
    let key = match disk::read_text(&path)? {
        Some(text) => SecretKey::from_file_text(&text).map_err(refused)?,
        None if layout.verifier_key().exists() => {
            let what = "the signing key is gone, but not the ledger that it signed";
            return Err(LedgerError::corrupt(None, what));
        }
        None => create_key(layout, origin)?,
    };
    let name = key.verifier().name();
    if name != origin {
        let what = format!("this ledger's origin is {name}, not {origin}");
        return Err(LedgerError::BadOrigin(what));
    }
    write_verifier(layout, key.verifier())?;
    Ok(key)
}

fn create_key(layout: &Layout, origin: &str) -> Result<SecretKey, LedgerError> {
    let key = SecretKey::generate(origin)
        .map_err(|error| LedgerError::BadOrigin(format!("{origin:?}: {error}")))?;
    disk::replace(&layout.signing_key(), key.to_file_text().as_bytes(), disk::SECRET)?;
    Ok(key)
}

fn write_verifier(layout: &Layout, key: &VerifierKey) -> Result<(), LedgerError> {
    let (path, line) = (layout.verifier_key(), format!("{key}\n"));
    match disk::read_text(&path)? {
        Some(text) if text == line => Ok(()),
        Some(_) => Err(LedgerError::corrupt(None, "verifier.pub is not of the signing key")),
        None => disk::replace(&path, line.as_bytes(), disk::REPLACEABLE),
    }
}
