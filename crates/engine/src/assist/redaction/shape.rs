//! Mail addresses, IP addresses and mentions: found by what they look like.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::known::Known;
use super::person;
use super::span::{How, Kind, Spans};

/// Programs that write versions of four numbers behind their name.
const PROGRAMS: [&[u8]; 8] = [
    b"chrome/",
    b"headlesschrome/",
    b"crios/",
    b"edg/",
    b"edga/",
    b"opr/",
    b"safari/",
    b"electron/",
];

/// An address is not longer: eight groups, or six and four numbers, and a zone aside.
const ADDRESS_BYTES_MAX: usize = 45;

/// One pass over the three characters that all of these have.
pub(super) fn find(text: &[u8], known: &Known, spans: &mut Spans) {
    let (mut done, mut no_address_until) = (0, 0);
    for at in memchr::memchr3_iter(b'.', b':', b'@', text) {
        if at < done {
            continue;
        }
        let end = match text.get(at) {
            Some(b'.') => address_4(text, at, known, spans),
            Some(b':') if at < no_address_until => None,
            Some(b':') => address_6(text, at, known, spans, &mut no_address_until),
            _ => email(text, at, known, spans),
        };
        done = end.unwrap_or(done);
    }
}

fn byte(text: &[u8], at: Option<usize>) -> Option<u8> {
    at.and_then(|at| text.get(at)).copied()
}

/// The run of such bytes around a place, so far to each side at most: a line of
/// nothing but marks is not walked whole for each of them.
pub(super) fn run(text: &[u8], at: usize, is_part: impl Fn(u8) -> bool) -> Range<usize> {
    let before = text.get(..at).unwrap_or_default().iter().rev().take(RUN_BYTES_MAX);
    let start = at - before.take_while(|&&byte| is_part(byte)).count();
    let behind = text.get(at..).unwrap_or_default().iter().take(RUN_BYTES_MAX);
    start..at + behind.take_while(|&&byte| is_part(byte)).count()
}

/// No name, path or address of a machine is longer; addresses of pages are, see `find`.
pub(super) const RUN_BYTES_MAX: usize = 16 << 10;

/// Four numbers; what is more, such as a port, goes along.
fn address_4(text: &[u8], at: usize, known: &Known, spans: &mut Spans) -> Option<usize> {
    let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    if !is_digit(byte(text, at.checked_sub(1))) || !is_digit(byte(text, at.checked_add(1))) {
        return None;
    }
    let mut range = run(text, at, |byte| byte.is_ascii_digit() || byte == b'.');
    while byte(text, range.end.checked_sub(1)) == Some(b'.') {
        range.end -= 1;
    }
    let written = text.get(range.clone())?;
    let mut groups = written.split(|&byte| byte == b'.');
    let (mut octets, mut bytes, mut is_plain) = ([0u8; 4], 3, true);
    for octet in &mut octets {
        let group = groups.next()?;
        *octet = octet_of(group)?;
        bytes += group.len();
        is_plain &= group.len() == 1 || group.first() != Some(&b'0');
    }
    let is_version = PROGRAMS.iter().any(|program| {
        let before =
            range.start.checked_sub(program.len()).and_then(|from| text.get(from..range.start));
        before.is_some_and(|before| before.eq_ignore_ascii_case(program))
    });
    // `::ffff:203.0.113.9` is found by its colons.
    let is_mapped = byte(text, range.start.checked_sub(1)) == Some(b':')
        && byte(text, range.start.checked_sub(2))
            .is_some_and(|byte| byte.is_ascii_hexdigit() || byte == b':');
    let address = IpAddr::V4(Ipv4Addr::from(octets));
    if !is_version && !known.is_address(address) {
        let place = if is_mapped { mapped(text, range.clone()) } else { range.clone() };
        match written.get(..bytes).filter(|_| is_plain) {
            Some(plain) => spans.add(place, Kind::Address, How::Shape, plain),
            None => spans.add(place, Kind::Address, How::Shape, &spelling(address)),
        }
    }
    Some(range.end)
}

/// Up to three digits, not above 255.
fn octet_of(digits: &[u8]) -> Option<u8> {
    if digits.is_empty() || digits.len() > 3 {
        return None;
    }
    let number = digits.iter().try_fold(0u16, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
    });
    u8::try_from(number?).ok()
}

/// An IPv4 address that is written as one number: `3325256711`, `0xC6336407`.
pub(super) fn address_of_number(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?;
    let number = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => text.parse().ok()?,
    };
    // Below are none that anybody has.
    (number >= 1 << 24).then(|| IpAddr::V4(Ipv4Addr::from_bits(number)))
}

/// An IPv4 address with what makes it one of IPv6.
fn mapped(text: &[u8], range: Range<usize>) -> Range<usize> {
    let whole =
        run(text, range.start, |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    let written = text.get(whole.start..range.end).unwrap_or_default();
    if parse_6(written).is_some() { whole.start..range.end } else { range }
}

fn parse_6(text: &[u8]) -> Option<Ipv6Addr> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn address_6(
    text: &[u8],
    at: usize,
    known: &Known,
    spans: &mut Spans,
    no_address_until: &mut usize,
) -> Option<usize> {
    let is_near =
        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit() || byte == b':');
    if !is_near(byte(text, at.checked_add(1)))
        || !is_near(byte(text, at.checked_sub(1))) && byte(text, at.checked_add(1)) != Some(b':')
    {
        return None;
    }
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let mut range = run(text, at, is_part);
    while byte(text, range.end.checked_sub(1)) == Some(b'.') {
        range.end -= 1;
    }
    let written = text.get(range.clone())?;
    let colons = memchr::memchr_iter(b':', written).count();
    let has_gap = written.array_windows().any(|two| two == b"::");
    if colons < 2 || range.len() > 4 * ADDRESS_BYTES_MAX {
        return Some(range.end);
    }
    if (2..6).contains(&colons) && !has_gap {
        // A time of day: groups are missing, and nothing stands for them.
        *no_address_until = range.end;
        return None;
    }
    let whole = range.end;
    // What stands before it may look like its first group: `ip:2001:db8::7`.
    for _ in 0..4 {
        for end in [range.end, without_port(text, &range), range.end.saturating_sub(1)] {
            let Some(written) = text.get(range.start..end) else { continue };
            let Some(address) = parse_6(written) else { continue };
            if is_inside_word(text, range.start..end) {
                continue;
            }
            let mapped = address.to_ipv4_mapped().map(IpAddr::V4);
            let address = mapped.unwrap_or(IpAddr::V6(address));
            if !known.is_address(address) {
                spans.add(range.start..end, Kind::Address, How::Shape, &spelling(address));
            }
            return Some(end);
        }
        let behind = text.get(range.clone())?.iter().position(|&byte| byte == b':')?;
        range.start += behind + 1;
    }
    Some(whole.min(at + 1))
}

/// An address as RFC 5952 writes it: the same as its `to_string`, in a third of the time.
fn spelling(address: IpAddr) -> Vec<u8> {
    let IpAddr::V6(six) = address else { return address.to_string().into_bytes() };
    let groups = six.segments();
    // The longest run of zeros, the first of those that are as long.
    let (mut gap, mut zeros) = (0..0, 0..0);
    for (at, &group) in groups.iter().enumerate() {
        zeros = if group != 0 { at + 1..at + 1 } else { zeros.start..at + 1 };
        if zeros.len() > gap.len().max(1) {
            gap = zeros.clone();
        }
    }
    let mut text = Vec::with_capacity(ADDRESS_BYTES_MAX);
    for (at, group) in groups.into_iter().enumerate() {
        if gap.contains(&at) {
            if at == gap.start {
                text.extend_from_slice(b"::");
            }
            continue;
        }
        if at != 0 && at != gap.end {
            text.push(b':');
        }
        let digits = (u16::BITS - group.leading_zeros()).div_ceil(4).max(1);
        for digit in (0..digits).rev() {
            let digit = u8::try_from(group >> (4 * digit) & 15).unwrap_or(0);
            text.push(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
        }
    }
    text
}

/// Before the last colon.
fn without_port(text: &[u8], range: &Range<usize>) -> usize {
    let written = text.get(range.clone()).unwrap_or_default();
    written.iter().rposition(|&byte| byte == b':').map_or(range.end, |colon| range.start + colon)
}

fn is_inside_word(text: &[u8], range: Range<usize>) -> bool {
    let is_word =
        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word(byte(text, range.start.checked_sub(1))) || is_word(byte(text, Some(range.end)))
}

/// What is before and behind an `@`; `@name` alone is a mention.
fn email(text: &[u8], at: usize, known: &Known, spans: &mut Spans) -> Option<usize> {
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || b"._%+-=~".contains(&byte) || byte >= 0x80;
    let is_domain =
        |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte) || byte >= 0x80;
    let start = run(text, at, |byte| byte != b'@' && is_local(byte)).start;
    let mut end = run(text, at + 1, is_domain).end;
    while end > at + 1 && byte(text, end.checked_sub(1)).is_some_and(|byte| b".-_".contains(&byte))
    {
        end -= 1;
    }
    let domain = text.get(at + 1..end)?;
    if domain.len() < 2 {
        return None;
    }
    // `username=tomas@orchard.test`: what is before the sign is the name of a value.
    let local = text.get(start..at)?;
    let start = local.iter().rposition(|&byte| byte == b'=').map_or(start, |sign| start + sign + 1);
    // `\nmizuki@…`, `\u003cmizuki@…`: the sign of an escape is none of a name.
    let start = start + escape(text, start).min(at - start);
    let local = text.get(start..at)?;
    if local.is_empty() {
        // `"@timestamp":` is the name of a member.
        let before = start.checked_sub(1);
        if byte(text, before) == Some(b'"') && is_member(text.get(end..).unwrap_or_default()) {
            return Some(end);
        }
        if domain.is_ascii() && !known.is_user(domain) {
            spans.add(at + 1..end, Kind::User, How::Shape, domain);
            person::named(text, before, known, spans);
        }
        return Some(end);
    }
    let written = text.get(start..end)?;
    if known.is_email(written) || (local.eq_ignore_ascii_case(b"git") && known.is_host(domain)) {
        return Some(end);
    }
    person::named(text, start.checked_sub(1), known, spans);
    // `git@host:group/project.git`.
    let is_scp = byte(text, Some(end)) == Some(b':') && local.eq_ignore_ascii_case(b"git");
    let path_end =
        run(text, end + 1, |byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte)).end;
    let end = if is_scp { path_end } else { end };
    spans.add(start..end, Kind::Email, How::Shape, text.get(start..end)?);
    Some(end)
}

/// Bytes of an escape whose backslash stands right before a place.
fn escape(text: &[u8], start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default().iter().rev().take(8);
    let is_escaped = before.take_while(|&&byte| byte == b'\\').count() % 2 == 1;
    let rest = text.get(start..).unwrap_or_default();
    match rest.first() {
        Some(b'n' | b't' | b'r' | b'b' | b'f') if is_escaped => 1,
        Some(b'u') if is_escaped => {
            let digits = rest.iter().skip(1).take(4).take_while(|byte| byte.is_ascii_hexdigit());
            if digits.count() == 4 { 5 } else { 0 }
        }
        _ => 0,
    }
}

/// Whether a quote and a colon follow, as behind the name of a member of JSON.
fn is_member(behind: &[u8]) -> bool {
    let escapes = behind.iter().take(8).take_while(|&&byte| byte == b'\\').count();
    let Some(rest) = behind.get(escapes..).and_then(|rest| rest.strip_prefix(b"\"")) else {
        return false;
    };
    rest.iter().take(8).find(|byte| **byte != b' ') == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_spelt_as_the_standard_has_it() {
        for text in [
            "::",
            "::1",
            "1::",
            "2001:db8::7",
            "2001:DB8:0:0:1:0:0:1",
            "1:0:2:0:0:3:0:0",
            "0:0:0:1:0:0:0:0",
            "fe80::abcd:0",
            "1:2:3:4:5:6:7:8",
            "1:0:3:4:5:6:7:8",
            "203.0.113.9",
        ] {
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(
                String::from_utf8(spelling(address)).unwrap(),
                address.to_string(),
                "{text}"
            );
        }
    }
}
