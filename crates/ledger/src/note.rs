//! C2SP signed notes: a text, an empty line, and lines that sign it.
//!
//! Lines signed by others (witnesses) are carried along and ignored.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyError, SecretKey, VerifierKey};

/// Most signature lines that are looked at. The format asks for at least 16.
pub(crate) const SIGNATURES_MAX: usize = 64;

/// Signs `text`, which ends in a newline.
pub(crate) fn sign(text: &str, key: &SecretKey) -> String {
    let verifier = key.verifier();
    format!("{text}\n{}", signature_line(verifier.name(), verifier.id(), &key.sign(text)))
}

/// The line that carries a signature, with its newline.
pub(crate) fn signature_line(name: &str, id: [u8; 4], signature: &[u8]) -> String {
    let mut bytes = id.to_vec();
    bytes.extend_from_slice(signature);
    format!("\u{2014} {name} {}\n", STANDARD.encode(bytes))
}

/// The text of `note`, if it is signed by `key`.
pub(crate) fn open<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str, KeyError> {
    let (text, signatures) = split(note)?;
    let mut is_signed = false;
    for line in signatures.lines().take(SIGNATURES_MAX) {
        let (name, id, signature) = read_signature(line)?;
        if name == key.name() && id == key.id() {
            key.verify(text, &signature)?;
            is_signed = true;
        }
    }
    if is_signed { Ok(text) } else { Err(KeyError::Unsigned) }
}

/// The text with its last newline, and the signature lines.
pub(crate) fn split(note: &str) -> Result<(&str, &str), KeyError> {
    if note.contains(|c: char| c < ' ' && c != '\n') || !note.ends_with('\n') {
        return Err(KeyError::NotANote);
    }
    let middle = note.rfind("\n\n").ok_or(KeyError::NotANote)?;
    let text = note.get(..=middle).ok_or(KeyError::NotANote)?;
    let signatures = note.get(middle + 2..).ok_or(KeyError::NotANote)?;
    if signatures.is_empty() { Err(KeyError::NotANote) } else { Ok((text, signatures)) }
}

/// Name, key id and signature of a line that signs.
pub(crate) fn read_signature(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), KeyError> {
    let rest = line.strip_prefix("\u{2014} ").ok_or(KeyError::NotANote)?;
    let (name, encoded) = rest.split_once(' ').ok_or(KeyError::NotANote)?;
    let bytes = STANDARD.decode(encoded).or(Err(KeyError::NotANote))?;
    let (id, signature) = bytes.split_first_chunk().ok_or(KeyError::NotANote)?;
    Ok((name, *id, signature.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Text, key and signature from the package documentation of golang.org/x/mod/sumdb/note.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\
        \n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn a_note_signed_by_go_is_opened() {
        let key = KEY.parse().unwrap();
        assert!(open(NOTE, &key).unwrap().starts_with("If you think"));
    }

    #[test]
    fn a_changed_word_is_found() {
        let key = KEY.parse().unwrap();
        let changed = NOTE.replace("problem is", "problem was");
        assert_eq!(open(&changed, &key), Err(KeyError::BadSignature));
    }

    #[test]
    fn lines_of_unknown_signers_are_ignored_but_do_not_suffice() {
        let mine = SecretKey::generate("example.com/log").unwrap();
        let other = SecretKey::generate("example.com/log").unwrap();
        let note = sign("one\n", &mine);
        assert_eq!(open(&note, other.verifier()), Err(KeyError::Unsigned));

        let cosigned = format!("{note}{}", sign("one\n", &other).lines().last().unwrap()) + "\n";
        assert_eq!(open(&cosigned, mine.verifier()), Ok("one\n"));
    }
}
