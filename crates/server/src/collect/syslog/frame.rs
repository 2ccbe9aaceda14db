//! From bytes to messages, and from a message to what GitLab wrote.
//!
//! Frames: RFC 6587, octet counting and newlines, told by the first byte of each.
//! Envelopes: RFC 5424 and the many forms of RFC 3164. Only the place is looked
//! for where the payload begins; the payload stays as it is, byte by byte. That
//! is why no parser crate stands here: those that were looked at trim the
//! payload or take a JSON array for structured data.

#[cfg(test)]
mod tests;

use bytes::{Buf as _, Bytes, BytesMut};

/// A message longer than this is not taken.
pub(super) const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// Digits of a length, RFC 6587: more than any message has.
const COUNT_DIGITS_MAX: usize = 8;

/// Cuts a connection's bytes into messages.
#[derive(Debug, Default)]
pub(super) struct Frames {
    waiting: BytesMut,
    /// Bytes of a message that is too long, still to be passed over.
    skip: Skip,
    /// Messages that were too long.
    pub(super) too_long: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Skip {
    #[default]
    Nothing,
    Bytes(usize),
    ToNewline,
}

impl Frames {
    /// What was read is added here; it never holds much more than one message.
    pub(super) fn room(&mut self) -> &mut BytesMut {
        &mut self.waiting
    }

    /// The next whole message. At the end of a connection a last line needs no newline.
    pub(super) fn next(&mut self, is_end: bool) -> Option<Bytes> {
        loop {
            self.pass_over();
            let first = *self.waiting.first()?;
            if first == b'\n' || first == b'\r' {
                self.waiting.advance(1);
                continue;
            }
            let counted = first.is_ascii_digit() && first != b'0';
            let found = if counted { self.counted(is_end) } else { self.line(is_end) };
            match found {
                Found::Message(message) => return Some(message),
                Found::Unfinished => return None,
                Found::TooLong => self.too_long = self.too_long.saturating_add(1),
            }
        }
    }

    /// `LENGTH SP MESSAGE`; a line that only begins with a digit is a line.
    fn counted(&mut self, is_end: bool) -> Found {
        let digits = self.waiting.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > COUNT_DIGITS_MAX {
            return self.line(is_end);
        }
        match self.waiting.get(digits) {
            None => return Found::Unfinished,
            Some(b' ') => {}
            Some(_) => return self.line(is_end),
        }
        let number =
            self.waiting.get(..digits).map(|digits| String::from_utf8_lossy(digits).parse());
        let Some(Ok(length)) = number else { return self.line(is_end) };
        let start = digits.saturating_add(1);
        if length > MESSAGE_BYTES_MAX {
            self.waiting.advance(start);
            self.skip = Skip::Bytes(length);
            return Found::TooLong;
        }
        if self.waiting.len() < start.saturating_add(length) {
            return Found::Unfinished;
        }
        self.waiting.advance(start);
        Found::Message(self.waiting.split_to(length).freeze())
    }

    fn line(&mut self, is_end: bool) -> Found {
        match self.waiting.iter().position(|byte| *byte == b'\n') {
            Some(end) if end <= MESSAGE_BYTES_MAX => {
                let line = self.waiting.split_to(end).freeze();
                Found::Message(line)
            }
            Some(end) => {
                self.waiting.advance(end);
                Found::TooLong
            }
            None if self.waiting.len() > MESSAGE_BYTES_MAX => {
                self.skip = Skip::ToNewline;
                Found::TooLong
            }
            None if is_end => Found::Message(self.waiting.split().freeze()),
            None => Found::Unfinished,
        }
    }

    fn pass_over(&mut self) {
        match self.skip {
            Skip::Nothing => {}
            Skip::Bytes(count) => {
                let here = count.min(self.waiting.len());
                self.waiting.advance(here);
                let left = count.saturating_sub(here);
                self.skip = if left == 0 { Skip::Nothing } else { Skip::Bytes(left) };
            }
            Skip::ToNewline => match self.waiting.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.waiting.advance(end);
                    self.skip = Skip::Nothing;
                }
                None => self.waiting.clear(),
            },
        }
    }
}

enum Found {
    Message(Bytes),
    Unfinished,
    TooLong,
}

/// The payload of a message: what the program wrote, without the envelope. A
/// message without an envelope is all payload. Empty: nothing was said.
pub(super) fn payload(message: &Bytes) -> Bytes {
    let text = message.trim_ascii();
    let inner =
        priority(text).map_or(text, |rest| rfc5424(rest).or_else(|| rfc3164(rest)).unwrap_or(rest));
    message.slice_ref(inner.trim_ascii())
}

/// What stands after `<PRI>`.
fn priority(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"<")?;
    let end = rest.iter().take(4).position(|byte| *byte == b'>')?;
    let digits = rest.get(..end)?;
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| rest.get(end.saturating_add(1)..)).flatten()
}

/// `1 TIME HOST APP PROCID MSGID SD [MSG]`.
fn rfc5424(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text.strip_prefix(b"1 ")?;
    for _field in ["time", "host", "app", "procid", "msgid"] {
        rest = after_word(rest)?;
    }
    let rest = match rest.strip_prefix(b"-") {
        Some(rest) => rest,
        None => after_elements(rest)?,
    };
    let message = rest.strip_prefix(b" ").or_else(|| rest.is_empty().then_some(rest))?;
    Some(message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message))
}

/// What stands after a word and one space.
fn after_word(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| *byte == b' ').filter(|end| *end > 0)?;
    text.get(end.saturating_add(1)..)
}

/// What stands after `[id name="value"…]…`; `"`, `\` and `]` are escaped in values.
fn after_elements(text: &[u8]) -> Option<&[u8]> {
    let (mut is_inside, mut is_quoted, mut is_escaped) = (false, false, false);
    for (at, byte) in text.iter().enumerate() {
        match (*byte, is_inside, is_quoted) {
            (_, _, true) if is_escaped => is_escaped = false,
            (b'\\', _, true) => is_escaped = true,
            (b'"', true, _) => is_quoted = !is_quoted,
            (b']', true, false) => is_inside = false,
            (b'[', false, _) => is_inside = true,
            (_, false, _) if at > 0 => return text.get(at..),
            (_, false, _) => return None,
            (_, true, _) => {}
        }
    }
    (!is_inside && !text.is_empty()).then_some(b"")
}

/// `TIME HOST TAG[PID]: MSG`, of which host, tag and process may lack.
fn rfc3164(text: &[u8]) -> Option<&[u8]> {
    let rest = after_time(text)?;
    if is_payload(rest) {
        return Some(rest);
    }
    let after_host = after_word(rest)?.trim_ascii_start();
    if let Some(message) = after_tag(rest) {
        return Some(message); // No host: the tag comes first.
    }
    Some(after_tag(after_host).unwrap_or(after_host))
}

/// After `Nov 21 13:55:00 ` (15 bytes, the day padded with a space) or an ISO time.
fn after_time(text: &[u8]) -> Option<&[u8]> {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let text = text.trim_ascii_start();
    let has_colons = text.get(9) == Some(&b':') && text.get(12) == Some(&b':');
    if MONTHS.iter().any(|month| text.starts_with(month)) && has_colons {
        return text.get(15..)?.strip_prefix(b" ");
    }
    let is_iso = text.first().is_some_and(u8::is_ascii_digit)
        && text.get(4) == Some(&b'-')
        && text.get(10) == Some(&b'T');
    if is_iso { after_word(text) } else { None }
}

/// After `tag: `, `tag[pid]: ` or, before JSON, `tag `.
fn after_tag(text: &[u8]) -> Option<&[u8]> {
    let is_tag = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./".contains(byte);
    let end = text.iter().take(128).take_while(|byte| is_tag(byte)).count();
    let rest = text.get(end..).filter(|_| end > 0)?;
    let rest = match rest.strip_prefix(b"[") {
        Some(inside) => {
            let end = inside.iter().take(64).position(|byte| *byte == b']')?;
            inside.get(end.saturating_add(1)..)?
        }
        None => rest,
    };
    match rest.strip_prefix(b":") {
        Some(message) => Some(message.strip_prefix(b" ").unwrap_or(message)),
        None => rest.strip_prefix(b" ").filter(|message| is_payload(message)),
    }
}

fn is_payload(text: &[u8]) -> bool {
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}
