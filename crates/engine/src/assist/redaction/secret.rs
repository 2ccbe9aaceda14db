//! Tokens, keys and passwords in free text.
//!
//! Most are told by their shape, or by a name like a secret's; what decides is
//! [`secret::ranges`], which also serves where nothing needless may be told. It
//! asks a length of them. A log that leaves the house has no such liberty: what
//! stands behind the name of a password, or in a header that signs somebody in,
//! goes however short it is.

use std::ops::Range;

use super::pseudonym;
use super::span::{How, Kind, Spans};
use crate::investigate::secret;

/// Bytes around a mark in which a secret is looked for.
const AROUND_BEFORE: usize = 120;
const AROUND_BEHIND: usize = 8 * 1024;

/// What follows a mark of a secret has at least so many characters, unless the
/// name is a password's.
const LENGTH_MIN: usize = 8;

/// A name that is longer is none.
const NAME_BYTES_MAX: usize = 60;

/// What a word has at least that stands behind `Bearer` in the middle of a sentence.
const BORNE_LENGTH_MIN: usize = 16;

/// Bytes of a word that are asked whether it looks like one of a language.
const LOOKED_AT_MAX: usize = 4 * 1024;

/// Signs between a name and its value at most.
const SIGNS_MAX: usize = 12;

/// Ends of the names of passwords.
const PASSWORDS: [&[u8]; 8] =
    [b"password", b"passwd", b"passphrase", b"secret", b"_pass", b"-pass", b"_pwd", b"-pwd"];

/// The cookie by which GitLab knows a browser again; another name may follow.
const SESSION: &[u8] = b"_gitlab_session";

/// With these begin words for what is wrong with a token.
const NO_TOKENS: [&[u8]; 6] =
    [b"invalid", b"expired", b"revoked", b"missing", b"unexpected", b"unsupported"];

/// Ways of signing in that stand before what is secret (IANA, HTTP
/// Authentication Scheme Registry; `token` and the like are services' own), and
/// whether more than one word follows.
const SCHEMES: [(&[u8], bool); 16] = [
    (b"basic", false),
    (b"bearer", false),
    (b"token", false),
    (b"digest", true),
    (b"negotiate", false),
    (b"ntlm", false),
    (b"apikey", false),
    (b"api-key", false),
    (b"key", false),
    (b"dpop", false),
    (b"gnap", false),
    (b"hoba", true),
    (b"oauth", true),
    (b"hawk", true),
    (b"scram-sha-256", true),
    (b"aws4-hmac-sha256", true),
];

/// The secrets of one text, as its marks are shown.
#[derive(Debug)]
pub(super) struct Secrets<'a> {
    text: &'a [u8],
    token_prefix: Option<&'a str>,
    /// Up to here [`secret::ranges`] has looked.
    looked_until: usize,
    /// Up to here a value goes that was taken.
    taken_until: usize,
}

impl<'a> Secrets<'a> {
    pub(super) fn new(text: &'a [u8], token_prefix: Option<&'a str>) -> Self {
        Self { text, token_prefix, looked_until: 0, taken_until: 0 }
    }

    /// Behind a beginning of secrets. Most beginnings count at the beginning of
    /// a word only.
    pub(super) fn begun(&mut self, mark: Range<usize>, spans: &mut Spans) {
        if starts_with(self.rest(mark.start), SESSION) {
            return self.cookies(mark, spans);
        }
        let is_key = self.text.get(mark.clone()).is_some_and(|mark| mark.starts_with(b"-----"));
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-./+=".contains(byte);
        let rest = self.rest(mark.end).iter();
        if is_key || rest.take_while(is_part).take(LENGTH_MIN).count() == LENGTH_MIN {
            self.around(mark.start, spans);
        }
    }

    /// Behind a word of a secret's name.
    pub(super) fn named(&mut self, mark: Range<usize>, spans: &mut Spans) {
        if mark.start < self.taken_until {
            return;
        }
        let name = self.rest(mark.start).iter().take(NAME_BYTES_MAX);
        let end = mark.start + name.take_while(|&&byte| is_name(byte)).count();
        let name = self.text.get(mark.start..end).unwrap_or_default();
        if is_password(name) {
            return self.password(mark.start, end, spans);
        }
        let before = self.text.get(..mark.start).unwrap_or_default().iter().rev();
        let before = before.take(NAME_BYTES_MAX).take_while(|&&byte| is_name(byte)).count();
        let whole = self.text.get(mark.start - before..end).unwrap_or_default();
        if ends_with(whole, b"token") || whole.eq_ignore_ascii_case(b"pwd") {
            self.token(whole, end, spans);
        }
        let is_about = [b"_type".as_slice(), b"_id"].iter().any(|end| ends_with(name, end));
        let Some(value) = Value::behind(self.text, end).filter(|_| !is_about) else { return };
        let written = self.rest(value.start).iter();
        let length = written.take_while(|&&byte| byte > b' ' && !b"\",".contains(&byte));
        if value.has_sign
            && length.take(LENGTH_MIN).count() == LENGTH_MIN
            && !is_stand_in(self.rest(value.start))
        {
            self.around(mark.start, spans);
        }
    }

    /// Behind the name of a password: whatever it is.
    fn password(&mut self, start: usize, end: usize, spans: &mut Spans) {
        let Some(value) = Value::behind(self.text, end) else { return };
        let before = self.text.get(..start).unwrap_or_default().iter().rev().take(NAME_BYTES_MAX);
        let first = start - before.take_while(|&&byte| is_name(byte)).count();
        // `--password …`, but not what stands behind `</password>`.
        let is_option = self.rest(first).starts_with(b"--") && self.text.get(end) == Some(&b' ');
        let is_closed = first.checked_sub(1).and_then(|at| self.text.get(at)) == Some(&b'/')
            && self.text.get(end) == Some(&b'>');
        if (value.has_sign || is_option) && !is_closed {
            self.take(value, false, spans);
        }
    }

    /// Behind the name of a token: `PRIVATE-TOKEN: abc`, `job_token=64_abc`. Behind
    /// the bare word, and behind `pwd`, which may be a folder, not every word is one.
    fn token(&mut self, name: &[u8], end: usize, spans: &mut Spans) {
        let Some(value) = Value::behind(self.text, end).filter(|value| value.has_sign) else {
            return;
        };
        let rest = self.rest(value.start);
        let rest = rest.get(..rest.len().min(LOOKED_AT_MAX)).unwrap_or_default();
        let written = rest.get(..word(rest)).unwrap_or_default();
        let is_other = rest.first().is_some_and(|byte| b"{[/~.$%\\<".contains(byte));
        let is_bare = name.len() <= b"token".len();
        let is_random = written.iter().any(u8::is_ascii_digit);
        let is_sentence = NO_TOKENS.iter().any(|word| starts_with(name, word));
        if !is_other && !is_sentence && (!is_bare || is_random || self.rest(end).starts_with(b"="))
        {
            self.take(value, false, spans);
        }
    }

    /// Behind `Cookie`, and behind the name of GitLab's own.
    pub(super) fn cookies(&mut self, mark: Range<usize>, spans: &mut Spans) {
        if mark.start < self.taken_until {
            return;
        }
        let name = self.rest(mark.start).iter().take(NAME_BYTES_MAX);
        let end = mark.start + name.take_while(|&&byte| is_name(byte)).count();
        let name = self.text.get(mark.start..end).unwrap_or_default();
        let is_list = name.eq_ignore_ascii_case(b"cookie");
        if !is_list && !starts_with(name, SESSION) {
            return;
        }
        let value = Value::behind(self.text, end).filter(|value| value.has_sign);
        let Some(value) = value.filter(|value| !is_stand_in(self.rest(value.start))) else {
            return;
        };
        let rest = self.rest(value.start);
        let length = match value.quote {
            Some((quote, backslashes)) => quoted(rest, quote, backslashes),
            None => cookies(rest, is_list),
        };
        let written = rest.get(..length).unwrap_or_default();
        if !written.is_empty() && (!is_list || written.contains(&b'=')) {
            self.taken_until = value.start + length;
            spans.add(value.start..value.start + length, Kind::Secret, How::Shape, written);
        }
    }

    /// Behind `authorization`.
    pub(super) fn authorized(&mut self, mark: Range<usize>, spans: &mut Spans) {
        if mark.start < self.taken_until {
            return;
        }
        let Some(value) = Value::behind(self.text, mark.end) else { return };
        let rest = self.rest(value.start);
        let scheme = SCHEMES.iter().find_map(|&(scheme, is_more)| {
            let is_it = rest.get(..scheme.len())?.eq_ignore_ascii_case(scheme);
            let blanks = rest.get(scheme.len()..)?.iter().take(SIGNS_MAX);
            let blanks = blanks.take_while(|byte| matches!(byte, b' ' | b'+' | b'\t')).count();
            (is_it && blanks > 0).then_some((scheme.len() + blanks, is_more))
        });
        match scheme {
            // `authorization token` is a word of a sentence.
            Some((length, is_more)) if value.has_sign || value.start > mark.end + 1 => {
                let value = Value { start: value.start + length, ..value };
                self.take(value, is_more, spans);
            }
            _ if value.has_sign => self.take_random(value, LENGTH_MIN, spans),
            _ => {}
        }
    }

    /// Behind `Bearer` anywhere.
    pub(super) fn borne(&mut self, mark: Range<usize>, spans: &mut Spans) {
        if mark.start >= self.taken_until {
            let value = Value { start: mark.end, has_sign: true, quote: None };
            self.take_random(value, BORNE_LENGTH_MIN, spans);
        }
    }

    /// Takes a value that looks like no word of a language.
    fn take_random(&mut self, value: Value, length_min: usize, spans: &mut Spans) {
        let rest = self.rest(value.start);
        let rest = rest.get(..rest.len().min(LOOKED_AT_MAX)).unwrap_or_default();
        let word = rest.get(..word(rest)).unwrap_or_default();
        if word.len() >= length_min && word.iter().any(u8::is_ascii_digit) {
            self.take(value, false, spans);
        }
    }

    fn take(&mut self, value: Value, is_more: bool, spans: &mut Spans) {
        if is_stand_in(self.rest(value.start)) {
            return;
        }
        let range = value.range(self.text, is_more);
        let written = self.text.get(range.clone()).unwrap_or_default();
        let is_nothing = matches!(
            written,
            b"" | b"nil" | b"null" | b"true" | b"false" | b"none" | b"None" | b"undefined"
        );
        if !is_nothing && written.iter().any(|&byte| byte != b'*') {
            self.taken_until = range.end;
            spans.add(range, Kind::Secret, How::Shape, written);
        }
    }

    /// Looks for secrets around a mark, once for each stretch of text.
    pub(super) fn around(&mut self, at: usize, spans: &mut Spans) {
        if at < self.looked_until {
            return;
        }
        let text = self.text;
        let start = at.saturating_sub(AROUND_BEFORE);
        let end = text.len().min(at + AROUND_BEHIND);
        // The last bytes may hold a beginning only: they are looked at again.
        self.looked_until = if end == text.len() { end } else { end - AROUND_BEHIND / 4 };
        let window = text.get(start..end).unwrap_or_default();
        let mut from = 0;
        for chunk in window.utf8_chunks() {
            let valid = chunk.valid();
            for range in secret::ranges(valid, self.token_prefix) {
                let Some(written) = valid.as_bytes().get(range.clone()) else { continue };
                if !is_stand_in(written) {
                    let place = start + from + range.start..start + from + range.end;
                    spans.add(place, Kind::Secret, How::Shape, written);
                }
            }
            from += valid.len() + chunk.invalid().len();
        }
    }

    fn rest(&self, from: usize) -> &'a [u8] {
        self.text.get(from..).unwrap_or_default()
    }
}

/// Where a value begins.
#[derive(Debug, Clone, Copy)]
struct Value {
    start: usize,
    /// `=`, `:` or `>` stands before it.
    has_sign: bool,
    /// The quote before it, and the backslashes before that.
    quote: Option<(u8, usize)>,
}

impl Value {
    /// Behind a name: its closing quote or bracket, a sign, an opening quote.
    fn behind(text: &[u8], end: usize) -> Option<Self> {
        let rest = text.get(end..)?;
        // `Secret::Thing` is a name of code.
        if rest.starts_with(b"::") {
            return None;
        }
        let (mut has_sign, mut is_open, mut backslashes) = (false, false, 0);
        for (at, &byte) in rest.iter().enumerate().take(SIGNS_MAX) {
            let start = end + at + 1;
            let next = rest.get(at + 1);
            match byte {
                b'"' | b'\'' | b'`' if is_open => {
                    return Some(Self { start, has_sign, quote: Some((byte, backslashes)) });
                }
                b'=' | b':' | b'>' => (has_sign, is_open) = (true, true),
                b',' => is_open = true,
                b'"' | b'\'' | b'`' | b']' | b' ' | b'\t' | b'#' | b'\\' => {}
                b'[' if matches!(next, Some(b'"' | b'\'' | b'\\')) => {}
                _ => return Some(Self { start: end + at, has_sign, quote: None }),
            }
            backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
        }
        None
    }

    /// To the quote that closes it; else a word, or to the end of the line.
    fn range(self, text: &[u8], is_more: bool) -> Range<usize> {
        let rest = text.get(self.start..).unwrap_or_default();
        let length = match self.quote {
            Some((quote, backslashes)) => quoted(rest, quote, backslashes),
            None if is_more => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            None => word(rest),
        };
        self.start..self.start + length
    }
}

/// Bytes before the quote that closes a text: one with no more backslashes
/// before it than the opening one has, or an even number of them.
fn quoted(text: &[u8], quote: u8, backslashes: usize) -> usize {
    for at in memchr::memchr_iter(quote, text) {
        let before = text.get(..at).unwrap_or_default().iter().rev();
        let own = before.take_while(|&&byte| byte == b'\\').count();
        if own <= backslashes || (backslashes == 0 && own % 2 == 0) {
            return at - own.min(backslashes);
        }
    }
    text.len()
}

/// Bytes of a word without what ends a sentence or a list.
fn word(text: &[u8]) -> usize {
    let is_end = |&byte: &u8| {
        byte <= b' ' || byte == 0x7f || matches!(byte, b'"' | b'\'' | b'`' | b'&' | b'<')
    };
    let whole = text.iter().position(is_end).unwrap_or(text.len());
    let word = text.get(..whole).unwrap_or_default();
    let is_last = |byte: &&u8| matches!(byte, b',' | b';' | b')' | b'}' | b']' | b'\\');
    whole - word.iter().rev().take_while(is_last).count()
}

/// Bytes of one cookie, or of several: `a=1; b=2`.
fn cookies(text: &[u8], is_list: bool) -> usize {
    let is_end = |byte: &u8| *byte <= b' ' || matches!(byte, b';' | b'"' | b'\'' | b'`' | b'\\');
    let mut end = 0;
    loop {
        let rest = text.get(end..).unwrap_or_default();
        end += rest.iter().position(is_end).unwrap_or(rest.len());
        let is_more = text.get(end..).is_some_and(|rest| rest.starts_with(b"; "));
        if !is_list || !is_more {
            return end;
        }
        end += 2;
    }
}

fn starts_with(name: &[u8], beginning: &[u8]) -> bool {
    name.get(..beginning.len()).is_some_and(|first| first.eq_ignore_ascii_case(beginning))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn ends_with(name: &[u8], end: &[u8]) -> bool {
    let from = name.len().checked_sub(end.len());
    from.and_then(|from| name.get(from..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
}

/// `DB_PASSWORD`, `new_password_confirmation`, `client_secret`, `password2`.
fn is_password(name: &[u8]) -> bool {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let name = name.get(..name.len() - digits).unwrap_or_default();
    let repeated = b"_confirmation";
    let is_repeated = ends_with(name, repeated);
    let length = name.len() - if is_repeated { repeated.len() } else { 0 };
    let name = name.get(..length).unwrap_or_default();
    PASSWORDS.iter().any(|end| ends_with(name, end))
}

/// What GitLab or we put in the place of a secret.
pub(super) fn is_stand_in(written: &[u8]) -> bool {
    pseudonym::length_at(written).is_some()
        || written.starts_with(b"[FILTERED")
        || written.starts_with(b"[MASKED")
        || written.starts_with(b"[REDACTED")
}
