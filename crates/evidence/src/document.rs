//! What the commands tell as JSON: the same from `portcullis evidence` and from
//! `portcullis-collect`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::bundle::manifest::{Manifest, Why};
use crate::bundle::verify::Checked;
use crate::collect::Collection;

impl Manifest {
    /// Bytes of the bundle's files; two items with one content share a file.
    pub fn stored_bytes(&self) -> u64 {
        let files = self.items.iter().map(|item| (item.stored.file.as_str(), item.stored.bytes));
        files.collect::<BTreeMap<_, _>>().values().sum()
    }

    /// Probes that the end of the time, or a full disk, kept from seeing all. A sealed
    /// bundle is never continued: what they lack is collected into another folder.
    pub fn cut_probes(&self) -> impl Iterator<Item = &str> {
        let is_cut = |why: Why| matches!(why, Why::TimeOver | Why::DiskFull);
        let cut = self.probes.iter().filter(move |one| one.gaps.iter().any(|gap| is_cut(gap.why)));
        cut.map(|one| one.name.as_str())
    }

    /// Bytes of the items' contents.
    pub fn content_bytes(&self) -> u64 {
        self.items.iter().map(|item| item.bytes).sum()
    }
}

/// `portcullis.evidence-collection/1`: what a collection took.
pub fn collected_document(collection: &Collection, out: &Path) -> Value {
    let manifest = &collection.manifest;
    json!({
        "format": "portcullis.evidence-collection/1",
        "out": out,
        "seal": collection.seal,
        "collected": manifest.collected,
        "ended_at": manifest.ended_at,
        "resumed": manifest.resumed,
        "items": manifest.items.len(),
        "bytes": manifest.content_bytes(),
        "stored_bytes": manifest.stored_bytes(),
        "cut": manifest.cut_probes().collect::<Vec<_>>(),
        "probes": manifest.probes,
    })
}

/// `portcullis.evidence-verification/1`: whether a bundle is as it was sealed.
pub fn verified_document(checked: &Checked, dir: &Path) -> Value {
    let flaws = checked
        .flaws
        .iter()
        .map(|flaw| json!({ "item": flaw.item, "file": flaw.file, "kind": flaw.kind.as_str() }));
    json!({
        "format": "portcullis.evidence-verification/1",
        "dir": dir,
        "is_sound": checked.is_sound(),
        "seal": checked.seal,
        "items": checked.items,
        "bytes": checked.bytes,
        "are_contents_checked": checked.are_contents_checked,
        "flaws": flaws.collect::<Vec<_>>(),
    })
}
