//! Text inside base64, plain or for URLs (RFC 4648).

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Shorter ones hold less than the shortest mail address. Names that short are
/// looked for as they are in base64.
const LENGTH_MIN: usize = 12;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

pub(super) const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const FOR_URLS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// Whether a byte is a digit of either alphabet.
static DIGITS: LazyLock<[bool; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        u8::try_from(byte).is_ok_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
        })
    })
});

/// Shows each run of a text that decodes to text, with what it decodes to.
pub(super) fn each(text: &[u8], buffer: &mut Vec<u8>, mut show: impl FnMut(Range<usize>, &[u8])) {
    let digits: &[bool; 256] = &DIGITS;
    let is_digit = |byte: &u8| digits.get(usize::from(*byte)).is_some_and(|is| *is);
    let mut from = 0;
    // A run begins where a look begins, and is as long as one at least. What
    // stands before the last byte that is no digit is never looked at.
    while let Some(look) = text.get(from..from + LENGTH_MIN) {
        if let Some(last) = look.iter().rposition(|byte| !is_digit(byte)) {
            from += last + 1;
            continue;
        }
        let rest = text.get(from..).unwrap_or_default();
        let end = rest.iter().position(|byte| !is_digit(byte)).map_or(text.len(), |at| from + at);
        pieces(text, from..end, buffer, &mut show);
        from = end + 1;
    }
}

/// The whole run; if that is none, the parts between slashes and the like.
fn pieces(
    text: &[u8],
    run: Range<usize>,
    buffer: &mut Vec<u8>,
    show: &mut impl FnMut(Range<usize>, &[u8]),
) {
    let padded = run.start..run.end + padding(text, run.end);
    if decodes(text, run.clone(), buffer) {
        show(padded, buffer);
        return;
    }
    let mut from = run.start;
    while from < run.end {
        let rest = text.get(from..run.end).unwrap_or_default();
        let length = rest.iter().position(|byte| matches!(byte, b'/' | b'-' | b'_' | b'+'));
        let at = length.map_or(run.end, |length| from + length);
        let is_part = from != run.start || length.is_some();
        if is_part && at - from >= LENGTH_MIN && decodes(text, from..at, buffer) {
            let end = if length.is_none() { padded.end } else { at };
            show(from..end, buffer);
        }
        from = at + 1;
    }
}

fn padding(text: &[u8], from: usize) -> usize {
    text.get(from..).unwrap_or_default().iter().take(2).take_while(|&&byte| byte == b'=').count()
}

/// Whether a run decodes to text: UTF-8 without control characters.
fn decodes(text: &[u8], run: Range<usize>, buffer: &mut Vec<u8>) -> bool {
    let Some(mut digits) = text.get(run) else { return false };
    // The first twelve tell nearly always.
    if !digits.first_chunk().is_some_and(|first| is_text(&head(first), true)) {
        return false;
    }
    if digits.len() % 4 == 1 {
        digits = digits.get(..digits.len() - 1).unwrap_or_default();
    }
    let engine =
        if digits.iter().any(|byte| matches!(byte, b'-' | b'_')) { FOR_URLS } else { PLAIN };
    buffer.clear();
    engine.decode_vec(digits, buffer).is_ok() && is_text(buffer, false)
}

/// What twelve digits of either alphabet decode to.
fn head(digits: &[u8; LENGTH_MIN]) -> [u8; 9] {
    let mut head = [0; 9];
    let (fours, _) = digits.as_chunks::<4>();
    for (three, four) in head.chunks_mut(3).zip(fours) {
        let number = four.iter().fold(0, |number, &digit| number << 6 | value(digit));
        for (byte, shift) in three.iter_mut().zip([16, 8, 0]) {
            *byte = u8::try_from(number >> shift & 0xff).unwrap_or(0);
        }
    }
    head
}

fn value(digit: u8) -> u32 {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    };
    u32::from(value)
}

fn is_text(bytes: &[u8], may_be_cut: bool) -> bool {
    let is_shown =
        |byte: &u8| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\n' | b'\r' | b'\t');
    // No character begins with such a byte.
    let is_inside = matches!(bytes.first(), Some(0x80..=0xc1 | 0xf5..));
    if is_inside || !bytes.iter().all(is_shown) {
        return false;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => may_be_cut && error.error_len().is_none(),
    }
}
