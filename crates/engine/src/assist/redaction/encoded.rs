//! Text inside base64, plain or for URLs (RFC 4648).

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Shorter ones hold less than the shortest mail address. Names that short are
/// looked for as they are in base64.
const LENGTH_MIN: usize = 12;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const FOR_URLS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// Shows each run of a text that decodes to text, with what it decodes to.
pub(super) fn each(text: &[u8], mut show: impl FnMut(Range<usize>, &[u8])) {
    let mut buffer = Vec::new();
    let mut start = None;
    for (at, &byte) in text.iter().chain(std::iter::once(&b' ')).enumerate() {
        if is_digit(byte) {
            start.get_or_insert(at);
            continue;
        }
        let Some(from) = start.take() else { continue };
        if at - from >= LENGTH_MIN {
            pieces(text, from..at, &mut buffer, &mut show);
        }
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
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
    for at in run.clone().chain(std::iter::once(run.end)) {
        let is_end = at == run.end;
        if !is_end && !matches!(text.get(at), Some(b'/' | b'-' | b'_' | b'+')) {
            continue;
        }
        let is_part = from != run.start || !is_end;
        if is_part && at - from >= LENGTH_MIN && decodes(text, from..at, buffer) {
            let end = if is_end { padded.end } else { at };
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
    if digits.len() % 4 == 1 {
        digits = digits.get(..digits.len() - 1).unwrap_or_default();
    }
    let engine =
        if digits.iter().any(|byte| matches!(byte, b'-' | b'_')) { FOR_URLS } else { PLAIN };
    // The first twelve tell nearly always.
    let mut head = [0u8; 9];
    let Some(first) = digits.get(..LENGTH_MIN) else { return false };
    let is_text_first = engine.decode_slice(first, &mut head).is_ok() && is_text(&head, true);
    if !is_text_first {
        return false;
    }
    buffer.clear();
    engine.decode_vec(digits, buffer).is_ok() && is_text(buffer, false)
}

fn is_text(bytes: &[u8], may_be_cut: bool) -> bool {
    let is_shown =
        |byte: &u8| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\n' | b'\r' | b'\t');
    if !bytes.iter().all(is_shown) {
        return false;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => may_be_cut && error.error_len().is_none(),
    }
}
