//! Paths on GitLab: whose they are.

use std::ops::Range;

use super::known::{Known, lower};
use super::rules::AccountKind;
use super::span::{How, Kind, Spans};

/// First parts of paths that are GitLab's own.
const OWN: &[&str] = &[
    "-",
    "404",
    "500",
    "abuse_reports",
    "admin",
    "api",
    "assets",
    "autocomplete",
    "dashboard",
    "deploy.html",
    "explore",
    "favicon.ico",
    "health_check",
    "help",
    "import",
    "invites",
    "jwt",
    "login",
    "oauth",
    "oauth2",
    "profile",
    "public",
    "robots.txt",
    "s",
    "search",
    "sent_notifications",
    "sitemap",
    "uploads",
    "user_settings",
    "users",
    "v2",
    "groups",
    "projects",
    "snippets",
    "u",
];

/// What stands behind `/users/` and is no user.
const ABOUT_USERS: &[&str] = &[
    "sign_in",
    "sign_out",
    "sign_up",
    "auth",
    "password",
    "confirmation",
    "unlock",
    "activity",
    "almost_there",
    "identity_verification",
    "terms",
    "two_factor_auth",
    "session",
    "callouts",
];

/// A path that begins at `from` of a text, up to `to`: adds what is others'.
pub(super) fn path(text: &[u8], range: Range<usize>, known: &Known, how: How, spans: &mut Spans) {
    let parts = parts(text, range.clone());
    let word = |at: usize| {
        parts.get(at).and_then(|part| text.get(part.clone())).map(lower).unwrap_or_default()
    };
    let first = word(0);
    if first.is_empty() {
        return;
    }
    if *first == *b"api" {
        api(text, &parts, known, how, spans);
        return;
    }
    if OWN.iter().any(|own| *own.as_bytes() == *first) {
        own(text, &parts, known, how, spans);
        return;
    }
    namespace(text, &parts, known, how, spans);
}

/// The parts between slashes, query and fragment aside.
fn parts(text: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for at in range.clone() {
        match text.get(at) {
            Some(b'/') => {
                if at > start {
                    parts.push(start..at);
                }
                start = at + 1;
            }
            Some(b'?' | b'#') => {
                if at > start {
                    parts.push(start..at);
                }
                return parts;
            }
            _ => {}
        }
    }
    if range.end > start {
        parts.push(start..range.end);
    }
    parts
}

/// `/api/v4/projects/31/…`, `/api/v4/projects/orchard%2Fcider-press/…`.
fn api(text: &[u8], parts: &[Range<usize>], known: &Known, how: How, spans: &mut Spans) {
    let Some(part) = parts.get(3) else { return };
    let word =
        |at: usize| parts.get(at).and_then(|part| text.get(part.clone())).unwrap_or_default();
    let kinds: &[AccountKind] = match word(2) {
        b"projects" => &[AccountKind::Project],
        b"groups" => &[AccountKind::Group],
        b"namespaces" => &[AccountKind::Group, AccountKind::User],
        b"users" => &[AccountKind::User],
        _ => return,
    };
    reference(text, part.clone(), kinds, known, (how, spans));
    // `/projects/31/members/all/22`, `/groups/7/saml/anna`, `/projects/31/share/7`.
    for (at, part) in parts.iter().enumerate().skip(4) {
        let kind = match text.get(part.clone()) {
            Some(
                b"members" | b"billable_members" | b"pending_members" | b"users"
                | b"service_accounts" | b"scim" | b"saml",
            ) => AccountKind::User,
            Some(b"share") => AccountKind::Group,
            Some(b"fork") => AccountKind::Project,
            _ => continue,
        };
        let next = at + 1 + usize::from(word(at + 1) == b"all");
        if let Some(part) = parts.get(next) {
            reference(text, part.clone(), &[kind], known, (how, spans));
        }
    }
}

/// A number, a path or a name of one of these kinds.
pub(super) fn reference(
    text: &[u8],
    range: Range<usize>,
    kinds: &[AccountKind],
    known: &Known,
    (how, spans): (How, &mut Spans),
) {
    let written = text.get(range.clone()).unwrap_or_default();
    if let Some(id) = number(written) {
        if !known.is_id(kinds, id) {
            spans.add(range, Kind::Id, how, written);
        }
        return;
    }
    let decoded = slashed(written);
    let is_user = kinds.contains(&AccountKind::User);
    let is_own = known.is_place(&decoded)
        || known.is_in_place(&decoded)
        || (!decoded.contains(&b'/') && known.is_part(&decoded))
        || (is_user && known.is_user(&decoded));
    let is_route = matches!(decoded.as_slice(), b"" | b"all" | b"import" | b"shared" | b"user")
        || [b"none".as_slice(), b"any"].iter().any(|word| decoded.eq_ignore_ascii_case(word));
    if !is_own && !is_route {
        let kind = if is_user { Kind::User } else { Kind::Place };
        spans.add(range, kind, how, &decoded);
    }
}

/// `%2F` undone: nothing else of a path is encoded in GitLab's logs.
fn slashed(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, behind)) = rest.split_first() {
        if rest.get(..3).is_some_and(|three| three.eq_ignore_ascii_case(b"%2f")) {
            plain.push(b'/');
            rest = rest.get(3..).unwrap_or_default();
        } else {
            plain.push(first);
            rest = behind;
        }
    }
    plain
}

pub(super) fn number(text: &[u8]) -> Option<i64> {
    let first = text.first()?;
    let is_number = first.is_ascii_digit() || matches!(first, b'-' | b'+');
    is_number.then(|| std::str::from_utf8(text).ok()?.parse().ok()).flatten()
}

/// GitLab's own pages: some have a user, group or project behind them.
fn own(text: &[u8], parts: &[Range<usize>], known: &Known, how: How, spans: &mut Spans) {
    let word =
        |at: usize| parts.get(at).and_then(|part| text.get(part.clone())).unwrap_or_default();
    // `/admin/users/22`, `/-/u/22`.
    let at = usize::from(word(0) == b"admin" || (word(0) == b"-" && word(1) == b"u"));
    match word(at) {
        b"users" | b"u" => {
            let Some(part) = parts.get(at + 1) else { return };
            let name = text.get(part.clone()).unwrap_or_default();
            if !ABOUT_USERS.iter().any(|about| about.as_bytes() == name) {
                reference(text, part.clone(), &[AccountKind::User], known, (how, spans));
            }
        }
        b"groups" | b"projects" => {
            let is_new = matches!(word(at + 1), b"new" | b"");
            if !is_new {
                namespace(text, parts.get(at + 1..).unwrap_or_default(), known, how, spans);
            }
        }
        _ => {}
    }
}

/// Of pages about a person, whether that is a subject: `/api/v4/users/22`,
/// `/admin/users/tomas`; of who signs up nobody knows yet.
pub(super) fn person(path: &[u8], known: &Known) -> Option<bool> {
    let end = path.iter().position(|&byte| byte == b'?').unwrap_or(path.len());
    let mut parts = path.get(..end)?.split(|&byte| byte == b'/').filter(|part| !part.is_empty());
    let users = match parts.next()? {
        b"api" => parts.nth(1)?,
        b"admin" => parts.next()?,
        first => first,
    };
    let name = parts.next().filter(|name| !ABOUT_USERS.iter().any(|no| no.as_bytes() == *name));
    (users == b"users").then(|| {
        name.is_some_and(|name| {
            number(name)
                .map_or_else(|| known.is_user(name), |id| known.is_id(&[AccountKind::User], id))
        })
    })
}

/// `group/project/-/issues`, `group/project.git/info/refs`, `user`.
fn namespace(text: &[u8], parts: &[Range<usize>], known: &Known, how: How, spans: &mut Spans) {
    let (Some(first), Some(_)) = (parts.first(), parts.last()) else { return };
    let word = |part: &Range<usize>| text.get(part.clone()).unwrap_or_default();
    let mut end = first.end;
    for part in parts {
        let written = word(part);
        if written == b"-" {
            break;
        }
        end = part.end;
        let lower = written.to_ascii_lowercase();
        if let Some(bare) =
            [b".git".as_slice(), b".atom"].iter().find_map(|end| lower.strip_suffix(*end))
        {
            end = part.start + bare.len();
            break;
        }
    }
    let range = first.start..end;
    let written = text.get(range.clone()).unwrap_or_default();
    if known.is_place(written) || known.is_in_place(written) || known.is_user(written) {
        return;
    }
    if super::pseudonym::length_at(written).is_some() {
        return;
    }
    spans.add(range, Kind::Place, how, written);
}
