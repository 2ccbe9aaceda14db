//! The evidence store: bytes written once, named by their hash (CE11, CI12, IN7).
//!
//! `<data>/evidence/<aa>/<sha256>`: the first two digits are a folder. What is
//! written goes to a file of its own first, is hashed on the way, made durable
//! and read-only, and only then gets its name; a name that is there already is
//! never written again. The same bytes are the same item.
//!
//! Where the settings name a bucket, the item goes there instead ([`vault`]), with
//! Object Lock; what stays here is a receipt: which version of the key it is.
//!
//! Invariant: nothing here overwrites, changes or deletes an item.

mod immutable;
mod vault;

use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use engine::coordinate::custody::Lock;
use futures::Stream;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

use self::immutable::Bit;
use self::vault::{Vault, VaultError};
use super::s3::S3Error;
use crate::clock::Clock;
use crate::config;

/// Bytes of one item at most: an archive of artifacts can be large, a disk
/// that is full ends the whole product. Below what S3 takes in one request (5 GB).
pub(crate) const ITEM_BYTES_MAX: u64 = 4 << 30;

/// Bytes read at once when an item is hashed again or handed out.
const PIECE_BYTES: usize = 256 << 10;

/// Folder of what is being written. Left over after a crash: removed at the start.
const INCOMING: &str = "incoming";

/// A receipt is a line.
const RECEIPT_BYTES_MAX: u64 = 16 << 10;

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
    /// The bucket.
    #[error("the evidence bucket did not take, give or lock it: {0}")]
    Vault(#[source] VaultError),
}

impl From<VaultError> for StoreError {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<S3Error> for StoreError {
    fn from(error: S3Error) -> Self {
        Self::Vault(error.into())
    }
}

/// What was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    /// How the store keeps it from being changed; none = by the local disk alone.
    pub(crate) lock: Option<Lock>,
}

/// How the store is set up, and what that is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoreStanding {
    /// Where items go: a folder, or `s3://bucket/prefix`.
    pub place: String,
    /// Whether the store itself refuses to change and delete, even for us.
    pub is_write_once: bool,
    /// The immutable bit of local files: `off`, `on` or `not_permitted`.
    pub immutable_bit: &'static str,
    /// S3's mode, with the days of retention.
    pub object_lock: Option<(String, u32)>,
    /// What is wrong or missing.
    pub problem: Option<String>,
}

/// The store.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    dir: PathBuf,
    bit: Bit,
    vault: Option<Arc<Vault>>,
    days: u32,
    mode: config::LockMode,
    clock: Clock,
}

impl Store {
    /// Opens the store below a data directory; removes what a crash left half written.
    pub(crate) fn open(
        data: &Path,
        settings: &config::Evidence,
        clock: &Clock,
    ) -> anyhow::Result<Self> {
        let dir = data.join("evidence");
        let incoming = dir.join(INCOMING);
        match std::fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
        make_dir(&incoming)?;
        let bit = Bit::find_out(settings.immutable, &incoming)?;
        let vault = settings.bucket.as_ref().map(Vault::new).transpose()?.map(Arc::new);
        let days = settings.bucket.as_ref().map_or(0, |bucket| bucket.retention_days.get());
        let mode = settings.bucket.as_ref().map(|bucket| bucket.mode).unwrap_or_default();
        Ok(Self { dir, bit, vault, days, mode, clock: clock.clone() })
    }

    /// Begins an item.
    pub(crate) async fn begin(&self) -> Result<Writing, StoreError> {
        let (file, path) = self.incoming_file().await?;
        let unfinished = Unfinished { path };
        Ok(Writing { store: self.clone(), file, unfinished, hash: Sha256::new(), bytes: 0 })
    }

    /// A new file of its own in the folder of what is being written.
    async fn incoming_file(&self) -> Result<(tokio::fs::File, PathBuf), StoreError> {
        let name = hex::encode(rand::random::<[u8; 16]>());
        let path = self.dir.join(INCOMING).join(name);
        let opening = {
            let path = path.clone();
            move || {
                let mut options = std::fs::OpenOptions::new();
                options.read(true).write(true).create_new(true).mode(0o600).open(path)
            }
        };
        let file = tokio::task::spawn_blocking(opening).await.map_err(io::Error::other)??;
        Ok((tokio::fs::File::from_std(file), path))
    }

    /// Keeps bytes that are at hand.
    pub(crate) async fn put(&self, bytes: &[u8]) -> Result<Kept, StoreError> {
        let mut writing = self.begin().await?;
        writing.push(bytes).await?;
        writing.finish().await
    }

    /// An item's bytes, to be read.
    pub(crate) async fn read(&self, sha256: &str) -> Result<tokio::fs::File, StoreError> {
        let missing = || StoreError::Missing { sha256: sha256.to_owned() };
        let path = self.path(sha256).ok_or_else(missing)?;
        match tokio::fs::File::open(&path).await {
            Ok(file) => return Ok(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let Some(vault) = &self.vault else { return Err(missing()) };
        let version = self.receipt(sha256).await?.and_then(|lock| lock.version);
        let fetched = vault.fetch(sha256, version.as_deref()).await?;
        let mut answer = fetched.ok_or_else(missing)?;
        // A copy without a name: it goes away with the last who reads it.
        let (mut file, named) = self.incoming_file().await?;
        tokio::fs::remove_file(named).await?;
        let mut hash = Sha256::new();
        let lost = |error: reqwest::Error| S3Error::Transport(error.without_url());
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            hash.update(&chunk);
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        if hex::encode(hash.finalize()) != sha256 {
            return Err(StoreError::Damaged { sha256: sha256.to_owned() });
        }
        file.rewind().await?;
        Ok(file)
    }

    /// Hashes an item again: sound, or damaged or missing. In a bucket its lock
    /// must hold too.
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
        if hex::encode(hash.finalize()) != sha256 {
            return Err(StoreError::Damaged { sha256: sha256.to_owned() });
        }
        if let (Some(vault), Some(lock)) = (&self.vault, self.receipt(sha256).await?) {
            vault.look(sha256, lock.version.as_deref()).await?;
        }
        Ok(bytes)
    }

    /// Places a legal hold on an item of the bucket, or takes it away. Of what
    /// lies here, only the journal tells of holds.
    pub(crate) async fn hold(&self, sha256: &str, is_held: bool) -> Result<(), StoreError> {
        if let (Some(vault), Some(lock)) = (&self.vault, self.receipt(sha256).await?) {
            vault.hold(sha256, lock.version.as_deref(), is_held).await?;
        }
        Ok(())
    }

    /// Has the bucket keep an item at least until then. `None`: it does already,
    /// or there is no bucket.
    pub(crate) async fn retain(
        &self,
        sha256: &str,
        until: Timestamp,
    ) -> Result<Option<Lock>, StoreError> {
        let (Some(vault), Some(receipt)) = (&self.vault, self.receipt(sha256).await?) else {
            return Ok(None);
        };
        let lock = vault.look(sha256, receipt.version.as_deref()).await?;
        if lock.until >= until {
            return Ok(None);
        }
        Ok(Some(vault.retain(sha256, lock, until).await?))
    }

    /// How the store is set up; a bucket is asked.
    pub(crate) async fn standing(&self) -> StoreStanding {
        let (immutable_bit, mut problem) = match &self.bit {
            Bit::Off => ("off", None),
            Bit::On => ("on", None),
            Bit::NotPermitted(why) => ("not_permitted", Some(why.clone())),
        };
        let Some(vault) = &self.vault else {
            return StoreStanding {
                place: self.dir.display().to_string(),
                is_write_once: self.bit == Bit::On,
                immutable_bit,
                object_lock: None,
                problem,
            };
        };
        let told = vault.standing().await;
        problem = told.problem.or(problem);
        StoreStanding {
            place: vault.name(),
            is_write_once: told.is_locking,
            immutable_bit,
            object_lock: Some((self.mode.as_str().to_owned(), self.days)),
            problem,
        }
    }

    /// What the bucket said when it took the item.
    async fn receipt(&self, sha256: &str) -> Result<Option<Lock>, StoreError> {
        let Some(path) = self.path(sha256) else { return Ok(None) };
        let file = match tokio::fs::File::open(path.with_extension("lock")).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let mut text = Vec::new();
        file.take(RECEIPT_BYTES_MAX).read_to_end(&mut text).await?;
        Ok(serde_json::from_slice(&text).ok())
    }

    /// Where an item is; none for what is no hash.
    fn path(&self, sha256: &str) -> Option<PathBuf> {
        let is_hash = sha256.len() == 64
            && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        is_hash.then_some(())?;
        Some(self.dir.join(sha256.get(..2)?).join(sha256))
    }
}

/// A file's bytes, piece by piece.
pub(crate) fn pieces(file: tokio::fs::File) -> impl Stream<Item = io::Result<Bytes>> + Send {
    futures::stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let mut piece = vec![0; PIECE_BYTES];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
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

    /// SHA-256 of what came so far.
    pub(crate) fn sha256(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }

    /// Makes the item durable and gives it its name, or locks it in the bucket.
    pub(crate) async fn finish(mut self) -> Result<Kept, StoreError> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let sha256 = hex::encode(self.hash.finalize());
        let missing = || StoreError::Missing { sha256: sha256.clone() };
        let target = self.store.path(&sha256).ok_or_else(missing)?;
        if let Some(vault) = self.store.vault.clone() {
            let now = self.store.clock.now();
            let path = &self.unfinished.path;
            let (lock, is_new) = vault.put(path, (&sha256, self.bytes), now).await?;
            let mut kept = Kept { sha256, bytes: self.bytes, lock: None };
            // Of what was there, the version is the one that was locked first.
            let known = self.store.receipt(&kept.sha256).await?;
            let lock = known.filter(|_| !is_new).unwrap_or(lock);
            let text = serde_json::to_vec(&lock).map_err(io::Error::other)?;
            let target = target.with_extension("lock");
            let writing = move || put_once(&target, &text);
            tokio::task::spawn_blocking(writing).await.map_err(io::Error::other)??;
            kept.lock = Some(lock);
            if !is_new {
                self.store.verify(&kept.sha256).await?;
            }
            return Ok(kept);
        }
        let kept = Kept { sha256: sha256.clone(), bytes: self.bytes, lock: None };
        let (unfinished, bit) = (self.unfinished, self.store.bit.clone());
        let naming = move || {
            let named = name(&unfinished.path, &target);
            // A file that cannot be changed loses no name either: the old one goes first.
            drop(unfinished);
            if named.as_ref().is_ok_and(|is_new| *is_new) {
                bit.protect(&target)?;
            }
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

/// Writes a small file that is never written again.
pub(super) fn put_once(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        make_dir(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    let mut file = match options.write(true).create_new(true).mode(0o400).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        opened => opened?,
    };
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
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
mod tests;
