//! The evidence store: bytes written once, named by their hash (CE11, CI12; base of IN7).
//!
//! `<data>/evidence/<aa>/<sha256>`: the first two digits are a folder. What is
//! written goes to a file of its own first, is hashed on the way, made durable
//! and read-only, and only then gets its name; a name that is there already is
//! never written again. The same bytes are the same item.
//!
//! Invariants: nothing here overwrites, changes or deletes an item; who wants
//! another place for the bytes (an object store with object lock) puts it
//! behind [`Store`], whose words are begin, put, read and verify.

use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Bytes of one item at most: an archive of artifacts can be large, a disk
/// that is full ends the whole product.
pub(crate) const ITEM_BYTES_MAX: u64 = 4 << 30;

/// Bytes read at once when an item is hashed again.
const PIECE_BYTES: usize = 256 << 10;

/// Folder of what is being written. Left over after a crash: removed at the start.
const INCOMING: &str = "incoming";

/// Why something was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// It is larger than an item may be.
    #[error("larger than {ITEM_BYTES_MAX} bytes")]
    TooLarge,
    /// An item of that name is there, and its bytes are others: it was damaged.
    #[error("the item {sha256} is damaged")]
    Damaged {
        /// Its name.
        sha256: String,
    },
    /// There is no such item.
    #[error("there is no item {sha256}")]
    Missing {
        /// Its name.
        sha256: String,
    },
    /// The disk.
    #[error("the evidence store cannot be used")]
    Disk(#[from] io::Error),
}

/// What was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
}

/// The store.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    dir: PathBuf,
}

impl Store {
    /// Opens the store below a data directory; removes what a crash left half written.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let dir = data.join("evidence");
        let incoming = dir.join(INCOMING);
        match std::fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        make_dir(&incoming)?;
        Ok(Self { dir })
    }

    /// Begins an item.
    pub(crate) async fn begin(&self) -> Result<Writing, StoreError> {
        let name = hex::encode(rand::random::<[u8; 16]>());
        let path = self.dir.join(INCOMING).join(name);
        let opening = {
            let path = path.clone();
            move || {
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true).mode(0o600).open(path)
            }
        };
        let file = tokio::task::spawn_blocking(opening).await.map_err(io::Error::other)??;
        let file = tokio::fs::File::from_std(file);
        let unfinished = Unfinished { path };
        Ok(Writing { store: self.clone(), file, unfinished, hash: Sha256::new(), bytes: 0 })
    }

    /// Keeps bytes that are at hand.
    #[cfg(test)]
    pub(crate) async fn put(&self, bytes: &[u8]) -> Result<Kept, StoreError> {
        let mut writing = self.begin().await?;
        writing.push(bytes).await?;
        writing.finish().await
    }

    /// An item's bytes, to be read.
    pub(crate) async fn read(&self, sha256: &str) -> Result<tokio::fs::File, StoreError> {
        let missing = || StoreError::Missing { sha256: sha256.to_owned() };
        let path = self.path(sha256).ok_or_else(missing)?;
        match tokio::fs::File::open(path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing()),
            opened => Ok(opened?),
        }
    }

    /// Hashes an item again: sound, or damaged or missing.
    pub(crate) async fn verify(&self, sha256: &str) -> Result<u64, StoreError> {
        let mut file = self.read(sha256).await?;
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let length = file.read(&mut piece).await?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { break };
            hash.update(read);
            bytes = bytes.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        }
        if hex::encode(hash.finalize()) == sha256 {
            return Ok(bytes);
        }
        Err(StoreError::Damaged { sha256: sha256.to_owned() })
    }

    /// Where an item is; none for what is no hash.
    fn path(&self, sha256: &str) -> Option<PathBuf> {
        let is_hash = sha256.len() == 64
            && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        is_hash.then_some(())?;
        Some(self.dir.join(sha256.get(..2)?).join(sha256))
    }
}

/// An item on its way in. Dropped before its end, nothing is left of it.
pub(crate) struct Writing {
    store: Store,
    file: tokio::fs::File,
    unfinished: Unfinished,
    hash: Sha256,
    bytes: u64,
}

/// Removes the file of an item that was not finished.
struct Unfinished {
    path: PathBuf,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "A half-written item of evidence was not removed");
        }
    }
}

impl Writing {
    /// Adds bytes.
    pub(crate) async fn push(&mut self, piece: &[u8]) -> Result<(), StoreError> {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.bytes = self.bytes.saturating_add(length);
        if self.bytes > ITEM_BYTES_MAX {
            return Err(StoreError::TooLarge);
        }
        self.hash.update(piece);
        self.file.write_all(piece).await?;
        Ok(())
    }

    /// Makes the item durable and gives it its name.
    pub(crate) async fn finish(mut self) -> Result<Kept, StoreError> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let sha256 = hex::encode(self.hash.finalize());
        let kept = Kept { sha256: sha256.clone(), bytes: self.bytes };
        let missing = || StoreError::Missing { sha256: sha256.clone() };
        let target = self.store.path(&sha256).ok_or_else(missing)?;
        let unfinished = self.unfinished;
        let naming = move || {
            let named = name(&unfinished.path, &target);
            drop(unfinished);
            named
        };
        let is_new = tokio::task::spawn_blocking(naming).await.map_err(io::Error::other)??;
        if !is_new {
            // The same bytes again: the item that is there must be they.
            self.store.verify(&sha256).await?;
        }
        Ok(kept)
    }
}

/// Gives a finished file its name, for reading only. `false`: the name is taken.
/// A hard link, unlike a rename, never takes the place of a file.
fn name(from: &Path, to: &Path) -> io::Result<bool> {
    std::fs::set_permissions(from, std::fs::Permissions::from_mode(0o400))?;
    let Some(folder) = to.parent() else { return Ok(false) };
    make_dir(folder)?;
    match std::fs::hard_link(from, to) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error),
    }
    std::fs::File::open(folder)?.sync_all()?;
    if let Some(above) = folder.parent() {
        std::fs::File::open(above)?.sync_all()?;
    }
    Ok(true)
}

fn make_dir(dir: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        (dir, store)
    }

    fn files(dir: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
        }
        found
    }

    #[tokio::test]
    async fn the_same_bytes_are_the_same_item_and_it_cannot_be_written() {
        let (dir, store) = store();
        let first = store.put(b"a log").await.unwrap();
        let second = store.put(b"a log").await.unwrap();

        assert_eq!(first, second);
        let files = files(dir.path());
        assert_eq!(files.len(), 1, "{files:?}");
        let mode = std::fs::metadata(&files[0]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o400);
        assert_eq!(store.verify(&first.sha256).await.unwrap(), 5);
    }

    #[tokio::test]
    async fn one_altered_byte_is_found_and_never_written_over() {
        let (dir, store) = store();
        let kept = store.put(b"a log").await.unwrap();
        let path = files(dir.path()).pop().unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .and_then(|mut file| io::Write::write_all(&mut file, b"A"))
            .unwrap();

        let is_damaged = |error: &StoreError| matches!(error, StoreError::Damaged { sha256 } if *sha256 == kept.sha256);
        assert!(is_damaged(&store.verify(&kept.sha256).await.unwrap_err()));
        assert!(is_damaged(&store.put(b"a log").await.unwrap_err()));
        assert_eq!(std::fs::read(&path).unwrap(), b"A log");
    }

    #[tokio::test]
    async fn what_was_not_finished_leaves_nothing() {
        let (dir, store) = store();
        let mut writing = store.begin().await.unwrap();
        writing.push(b"half").await.unwrap();
        drop(writing);

        assert!(files(dir.path()).is_empty());
    }

    #[tokio::test]
    async fn a_name_that_is_no_hash_leads_nowhere() {
        let (_dir, store) = store();
        for name in ["", "../../etc/passwd", &"A".repeat(64), &"z".repeat(64)] {
            assert!(matches!(store.read(name).await, Err(StoreError::Missing { .. })), "{name}");
        }
    }
}
