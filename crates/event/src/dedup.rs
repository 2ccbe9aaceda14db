//! When two tellings are the same event.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Actor, Change, Entity, EventId, Target};

#[cfg(test)]
mod tests;

/// Equal keys mean: the same event, told again (by another road, or twice by
/// the same one). 128 bits of SHA-256 in hex.
///
/// The key covers GitLab's id *and* the meaning that every shape carries
/// (time, author, entity, target, change, message). A forged event with a
/// borrowed id therefore has another key: it cannot suppress the real one.
/// Lines without an id are keyed by their bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DedupKey(pub String);

impl std::fmt::Display for DedupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What an event means, as far as every shape tells it.
///
/// Not in it, because shapes differ: the type (old rows have none), names of
/// users and paths (as of now in the stream, as of then in `details`), the
/// address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning<'a> {
    pub(crate) id: &'a EventId,
    pub(crate) occurred_ms: Option<i64>,
    pub(crate) actor: &'a Actor,
    pub(crate) entity: Option<&'a Entity>,
    pub(crate) target: Option<&'a Target>,
    pub(crate) change: &'a Change,
    pub(crate) message: Option<&'a str>,
}

impl DedupKey {
    /// The key of an event that GitLab numbered.
    pub(crate) fn of_meaning(meaning: &Meaning<'_>) -> Self {
        let Meaning { id, occurred_ms, actor, entity, target, change, message } = meaning;
        let mut hash = KeyHash::new("event 1");
        hash.add(Some(&id.0));
        hash.add_number(*occurred_ms);
        hash.add_number(actor.id);
        // A number below 1 stands for all deploy tokens, or keys: the name tells which one.
        hash.add(actor.name.as_deref().filter(|_| actor.id.is_none_or(|id| id < 1)));
        hash.add(entity.map(|entity| entity.kind.as_str()));
        hash.add_number(entity.and_then(|entity| entity.id));
        hash.add(target.and_then(|target| target.kind.as_deref()));
        hash.add(target.and_then(|target| target.id.as_deref()));
        hash.add(target.and_then(|target| target.details.as_deref()));
        hash.add(change.field.as_deref());
        hash.add_value(change.from.as_deref());
        hash.add_value(change.to.as_deref());
        hash.add(change.add.as_deref());
        hash.add(change.remove.as_deref());
        hash.add(*message);
        hash.finish()
    }

    /// The key of bytes that carry no id; white space around them, such as
    /// the end of a line, makes no difference.
    pub(crate) fn of_bytes(raw: &[u8]) -> Self {
        let mut hash = KeyHash::new("bytes 1");
        hash.add_bytes(raw.trim_ascii());
        hash.finish()
    }
}

/// A hash over parts, each with its length before it, so that no two lists of
/// parts run together. An absent part is the same as an empty one: where the
/// stream says `null`, the log file says `""`.
struct KeyHash(Sha256);

impl KeyHash {
    fn new(kind: &str) -> Self {
        let mut hash = Self(Sha256::new());
        hash.add_bytes(kind.as_bytes());
        hash
    }

    fn add(&mut self, part: Option<&str>) {
        self.add_bytes(part.unwrap_or_default().as_bytes());
    }

    fn add_number(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.add_bytes(&number.to_le_bytes()),
            None => self.add_bytes(&[]),
        }
    }

    /// A value before or after a change. The stream has lists as JSON, the
    /// others as Ruby prints them, which differs in white space.
    fn add_value(&mut self, value: Option<&str>) {
        match value {
            Some(list) if list.starts_with(['[', '{']) => {
                let solid: String = list.chars().filter(|c| !c.is_whitespace()).collect();
                self.add(Some(&solid));
            }
            other => self.add(other),
        }
    }

    fn add_bytes(&mut self, bytes: &[u8]) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_le_bytes());
        self.0.update(bytes);
    }

    fn finish(self) -> DedupKey {
        const BYTES: usize = 16;
        let hash = self.0.finalize();
        DedupKey(hex::encode(hash.get(..BYTES).unwrap_or(&hash)))
    }
}
