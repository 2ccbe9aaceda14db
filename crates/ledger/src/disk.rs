//! The few things that are done to a disk, each durable when it returns.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FallocateFlags, fallocate};

use crate::error::{Attempt as _, LedgerError};

/// What nobody may change any more.
pub(crate) const READ_ONLY: u32 = 0o444;
/// What the owner replaces as a whole.
pub(crate) const REPLACEABLE: u32 = 0o644;
/// What nobody else may read.
pub(crate) const SECRET: u32 = 0o600;

/// The extension of files that are not finished; they are removed at the next opening.
pub(crate) const UNFINISHED: &str = "tmp";

pub(crate) fn create_dir(path: &Path) -> Result<(), LedgerError> {
    fs::create_dir_all(path).attempt("create", path)?;
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync_dir(parent),
        None => Ok(()),
    }
}

/// Makes the names in a directory durable.
pub(crate) fn sync_dir(path: &Path) -> Result<(), LedgerError> {
    File::open(path).and_then(|dir| dir.sync_all()).attempt("sync", path)
}

/// Puts a file in place as a whole, over an earlier one if need be.
pub(crate) fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), LedgerError> {
    let unfinished = write_unfinished(path, bytes, mode)?;
    rename(&unfinished, path)
}

/// Puts a file in place unless one is there already; says whether it did.
pub(crate) fn put_if_absent(path: &Path, bytes: &[u8], mode: u32) -> Result<bool, LedgerError> {
    let unfinished = write_unfinished(path, bytes, mode)?;
    // Unlike a rename, a link never replaces.
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished).attempt("remove", &unfinished)?;
    match linked {
        Ok(()) => sync_parent(path).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).attempt("create", path),
    }
}

/// Gives a finished file its name.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), LedgerError> {
    fs::rename(from, to).attempt("rename", from)?;
    sync_parent(to)
}

fn write_unfinished(path: &Path, bytes: &[u8], mode: u32) -> Result<PathBuf, LedgerError> {
    let (mut file, unfinished) = create_unfinished(path)?;
    file.write_all(bytes).attempt("write", &unfinished)?;
    finish(&file, &unfinished, mode)?;
    Ok(unfinished)
}

/// A file under the name that `path` has until it is finished.
pub(crate) fn create_unfinished(path: &Path) -> Result<(File, PathBuf), LedgerError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(UNFINISHED);
    let unfinished = PathBuf::from(name);
    remove(&unfinished)?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(SECRET)
        .open(&unfinished)
        .attempt("create", &unfinished)?;
    Ok((file, unfinished))
}

/// Makes a file's bytes durable and its mode final.
pub(crate) fn finish(file: &File, path: &Path, mode: u32) -> Result<(), LedgerError> {
    file.set_permissions(Permissions::from_mode(mode)).attempt("set the mode of", path)?;
    file.sync_all().attempt("sync", path)
}

fn sync_parent(path: &Path) -> Result<(), LedgerError> {
    path.parent().map_or(Ok(()), sync_dir)
}

/// Removes a file that may be gone already.
pub(crate) fn remove(path: &Path) -> Result<(), LedgerError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other.attempt("remove", path),
    }
}

/// The text of a file that may not exist.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>, LedgerError> {
    match fs::read(path) {
        // A byte that is no text is damage, which whoever reads the text will say.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).attempt("read", path),
    }
}

pub(crate) fn read_at(file: &File, path: &Path, at: u64, len: u64) -> Result<Vec<u8>, LedgerError> {
    let len = usize::try_from(len).or(Err(ErrorKind::FileTooLarge)).attempt("read", path)?;
    let mut bytes = vec![0; len];
    file.read_exact_at(&mut bytes, at).attempt("read", path)?;
    Ok(bytes)
}

/// Reserves room, so that a full disk is met here and not while appending.
/// What is reserved reads as zeros.
pub(crate) fn reserve(file: &File, path: &Path, bytes: u64) -> Result<(), LedgerError> {
    let reserved = match fallocate(file, FallocateFlags::empty(), 0, bytes).map_err(io::Error::from)
    {
        // Some network and FUSE file systems cannot reserve: there, append grows the file.
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(()),
        other => other,
    };
    reserved.and_then(|()| file.sync_all()).map_err(|source| match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            LedgerError::Full { path: path.to_owned(), bytes, source }
        }
        _ => LedgerError::Io { action: "reserve room for", path: path.to_owned(), source },
    })
}

/// The lock of the one writer, held as long as the file is open. The system
/// releases it when the process dies, however it dies.
pub(crate) fn lock(dir: &Path, path: &Path) -> Result<File, LedgerError> {
    let mut file = open_lock(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let pid = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(LedgerError::Locked { dir: dir.to_owned(), pid });
        }
        Err(TryLockError::Error(error)) => return Err(error).attempt("lock", path),
    }
    // The process id is only a help for people; the lock itself is the kernel's.
    file.set_len(0).attempt("write", path)?;
    file.seek(SeekFrom::Start(0)).attempt("write", path)?;
    writeln!(file, "{}", std::process::id()).attempt("write", path)?;
    Ok(file)
}

/// Whether some process holds the lock.
pub(crate) fn is_locked(path: &Path) -> bool {
    File::open(path)
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

fn open_lock(path: &Path) -> Result<File, LedgerError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .attempt("open", path)
}
