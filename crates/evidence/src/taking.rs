//! What a probe works with: tell a record, keep a file, admit a gap.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::bundle::PIECE;
use crate::bundle::manifest::{Encoding, Gap, Item, ItemKind, Source, Why};
use crate::bundle::store::{ItemWriter, Store};
use crate::host::{Found, Host, Walker, why};
use crate::order::{Limits, Progress};
use crate::redact::{Form, Redactor};

/// Gaps that are listed one by one.
const GAPS_MAX: usize = 500;
/// A file whose secrets are replaced is read whole; larger ones are kept as a hash.
const REDACTED_BYTES_MAX: u64 = 8 << 20;
/// Hashes that are remembered: a few megabytes.
const HASHES_MAX: usize = 20_000;
/// Endings of what is compressed already.
const COMPRESSED: [&str; 7] = ["gz", "zst", "xz", "bz2", "lz4", "s", "zip"];

/// Why a probe ends early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    /// The time of the collection, or the room on the disk, is used up.
    #[error("a limit is reached")]
    Limit(Why),
    /// The person who watches wants no more.
    #[error("cancelled")]
    Cancelled,
    /// The bundle cannot be written.
    #[error("cannot write the bundle")]
    Bundle(#[from] io::Error),
}

/// The wall clock, as an argument.
pub(crate) type Clock<'a> = &'a dyn Fn() -> Timestamp;

/// Hears of progress; answers whether to go on.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(Progress<'_>) -> bool;

/// What goes through all probes.
pub(crate) struct Bench<'a> {
    pub(crate) host: &'a Host,
    pub(crate) store: &'a Store,
    pub(crate) limits: Limits,
    pub(crate) clock: Clock<'a>,
    pub(crate) redactor: Redactor,
    pub(crate) ends_at: Timestamp,
}

/// Hashes of files by device, inode, size and times: several names, processes and
/// probes share one file, and reading it is what a collection's time goes into.
pub(crate) type Hashes = BTreeMap<(u64, u64, u64, i64, i64), String>;

/// One probe's work.
pub(crate) struct Taking<'a, 'w> {
    pub(crate) bench: &'a Bench<'a>,
    pub(crate) probe: &'static str,
    pub(crate) records: u64,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) gaps_not_listed: u64,
    /// Names of items that an interrupted collection has kept already.
    pub(crate) known: &'a BTreeMap<String, Item>,
    /// Until when this probe may work.
    pub(crate) ends_at: Timestamp,
    /// What any probe has hashed so far.
    pub(crate) hashes: &'w mut Hashes,
    /// Told each item as soon as it is kept.
    pub(crate) keep: &'w mut dyn FnMut(Item) -> io::Result<()>,
    pub(crate) watch: &'w mut dyn FnMut(u64, usize) -> bool,
    pub(crate) report: Option<ItemWriter>,
    pub(crate) copies: u64,
}

impl Taking<'_, '_> {
    pub(crate) fn host(&self) -> &Host {
        self.bench.host
    }

    pub(crate) fn redactor(&self) -> &Redactor {
        &self.bench.redactor
    }

    /// Something that could not be seen.
    pub(crate) fn gap(&mut self, why: Why, what: impl std::fmt::Display) {
        if self.gaps.len() < GAPS_MAX {
            self.gaps.push(Gap { why, what: what.to_string() });
        } else {
            self.gaps_not_listed += 1;
        }
    }

    /// The same for an error; what is not there is no gap.
    pub(crate) fn trouble(&mut self, error: &io::Error, what: &Path) {
        if why(error) != Why::Gone {
            self.gap(why(error), what.display());
        }
    }

    /// Between two steps: is there time, room and interest left?
    pub(crate) fn go_on(&mut self, bytes: u64) -> Result<(), Stop> {
        if !(self.watch)(bytes, 0) {
            return Err(Stop::Cancelled);
        }
        if (self.bench.clock)() >= self.ends_at {
            return Err(Stop::Limit(Why::TimeOver));
        }
        Ok(())
    }

    /// One line of the probe's report.
    pub(crate) fn record(&mut self, record: &Value) -> Result<(), Stop> {
        if self.records >= self.bench.limits.records_max {
            return Err(Stop::Limit(Why::TooMany));
        }
        if self.records.is_multiple_of(64) {
            self.go_on(0)?;
        }
        if self.report.is_none() {
            self.report = Some(self.bench.store.item(Encoding::Gzip)?);
        }
        if let Some(report) = &mut self.report {
            let mut line = serde_json::to_vec(record).map_err(io::Error::other)?;
            line.push(b'\n');
            report.write_all(&line)?;
            self.records += 1;
        }
        Ok(())
    }

    /// Ends the report and keeps it.
    pub(crate) fn end_report(&mut self) -> io::Result<()> {
        let report = match self.report.take() {
            Some(report) => report,
            None => self.bench.store.item(Encoding::Gzip)?,
        };
        let kept = report.finish()?;
        let name = format!("reports/{}.jsonl", self.probe);
        self.told(name, ItemKind::Report, kept, None)
    }

    fn told(
        &mut self,
        name: String,
        kind: ItemKind,
        kept: crate::bundle::store::Kept,
        source: Option<Source>,
    ) -> io::Result<()> {
        let item = Item {
            name,
            probe: self.probe.to_owned(),
            kind,
            sha256: kept.sha256,
            bytes: kept.bytes,
            read_at: (self.bench.clock)(),
            source,
            stored: kept.stored,
        };
        (self.watch)(0, 1);
        self.copies += 1;
        (self.keep)(item)
    }

    /// Keeps a file as it is. Answers its hash, or nothing where it cannot be
    /// read: then there is a gap.
    pub(crate) fn copy(&mut self, path: &Path) -> Result<Option<String>, Stop> {
        let name = name_of("files", path);
        if let Some(item) = self.known.get(&name) {
            return Ok(Some(item.sha256.clone()));
        }
        match self.host().file(path) {
            Ok((file, found)) => self.pour(file, &found, name),
            Err(error) => {
                self.trouble(&error, path);
                Ok(None)
            }
        }
    }

    /// Keeps what an open file holds, under a name of its own.
    pub(crate) fn pour(
        &mut self,
        mut file: File,
        found: &Found,
        name: String,
    ) -> Result<Option<String>, Stop> {
        let is_packed = found
            .path
            .extension()
            .is_some_and(|ending| COMPRESSED.iter().any(|known| ending == *known));
        let encoding = if is_packed { Encoding::Identity } else { Encoding::Gzip };
        let mut writer = self.bench.store.item(encoding)?;
        let mut piece = vec![0; PIECE];
        let mut left = self.bench.limits.file_bytes_max;
        let mut stop = None;
        while left > 0 {
            let want = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let count = match file.read(piece.get_mut(..want).unwrap_or_default()) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.gap(why(&error), found.path.display());
                    break;
                }
            };
            writer.write_all(piece.get(..count).unwrap_or_default())?;
            let count = u64::try_from(count).unwrap_or_default();
            left = left.saturating_sub(count);
            if let Err(why) = self.go_on(count).and_then(|()| self.room()) {
                stop = Some(why);
                break;
            }
        }
        match stop {
            None => {}
            // What was read of a log when time or room ended is kept as far as it goes.
            Some(Stop::Limit(why)) => self.gap(why, found.path.display()),
            Some(other) => {
                writer.drop_it()?;
                return Err(other);
            }
        }
        if left == 0 && found.bytes > self.bench.limits.file_bytes_max {
            self.gap(Why::TooLarge, found.path.display());
        }
        let kept = writer.finish()?;
        if kept.bytes < found.bytes && left > 0 && stop.is_none() {
            self.gap(Why::ChangedWhileRead, found.path.display()); // Cut by its writer.
        }
        let sha256 = kept.sha256.clone();
        if kept.bytes == found.bytes {
            self.remember(found, Some(&sha256));
        }
        let source = source(found, sha256.clone(), kept.bytes);
        self.told(name, ItemKind::Copy, kept, Some(source))?;
        match stop {
            Some(why) => Err(why),
            None => Ok(Some(sha256)),
        }
    }

    /// Is there room for more in the bundle?
    fn room(&self) -> Result<(), Stop> {
        let free = self.bench.store.free()?;
        if free < self.bench.limits.free_bytes_min {
            return Err(Stop::Limit(Why::DiskFull));
        }
        Ok(())
    }

    /// Keeps a file with its secrets replaced, and the original's hash.
    /// Answers the text as it was kept.
    pub(crate) fn copy_redacted(
        &mut self,
        path: &Path,
        form: Form,
    ) -> Result<Option<String>, Stop> {
        let name = name_of("redacted", path);
        let (file, found) = match self.host().file(path) {
            Ok(opened) => opened,
            Err(error) => {
                self.trouble(&error, path);
                return Ok(None);
            }
        };
        let mut bytes = Vec::new();
        if let Err(error) = file.take(REDACTED_BYTES_MAX + 1).read_to_end(&mut bytes) {
            self.trouble(&error, path);
            return Ok(None);
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > REDACTED_BYTES_MAX {
            self.gap(Why::TooLarge, path.display());
            return Ok(None);
        }
        let text = self.redactor().text(&String::from_utf8_lossy(&bytes), form);
        let text = text.unwrap_or_else(|| {
            self.gap(Why::NotRedacted, path.display());
            String::new()
        });
        let mut writer = self.bench.store.item(Encoding::Gzip)?;
        writer.write_all(text.as_bytes())?;
        let kept = writer.finish()?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let source = source(&found, sha256, found.bytes);
        self.told(name, ItemKind::RedactedCopy, kept, Some(source))?;
        self.go_on(found.bytes)?;
        Ok(Some(text))
    }

    /// SHA-256 of a file that a walk came by and that is not kept; a very large one
    /// becomes a gap.
    pub(crate) fn hash_found(&mut self, found: &Found) -> Result<Option<String>, Stop> {
        if found.bytes > self.bench.limits.hash_bytes_max {
            self.gap(Why::TooLarge, found.path.display());
            return Ok(None);
        }
        self.hash(&found.path)
    }

    /// SHA-256 of a file that is not kept.
    pub(crate) fn hash(&mut self, path: &Path) -> Result<Option<String>, Stop> {
        match self.host().file(path) {
            Ok((file, found)) => self.hash_of(file, &found),
            Err(error) => {
                self.trouble(&error, path);
                Ok(None)
            }
        }
    }

    /// SHA-256 of an open file, read only once however many names it has.
    pub(crate) fn hash_of(&mut self, file: File, found: &Found) -> Result<Option<String>, Stop> {
        if let Some(known) = self.hashed(found) {
            return Ok(Some(known.clone()));
        }
        let sha256 = self.read_hash(file, &found.path)?;
        self.remember(found, sha256.as_ref());
        Ok(sha256)
    }

    /// The hash of a file that was read before, by whatever name.
    pub(crate) fn hashed(&self, found: &Found) -> Option<&String> {
        self.hashes.get(&key(found))
    }

    fn remember(&mut self, found: &Found, sha256: Option<&String>) {
        if let Some(sha256) = sha256.filter(|_| self.hashes.len() < HASHES_MAX) {
            self.hashes.insert(key(found), sha256.clone());
        }
    }

    fn read_hash(&mut self, mut file: File, path: &Path) -> Result<Option<String>, Stop> {
        let mut hash = Sha256::new();
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece) {
                Ok(0) => return Ok(Some(hex::encode(hash.finalize()))),
                Ok(count) => {
                    hash.update(piece.get(..count).unwrap_or_default());
                    self.go_on(u64::try_from(count).unwrap_or_default())?;
                }
                Err(error) => {
                    self.trouble(&error, path);
                    return Ok(None);
                }
            }
        }
    }

    /// A small text file, or nothing and a gap.
    pub(crate) fn text(&mut self, path: impl AsRef<Path>) -> Option<String> {
        let path = path.as_ref();
        match self.host().text(path, REDACTED_BYTES_MAX) {
            Ok(text) => Some(text),
            Err(error) => {
                self.trouble(&error, path);
                None
            }
        }
    }

    /// Shows a probe everything below a folder, links not followed.
    pub(crate) fn walk(
        &mut self,
        from: impl AsRef<Path>,
        enters: &dyn Fn(&Path) -> bool,
        each: Each<'_, Self>,
    ) -> Result<(), Stop> {
        let host = self.bench.host;
        let mut walk = Walk { taking: self, enters, each, stop: None };
        _ = host.walk(from.as_ref(), &mut walk);
        walk.stop.map_or(Ok(()), Err)
    }

    /// A folder's entries, or none and a gap.
    pub(crate) fn list(&mut self, path: impl AsRef<Path>) -> Vec<Found> {
        let path = path.as_ref();
        match self.host().list(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.trouble(&error, path);
                Vec::new()
            }
        }
    }
}

/// What a probe does with each entry of a tree.
pub(crate) type Each<'e, T> = &'e mut dyn FnMut(&mut T, Found) -> Result<(), Stop>;

/// Shows a probe a tree.
struct Walk<'t, 'e, T> {
    taking: &'t mut T,
    enters: &'e dyn Fn(&Path) -> bool,
    each: Each<'e, T>,
    stop: Option<Stop>,
}

impl Walker for Walk<'_, '_, Taking<'_, '_>> {
    fn enters(&mut self, folder: &Path) -> bool {
        (self.enters)(folder)
    }

    fn see(&mut self, found: Found) -> ControlFlow<()> {
        match self.taking.go_on(0).and_then(|()| (self.each)(self.taking, found)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(stop) => {
                self.stop = Some(stop);
                ControlFlow::Break(())
            }
        }
    }

    fn trouble(&mut self, folder: &Path, why: Why) {
        self.taking.gap(why, folder.display());
    }
}

fn key(found: &Found) -> (u64, u64, u64, i64, i64) {
    (found.id.0, found.id.1, found.bytes, found.mtime, found.ctime)
}

/// The name of a file's copy. Paths that are no text have names of their own kind:
/// shown as text, two of them would be one.
fn name_of(kind: &str, path: &Path) -> String {
    match path.to_str() {
        Some(text) => format!("{kind}{text}"),
        None => format!("{kind}-hex/{}", hex::encode(path.as_os_str().as_bytes())),
    }
}

fn source(found: &Found, sha256: String, bytes: u64) -> Source {
    let path_hex =
        found.path.to_str().is_none().then(|| hex::encode(found.path.as_os_str().as_bytes()));
    Source {
        path: found.path.to_string_lossy().into_owned(),
        path_hex,
        sha256,
        bytes,
        mode: format!("{:04o}", found.mode),
        uid: found.uid,
        gid: found.gid,
        mtime: found.mtime,
        ctime: found.ctime,
    }
}
