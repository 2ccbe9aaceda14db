//! The index itself, blocking: reads the ledger, keeps rows, writes files.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    mem,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use jiff::civil::Date;

use crate::{
    StoreError, StoreOptions,
    chunk::Chunk,
    manifest::{Manifest, Sealed, Tellings},
    memory::Memory,
    repeat::Told,
    sealed,
};

/// A merged file has no more rows than this, unless one of its parts had.
const MERGED_ROWS_MAX: usize = 524_288;

/// What queries see: never changes, so a query sees one state throughout.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// Next ledger index to index.
    pub(crate) indexed: u64,
    /// The sealed part.
    pub(crate) manifest: Arc<Manifest>,
    /// The part in memory.
    pub(crate) memory: Memory,
}

/// The index of one folder.
#[derive(Debug)]
pub(crate) struct Index {
    dir: PathBuf,
    /// Held by the one process that may write files.
    lock: Option<File>,
    options: StoreOptions,
    snapshot: RwLock<Arc<Snapshot>>,
    writer: Mutex<Writer>,
}

#[derive(Debug, Default)]
struct Writer {
    told: Told,
    /// Files that no manifest names but a query may still read.
    trash: Vec<Arc<Sealed>>,
    has_swept: bool,
}

impl Index {
    /// Opens the index of a folder; reads the manifest and no other file.
    pub(crate) fn open(dir: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        fs::create_dir_all(dir).map_err(StoreError::file(dir))?;
        let dir = std::path::absolute(dir).map_err(StoreError::file(dir))?;
        let lock = lock(&dir)?;
        let snapshot = Arc::new(Snapshot::of(Manifest::read(&dir)?));
        let writer = Mutex::new(Writer::default());
        Ok(Self { dir, lock, options, snapshot: RwLock::new(snapshot), writer })
    }

    /// The folder, as an absolute path.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The present state.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_write(&self) -> Result<(), StoreError> {
        match self.lock {
            Some(_) => Ok(()),
            None => Err(StoreError::InUse { path: self.dir.clone() }),
        }
    }

    /// Indexes one more chunk of the ledger, up to `end`; gives back the next
    /// index. Full memory is written to files first.
    pub(crate) fn step(&self, events: &ledger::Reader, end: u64) -> Result<u64, StoreError> {
        let mut writer = self.writer();
        if self.lock.is_some() {
            if !mem::replace(&mut writer.has_swept, true) {
                self.sweep()?;
            }
            if self.snapshot().memory.rows() >= self.options.memory_rows {
                self.write_memory(&mut writer)?;
            }
        }
        let snapshot = self.snapshot();
        if snapshot.indexed >= end {
            return Ok(snapshot.indexed);
        }
        let chunk = Chunk::read(events, snapshot.indexed..end)?;
        let next = self.with(&mut writer, &snapshot, chunk);
        match next {
            Ok(next) => {
                let indexed = next.indexed;
                self.publish(next);
                if indexed >= end {
                    writer.told.rest();
                }
                Ok(indexed)
            }
            Err(error) => {
                // What was noted of this chunk did not come to be.
                writer.told.recall(&snapshot.memory);
                Err(error)
            }
        }
    }

    fn with(
        &self,
        writer: &mut Writer,
        snapshot: &Snapshot,
        chunk: Chunk,
    ) -> Result<Snapshot, StoreError> {
        let files = &snapshot.manifest.files;
        let mut memory = snapshot.memory.clone();
        for (rows, identities) in chunk.parts {
            let is_first = writer.told.mark(&self.dir, files, &identities)?;
            memory.add(rows, &is_first)?;
        }
        Ok(Snapshot { indexed: chunk.end, manifest: Arc::clone(&snapshot.manifest), memory })
    }

    /// Writes what is in memory to files, so that it need not be read from
    /// the ledger again.
    pub(crate) fn seal(&self) -> Result<(), StoreError> {
        self.may_write()?;
        self.write_memory(&mut self.writer())
    }

    fn write_memory(&self, writer: &mut Writer) -> Result<(), StoreError> {
        let snapshot = self.snapshot();
        let range = snapshot.manifest.indexed..snapshot.indexed;
        if range.is_empty() {
            return Ok(());
        }
        let mut manifest = Manifest::clone(&snapshot.manifest);
        manifest.indexed = range.end;
        let mut days = BTreeSet::new();
        for holds in [Tellings::First, Tellings::Repeat] {
            let chunks = snapshot.memory.chunks(holds);
            if !chunks.is_empty() {
                let batch = sealed::Batch { dir: &self.dir, holds, from: range.clone() };
                let files = sealed::write(&batch, &sealed::sorted(chunks)?)?;
                days.extend(files.iter().map(|file| (file.day, holds)));
                manifest.files.extend(files);
            }
        }
        for (day, holds) in days {
            self.merge(&mut manifest, &mut writer.trash, day, holds)?;
        }
        manifest
            .files
            .sort_by_key(|file| std::cmp::Reverse((file.day, file.newest_ms, file.first)));
        manifest.write(&self.dir)?;
        self.publish(Snapshot::of(manifest));
        writer.told.forget_memory();
        drop(snapshot);
        self.empty_trash(writer);
        Ok(())
    }

    /// Joins the small files of a day once there are many.
    fn merge(
        &self,
        manifest: &mut Manifest,
        trash: &mut Vec<Arc<Sealed>>,
        day: Date,
        holds: Tellings,
    ) -> Result<(), StoreError> {
        let is_small = |file: &&Arc<Sealed>| {
            file.day == day && file.holds == holds && file.rows < MERGED_ROWS_MAX / 2
        };
        let mut small: Vec<_> = manifest.files.iter().filter(is_small).cloned().collect();
        if small.len() <= self.options.files_a_day_max {
            return Ok(());
        }
        small.sort_by_key(|file| (file.rows, file.first));
        let mut rows = 0;
        let fits = |file: &Arc<Sealed>| {
            rows += file.rows;
            rows <= MERGED_ROWS_MAX
        };
        let joined: Vec<_> = small.into_iter().take_while(fits).collect();
        let first = joined.iter().map(|file| file.first).min().unwrap_or_default();
        let end = joined.iter().map(|file| file.end).max().unwrap_or_default();
        let chunks = sealed::read(&self.dir, &joined)?;
        let batch = sealed::Batch { dir: &self.dir, holds, from: first..end };
        let merged = sealed::write(&batch, &sealed::sorted(&chunks)?)?;
        manifest.files.retain(|file| !joined.contains(file));
        manifest.files.extend(merged);
        trash.extend(joined);
        Ok(())
    }

    /// Forgets everything; the ledger is then read from its beginning.
    pub(crate) fn clear(&self) -> Result<(), StoreError> {
        self.may_write()?;
        let mut writer = self.writer();
        let before = self.snapshot();
        let empty = Manifest::empty();
        empty.write(&self.dir)?;
        self.publish(Snapshot::of(empty));
        writer.told = Told::default();
        writer.trash.extend(before.manifest.files.iter().cloned());
        drop(before);
        self.empty_trash(&mut writer);
        Ok(())
    }

    /// Deletes the files that no query reads any more.
    fn empty_trash(&self, writer: &mut Writer) {
        writer.trash.retain(|file| {
            let is_in_use = Arc::strong_count(file) > 1;
            if !is_in_use {
                delete(&file.path(&self.dir));
            }
            is_in_use
        });
    }

    /// Deletes what an interrupted write left behind.
    fn sweep(&self) -> Result<(), StoreError> {
        let snapshot = self.snapshot();
        let known: BTreeSet<PathBuf> =
            snapshot.manifest.files.iter().map(|file| file.path(&self.dir)).collect();
        for day in entries(&self.dir)? {
            if day.is_dir() {
                for path in entries(&day)? {
                    if !known.contains(&path) {
                        delete(&path);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Snapshot {
    fn of(manifest: Manifest) -> Self {
        let indexed = manifest.indexed;
        Self { indexed, manifest: Arc::new(manifest), memory: Memory::default() }
    }
}

/// Takes the lock of the folder, unless another process has it.
fn lock(dir: &Path) -> Result<Option<File>, StoreError> {
    let path = dir.join("lock");
    let file =
        File::options().create(true).append(true).open(&path).map_err(StoreError::file(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(StoreError::file(path)(error)),
    }
}

/// The paths of the index in a folder: days, and files in them.
fn entries(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let read =
        || fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("day=") || name.contains(".parquet")
    };
    Ok(read().map_err(StoreError::file(dir))?.into_iter().filter(is_ours).collect())
}

/// Deletes a file that nothing needs. Should that fail, it only takes space
/// until the next start.
fn delete(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(path = %path.display(), %error, "An old file of the index could not be deleted");
    }
}
