//! JSON over many lines: an array as the REST API gives it to people who save
//! it, or objects one after the other as `jq` prints them.

use std::io::Read as _;

use bytes::Bytes;
use serde_json::value::RawValue;
use sha2::Digest as _;

use super::lines::Lines;
use super::{Gathered, Place, ReadError, SPREAD_BYTES_MAX};

/// Whether the first line begins JSON that goes on in the next one.
pub(super) fn is_spread(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    let Some(line) = start.split(|byte| *byte == b'\n').next().map(<[u8]>::trim_ascii) else {
        return false;
    };
    let is_last = line.len() == start.trim_ascii_end().len();
    match line.first() {
        Some(b'[') => line.last() != Some(&b']'),
        // A line that was cut in the middle is no such beginning.
        Some(b'{') => !is_last && matches!(line.last(), Some(b'{' | b'[' | b',')),
        _ => false,
    }
}

/// Reads it as a whole: each value is an event, or an array of them. What is no
/// JSON in the end stays in one piece. `hand_over` says whether somebody still
/// wants more.
pub(super) fn read<R: std::io::BufRead>(
    lines: &mut Lines<R>,
    place: &mut Place,
    batch: &mut Gathered,
    hand_over: impl Fn(&mut Gathered) -> bool,
) -> Result<(), ReadError> {
    let mut whole = Vec::new();
    lines.rest().take(SPREAD_BYTES_MAX + 1).read_to_end(&mut whole)?;
    place.bytes = u64::try_from(whole.len()).unwrap_or(u64::MAX);
    if place.bytes > SPREAD_BYTES_MAX {
        return Err(ReadError::SpreadTooLarge);
    }
    place.hash.update(&whole);
    place.lines = 1;
    let whole = Bytes::from(whole);
    let mut values = serde_json::Deserializer::from_slice(&whole).into_iter::<&RawValue>();
    let mut end = 0;
    while let Some(Ok(value)) = values.next() {
        end = values.byte_offset();
        batch.lines = batch.lines.saturating_add(1);
        batch.add_text(1, &whole.slice_ref(value.get().as_bytes()));
        if !hand_over(batch) {
            return Ok(());
        }
    }
    batch.add_text(1, &whole.slice(end..));
    Ok(())
}
