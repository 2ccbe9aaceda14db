//! A signed head of the tree: C2SP tlog-checkpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyError, SecretKey, VerifierKey};
use crate::note;
use crate::tree::Hash;

/// A signed statement that the log's first `size` records hash to `root`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the key's name.
    pub origin: String,
    /// How many records it covers.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Hash,
    /// The whole signed text, to hand to others.
    pub note: String,
}

impl Checkpoint {
    pub(crate) fn sign(size: u64, root: Hash, key: &SecretKey) -> Self {
        let origin = key.verifier().name().to_owned();
        let text = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
        Self { note: note::sign(&text, key), origin, size, root }
    }

    /// Reads a checkpoint and checks that `key` signed it.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, KeyError> {
        let checkpoint = Self::from_text(note::open(note, key)?, note)?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(KeyError::NotACheckpoint) }
    }

    /// Reads a checkpoint without looking at its signature.
    pub(crate) fn read_unverified(note: &str) -> Result<Self, KeyError> {
        Self::from_text(note::split(note)?.0, note)
    }

    fn from_text(text: &str, note: &str) -> Result<Self, KeyError> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(KeyError::NotACheckpoint);
        };
        Ok(Self {
            origin: origin.to_owned(),
            size: read_decimal(size).ok_or(KeyError::NotACheckpoint)?,
            root: read_hash(root).ok_or(KeyError::NotACheckpoint)?,
            note: note.to_owned(),
        })
    }
}

/// A decimal number in its only spelling: no sign, no leading zeroes.
pub(crate) fn read_decimal(text: &str) -> Option<u64> {
    let number = text.parse::<u64>().ok()?;
    (number.to_string() == text).then_some(number)
}

/// A SHA-256 in base64.
pub(crate) fn read_hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}
