//! Encryption to a key: the `age` format, X25519 recipients, by the crate `age`.
//!
//! Anybody opens an item with `age -d -i KEY` (tested with it); what was
//! collected cannot be opened on the host.

use std::fmt;
use std::io::{self, Write};

use age::x25519;

/// A public key that opens a bundle together with its secret half.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    text: String,
    key: x25519::Recipient,
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
        let key = text.parse().or(Err(RecipientError(text.to_owned())))?;
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
    to: age::stream::StreamWriter<W>,
}

impl<W: Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl<W: Write> Writer<W> {
    /// Writes the header for these recipients.
    pub(crate) fn new(to: W, recipients: &[Recipient]) -> io::Result<Self> {
        let keys = recipients.iter().map(|one| -> &dyn age::Recipient { &one.key });
        let encryptor = age::Encryptor::with_recipients(keys).map_err(io::Error::other)?;
        Ok(Self { to: encryptor.wrap_output(to)? })
    }

    /// Writes the last chunk.
    pub(crate) fn finish(self) -> io::Result<W> {
        self.to.finish()
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
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
