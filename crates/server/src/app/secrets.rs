//! Secrets that we make or check: tokens, passwords, this installation's key.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use store::state::{Digest, State};
use tokio::sync::Semaphore;

use super::AppError;

/// A password that a person chooses has at least so many characters.
pub(super) const PASSWORD_CHARS_MIN: usize = 12;

/// Hashing takes 19 MiB: so many at a time, however many ask.
const HASHING_AT_ONCE: usize = 2;

/// Letters and digits that are not taken for one another.
const PLAIN: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A hash of nothing that anybody knows: unknown names cost as much as known ones.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm8\
    $0000000000000000000000000000000000000000000";

/// A new secret of 256 bits, with a prefix by which scanners know it.
pub(super) fn new_secret(prefix: &str) -> SecretString {
    let bits: [u8; 32] = rand::random();
    SecretString::from(format!("{prefix}-{}", URL_SAFE_NO_PAD.encode(bits)))
}

/// A password for one use, to be read from one screen and typed into another.
pub(super) fn one_time_password() -> SecretString {
    let bits: [u8; 20] = rand::random();
    let letters = bits.iter().filter_map(|byte| PLAIN.get(usize::from(byte % 32)));
    let mut text = String::with_capacity(24);
    for (place, letter) in letters.enumerate() {
        if place > 0 && place % 5 == 0 {
            text.push('-');
        }
        text.push(char::from(*letter));
    }
    SecretString::from(text)
}

/// What is kept of a secret.
pub(super) fn digest(secret: &SecretString) -> Digest {
    Sha256::digest(secret.expose_secret().as_bytes()).into()
}

/// This installation's key for fingerprints of tokens.
pub(super) fn fingerprint_key(state: &State) -> Result<[u8; 32], anyhow::Error> {
    let fresh: [u8; 32] = rand::random();
    let kept = state.setting_or("fingerprint-key", &hex::encode(fresh))?;
    let mut key = [0; 32];
    hex::decode_to_slice(kept, &mut key)?;
    Ok(key)
}

/// Hashes passwords (argon2id), a few at a time, off the async threads.
#[derive(Debug)]
pub(super) struct Passwords {
    turns: Semaphore,
}

impl Passwords {
    pub(super) fn new() -> Self {
        Self { turns: Semaphore::new(HASHING_AT_ONCE) }
    }

    pub(super) async fn hash(&self, password: SecretString) -> Result<String, AppError> {
        let _turn = self.turns.acquire().await.map_err(AppError::internal)?;
        let hashing = tokio::task::spawn_blocking(move || {
            let hash = Argon2::default().hash_password(password.expose_secret().as_bytes());
            hash.map(|hash| hash.to_string())
        });
        hashing.await.map_err(AppError::internal)?.map_err(AppError::internal)
    }

    /// Whether this is the password; of nobody, never, but just as slowly.
    pub(super) async fn verify(
        &self,
        password: SecretString,
        hash: Option<String>,
    ) -> Result<bool, AppError> {
        let _turn = self.turns.acquire().await.map_err(AppError::internal)?;
        let verifying = tokio::task::spawn_blocking(move || {
            let kept = hash.as_deref().unwrap_or(NOBODY);
            let kept = PasswordHash::new(kept)?;
            let verified =
                Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept);
            Ok::<_, argon2::password_hash::phc::Error>(verified.is_ok() && hash.is_some())
        });
        verifying.await.map_err(AppError::internal)?.map_err(AppError::internal)
    }
}
