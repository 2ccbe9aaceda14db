//! What stands in free text, as it is and decoded.

use std::ops::Range;

use super::decode::{Decoded, may_be_encoded};
use super::known::Known;
use super::marker::Marker;
use super::secret::Secrets;
use super::shape::{RUN_BYTES_MAX, run};
use super::span::{How, Kind, Spans};
use super::text::Starts;
use super::{AccountKind, encoded, mime, person, place, pseudonym, shape};

/// Text is decoded so many times at most.
const DEPTH_MAX: usize = 4;

/// What is needed while a text is looked into. Reused from line to line.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    levels: Vec<Level>,
}

/// The same for text that was decoded so many times.
#[derive(Debug, Clone, Default)]
struct Level {
    starts: Starts,
    /// What stands in a decoded text.
    inner: Spans,
    decoded: Decoded,
    buffer: Vec<u8>,
}

impl Default for Finder {
    fn default() -> Self {
        Self { levels: vec![Level::default(); DEPTH_MAX + 1] }
    }
}

impl Finder {
    /// Adds whatever a text holds that is not the subjects'.
    pub(super) fn find(&mut self, text: &[u8], known: &Known, spans: &mut Spans) {
        find_at(text, known, spans, &mut self.levels);
    }
}

fn find_at(text: &[u8], known: &Known, spans: &mut Spans, levels: &mut [Level]) {
    let Some((level, deeper)) = levels.split_first_mut() else { return };
    known.starts(text, &mut level.starts);
    known.names(text, &level.starts, spans);
    shape::find(text, known, spans);
    marks(text, known, &level.starts, spans);
    if deeper.is_empty() {
        return;
    }
    let inner = &mut level.inner;
    let mut look = |range: Range<usize>, decoded: &[u8]| {
        inner.clear();
        find_at(decoded, known, inner, deeper);
        if let Some(first) = inner.iter().min_by_key(|span| span.kind) {
            spans.add(range, first.kind, How::Base64, decoded);
        }
    };
    encoded::each(text, &mut level.buffer, &mut look);
    let not_read = mime::each(text, &mut level.buffer, &mut look);
    for range in not_read {
        spans.add(range.clone(), Kind::User, How::Base64, text.get(range).unwrap_or_default());
    }
    if may_be_encoded(text) && level.decoded.fill(text) {
        inner.clear();
        find_at(&level.decoded.text, known, inner, deeper);
        spans.take_over(inner, How::Decoded, |range| level.decoded.place(range));
    }
}

/// What stands behind a word that tells of it.
fn marks(text: &[u8], known: &Known, starts: &Starts, spans: &mut Spans) {
    let mut secrets = Secrets::new(text, known.token_prefix.as_deref());
    known.marks(text, starts, |marker, range| match marker {
        Marker::UserId => number(text, range, known, spans, &[AccountKind::User]),
        Marker::PlaceId => {
            let kinds = [AccountKind::Project, AccountKind::Group];
            number(text, range, known, spans, &kinds);
        }
        Marker::UserWord => told_number(text, range, known, spans, &[AccountKind::User]),
        Marker::ProjectWord => told_number(text, range, known, spans, &[AccountKind::Project]),
        Marker::GroupWord => told_number(text, range, known, spans, &[AccountKind::Group]),
        Marker::IdWord => {
            let kinds = [AccountKind::User, AccountKind::Project, AccountKind::Group];
            told_number(text, range, known, spans, &kinds);
        }
        Marker::GlobalId => global_id(text, range.end, known, spans),
        Marker::User => user(text, range, known, spans),
        Marker::Sought => sought(text, range.end, known, spans),
        Marker::Directory => person::directory(text, range, known, spans),
        Marker::DirectoryPart => person::directory_part(text, range, known, spans),
        Marker::Home => {
            // GitLab writes its own paths with small letters: `/users/22`.
            if text.get(range.clone()) == Some(b"/users/") {
                number(text, range, known, spans, &[AccountKind::User]);
            } else {
                person::home(text, range, known, spans);
            }
        }
        Marker::Fingerprint => fingerprint(text, range, spans),
        Marker::AddressNumber => address_number(text, range.end, known, spans),
        Marker::Path => named_path(text, range, known, spans),
        Marker::Git => repository(text, range, known, spans),
        Marker::Hashed => {
            let end = run(text, range.end, is_path).end;
            let whole = text.get(range.start..end).unwrap_or_default();
            spans.add(range.start..end, Kind::Place, How::Shape, whole);
        }
        Marker::Scheme => {
            url(text, range.clone(), known, spans);
            if is_user_info(text, range.end) {
                secrets.around(range.start, spans);
            }
        }
        Marker::Inside => inside(text, range, known, spans),
        Marker::Stage => stage(text, range, known, spans),
        Marker::Secret => secrets.begun(range, spans),
        Marker::SecretWord => secrets.named(range, spans),
        Marker::Authorization => secrets.authorized(range, spans),
        Marker::Bearer => secrets.borne(range, spans),
        Marker::Cookie => secrets.cookies(range, spans),
    });
}

fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b'%')
}

fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'"' | b'\'' | b':' | b'=' | b'>' | b'\\' | b'#' | b'`' | b',')
}

/// Where the value begins that a mark announces: behind at most eight signs.
fn behind(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default().iter().take(8);
    from + rest.take_while(|&&byte| is_between(byte)).count()
}

/// Where the next number of a list begins, behind the end of one: `14, 15 and 16`.
fn next_number(text: &[u8], end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let signs = rest.iter().take(8).take_while(|byte| b" ,\"'".contains(byte)).count();
    let is_comma = rest.iter().take(signs).any(|&byte| byte == b',');
    let words = ["and ", "or ", "& ", "、", "と"];
    let word = words
        .iter()
        .find(|word| rest.get(signs..).is_some_and(|rest| rest.starts_with(word.as_bytes())));
    let start = end + signs + word.map_or(0, |word| word.len());
    let is_number = text.get(start).is_some_and(u8::is_ascii_digit);
    (is_number && (is_comma || word.is_some())).then_some(start)
}

fn number(
    text: &[u8],
    mark: Range<usize>,
    known: &Known,
    spans: &mut Spans,
    kinds: &[AccountKind],
) {
    // `user_ids[]=14`, `user_ids: [14, 15]`.
    let rest = text.get(mark.end..).unwrap_or_default();
    let more = rest.iter().take(4).take_while(|byte| b"sS[]".contains(byte)).count();
    let is_list = more > 0;
    let start = behind(text, mark.end + more);
    let bracket = usize::from(text.get(start) == Some(&b'['));
    let mut next = Some(if bracket > 0 { behind(text, start + 1) } else { start });
    while let Some(start) = next {
        let rest = text.get(start..).unwrap_or_default();
        let digits = rest.iter().take(19).take_while(|byte| byte.is_ascii_digit()).count();
        let end = start + digits;
        let is_longer = text.get(end).is_some_and(u8::is_ascii_alphanumeric);
        if digits == 0 || digits > 18 || is_longer {
            return;
        }
        let written = text.get(start..end).unwrap_or_default();
        if place::number(written).is_some_and(|id| !known.is_id(kinds, id)) {
            spans.add(start..end, Kind::Id, How::Shape, written);
        }
        next = if is_list { next_number(text, end) } else { None };
    }
}

/// `User 14`, `user:14`, `project #99`, `(id: 14)`: a number behind a word that
/// stands before other numbers, too, is one of an account that is known, or
/// marked as one: `User#14`, `User(14)`.
fn told_number(
    text: &[u8],
    mark: Range<usize>,
    known: &Known,
    spans: &mut Spans,
    kinds: &[AccountKind],
) {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = mark.start.checked_sub(1).and_then(|at| text.get(at));
    if is_part(text.get(mark.start)) && (is_part(before) || before == Some(&b'_')) {
        return;
    }
    let is_sign = |byte: u8| is_between(byte) || matches!(byte, b'(' | b'[');
    let rest = text.get(mark.end..).unwrap_or_default().iter().take(8);
    let mut next = Some(mark.end + rest.take_while(|&&byte| is_sign(byte)).count());
    while let Some(start) = next {
        let rest = text.get(start..).unwrap_or_default();
        let digits = rest.iter().take(19).take_while(|byte| byte.is_ascii_digit()).count();
        let behind = rest.get(digits..).unwrap_or_default();
        let goes_on = is_part(behind.first())
            || (behind.first() == Some(&b'.') && behind.get(1).is_some_and(u8::is_ascii_digit));
        let id = rest.get(..digits).and_then(place::number).filter(|_| !goes_on);
        let Some(id) = id else { return };
        let is_marked = match text.get(start.saturating_sub(1)) {
            Some(b'#') => true,
            Some(b'(') => behind.first() == Some(&b')'),
            _ => false,
        };
        if !known.is_id(kinds, id) && (is_marked || known.is_others_id(kinds, id)) {
            let written = rest.get(..digits).unwrap_or_default();
            spans.add(start..start + digits, Kind::Id, How::Shape, written);
        }
        next = next_number(text, start + digits);
    }
}

/// `SHA256:…` of a key as OpenSSH writes it; images have a sum in hexadecimal.
fn fingerprint(text: &[u8], mark: Range<usize>, spans: &mut Spans) {
    const LENGTH: usize = 43;
    let rest = text.get(mark.end..).unwrap_or_default().iter();
    let is_digit = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    if rest.take(LENGTH + 1).take_while(is_digit).count() == LENGTH {
        let range = mark.end..mark.end + LENGTH;
        spans.add_vague(range.clone(), Kind::Id, How::Shape, text.get(range).unwrap_or_default());
    }
}

/// `ip=3325256711`.
fn address_number(text: &[u8], start: usize, known: &Known, spans: &mut Spans) {
    let rest = text.get(start..).unwrap_or_default();
    let length = rest.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let written = rest.get(..length).unwrap_or_default();
    let is_longer = matches!(rest.get(length), Some(b'.' | b':' | b'-' | b'_'));
    let address = shape::address_of_number(written).filter(|_| !is_longer);
    if address.is_some_and(|address| !known.is_address(address)) {
        spans.add(start..start + length, Kind::Address, How::Shape, written);
    }
}

/// `User/22`, `Ci::Build/7`: kinds that are no account stay.
fn global_id(text: &[u8], from: usize, known: &Known, spans: &mut Spans) {
    let rest = text.get(from..).unwrap_or_default();
    let Some(slash) = rest.iter().take(60).position(|&byte| byte == b'/') else { return };
    let kinds: &[AccountKind] = match rest.get(..slash) {
        Some(b"User") => &[AccountKind::User],
        Some(b"Project") => &[AccountKind::Project],
        Some(b"Group" | b"Namespace") => &[AccountKind::Group],
        _ => &[],
    };
    let start = from + slash + 1;
    let end = run(text, start, |byte| byte.is_ascii_digit()).end;
    let written = text.get(start..end).unwrap_or_default();
    if place::number(written).is_some_and(|id| !known.is_id(kinds, id)) {
        spans.add(start..end, Kind::Id, How::Shape, written);
    }
}

/// `username=mizuki`, `"username":"mizuki"`, `usernames: ["mizuki", "tomas"]`.
fn user(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte) || byte >= 0x80;
    let Some(mut range) = value(text, mark, is_name) else { return };
    let is_list = range.start.checked_sub(2).and_then(|from| text.get(from..range.start));
    let is_list = is_list.is_some_and(|signs| signs.contains(&b'['));
    loop {
        let range_now = person::quoted(text, &range).unwrap_or(range);
        let written = text.get(range_now.clone()).unwrap_or_default();
        if !known.is_user(written) {
            spans.add(range_now.clone(), Kind::User, How::Shape, written);
        }
        let start = behind(text, range_now.end);
        let next = run(text, start, is_name);
        if !is_list || start == range_now.end || next.start != start || next.is_empty() {
            return;
        }
        range = next;
    }
}

/// `search=Anna+Berg`: what is written as a name is one.
fn sought(text: &[u8], from: usize, known: &Known, spans: &mut Spans) {
    let rest = text.get(from..).unwrap_or_default();
    let is_end = |byte: &u8| *byte <= b' ' || b"&\"'`<>#".contains(byte);
    let rest = rest.get(..rest.len().min(120)).unwrap_or_default();
    let length = rest.iter().position(is_end).unwrap_or(rest.len());
    let plain = rest.get(..length).unwrap_or_default();
    let plain: Vec<u8> = plain.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    if person::is_name(&plain) && !known.is_user(&plain) && !known.is_title(&plain) {
        spans.add(from..from + length, Kind::User, How::Shape, &plain);
    }
}

/// `gl_project_path=group/project`, `fullPath: "group"`.
fn named_path(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let is_part = |byte: u8| is_path(byte) && byte != b'%';
    let Some(range) = value(text, mark, is_part) else { return };
    let written = text.get(range.clone()).unwrap_or_default();
    let is_own = known.is_place(written) || known.is_in_place(written) || known.is_user(written);
    if !is_own {
        spans.add(range, Kind::Place, How::Shape, written);
    }
}

/// The value of a name, behind a sign that says so.
fn value(text: &[u8], name: Range<usize>, is_part: impl Fn(u8) -> bool) -> Option<Range<usize>> {
    // `assignee_username[]=…`, `user[username]=…`.
    let is_sign = |byte: Option<&u8>| byte.is_some_and(|&byte| matches!(byte, b'=' | b':' | b'>'));
    let rest = text.get(name.end..).unwrap_or_default();
    let more = rest.iter().take(3).take_while(|byte| b"s[]".contains(byte)).count();
    let is_whole = is_sign(text.get(name.end.saturating_sub(1)));
    let start = behind(text, if is_whole { name.end } else { name.end + more });
    let bracket = text.get(start) == Some(&b'[');
    let start = if bracket { behind(text, start + 1) } else { start };
    let has_sign = (name.end.saturating_sub(1)..start).any(|at| is_sign(text.get(at)));
    let rest = text.get(start..).unwrap_or_default();
    let mut end = start + rest.iter().take_while(|&&byte| is_part(byte)).count();
    while end > start && text.get(end - 1).is_some_and(|byte| b"._-".contains(byte)) {
        end -= 1;
    }
    let written = text.get(start..end)?;
    let is_nothing = matches!(written, b"" | b"nil" | b"null" | b"true" | b"false");
    (has_sign && !is_nothing).then_some(start..end)
}

/// `group/project.git`.
fn repository(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let is_longer = text.get(mark.end).is_some_and(u8::is_ascii_alphanumeric);
    let start = run(text, mark.start, is_path).start;
    let written = text.get(start..mark.start).unwrap_or_default();
    let slashes = written.iter().take_while(|&&byte| byte == b'/').count();
    let (start, written) = (start + slashes, written.get(slashes..).unwrap_or_default());
    let is_hashed = written.starts_with(b"hashed/");
    if is_longer
        || is_hashed
        || written.is_empty()
        || known.is_place(written)
        || known.is_in_place(written)
    {
        return;
    }
    spans.add(start..mark.start, Kind::Place, How::Shape, written);
}

/// `https://host/path`: a host that is not public goes with all behind it.
fn url(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let start =
        run(text, mark.start, |byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)).start;
    let scheme = text.get(start..mark.start).unwrap_or_default();
    if scheme.is_empty() || scheme.eq_ignore_ascii_case(b"gid") {
        return;
    }
    // Inside of one that goes as a whole.
    if spans.go_on(Kind::Url, mark.start) {
        return;
    }
    let is_inside = |byte: u8| byte > b' ' && byte != 0x7f && !b"\"'<>`\\|{}^".contains(&byte);
    let mut end = run(text, mark.end, is_inside).end;
    let is_endless = end - mark.end >= RUN_BYTES_MAX;
    if is_endless {
        let behind = text.get(end..).unwrap_or_default().iter();
        end += behind.take_while(|&&byte| is_inside(byte)).count();
    }
    while text.get(end.saturating_sub(1)).is_some_and(|byte| b".,;:)]".contains(byte))
        && end > mark.end
    {
        // What ends a sentence ends no address; a pseudonym's bracket does.
        if text.get(end - 1) == Some(&b']')
            && text.get(mark.end..end).is_some_and(|rest| rest.contains(&b'['))
        {
            break;
        }
        end -= 1;
    }
    let Some(rest) = text.get(mark.end..end).filter(|rest| !rest.is_empty()) else { return };
    let authority =
        rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let host = rest.get(..authority).unwrap_or_default();
    if pseudonym::length_at(host) == Some(host.len()) {
        return;
    }
    let has_user_info = host.contains(&b'@');
    let bare = host.iter().rposition(|&byte| byte == b':').and_then(|colon| host.get(..colon));
    let is_public = known.is_host(host) || bare.is_some_and(|bare| known.is_host(bare));
    // Of one that never ends the subjects' part is not worth the search.
    if is_public && !has_user_info && !is_endless {
        place::path(text, mark.end + authority..end, known, How::Shape, spans);
        return;
    }
    spans.add(mark.end..end, Kind::Url, How::Shape, rest);
}

fn is_user_info(text: &[u8], from: usize) -> bool {
    let rest = text.get(from..).unwrap_or_default().iter().take(512);
    rest.take_while(|&&byte| byte > b' ' && !matches!(byte, b'/' | b'"')).any(|&byte| byte == b'@')
}

/// `db-01.internal`, with all of the name.
fn inside(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let is_longer = match text.get(mark.end) {
        Some(b'.' | b'-') => text.get(mark.end + 1).is_some_and(u8::is_ascii_alphanumeric),
        Some(byte) => byte.is_ascii_alphanumeric() || *byte == b'_',
        None => false,
    };
    let start = run(text, mark.start, is_part).start;
    let mut end = mark.end;
    if is_longer {
        // `.svc.cluster.local`: the end is further on.
        let rest = run(text, mark.end, is_part).end;
        let written = text.get(mark.end..rest).unwrap_or_default();
        if !written.ends_with(b".local") && !written.ends_with(b".internal") {
            return;
        }
        end = rest;
    }
    let name = text.get(start..end).unwrap_or_default();
    let is_bare = start == mark.start && name.starts_with(b".");
    if !is_bare && !known.is_host(name) {
        spans.add(start..end, Kind::Host, How::Shape, name);
    }
}

/// `gitaly-02.prod`: a machine by its number and where it stands.
fn stage(text: &[u8], mark: Range<usize>, known: &Known, spans: &mut Spans) {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let mut range = run(text, mark.start, is_part);
    while text.get(range.end.saturating_sub(1)).is_some_and(|&byte| b"._-".contains(&byte)) {
        range.end -= 1;
    }
    let name = text.get(range.clone()).unwrap_or_default();
    let first = name.split(|&byte| byte == b'.').next().unwrap_or_default();
    let is_numbered = first.first().is_some_and(u8::is_ascii_alphabetic)
        && first.last().is_some_and(u8::is_ascii_digit);
    if is_numbered && range.end >= mark.end && !known.is_host(name) {
        spans.add(range, Kind::Host, How::Shape, name);
    }
}
