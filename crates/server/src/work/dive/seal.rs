//! A sealed copy of what may leave: an age file (age-encryption.org/v1), to a
//! public key or a passphrase.

use std::io::{Read as _, Write};

use age::secrecy::SecretString as AgeSecret;
use engine::coordinate::dive::handling::SealedTo;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::mpsc;

use crate::work::evidence::{Kept, Store, StoreError};

/// Bytes that are sealed at once.
const PIECE_BYTES: usize = 1 << 20;

/// Pieces that may wait for the disk.
const PIECES_WAITING: usize = 4;

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    /// No key that age knows.
    #[error("this is no age public key (age1…): {0}")]
    Recipient(&'static str),
    /// The evidence store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Reading, sealing.
    #[error("the copy could not be sealed")]
    Io(#[from] std::io::Error),
    /// The header.
    #[error("the copy could not be sealed")]
    Age(#[from] age::EncryptError),
    /// A thread ended.
    #[error(transparent)]
    Join(#[from] tokio::task::JoinError),
}

/// For whom.
#[derive(Debug)]
pub(crate) enum Seal {
    /// Whoever has the key to this.
    Recipient(age::x25519::Recipient),
    /// Whoever knows this.
    Passphrase(SecretString),
}

impl Seal {
    /// To a public key.
    pub(crate) fn to_key(key: &str) -> Result<Self, SealError> {
        key.trim().parse().map(Self::Recipient).map_err(SealError::Recipient)
    }

    /// As the journal tells it.
    pub(crate) fn told(&self) -> SealedTo {
        match self {
            Self::Recipient(key) => SealedTo::Recipient { key: key.to_string() },
            Self::Passphrase(_) => SealedTo::Passphrase,
        }
    }

    fn encryptor(&self) -> Result<age::Encryptor, age::EncryptError> {
        match self {
            Self::Recipient(key) => {
                let key: &dyn age::Recipient = key;
                age::Encryptor::with_recipients(std::iter::once(key))
            }
            Self::Passphrase(text) => Ok(age::Encryptor::with_user_passphrase(AgeSecret::from(
                text.expose_secret().to_owned(),
            ))),
        }
    }
}

/// Seals an item; the sealed file becomes an item, too.
pub(crate) async fn seal(store: &Store, sha256: &str, seal: Seal) -> Result<Kept, SealError> {
    let mut file = store.read(sha256).await?.into_std().await;
    let (pieces, mut sealed) = mpsc::channel(PIECES_WAITING);
    let sealing = tokio::task::spawn_blocking(move || {
        let mut writer = seal.encryptor()?.wrap_output(Pieces { to: pieces })?;
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let length = file.read(&mut piece)?;
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { break };
            writer.write_all(read)?;
        }
        writer.finish()?;
        Ok::<(), SealError>(())
    });
    let mut writing = store.begin().await?;
    while let Some(piece) = sealed.recv().await {
        writing.push(&piece).await?;
    }
    sealing.await??;
    Ok(writing.finish().await?)
}

/// Hands what is written over to who keeps it.
struct Pieces {
    to: mpsc::Sender<Vec<u8>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.to.blocking_send(bytes.to_vec()) {
            Ok(()) => Ok(bytes.len()),
            // Who keeps it had enough.
            Err(_) => Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
