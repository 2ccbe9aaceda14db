//! Encoded words of mail headers: `=?utf-8?b?…?=`, `=?utf-8?q?…?=` (RFC 2047).

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine as _;
use memchr::memmem::Finder;

use super::encoded::PLAIN;

static BEGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"=?"));

/// The standard allows 75; names of charsets and some writers take more.
const WORD_BYTES_MAX: usize = 1024;

/// Shows each row of encoded words with what they decode to: words with only
/// blanks between them are one text. Answers the words of charsets that are not
/// read.
pub(super) fn each(
    text: &[u8],
    buffer: &mut Vec<u8>,
    mut show: impl FnMut(Range<usize>, &[u8]),
) -> Vec<Range<usize>> {
    let mut not_read = Vec::new();
    let mut row: Option<Range<usize>> = None;
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| BEGIN.find(rest)).map(|at| from + at) {
        let Some(word) = text.get(at..).and_then(Word::of) else {
            from = at + 2;
            continue;
        };
        let end = at + word.length;
        let is_next = row.as_ref().is_some_and(|row| {
            let between = text.get(row.end..at).unwrap_or_default();
            between.iter().all(u8::is_ascii_whitespace)
        });
        if !is_next && let Some(row) = row.take() {
            show(row, buffer);
        }
        if row.is_none() {
            buffer.clear();
        }
        if word.decode(buffer) {
            row = Some(row.map_or(at, |row| row.start)..end);
        } else {
            not_read.push(at..end);
        }
        from = end;
    }
    if let Some(row) = row {
        show(row, buffer);
    }
    not_read
}

struct Word<'a> {
    charset: &'a [u8],
    is_base64: bool,
    text: &'a [u8],
    /// Bytes of all of it.
    length: usize,
}

impl<'a> Word<'a> {
    /// The one with which a text begins.
    fn of(text: &'a [u8]) -> Option<Self> {
        let head = text.get(2..text.len().min(WORD_BYTES_MAX))?;
        let mut parts = head.splitn(3, |&byte| byte == b'?');
        let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let end = memchr::memchr(b'?', rest).filter(|&end| rest.get(end + 1) == Some(&b'='))?;
        let is_charset = |byte: &u8| byte.is_ascii_graphic();
        let is_base64 = match encoding {
            b"b" | b"B" => true,
            b"q" | b"Q" => false,
            _ => return None,
        };
        let is_one = !charset.is_empty() && charset.iter().all(is_charset);
        let length = 2 + charset.len() + 1 + encoding.len() + 1 + end + 2;
        let text = rest.get(..end)?;
        is_one.then_some(Self { charset, is_base64, text, length })
    }

    /// Adds what it says; whether it can be read.
    fn decode(&self, to: &mut Vec<u8>) -> bool {
        // RFC 2231: a language may follow.
        let charset = self.charset.split(|&byte| byte == b'*').next().unwrap_or_default();
        let is_read = [b"utf-8".as_slice(), b"utf8", b"us-ascii", b"ascii"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(charset));
        let from = to.len();
        let is_decoded = if self.is_base64 {
            PLAIN.decode_vec(self.text, to).is_ok()
        } else {
            quoted(self.text, to);
            true
        };
        let added = to.get(from..).unwrap_or_default();
        // Nearly all charsets begin with ASCII; ISO-2022 leaves it by an escape.
        let is_ascii = added.is_ascii() && !added.contains(&0x1b);
        let is_known = is_decoded && (is_read || is_ascii);
        if !is_known {
            to.truncate(from);
        }
        is_known
    }
}

/// `_` is a blank, `=40` a byte.
fn quoted(text: &[u8], to: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((&first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|_| first == b'=');
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match byte {
            Some(byte) => {
                to.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                to.push(if first == b'_' { b' ' } else { first });
                rest = behind;
            }
        }
    }
}
