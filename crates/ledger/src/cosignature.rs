//! What a witness says of a checkpoint: C2SP tlog-cosignature, version 1.
//!
//! A cosignature is one more line under the signed note. It says that at a time
//! the witness saw this head as the continuation of every head of that log that
//! it had seen before. The time is inside the signature.

use crate::checkpoint::Checkpoint;
use crate::key::{KeyError, WitnessKey, WitnessSecret};
use crate::note;

/// A witness's word on a checkpoint, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// The witness's name.
    pub witness: String,
    /// When it cosigned, in seconds since 1970.
    pub at_s: u64,
    /// The line as it stands in the note, with its newline.
    pub line: String,
}

/// Signs the text of a checkpoint at `at_s` seconds since 1970; the line to add.
pub(crate) fn cosign(text: &str, at_s: u64, key: &WitnessSecret) -> String {
    let mut bytes = at_s.to_be_bytes().to_vec();
    bytes.extend_from_slice(&key.sign(&message(text, at_s)));
    note::signature_line(key.verifier().name(), key.verifier().id(), &bytes)
}

/// The cosignatures of these witnesses under a checkpoint, one a witness.
/// Lines of others are passed over.
///
/// # Errors
/// When a line claims to be of one of these witnesses and is not.
pub fn cosignatures(
    checkpoint: &Checkpoint,
    witnesses: &[WitnessKey],
) -> Result<Vec<Cosignature>, KeyError> {
    let (text, lines) = note::split(&checkpoint.note)?;
    let mut found: Vec<Cosignature> = Vec::new();
    for line in lines.lines().take(note::SIGNATURES_MAX) {
        let (name, id, signature) = note::read_signature(line)?;
        let by = witnesses.iter().find(|key| key.name() == name && key.id() == id);
        let Some(key) = by.filter(|key| found.iter().all(|one| one.witness != key.name())) else {
            continue;
        };
        let (time, signature) = signature.split_first_chunk().ok_or(KeyError::BadSignature)?;
        let at_s = u64::from_be_bytes(*time);
        key.verify(&message(text, at_s), signature)?;
        found.push(Cosignature { witness: name.to_owned(), at_s, line: format!("{line}\n") });
    }
    Ok(found)
}

impl Checkpoint {
    /// The same checkpoint with these lines of witnesses under it. Lines that it
    /// has already are not added again.
    ///
    /// # Errors
    /// When a line does not have the form of a signature.
    pub fn with_cosignatures(&self, lines: &str) -> Result<Self, KeyError> {
        let mut note = self.note.clone();
        for line in lines.lines() {
            note::read_signature(line)?;
            if !self.note.lines().any(|known| known == line) {
                note.push_str(line);
                note.push('\n');
            }
        }
        Ok(Self { note, ..self.clone() })
    }
}

fn message(text: &str, at_s: u64) -> String {
    format!("cosignature/v1\ntime {at_s}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    fn checkpoint() -> Checkpoint {
        let log = SecretKey::generate("example.com/log").unwrap();
        Checkpoint::sign(3, [7; 32], &log)
    }

    #[test]
    fn a_cosignature_is_found_under_the_note_with_its_time() {
        let witness = WitnessSecret::generate("witness.example.com").unwrap();
        let checkpoint = checkpoint();
        let line = cosign(note::split(&checkpoint.note).unwrap().0, 1_800_000_000, &witness);
        let cosigned = checkpoint.with_cosignatures(&line).unwrap();
        let found = cosignatures(&cosigned, &[witness.verifier().clone()]).unwrap();
        assert_eq!(
            found,
            [Cosignature { witness: "witness.example.com".to_owned(), at_s: 1_800_000_000, line }]
        );
        assert_eq!(cosigned.with_cosignatures(&found[0].line).unwrap(), cosigned);
    }

    #[test]
    fn a_changed_time_root_or_witness_is_no_cosignature() {
        let witness = WitnessSecret::generate("witness.example.com").unwrap();
        let other = WitnessSecret::generate("witness.example.com").unwrap();
        let (one, two) = (checkpoint(), checkpoint());
        let text = note::split(&one.note).unwrap().0;
        let keys = [witness.verifier().clone()];
        let line = cosign(text, 1_800_000_000, &witness);

        // Under another head of the same shape.
        let moved = two.note.replace("\n3\n", "\n4\n");
        let moved = Checkpoint { note: moved, ..two }.with_cosignatures(&line).unwrap();
        assert_eq!(cosignatures(&moved, &keys), Err(KeyError::BadSignature));

        // With another time: the time is the first eight bytes after the key id.
        let (name, id, mut bytes) = note::read_signature(line.trim_end()).unwrap();
        bytes[7] ^= 1;
        let later = one.with_cosignatures(&note::signature_line(name, id, &bytes)).unwrap();
        assert_eq!(cosignatures(&later, &keys), Err(KeyError::BadSignature));

        // By a stranger who uses the same name.
        let strange = one.with_cosignatures(&cosign(text, 1_800_000_000, &other)).unwrap();
        assert_eq!(cosignatures(&strange, &keys), Ok(Vec::new()));
    }
}
