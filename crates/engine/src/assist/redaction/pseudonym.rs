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

    /// The pseudonym's digits for a thing, by its one spelling.
    fn digits(&self, kind: Kind, spelling: &[u8]) -> [u8; LENGTH] {
        let mac = self.mac(&[kind.family().as_bytes(), b"\0", spelling]);
        let first: [u8; 8] = std::array::from_fn(|index| mac.get(index).copied().unwrap_or(0));
        let mut number = u64::from_be_bytes(first);
        std::array::from_fn(|_| {
            let digit = usize::try_from(number % 28).unwrap_or(0);
            number /= 28;
            DIGITS.get(digit).copied().unwrap_or(b'2')
        })
    }
}

/// Things of which the pseudonym is remembered at most: a person, their address
/// and their project come again and again, and two rounds of a hash take long.
const REMEMBERED_MAX: usize = 1 << 12;

/// Longer spellings are not remembered: whole lines come once.
const REMEMBERED_BYTES_MAX: usize = 64;

/// Writes pseudonyms, and remembers the last ones.
#[derive(Clone)]
pub(super) struct Pen {
    key: Key,
    remembered: Vec<Remembered>,
}

#[derive(Clone, Default)]
struct Remembered {
    kind: Option<Kind>,
    spelling: Vec<u8>,
    digits: [u8; LENGTH],
}

impl std::fmt::Debug for Pen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pen").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Pen {
    pub(super) fn new(key: &Key) -> Self {
        Self { key: key.clone(), remembered: vec![Remembered::default(); REMEMBERED_MAX] }
    }

    /// Writes the pseudonym of a thing, by its one spelling.
    pub(super) fn write(&mut self, kind: Kind, spelling: &[u8], to: &mut Vec<u8>) {
        let digits = self.digits(kind, spelling);
        to.push(b'[');
        to.extend_from_slice(kind.family().as_bytes());
        to.push(b':');
        to.extend_from_slice(&digits);
        to.push(b']');
    }

    fn digits(&mut self, kind: Kind, spelling: &[u8]) -> [u8; LENGTH] {
        let place = place(kind, spelling);
        let slot = self.remembered.get_mut(place);
        let Some(slot) = slot.filter(|_| spelling.len() <= REMEMBERED_BYTES_MAX) else {
            return self.key.digits(kind, spelling);
        };
        if slot.kind != Some(kind) || slot.spelling != spelling {
            slot.kind = Some(kind);
            slot.spelling.clear();
            slot.spelling.extend_from_slice(spelling);
            slot.digits = self.key.digits(kind, spelling);
        }
        slot.digits
    }
}

/// Where a thing is remembered; another one may have the same place.
fn place(kind: Kind, spelling: &[u8]) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let first = kind.family().bytes().next().map_or(0, u64::from);
    let number = spelling.chunks(8).fold(first, |number, chunk| {
        let eight = std::array::from_fn(|index| chunk.get(index).copied().unwrap_or(0));
        (number ^ u64::from_le_bytes(eight)).wrapping_mul(FACTOR).rotate_left(29)
    });
    usize::try_from(number).unwrap_or(0) % REMEMBERED_MAX
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
