//! What stands for something taken out: `[user:k7q2mh9xw3f]`.
//!
//! The same thing has the same pseudonym within one artefact. It is made with
//! a key that stays inside, so that nobody outside can try names until one fits.

use sha2::{Digest as _, Sha256};

use super::span::Kind;

/// Bytes that SHA-256 takes at once; HMAC pads its key to this.
const BLOCK_BYTES: usize = 64;

/// Digits of a pseudonym: no vowels, so that none spells a word, and none that
/// is mistaken for another.
const DIGITS: &[u8; 28] = b"23456789bcdfghjklmnpqrstvwxz";

/// Digits that a pseudonym has: 28^11 is 52 bits, enough that two of a million
/// things share one in one of ten thousand artefacts.
const LENGTH: usize = 11;

/// The key of one artefact's pseudonyms. Never shown.
#[derive(Clone)]
pub struct Key {
    inner: Sha256,
    outer: Sha256,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl Key {
    /// A key of 32 random bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        let pad = |mask: u8| -> [u8; BLOCK_BYTES] {
            std::array::from_fn(|index| bytes.get(index).copied().unwrap_or(0) ^ mask)
        };
        Self {
            inner: Sha256::new().chain_update(pad(0x36)),
            outer: Sha256::new().chain_update(pad(0x5c)),
        }
    }

    /// The key that is written as 64 hexadecimal digits.
    pub fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
        Some(Self::new(&bytes))
    }

    /// Tells whether two keys are the same, without telling them.
    pub fn id(&self) -> String {
        let mac = self.mac(&[b"portcullis redaction key"]);
        hex::encode(mac.get(..8).unwrap_or_default())
    }

    /// HMAC-SHA-256 (RFC 2104).
    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut inner = self.inner.clone();
        for part in parts {
            inner.update(part);
        }
        self.outer.clone().chain_update(inner.finalize()).finalize().into()
    }

    /// Writes the pseudonym of a thing, by its one spelling.
    pub(super) fn write(&self, kind: Kind, spelling: &[u8], to: &mut Vec<u8>) {
        let name = kind.family().as_bytes();
        let mac = self.mac(&[name, b"\0", spelling]);
        let first: [u8; 8] = std::array::from_fn(|index| mac.get(index).copied().unwrap_or(0));
        let mut number = u64::from_be_bytes(first);
        to.push(b'[');
        to.extend_from_slice(name);
        to.push(b':');
        for _ in 0..LENGTH {
            let digit = usize::try_from(number % 28).unwrap_or(0);
            to.push(DIGITS.get(digit).copied().unwrap_or(b'2'));
            number /= 28;
        }
        to.push(b']');
    }
}

/// Whether a text is nothing but a pseudonym: it is not replaced again.
pub(super) fn is_pseudonym(text: &[u8]) -> bool {
    length_at(text) == Some(text.len())
}

/// Bytes of the pseudonym with which a text begins.
pub(super) fn length_at(text: &[u8]) -> Option<usize> {
    let inner = text.strip_prefix(b"[")?;
    let name = inner.iter().take(12).position(|&byte| byte == b':')?;
    let family = inner.get(..name)?;
    let digits = inner.get(name + 1..name + 1 + LENGTH)?;
    let is_one = Kind::ALL.iter().any(|kind| kind.family().as_bytes() == family)
        && digits.iter().all(|byte| DIGITS.contains(byte))
        && inner.get(name + 1 + LENGTH) == Some(&b']');
    is_one.then_some(name + LENGTH + 3)
}
