//! Bodies cut into events.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// An array of more elements than this stays in one piece.
pub const ELEMENTS_MAX: usize = 10_000;

/// Cuts a body into the bytes of its events: the elements of an array, the
/// entries of a batch for Google Cloud Logging, or the whole. Bytes that are
/// not JSON are one piece, so that nothing is lost; so is an array of more than
/// [`ELEMENTS_MAX`]. An empty array has no events.
pub fn split(body: &[u8]) -> Vec<&[u8]> {
    let start = body.trim_ascii_start();
    let pieces = match start.first() {
        Some(b'[') => serde_json::from_slice(body).ok().map(|Elements(elements)| elements),
        Some(b'{') => batch(start),
        _ => None,
    };
    pieces.unwrap_or_else(|| vec![body])
}

/// The entries of `{"entries":[{"jsonPayload":{…}},…]}`.
///
/// Source: Cloud Logging API, `entries.write`, whose body GitLab also exports.
fn batch(body: &[u8]) -> Option<Vec<&[u8]>> {
    const PAYLOAD: &[u8] = b"\"jsonPayload\"";
    body.get(1..)?.trim_ascii_start().strip_prefix(b"\"entries\"")?;
    let Batch { entries: Elements(entries) } = serde_json::from_slice(body).ok()?;
    let is_entry = |entry: &&[u8]| entry.windows(PAYLOAD.len()).any(|window| window == PAYLOAD);
    entries.iter().all(is_entry).then_some(entries)
}

/// A batch of log entries.
#[derive(Debug, Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    entries: Elements<'a>,
}

/// The elements of an array, as written.
#[derive(Debug)]
struct Elements<'a>(Vec<&'a [u8]>);

impl<'de: 'a, 'a> Deserialize<'de> for Elements<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ElementsVisitor)
    }
}

struct ElementsVisitor;

impl<'de> Visitor<'de> for ElementsVisitor {
    type Value = Elements<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of at most {ELEMENTS_MAX} elements")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = array.next_element::<&'de RawValue>()? {
            if elements.len() == ELEMENTS_MAX {
                return Err(A::Error::invalid_length(ELEMENTS_MAX, &self));
            }
            elements.push(element.get().as_bytes());
        }
        Ok(Elements(elements))
    }
}
