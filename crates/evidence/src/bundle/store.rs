//! The bundle's folder while it is written: each item once, hashed as it passes.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::age::{self, Recipient};
use super::manifest::{Encoding, Stored};
use super::{ITEMS, JOURNAL, MANIFEST, PIECE, SEAL, seal_of};

/// A folder that a collection writes into.
#[derive(Debug)]
pub(crate) struct Store {
    dir: PathBuf,
    recipients: Vec<Recipient>,
}

/// Content that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) stored: Stored,
}

impl Store {
    /// Makes the folder, readable by its owner only.
    pub(crate) fn make(dir: &Path, recipients: Vec<Recipient>) -> io::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(dir.join(ITEMS))?;
        Ok(Self { dir: dir.to_owned(), recipients })
    }

    /// Opens a new item for writing.
    pub(crate) fn item(&self, encoding: Encoding) -> io::Result<ItemWriter> {
        let temporary = self.dir.join(ITEMS).join(".unfinished");
        for number in 0_u32.. {
            let path = temporary.with_extension(number.to_string());
            let mut options = OpenOptions::new();
            match options.write(true).create_new(true).mode(0o600).open(&path) {
                Ok(file) => {
                    return ItemWriter::new((self.dir.clone(), path), file, encoding, self);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Bytes that are free where the bundle lies.
    pub(crate) fn free(&self) -> io::Result<u64> {
        let room = rustix::fs::statvfs(&self.dir)?;
        Ok(room.f_bavail.saturating_mul(room.f_frsize))
    }

    /// Removes what an interrupted collection left half-written.
    pub(crate) fn sweep(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(self.dir.join(ITEMS))? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".unfinished") {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Removes files that no item names: a probe that was interrupted ran again.
    pub(crate) fn drop_unnamed(&self, named: &BTreeSet<&str>) -> io::Result<()> {
        for folder in std::fs::read_dir(self.dir.join(ITEMS))? {
            let folder = folder?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for entry in std::fs::read_dir(folder.path())? {
                let path = entry?.path();
                let name = path.strip_prefix(&self.dir).unwrap_or(&path).to_string_lossy();
                if !named.contains(name.as_ref()) {
                    std::fs::remove_file(&path)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the file of an item is there, as large as it should be.
    pub(crate) fn has(&self, stored: &Stored) -> bool {
        let found = std::fs::symlink_metadata(self.dir.join(&stored.file));
        found.is_ok_and(|found| found.is_file() && found.len() == stored.bytes)
    }

    /// Writes manifest and seal; answers the manifest's hash. After this the
    /// bundle is never written again.
    pub(crate) fn seal(&self, manifest: &[u8]) -> io::Result<String> {
        let sha256 = hex::encode(Sha256::digest(manifest));
        self.whole(MANIFEST, manifest)?;
        self.whole(SEAL, seal_of(&sha256).as_bytes())?;
        std::fs::remove_file(self.dir.join(JOURNAL))?;
        File::open(&self.dir)?.sync_all()?;
        Ok(sha256)
    }

    fn whole(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.dir.join(format!(".{name}"));
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.set_permissions(Permissions::from_mode(0o400))?;
        file.sync_all()?;
        std::fs::rename(temporary, self.dir.join(name))
    }
}

/// Counts and hashes what goes into a file.
#[derive(Debug)]
struct Hashing {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// In clear or encrypted.
#[derive(Debug)]
enum Sealed {
    Clear(Hashing),
    Age(Box<age::Writer<Hashing>>),
}

impl Sealed {
    fn finish(self) -> io::Result<Hashing> {
        match self {
            Self::Clear(inner) => Ok(inner),
            Self::Age(writer) => writer.finish(),
        }
    }
}

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Clear(inner) => inner.write(bytes),
            Self::Age(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Clear(inner) => inner.flush(),
            Self::Age(writer) => writer.flush(),
        }
    }
}

/// As it is or compressed.
#[derive(Debug)]
enum Encoded {
    Identity(Sealed),
    Gzip(Box<GzEncoder<Sealed>>),
}

/// An item that is being written.
#[derive(Debug)]
pub(crate) struct ItemWriter {
    dir: PathBuf,
    temporary: PathBuf,
    encoding: Encoding,
    hash: Sha256,
    bytes: u64,
    to: Encoded,
}

impl ItemWriter {
    fn new(
        (dir, temporary): (PathBuf, PathBuf),
        file: File,
        encoding: Encoding,
        store: &Store,
    ) -> io::Result<Self> {
        let file = BufWriter::with_capacity(PIECE, file);
        let hashing = Hashing { file, hash: Sha256::new(), bytes: 0 };
        let sealed = if store.recipients.is_empty() {
            Sealed::Clear(hashing)
        } else {
            Sealed::Age(Box::new(age::Writer::new(hashing, &store.recipients)?))
        };
        let to = match encoding {
            Encoding::Identity => Encoded::Identity(sealed),
            Encoding::Gzip => Encoded::Gzip(Box::new(GzEncoder::new(sealed, Compression::new(1)))),
        };
        Ok(Self { dir, temporary, encoding, hash: Sha256::new(), bytes: 0, to })
    }

    /// Ends the item: the file gets the name of its hash, read-only.
    pub(crate) fn finish(self) -> io::Result<Kept> {
        let sealed = match self.to {
            Encoded::Identity(sealed) => sealed,
            Encoded::Gzip(gzip) => gzip.finish()?,
        };
        let Hashing { file, hash, bytes } = sealed.finish()?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let sha256 = hex::encode(hash.finalize());
        let prefix: String = sha256.chars().take(2).collect();
        let name = format!("{ITEMS}/{prefix}/{sha256}");
        let path = self.dir.join(&name);
        if path.exists() {
            std::fs::remove_file(&self.temporary)?; // The same content is there.
        } else {
            file.set_permissions(Permissions::from_mode(0o400))?;
            if bytes > 1 << 20 {
                file.sync_data()?;
            }
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(self.dir.join(ITEMS).join(prefix))?;
            std::fs::rename(&self.temporary, path)?;
        }
        let stored = Stored { file: name, sha256, bytes, encoding: self.encoding };
        Ok(Kept { sha256: hex::encode(self.hash.finalize()), bytes: self.bytes, stored })
    }

    /// Gives the item up.
    pub(crate) fn drop_it(self) -> io::Result<()> {
        std::fs::remove_file(self.temporary)
    }
}

impl Write for ItemWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.to {
            Encoded::Identity(inner) => inner.write(bytes)?,
            Encoded::Gzip(inner) => inner.write(bytes)?,
        };
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += u64::try_from(written).unwrap_or(u64::MAX);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Encoded::Identity(inner) => inner.flush(),
            Encoded::Gzip(inner) => inner.flush(),
        }
    }
}
