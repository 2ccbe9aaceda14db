//! One record on disk.
//!
//! ```text
//! len u32 | crc u32 | index u64 | batch u64 | received_ms u64 | source_len u16 | source | raw
//! ```
//!
//! All numbers are little-endian. `len` counts what follows `crc`; the CRC-32
//! covers everything but itself. It finds accidents; the tree finds intent.
//! `batch` is the index of the first record that was written by the same
//! `fdatasync`: it tells a torn last write from damage to what was acknowledged.

/// Bytes before `index`.
const PREFIX: usize = 8;
/// Bytes from `index` to `source_len`.
const FIXED: usize = 26;

/// Largest `raw` that any ledger may be set to accept: a bound on what a
/// damaged length can make a reader allocate.
pub(crate) const RAW_BYTES_LIMIT: usize = 256 << 20;

/// A record as it lies in a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) index: u64,
    pub(crate) batch: u64,
    pub(crate) received_ms: u64,
    pub(crate) source: &'a [u8],
    pub(crate) raw: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Appends the frame to `out`. `None` if a length does not fit its field.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) -> Option<()> {
        let source_len = u16::try_from(self.source.len()).ok()?;
        let len = u32::try_from(FIXED + self.source.len() + self.raw.len()).ok()?;
        let start = out.len();
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.index.to_le_bytes());
        out.extend_from_slice(&self.batch.to_le_bytes());
        out.extend_from_slice(&self.received_ms.to_le_bytes());
        out.extend_from_slice(&source_len.to_le_bytes());
        out.extend_from_slice(self.source);
        out.extend_from_slice(self.raw);
        let crc = checksum(len, out.get(start + PREFIX..)?);
        out.get_mut(start + 4..start + PREFIX)?.copy_from_slice(&crc.to_le_bytes());
        Some(())
    }

    /// The frame at the start of `bytes`, and its length. `None` if it is not whole.
    pub(crate) fn decode(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let body = body(bytes)?;
        let (crc, _) = bytes.get(4..)?.split_first_chunk()?;
        let len = u32::try_from(body.len()).ok()?;
        if u32::from_le_bytes(*crc) != checksum(len, body) {
            return None;
        }
        let (index, rest) = body.split_first_chunk()?;
        let (batch, rest) = rest.split_first_chunk()?;
        let (received_ms, rest) = rest.split_first_chunk()?;
        let (source_len, rest) = rest.split_first_chunk()?;
        let (source, raw) = rest.split_at_checked(usize::from(u16::from_le_bytes(*source_len)))?;
        let frame = Self {
            index: u64::from_le_bytes(*index),
            batch: u64::from_le_bytes(*batch),
            received_ms: u64::from_le_bytes(*received_ms),
            source,
            raw,
        };
        Some((frame, PREFIX + body.len()))
    }

    /// How many bytes it takes on disk.
    pub(crate) fn encoded_len(&self) -> usize {
        PREFIX + FIXED + self.source.len() + self.raw.len()
    }

    /// Whether this frame is the next one after the records before `index`.
    pub(crate) fn continues(&self, index: u64) -> bool {
        self.index == index && self.batch <= index
    }
}

/// The frames of a buffer that starts with record `first`, up to the first one
/// that is not whole or not the next; each with its offset.
pub(crate) fn frames(first: u64, bytes: &[u8]) -> impl Iterator<Item = (usize, Frame<'_>)> {
    let (mut index, mut offset) = (first, 0);
    std::iter::from_fn(move || {
        let (frame, len) = Frame::decode(bytes.get(offset..)?)?;
        if !frame.continues(index) {
            return None;
        }
        let found = (offset, frame);
        index += 1;
        offset += len;
        Some(found)
    })
}

/// Whether `bytes` hold a whole frame of a batch after record `index`. Such a
/// batch was only begun when everything before it had been acknowledged.
pub(crate) fn holds_a_later_batch(index: u64, bytes: &[u8]) -> bool {
    (0..bytes.len()).filter_map(|at| bytes.get(at..)).any(|rest| {
        let Some((claimed, batch)) = claimed_index_and_batch(rest) else { return false };
        // The cheap test first: nearly no place passes it.
        batch > index && batch <= claimed && Frame::decode(rest).is_some()
    })
}

/// The first whole frame of a record after `index`: its offset and its index.
pub(crate) fn next_frame_after(index: u64, bytes: &[u8]) -> Option<(usize, u64)> {
    let records_max = u64::try_from(bytes.len() / (PREFIX + FIXED)).ok()?;
    let is_near = |claimed: u64| claimed > index && claimed - index <= records_max;
    (0..bytes.len()).find_map(|at| {
        let rest = bytes.get(at..)?;
        let (claimed, _) = claimed_index_and_batch(rest)?;
        (is_near(claimed) && Frame::decode(rest).is_some()).then_some((at, claimed))
    })
}

fn claimed_index_and_batch(bytes: &[u8]) -> Option<(u64, u64)> {
    let (index, rest) = bytes.get(PREFIX..)?.split_first_chunk()?;
    let (batch, _) = rest.split_first_chunk()?;
    Some((u64::from_le_bytes(*index), u64::from_le_bytes(*batch)))
}

/// What `len` says belongs to the frame, if it is there.
fn body(bytes: &[u8]) -> Option<&[u8]> {
    let (len, _) = bytes.split_first_chunk()?;
    let len = usize::try_from(u32::from_le_bytes(*len)).ok()?;
    if len < FIXED || len > FIXED + usize::from(u16::MAX) + RAW_BYTES_LIMIT {
        return None;
    }
    bytes.get(PREFIX..PREFIX.checked_add(len)?)
}

fn checksum(len: u32, body: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&len.to_le_bytes());
    crc.update(body);
    crc.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<u8> {
        let mut bytes = Vec::new();
        for index in 5..8 {
            let frame = Frame { index, batch: 5, received_ms: 9, source: b"s", raw: b"raw" };
            frame.encode(&mut bytes).unwrap();
        }
        bytes
    }

    #[test]
    fn frames_come_back_as_they_were_written() {
        let bytes = example();
        let found: Vec<u64> = frames(5, &bytes).map(|(_, frame)| frame.index).collect();
        assert_eq!(found, [5, 6, 7]);
        assert_eq!(frames(4, &bytes).count(), 0, "a frame in the wrong place is none");
    }

    #[test]
    fn any_altered_byte_ends_the_frames_before_it() {
        let bytes = example();
        let len = bytes.len() / 3;
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert_eq!(frames(5, &altered).count(), at / len, "byte {at}");
        }
    }

    #[test]
    fn zeros_are_no_frame() {
        assert_eq!(Frame::decode(&[0; 4096]), None);
    }

    #[test]
    fn a_later_batch_is_told_from_the_same_batch() {
        let mut bytes = vec![0; 100];
        bytes.extend(example());
        assert!(holds_a_later_batch(4, &bytes));
        assert!(!holds_a_later_batch(5, &bytes));
    }
}
