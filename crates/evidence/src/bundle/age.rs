//! Encryption to a key: the `age` format, version 1, X25519 recipients, writing only.
//!
//! Anybody opens an item with `age -d -i KEY` (tested with it); what was
//! collected cannot be opened on the host. Format: C2SP `age.md`. Why not the
//! crate `age`: ADR 0018.

use std::fmt;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead as _, AeadInOut as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};

/// Bytes of a chunk, by the format.
const CHUNK: usize = 64 * 1024;

/// A public key that opens a bundle together with its secret half.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    text: String,
    key: [u8; 32],
}

/// Text that is no recipient.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no age recipient: expected age1…, as `age-keygen` prints it")]
pub struct RecipientError(pub String);

impl Recipient {
    /// Reads `age1…`.
    ///
    /// # Errors
    /// When the text is no X25519 recipient.
    pub fn parse(text: &str) -> Result<Self, RecipientError> {
        let wrong = || RecipientError(text.to_owned());
        let Ok((prefix, data)) = bech32::decode(text) else { return Err(wrong()) };
        let key: [u8; 32] = data.try_into().unwrap_or_default();
        if prefix.as_str() != "age" || key == [0; 32] {
            return Err(wrong());
        }
        Ok(Self { text: text.to_owned(), key })
    }

    /// `age1…`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Encrypts what is written into `W`.
pub(crate) struct Writer<W: Write> {
    to: W,
    cipher: ChaCha20Poly1305,
    chunk: Vec<u8>,
    number: u64,
}

impl<W: Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("number", &self.number).finish_non_exhaustive()
    }
}

impl<W: Write> Writer<W> {
    /// Writes the header for these recipients.
    pub(crate) fn new(mut to: W, recipients: &[Recipient]) -> io::Result<Self> {
        let file_key: [u8; 16] = random()?;
        let mut header = String::from("age-encryption.org/v1\n");
        for recipient in recipients {
            header.push_str(&stanza(recipient, &file_key)?);
        }
        header.push_str("---");
        let mac_key = derive(&file_key, &[], b"header")?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&mac_key).map_err(io::Error::other)?;
        mac.update(header.as_bytes());
        let mac = STANDARD_NO_PAD.encode(mac.finalize().into_bytes());
        let nonce: [u8; 16] = random()?;
        to.write_all(format!("{header} {mac}\n").as_bytes())?;
        to.write_all(&nonce)?;
        let key = derive(&file_key, &nonce, b"payload")?;
        let cipher = ChaCha20Poly1305::new_from_slice(&key).map_err(io::Error::other)?;
        Ok(Self { to, cipher, chunk: Vec::with_capacity(CHUNK + 16), number: 0 })
    }

    /// Writes the last chunk.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let mut nonce = [0; 12];
        for (place, byte) in nonce.iter_mut().skip(3).zip(self.number.to_be_bytes()) {
            *place = byte;
        }
        if let Some(last) = nonce.last_mut() {
            *last = u8::from(is_last);
        }
        let nonce = Nonce::from(nonce);
        self.cipher
            .encrypt_in_place(&nonce, b"", &mut self.chunk)
            .map_err(|_closed| io::Error::other("cannot encrypt"))?;
        self.to.write_all(&self.chunk)?;
        self.chunk.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.chunk.len() == CHUNK {
            self.seal(false)?; // More is coming: this one was not the last.
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The file key, wrapped for one recipient.
fn stanza(recipient: &Recipient, file_key: &[u8; 16]) -> io::Result<String> {
    let secret = StaticSecret::from(random::<32>()?);
    let share = PublicKey::from(&secret);
    let shared = secret.diffie_hellman(&PublicKey::from(recipient.key));
    if !shared.was_contributory() {
        return Err(io::Error::other(format!("{recipient:?} is a weak key")));
    }
    let salt = [share.as_bytes().as_slice(), recipient.key.as_slice()].concat();
    let key = derive(shared.as_bytes(), &salt, b"age-encryption.org/v1/X25519")?;
    let cipher = ChaCha20Poly1305::new_from_slice(&key).map_err(io::Error::other)?;
    let body = cipher
        .encrypt(&Nonce::from([0; 12]), file_key.as_slice())
        .map_err(|_closed| io::Error::other("cannot encrypt"))?;
    let (share, body) = (STANDARD_NO_PAD.encode(share.as_bytes()), STANDARD_NO_PAD.encode(body));
    Ok(format!("-> X25519 {share}\n{body}\n"))
}

fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> io::Result<[u8; 32]> {
    let mut key = [0; 32];
    let derived = Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut key);
    derived.map_err(|_length| io::Error::other("cannot derive a key"))?;
    Ok(key)
}

/// Random bytes of the kernel.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    let mut filled = 0;
    while filled < N {
        let rest = bytes.get_mut(filled..).unwrap_or_default();
        filled += rustix::rand::getrandom(rest, rustix::rand::GetRandomFlags::empty())?;
    }
    Ok(bytes)
}
