//! People by what stands around their names: before a mail address, in the
//! folder of a machine, in a directory of people; or by how a name is written.

use std::ops::Range;

use super::known::Known;
use super::span::{How, Kind, Spans};

/// A name before an address is not longer.
const NAME_BYTES_MAX: usize = 80;

/// Nor has it more words.
const WORDS_MAX: usize = 6;

/// A name in a directory is not longer.
const DIRECTORY_BYTES_MAX: usize = 512;

/// Small words inside of names.
const INSIDE: [&str; 22] = [
    "af", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "ibn", "la", "le", "ten", "van", "von", "zu",
];

/// Words of sentences and of titles: what has one of these is no name.
const NO_NAMES: [&str; 42] = [
    "a",
    "add",
    "all",
    "an",
    "and",
    "at",
    "by",
    "cc",
    "contact",
    "done",
    "email",
    "failed",
    "for",
    "from",
    "in",
    "is",
    "mail",
    "mailed",
    "merge",
    "my",
    "new",
    "no",
    "not",
    "of",
    "on",
    "or",
    "project",
    "ready",
    "recipient",
    "request",
    "sender",
    "sent",
    "set",
    "test",
    "the",
    "to",
    "update",
    "user",
    "via",
    "was",
    "with",
    "work",
];

/// Folders of homes that are of no person.
const NO_HOMES: [&str; 20] = [
    "app",
    "build",
    "builder",
    "circleci",
    "default",
    "deploy",
    "ec2-user",
    "git",
    "gitlab",
    "gitlab-runner",
    "jenkins",
    "node",
    "public",
    "root",
    "runner",
    "shared",
    "ubuntu",
    "user",
    "vagrant",
    "www-data",
];

/// Whether a text is written as the full name of a person is: two to six words
/// with capital letters, small words inside aside. Scripts without capitals count.
pub(super) fn is_name(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let words: Vec<&str> = text.split([' ', '\u{3000}', '\u{a0}']).collect();
    let is_ended = words.first().is_some_and(|word| is_capital(word))
        && words.last().is_some_and(|word| is_capital(word));
    is_ended
        && (2..=WORDS_MAX).contains(&words.len())
        && text.len() <= NAME_BYTES_MAX
        && words.iter().all(|word| is_capital(word) || is_one_of(&INSIDE, word))
        && !words.iter().any(|word| is_one_of(&NO_NAMES, word))
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// `Anna`, `O'Malley`, `J.`, `新井`: a name's word, its first letter a capital.
fn is_capital(word: &str) -> bool {
    let is_first =
        |first: char| first.is_uppercase() || (!first.is_ascii() && first.is_alphabetic());
    word.chars().next().is_some_and(is_first) && is_word(word)
}

fn is_word(word: &str) -> bool {
    let is_part =
        |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.' | '·' | '\u{301}');
    !word.is_empty() && word.chars().all(is_part)
}

/// The name before a bracket in which a mail address or a mention stands:
/// `Signed-off-by: Anna Berg <anna@…>`, `"Anna Berg" <…>`, `Anna Berg (@anna)`.
pub(super) fn before(text: &[u8], bracket: usize) -> Option<Range<usize>> {
    let is_pointed = match text.get(bracket)? {
        b'<' => true,
        b'(' => false,
        _ => return None,
    };
    let from = bracket.saturating_sub(NAME_BYTES_MAX);
    let window = text.get(from..bracket)?;
    // A character that was cut at the beginning is left out.
    let whole = window.iter().take_while(|&&byte| byte & 0xc0 == 0x80).count();
    let window = std::str::from_utf8(window.get(whole..)?).ok()?;
    let trimmed = window.trim_end_matches([' ', '\t']);
    let end = from + whole + trimmed.len();
    let quote = trimmed.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote.filter(|_| is_pointed) {
        let inner = trimmed.get(..trimmed.len() - 1)?.trim_end_matches('\\');
        let start = inner.rfind(quote)? + 1;
        let name = inner.get(start..)?;
        let start = from + whole + start;
        return (!name.is_empty() && name.split(' ').all(is_word))
            .then_some(start..start + name.len());
    }
    let is_end = |c: char| !(c.is_alphabetic() || " '’.·-".contains(c));
    let stop = trimmed.char_indices().rev().find(|&(_, c)| is_end(c));
    let (words, is_announced) = match stop {
        Some((at, c)) => (trimmed.get(at + c.len_utf8()..)?, matches!(c, ':' | '=' | ',' | ';')),
        None => (trimmed, false),
    };
    // `\nCo-authored-by: …`: the sign of an escape is no letter of a word.
    let words = if stop.is_some_and(|(_, c)| c == '\\') { words.get(1..)? } else { words };
    let count = tail(words, is_announced && is_pointed);
    let name = match count {
        0 => return None,
        1 if !is_pointed => return None,
        count => last_words(words, count),
    };
    Some(end - name.len()..end)
}

/// How many of the last words are a name: those with capitals; all, where
/// something announces them.
fn tail(words: &str, is_announced: bool) -> usize {
    let all: Vec<&str> = words.split_whitespace().collect();
    let is_name = |word: &&&str| is_word(word) && !is_one_of(&NO_NAMES, word);
    if is_announced && all.len() <= WORDS_MAX && all.iter().filter(is_name).count() == all.len() {
        return all.len();
    }
    let fits = |word: &&&str| is_name(word) && (is_capital(word) || is_one_of(&INSIDE, word));
    let some: Vec<&&str> = all.iter().rev().take(WORDS_MAX).take_while(fits).collect();
    // It begins with a capital.
    some.iter().rposition(|word| is_capital(word)).map_or(0, |at| at + 1)
}

/// The last so many words, with what stands between them.
fn last_words(words: &str, count: usize) -> &str {
    let mut rest = words;
    for _ in 0..count {
        rest = rest.trim_end();
        rest = rest.get(..rest.rfind([' ', '\t']).map_or(0, |at| at + 1)).unwrap_or_default();
    }
    words.get(rest.len()..).unwrap_or_default()
}

/// The whole of a name of which a part was found, where quotes stand around it.
pub(super) fn quoted(text: &[u8], part: &Range<usize>) -> Option<Range<usize>> {
    let quote = part.start.checked_sub(1).and_then(|at| text.get(at))?;
    if !matches!(quote, b'"' | b'\'') || text.get(part.end) != Some(&b' ') {
        return None;
    }
    let rest = text.get(part.start..)?.iter().take(NAME_BYTES_MAX);
    let end = part.start + rest.clone().position(|byte| byte == quote)?;
    let name = std::str::from_utf8(text.get(part.start..end)?).ok()?;
    name.split(' ').all(is_word).then_some(part.start..end)
}

/// Adds the name before a bracket. One word may be any word elsewhere.
pub(super) fn named(text: &[u8], bracket: Option<usize>, known: &Known, spans: &mut Spans) {
    let Some(range) = bracket.and_then(|at| before(text, at)) else { return };
    let name = text.get(range.clone()).unwrap_or_default();
    if known.is_user(name) || known.is_title(name) {
        return;
    }
    if name.contains(&b' ') {
        spans.add(range, Kind::User, How::Shape, name);
    } else {
        spans.add_vague(range, Kind::User, How::Shape, name);
    }
}

/// Whose home a path is in: `/home/anna/x.rb`, `/Users/anna`, `C:\Users\anna`.
pub(super) fn home(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let is_root = mark.start.checked_sub(1).and_then(|at| text.get(at)).is_none_or(|byte| {
        !byte.is_ascii_alphanumeric() && !matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~')
    });
    let is_drive = text.get(mark.start) == Some(&b':');
    let is_name =
        |byte: &&u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte) || **byte >= 0x80;
    let rest = text.get(mark.end..).unwrap_or_default();
    let length = rest.iter().take(NAME_BYTES_MAX).take_while(is_name).count();
    let name = rest.get(..length).unwrap_or_default();
    let is_nobody =
        name.is_empty() || std::str::from_utf8(name).is_ok_and(|name| is_one_of(&NO_HOMES, name));
    if (is_root || is_drive) && !is_nobody && !known.is_user(name) {
        spans.add_vague(mark.end..mark.end + length, Kind::User, How::Shape, name);
    }
}

/// An id of LDAP or SAML behind its name: `extern_uid => uid=anna,ou=people`,
/// `<NameID Format="…">anna</NameID>`.
pub(super) fn directory(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let rest = text.get(mark.end..).unwrap_or_default();
    let rest = rest.get(..rest.len().min(DIRECTORY_BYTES_MAX)).unwrap_or_default();
    let is_closing = mark.start.checked_sub(1).and_then(|at| text.get(at)) == Some(&b'/');
    let signs = match rest.first() {
        // `Format="…">`.
        Some(b' ') if rest.starts_with(b" Format") => {
            memchr::memchr(b'>', rest).map_or(0, |at| at + 1)
        }
        _ => rest.iter().take(12).take_while(|byte| b" =>:\"'\\[]`".contains(byte)).count(),
    };
    let has_sign = rest.iter().take(signs).any(|byte| matches!(byte, b'=' | b':' | b'>'));
    let start = mark.end + signs;
    let end = start + directory_length(text.get(start..).unwrap_or_default());
    let name = text.get(start..end).unwrap_or_default();
    let is_nothing = matches!(name, b"" | b"nil" | b"null");
    if has_sign && !is_closing && !is_nothing && !known.is_user(name) && !is_subjects(name, known) {
        spans.add(start..end, Kind::User, How::Shape, name);
    }
}

/// `uid=anna,ou=people,dc=corp` without a name before it.
pub(super) fn directory_part(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let before = mark.start.checked_sub(1).and_then(|at| text.get(at));
    let rest = text.get(mark.start..).unwrap_or_default();
    let name = rest.get(..directory_length(rest)).unwrap_or_default();
    let is_whole = memchr::memchr(b',', name)
        .and_then(|at| name.get(at + 1..))
        .is_some_and(|rest| rest.contains(&b'='));
    if is_whole && !before.is_some_and(u8::is_ascii_alphanumeric) && !is_subjects(name, known) {
        spans.add(mark.start..mark.start + name.len(), Kind::User, How::Shape, name);
    }
}

/// Whose name it is that stands first in a directory's: `anna` of `uid=anna,ou=people`.
pub(super) fn directory_name(name: &str) -> Option<&str> {
    let (first, _) = name.split_once(',')?;
    first.split_once('=').map(|(_, name)| name.trim())
}

/// Whether a directory's name is of a subject.
pub(super) fn is_subjects(name: &[u8], known: &Known) -> bool {
    let name = std::str::from_utf8(name).ok().and_then(directory_name);
    name.is_some_and(|name| known.is_user(name.as_bytes()))
}

/// Bytes of a directory's name: blanks stand in it only before another part.
fn directory_length(text: &[u8]) -> usize {
    let is_end = |byte: &u8| {
        *byte <= b' ' || matches!(byte, b'"' | b'\'' | b'`' | b';' | b'<' | b'>' | b'&' | b'\\')
    };
    let text = text.get(..text.len().min(DIRECTORY_BYTES_MAX)).unwrap_or_default();
    let mut end = 0;
    loop {
        let rest = text.get(end..).unwrap_or_default();
        end += rest.iter().position(is_end).unwrap_or(rest.len());
        let so_far = text.get(..end).unwrap_or_default();
        let rest = text.get(end..).unwrap_or_default();
        let next = rest.iter().take(NAME_BYTES_MAX).position(|&byte| byte == b',');
        let is_more = so_far.contains(&b'=')
            && rest.first() == Some(&b' ')
            && next.is_some_and(|at| {
                let words = rest.get(1..at).unwrap_or_default();
                let part = rest.get(at + 1..).unwrap_or_default();
                let letters = part.iter().take(12).take_while(|byte| byte.is_ascii_alphabetic());
                let is_part = part.get(letters.count()) == Some(&b'=');
                is_part && !words.iter().any(|byte| is_end(byte) && *byte != b' ')
            });
        match next.filter(|_| is_more) {
            Some(at) => end += at,
            None => break,
        }
    }
    let whole = text.get(..end).unwrap_or_default();
    let signs = whole.iter().rev().take_while(|byte| matches!(byte, b'.' | b',' | b')')).count();
    end - signs
}
