//! A bundle on disk: `manifest.json`, `SEAL` and `items/<xx>/<sha256>`.
//!
//! Each item is a file named by the SHA-256 of its own bytes, so that
//! `sha256sum` alone can check it. The manifest names every item, the seal
//! holds the manifest's hash, and the seal's hash is what a person writes down.

pub(crate) mod age;
pub(crate) mod manifest;
pub(crate) mod open;
pub(crate) mod store;
pub(crate) mod verify;

/// The manifest's format.
pub const FORMAT: &str = "portcullis.evidence-bundle/1";
/// The manifest's file.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The seal's file.
pub(crate) const SEAL: &str = "SEAL";
/// First line of the seal.
pub(crate) const SEAL_FORMAT: &str = "portcullis.evidence-seal/1";
/// The folder of items.
pub(crate) const ITEMS: &str = "items";
/// What was done so far, while a collection is unfinished.
pub(crate) const JOURNAL: &str = "collection.jsonl";
/// Bytes that are read at a time.
pub(crate) const PIECE: usize = 256 * 1024;

/// The text of `SEAL` for a manifest with this SHA-256.
pub fn seal_of(manifest_sha256: &str) -> String {
    let head = format!("{SEAL_FORMAT}\n{MANIFEST} {manifest_sha256}\n");
    let own = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(head.as_bytes()));
    format!("{head}seal {own}\n")
}
