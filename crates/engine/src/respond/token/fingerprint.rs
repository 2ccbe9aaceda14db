//! A keyed fingerprint: tells whether two sightings are of one token, without
//! keeping the token.

use sha2::{Digest as _, Sha256};

/// Bytes that SHA-256 takes at once; HMAC pads its key to this.
const BLOCK_BYTES: usize = 64;

/// HMAC-SHA-256 (RFC 2104) of a token under the installation's key, in hex.
///
/// Keyed, because the legacy forms of some tokens could be guessed from a bare
/// hash. Surrounding blanks do not count.
pub fn fingerprint(secret: &str, key: &[u8; 32]) -> String {
    let pad = |mask: u8| -> [u8; BLOCK_BYTES] {
        std::array::from_fn(|index| key.get(index).copied().unwrap_or(0) ^ mask)
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(secret.trim()).finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    hex::encode(outer)
}
