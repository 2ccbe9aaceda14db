//! What the manifest claims, beside what proven entries tell up to the one by which
//! the bundle was ordered: each thing that was kept is there, and nothing is called
//! what it is not (IN7).

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{CourtItem, CourtManifest};
use crate::bundle::verify::{Flaw, FlawKind};

/// What proven entries say, by their index.
pub(super) type Said = BTreeMap<u64, Value>;

/// The media type of a host's file: nobody told its own.
const PART_TYPE: &str = "application/octet-stream";

/// As much of a host's manifest as must be told here: which files are of it.
#[derive(serde::Deserialize)]
pub(super) struct Host {
    pub(super) items: Vec<Part>,
}

/// A file of a host's bundle, as the host's manifest names it.
#[derive(serde::Deserialize)]
pub(super) struct Part {
    name: String,
    stored: Stored,
}

#[derive(serde::Deserialize)]
struct Stored {
    sha256: String,
    bytes: u64,
}

/// The manifest beside the entries.
#[derive(Clone, Copy)]
pub(super) struct Claims<'a> {
    pub(super) manifest: &'a CourtManifest,
    pub(super) said: &'a Said,
    /// The entry that ordered the bundle: what was said later is not of it.
    pub(super) order: Option<u64>,
}

impl<'a> Claims<'a> {
    /// The fields of the manifest of which proven entries tell something else.
    pub(super) fn fields(self) -> Vec<&'static str> {
        // Who cannot prove an entry is told so; what it would have said nobody knows.
        if self.said.len() != self.manifest.entries.len() {
            return Vec::new();
        }
        let title = self.told("case_opened").next().and_then(|body| body["title"].as_str());
        let is_exercise = self.told("exercise").any(|body| body["exercise"] == "begun");
        let is_held =
            self.told("custody").fold(false, |is_held, body| match body["custody"].as_str() {
                Some("hold_placed") => true,
                Some("hold_released") => false,
                _ => is_held,
            });
        let mut agree = vec![
            ("title", title == Some(self.manifest.title.as_str())),
            ("is_exercise", is_exercise == self.manifest.is_exercise),
            ("is_held", is_held == self.manifest.is_held),
        ];
        if let Some(order) = self.order.and_then(|index| self.said.get(&index)) {
            let tlp = order["tlp"].as_str().map(label);
            agree.push(("tlp", tlp == self.manifest.tlp));
            agree.push(("items", order["items"].as_u64() == Some(self.count())));
        } else if let Some(order) =
            self.told("custody").rev().find(|body| body["custody"] == "exported")
        {
            agree.push(("made_by", order["by"] == self.manifest.made_by.as_str()));
            agree.push(("handed_to", order["to"] == self.manifest.handed_to.as_str()));
            agree.push(("purpose", order["purpose"] == self.manifest.purpose.as_str()));
        }
        agree.into_iter().filter_map(|(name, agrees)| (!agrees).then_some(name)).collect()
    }

    /// What was kept and is not in the bundle.
    pub(super) fn left_out(self) -> Vec<Flaw> {
        let there = self.hashes();
        let kept = self.told("evidence_kept");
        let kept = kept.filter_map(|body| Some((body["name"].as_str()?, body["sha256"].as_str()?)));
        kept.filter(|(_, sha256)| !there.contains(sha256))
            .map(|(name, sha256)| missing(name, sha256))
            .collect()
    }

    /// Files of a host that its manifest names and that are not in the bundle.
    pub(super) fn parts_left_out(self, host: &Host) -> Vec<Flaw> {
        let there = self.hashes();
        let gone = host.items.iter().filter(|part| !there.contains(part.stored.sha256.as_str()));
        gone.map(|part| missing(&part.name, &part.stored.sha256)).collect()
    }

    /// SHA-256 of what was kept as the manifest of a host's bundle.
    pub(super) fn hosts(self) -> BTreeSet<&'a str> {
        let kept = self.said.values().filter(|body| body["what"] == "evidence_kept");
        let hosts = kept
            .filter(|body| body.pointer("/source/from").and_then(Value::as_str) == Some("bundle"));
        hosts.filter_map(|body| body["sha256"].as_str()).collect()
    }

    /// The fields of an item that are told otherwise; `None`: nothing tells of it.
    pub(super) fn of_item(
        self,
        item: &CourtItem,
        hosts: &BTreeMap<&str, Host>,
    ) -> Option<Vec<&'static str>> {
        let agree = match (item.entry, &item.part_of) {
            (Some(entry), None) => {
                let body = self.said.get(&entry)?;
                if body["what"] != "evidence_kept" || body["sha256"] != item.sha256.as_str() {
                    return None;
                }
                [
                    ("bytes", body["bytes"] == item.bytes),
                    ("name", body["name"] == item.name.as_str()),
                    ("media_type", body["media_type"] == item.media_type.as_str()),
                ]
            }
            (None, Some(host)) => {
                let parts = &hosts.get(host.as_str())?.items;
                let own = || parts.iter().filter(|part| part.stored.sha256 == item.sha256);
                own().next()?;
                [
                    ("bytes", own().any(|part| part.stored.bytes == item.bytes)),
                    ("name", own().any(|part| part.name == item.name)),
                    ("media_type", item.media_type == PART_TYPE),
                ]
            }
            (Some(_), Some(_)) | (None, None) => return None,
        };
        let others = agree.into_iter().filter(|(_, agrees)| !agrees);
        Some(others.map(|(name, _)| name).collect())
    }

    /// Entries of this kind up to the order, in their order.
    fn told(self, what: &str) -> impl DoubleEndedIterator<Item = &'a Value> {
        let up_to = self.said.range(..=self.order.unwrap_or(u64::MAX));
        up_to.map(|(_, body)| body).filter(move |body| body["what"] == what)
    }

    fn hashes(self) -> BTreeSet<&'a str> {
        self.manifest.items.iter().map(|item| item.sha256.as_str()).collect()
    }

    /// How many items the case had: what was kept again from where its bytes first
    /// came from is no other item.
    fn count(self) -> u64 {
        let (mut first, mut count) = (BTreeMap::new(), 0_u64);
        for body in self.told("evidence_kept") {
            let is_again = match first.entry(body["sha256"].as_str()) {
                Entry::Occupied(first) => *first.get() == &body["source"],
                Entry::Vacant(place) => {
                    place.insert(&body["source"]);
                    false
                }
            };
            count = count.saturating_add(u64::from(!is_again));
        }
        count
    }
}

fn missing(name: &str, sha256: &str) -> Flaw {
    let folder: String = sha256.chars().take(2).collect();
    let file = format!("items/{folder}/{sha256}");
    Flaw { item: name.to_owned(), file, kind: FlawKind::Missing }
}

/// The label of a marking, from the journal's word: `amber_strict`.
fn label(word: &str) -> String {
    format!("TLP:{}", word.to_ascii_uppercase().replace('_', "+"))
}
