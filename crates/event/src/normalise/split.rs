//! Bodies cut into events.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// An array of more elements than this stays in one piece.
pub const ELEMENTS_MAX: usize = 10_000;

/// Cuts a body into the bytes of its events: the elements of an array, or the
/// whole. Bytes that are not JSON are one piece, so that nothing is lost; so
/// is an array of more than [`ELEMENTS_MAX`]. An empty array has no events.
pub fn split(body: &[u8]) -> Vec<&[u8]> {
    if body.trim_ascii_start().first() != Some(&b'[') {
        return vec![body];
    }
    match serde_json::from_slice(body) {
        Ok(Elements(elements)) => elements,
        Err(_) => vec![body],
    }
}

/// The elements of an array, as written.
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
