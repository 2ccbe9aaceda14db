//! The Ed25519 keys, in the text forms of C2SP signed-note.
//!
//! ```text
//! verifier.pub   <name>+<key id, 8 hex digits>+<base64 of 0x01 || public key>
//! signing.key    PRIVATE+KEY+<name>+<key id>+<base64 of 0x01 || seed>
//! ```
//!
//! Go's `note.NewVerifier` and `note.NewSigner` read the same lines. The byte
//! before the key is its purpose: 0x01 signs a log's checkpoints, 0x04 cosigns
//! those of others (C2SP tlog-cosignature).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};

/// The signature type of Ed25519 in C2SP signed-note.
const LOG: u8 = 0x01;
/// The signature type of a timestamped cosignature in C2SP tlog-cosignature.
const WITNESS: u8 = 0x04;

/// Why a key or a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A name is empty or contains a space or a plus sign.
    #[error("a key's name must be non-empty, without spaces and plus signs")]
    Name,
    /// The text has another shape than the two above.
    #[error("not an Ed25519 key in the form of C2SP signed-note")]
    Malformed,
    /// The key id in the text belongs to another key.
    #[error("the key id does not belong to the key")]
    KeyId,
    /// The text is not a signed note.
    #[error("not a signed note")]
    NotANote,
    /// No line was signed by the expected key.
    #[error("not signed by the expected key")]
    Unsigned,
    /// A line claims to be signed by the expected key and is not.
    #[error("the signature is wrong")]
    BadSignature,
    /// The signed text is not a checkpoint of the expected origin.
    #[error("the signed text is not a checkpoint of this origin")]
    NotACheckpoint,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for a key")]
    NoRandomness,
}

/// A public key with its name and purpose. Displayed as one `vkey` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey<const PURPOSE: u8> {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

/// What a reader needs to check a log's checkpoint.
pub type VerifierKey = PublicKey<LOG>;

/// What a reader needs to check a witness's cosignature.
pub type WitnessKey = PublicKey<WITNESS>;

/// A secret that signs. Never printed.
pub(crate) struct PrivateKey<const PURPOSE: u8> {
    public: PublicKey<PURPOSE>,
    key: SigningKey,
}

/// The secret that signs checkpoints.
pub(crate) type SecretKey = PrivateKey<LOG>;

/// The secret that cosigns checkpoints of others.
pub(crate) type WitnessSecret = PrivateKey<WITNESS>;

impl<const PURPOSE: u8> PublicKey<PURPOSE> {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        if !is_valid_name(name) {
            return Err(KeyError::Name);
        }
        Ok(Self { name: name.to_owned(), id: key_id(name, PURPOSE, &key), key })
    }

    /// The key's name: a ledger's origin, or what a witness is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes that tell keys of one name apart.
    pub(crate) fn id(&self) -> [u8; 4] {
        self.id
    }

    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Result<(), KeyError> {
        let signature = Signature::from_slice(signature).or(Err(KeyError::BadSignature))?;
        self.key.verify_strict(text.as_bytes(), &signature).or(Err(KeyError::BadSignature))
    }
}

impl<const PURPOSE: u8> PrivateKey<PURPOSE> {
    /// A new key for `name`, from the system's randomness.
    pub(crate) fn generate(name: &str) -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        SysRng.try_fill_bytes(&mut seed).or(Err(KeyError::NoRandomness))?;
        Self::from_seed(name, &seed)
    }

    fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        Ok(Self { public: PublicKey::new(name, key.verifying_key())?, key })
    }

    pub(crate) fn verifier(&self) -> &PublicKey<PURPOSE> {
        &self.public
    }

    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }

    /// The line for the key's file; the only place where the secret leaves this type.
    pub(crate) fn to_file_text(&self) -> String {
        let PublicKey { name, id, key: _ } = &self.public;
        let key = encode_key(PURPOSE, self.key.as_bytes());
        format!("PRIVATE+KEY+{name}+{}+{key}\n", hex(id))
    }

    pub(crate) fn from_file_text(text: &str) -> Result<Self, KeyError> {
        let line = text.trim_end().strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Malformed)?;
        let (name, id, seed) = split_key(line, PURPOSE)?;
        let secret = Self::from_seed(name, &seed)?;
        if hex(&secret.public.id) == id { Ok(secret) } else { Err(KeyError::KeyId) }
    }
}

impl<const PURPOSE: u8> fmt::Debug for PrivateKey<PURPOSE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.name)
    }
}

impl<const PURPOSE: u8> fmt::Display for PublicKey<PURPOSE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex(&self.id), encode_key(PURPOSE, self.key.as_bytes()))
    }
}

impl<const PURPOSE: u8> FromStr for PublicKey<PURPOSE> {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, key) = split_key(text.trim_end(), PURPOSE)?;
        let key = VerifyingKey::from_bytes(&key).or(Err(KeyError::Malformed))?;
        let verifier = Self::new(name, key)?;
        if hex(&verifier.id) == id { Ok(verifier) } else { Err(KeyError::KeyId) }
    }
}

/// C2SP signed-note: the first bytes of SHA-256(name || newline || type || public key).
fn key_id(name: &str, purpose: u8, key: &VerifyingKey) -> [u8; 4] {
    let digest = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', purpose])
        .chain_update(key.as_bytes())
        .finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
    [a, b, c, d]
}

fn split_key(text: &str, purpose: u8) -> Result<(&str, &str, [u8; 32]), KeyError> {
    // The name has no plus sign, base64 may have.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Malformed);
    };
    let bytes = STANDARD.decode(key).or(Err(KeyError::Malformed))?;
    match bytes.split_first() {
        Some((&found, key)) if found == purpose => {
            Ok((name, id, key.try_into().or(Err(KeyError::Malformed))?))
        }
        _ => Err(KeyError::Malformed),
    }
}

fn encode_key(purpose: u8, key: &[u8; 32]) -> String {
    let mut typed = vec![purpose];
    typed.extend_from_slice(key);
    STANDARD.encode(typed)
}

fn is_valid_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_from_its_own_text() {
        let secret = SecretKey::generate("example.com/log").unwrap();
        let again = SecretKey::from_file_text(&secret.to_file_text()).unwrap();
        assert_eq!(again.public, secret.public);
        assert_eq!(secret.public.to_string().parse(), Ok(secret.public.clone()));
    }

    #[test]
    fn the_known_key_of_the_go_documentation_is_read() {
        // From the package documentation of golang.org/x/mod/sumdb/note.
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key: VerifierKey = text.parse().unwrap();
        assert_eq!(key.to_string(), text);
    }

    #[test]
    fn debug_never_prints_the_secret() {
        let secret = SecretKey::from_seed("example.com/log", &[7; 32]).unwrap();
        assert_eq!(format!("{secret:?}"), "PrivateKey(example.com/log)");
    }

    #[test]
    fn a_key_whose_id_is_of_another_is_refused() {
        let text = "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(text.parse::<VerifierKey>(), Err(KeyError::KeyId));
    }

    #[test]
    fn a_key_of_one_purpose_is_not_taken_for_the_other() {
        let witness = WitnessSecret::generate("witness.example.com").unwrap();
        let text = witness.verifier().to_string();
        assert_eq!(text.parse::<VerifierKey>(), Err(KeyError::Malformed));
        assert!(text.parse::<WitnessKey>().is_ok());
        assert!(SecretKey::from_file_text(&witness.to_file_text()).is_err());
    }

    #[test]
    fn names_that_a_note_cannot_carry_are_refused() {
        for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb"] {
            assert_eq!(SecretKey::generate(name).err(), Some(KeyError::Name), "{name:?}");
        }
    }
}
