//! Text behind escapes and encodings by characters: `\u0040`, `\n`, `\x22`,
//! `%40`, `&#64;`, full-width letters, characters that are not seen.
//!
//! One pass undoes one layer of each; what was encoded twice takes two.

use std::ops::Range;

use super::fold::fold;

/// A decoded text, and where each of its bytes stood.
#[derive(Debug, Clone, Default)]
pub(super) struct Decoded {
    pub(super) text: Vec<u8>,
    /// For each byte the start of what it was, and at last the end of it all.
    places: Vec<usize>,
}

impl Decoded {
    /// Where a range of the decoded text stood.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        let last = self.places.last().copied().unwrap_or(0);
        let at = |index: usize| self.places.get(index).copied().unwrap_or(last);
        at(range.start)..at(range.end)
    }

    fn push(&mut self, bytes: &[u8], place: usize) {
        self.text.extend_from_slice(bytes);
        self.places.resize(self.text.len(), place);
    }

    /// Decodes one layer; whether anything was encoded.
    pub(super) fn fill(&mut self, text: &[u8]) -> bool {
        self.text.clear();
        self.places.clear();
        let mut is_changed = false;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let next = plain_length(rest);
            self.text.extend_from_slice(rest.get(..next).unwrap_or_default());
            self.places.extend(at..at + next);
            at += next;
            let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else { break };
            let Some((character, length)) = decoded(rest) else {
                let length = character_length(rest);
                self.push(rest.get(..length).unwrap_or_default(), at);
                at += length;
                continue;
            };
            is_changed = true;
            match character {
                Character::Byte(byte) => self.push(&[byte], at),
                Character::Of(character) => {
                    self.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at);
                }
                Character::None => {}
            }
            at += length;
        }
        self.places.push(text.len());
        is_changed
    }
}

/// Whether a text may hold something encoded.
pub(super) fn may_be_encoded(text: &[u8]) -> bool {
    memchr::memchr3(b'\\', b'%', b'&', text).is_some() || !text.is_ascii()
}

/// Bytes before the next one that may begin something encoded.
fn plain_length(text: &[u8]) -> usize {
    let is_special = |&byte: &u8| matches!(byte, b'\\' | b'%' | b'&') || byte >= 0x80;
    text.iter().position(is_special).unwrap_or(text.len())
}

enum Character {
    Byte(u8),
    Of(char),
    /// It is not seen.
    None,
}

/// What stands encoded at the beginning of a text, and its length.
fn decoded(text: &[u8]) -> Option<(Character, usize)> {
    match text.first()? {
        b'\\' => escaped(text),
        b'%' => {
            let byte = hex(text.get(1..3)?)?;
            Some((Character::Byte(u8::try_from(byte).ok()?), 3))
        }
        b'&' => entity(text),
        0x80.. => folded(text),
        _ => None,
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn escaped(text: &[u8]) -> Option<(Character, usize)> {
    let simple = |byte: u8| Some((Character::Byte(byte), 2));
    match text.get(1)? {
        b'n' => simple(b'\n'),
        b't' => simple(b'\t'),
        b'r' => simple(b'\r'),
        b'b' | b'f' => simple(b' '),
        &byte @ (b'"' | b'\'' | b'/' | b'\\') => simple(byte),
        b'x' => Some((Character::Byte(u8::try_from(hex(text.get(2..4)?)?).ok()?), 4)),
        b'u' | b'U' => unicode(text),
        _ => None,
    }
}

/// `\u0040`, a pair of surrogates, or `\u{40}`.
fn unicode(text: &[u8]) -> Option<(Character, usize)> {
    if text.get(2) == Some(&b'{') {
        let digits = text.get(3..)?.iter().take(7).position(|&byte| byte == b'}')?;
        let character = char::from_u32(hex(text.get(3..3 + digits)?)?)?;
        return Some((Character::Of(fold(character)?), digits + 4));
    }
    let high = hex(text.get(2..6)?)?;
    if !(0xd800..0xdc00).contains(&high) {
        return Some((shown(char::from_u32(high)?), 6));
    }
    let low = text.get(6..).filter(|rest| rest.starts_with(b"\\u"))?;
    let low = hex(low.get(2..6)?)?.checked_sub(0xdc00).filter(|&low| low < 0x400)?;
    let character = char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)?;
    Some((shown(character), 12))
}

/// `&#64;`, `&#x40;` and the five named ones.
fn entity(text: &[u8]) -> Option<(Character, usize)> {
    let length = text.iter().take(10).position(|&byte| byte == b';')?;
    let name = std::str::from_utf8(text.get(1..length)?).ok()?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    };
    Some((shown(character), length + 1))
}

/// A character that is written another way: full-width, upper-case, with an accent, not seen.
fn folded(text: &[u8]) -> Option<(Character, usize)> {
    let character = first_character(text)?;
    match shown(character) {
        Character::Of(same) if same == character => None,
        other => Some((other, character.len_utf8())),
    }
}

fn shown(character: char) -> Character {
    fold(character).map_or(Character::None, Character::Of)
}

fn first_character(text: &[u8]) -> Option<char> {
    let head = text.get(..text.len().min(4))?;
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
    };
    valid.chars().next()
}

fn character_length(text: &[u8]) -> usize {
    first_character(text).map_or(1, char::len_utf8)
}
