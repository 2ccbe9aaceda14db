//! Playbooks as OASIS CACAO v2.0, so that other tools can read and write them.
//!
//! Reading order: [`export()`] → [`import()`] → [`check()`] (what the standard asks
//! of what we use). A step becomes an `action` with one `manual` command;
//! what CACAO has no place for (where a step applies, what it offers, typed
//! results) goes into an extension of ours, so that nothing is lost on the way
//! out and back.
//!
//! `check` is our own transcription of the required properties and vocabulary
//! of the standard's JSON schemas (`oasis-open/cacao-json-schemas`, `playbook`,
//! `workflow-step`, `action`, `command-data`, `extension-definition`), not those
//! schemas: no package registry carries them.

mod check;
mod export;
mod import;
#[cfg(test)]
mod tests;

use sha2::{Digest as _, Sha256};

pub use check::check;
pub use export::export;
pub use import::{Imported, import};

/// The name of our extension, from which its id follows.
const EXTENSION: &str = "portcullis-playbook/1";

/// An id of that type which follows from a name: the same name, the same id.
/// The bits are a hash's, marked as a UUID of version 4 (RFC 9562), since the
/// schemas know versions 1 to 5 only.
fn id(kind: &str, name: &str) -> String {
    let digest = Sha256::digest(format!("portcullis/{kind}/{name}"));
    let mut bytes: Vec<u8> = digest.iter().take(16).copied().collect();
    if let Some(byte) = bytes.get_mut(6) {
        *byte = (*byte & 0x0f) | 0x40;
    }
    if let Some(byte) = bytes.get_mut(8) {
        *byte = (*byte & 0x3f) | 0x80;
    }
    let text = hex::encode(bytes);
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!(
        "{kind}--{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

fn extension_id() -> String {
    id("extension-definition", EXTENSION)
}
