//! The rules, made ready to be asked millions of times.

use std::collections::BTreeSet;
use std::net::IpAddr;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};

use super::rules::{Account, AccountKind, Rules};
use super::span::{How, Kind, Spans};
use crate::investigate::secret;

/// Below so many bytes of names the fastest automaton still fits in the cache.
const DFA_BYTES_MAX: usize = 256 * 1024;

/// Shorter names are not looked for in free text.
const NAME_BYTES_MIN: usize = 2;

/// Endings of machine names that are inside of any network.
const INSIDE: [&str; 8] =
    [".internal", ".local", ".localdomain", ".lan", ".corp", ".intranet", ".svc", ".home.arpa"];

/// Users that are nobody's.
const NOBODY: [&str; 9] = [
    "",
    "-",
    "(system)",
    "system",
    "gitlab",
    "unauthenticated",
    "an unauthenticated user",
    "deploy token",
    "deploy key",
];

/// Something that stands before what tells of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// A number of a user follows.
    UserId,
    /// A number of a project or group follows.
    PlaceId,
    /// `gid://gitlab/User/22`.
    GlobalId,
    /// A user name follows.
    User,
    /// `.git`: a path precedes.
    Git,
    /// A path in the storage of repositories follows.
    Hashed,
    /// `://`.
    Scheme,
    /// The end of a name of an inner machine.
    Inside,
    /// A secret begins like this.
    Secret,
    /// A secret's name has this in it.
    SecretWord,
}

const MARKERS: &[(&str, Marker)] = &[
    ("user_id", Marker::UserId),
    ("userid", Marker::UserId),
    ("author_id", Marker::UserId),
    ("owner_id", Marker::UserId),
    ("member_id", Marker::UserId),
    ("creator_id", Marker::UserId),
    ("user/", Marker::UserId),
    ("users/", Marker::UserId),
    ("user-", Marker::UserId),
    ("user #", Marker::UserId),
    ("user id", Marker::UserId),
    ("user with id", Marker::UserId),
    ("project_id", Marker::PlaceId),
    ("group_id", Marker::PlaceId),
    ("namespace_id", Marker::PlaceId),
    ("project id", Marker::PlaceId),
    ("group id", Marker::PlaceId),
    ("projects/", Marker::PlaceId),
    ("groups/", Marker::PlaceId),
    ("project-", Marker::PlaceId),
    ("wiki-", Marker::PlaceId),
    ("gid://gitlab/", Marker::GlobalId),
    ("username", Marker::User),
    ("user_name", Marker::User),
    ("login=", Marker::User),
    ("user=", Marker::User),
    ("author=", Marker::User),
    (".git", Marker::Git),
    ("@hashed/", Marker::Hashed),
    ("://", Marker::Scheme),
];

/// The rules, made ready.
#[derive(Debug)]
pub(super) struct Known {
    names: AhoCorasick,
    named: Vec<Named>,
    pub(super) markers: AhoCorasick,
    pub(super) marked: Vec<Marker>,
    users: BTreeSet<Vec<u8>>,
    emails: BTreeSet<Vec<u8>>,
    ids: BTreeSet<(AccountKind, i64)>,
    addresses: BTreeSet<IpAddr>,
    /// Paths of subjects, lower-case; groups with all below them.
    places: Vec<(Vec<u8>, AccountKind)>,
    public: BTreeSet<Vec<u8>>,
    pub(super) token_prefix: Option<String>,
}

/// What a name in the automaton is.
#[derive(Debug)]
struct Named {
    kind: Kind,
    /// One spelling for all names of an account: one pseudonym.
    spelling: Vec<u8>,
    /// It is a subject's, or public.
    is_kept: bool,
}

impl Known {
    /// Makes rules ready.
    ///
    /// # Errors
    /// One sentence: rules that make no sense, or more names than there is room for.
    pub(super) fn of(rules: &Rules) -> Result<Self, String> {
        rules.check()?;
        let mut patterns = Patterns::default();
        for subject in &rules.subjects {
            patterns.account(subject, true);
        }
        for host in &rules.hosts.public {
            patterns.add(host, Kind::Host, host, true);
        }
        for other in &rules.others {
            let is_kept = above(&rules.subjects, other);
            patterns.account(other, is_kept);
        }
        let (texts, named) = patterns.ready();
        let inside = INSIDE.iter().map(|&end| end.to_owned());
        let inside = inside.chain(rules.hosts.internal.iter().map(|end| end.to_lowercase()));
        let inside = inside.map(|end| (end, Marker::Inside));
        let secrets = secret::beginnings().map(|text| (text.to_owned(), Marker::Secret));
        let words = secret::words().map(|text| (text.to_owned(), Marker::SecretWord));
        let custom = rules.token_prefix.iter().map(|prefix| (prefix.clone(), Marker::Secret));
        let markers = MARKERS.iter().map(|&(text, marker)| (text.to_owned(), marker));
        let (marks, marked): (Vec<String>, Vec<Marker>) =
            markers.chain(inside).chain(secrets).chain(words).chain(custom).unzip();
        let lower =
            |texts: &[String]| texts.iter().map(|text| text.to_lowercase().into_bytes()).collect();
        let emails = rules.subjects.iter().flat_map(|one| &one.emails);
        Ok(Self {
            names: automaton(&texts)?,
            named,
            markers: automaton(&marks)?,
            marked,
            users: users(&rules.subjects),
            emails: emails.map(|email| email.to_lowercase().into_bytes()).collect(),
            ids: rules.subjects.iter().filter_map(|one| Some((one.kind, one.id?))).collect(),
            addresses: rules.subjects.iter().flat_map(|one| one.addresses.clone()).collect(),
            places: rules
                .subjects
                .iter()
                .map(|one| (one.path.to_lowercase().into_bytes(), one.kind))
                .collect(),
            public: lower(&rules.hosts.public),
            token_prefix: rules.token_prefix.clone(),
        })
    }

    /// Adds the names of others that stand in a text.
    pub(super) fn names(&self, text: &[u8], spans: &mut Spans) {
        let mut from = 0;
        while from < text.len() {
            let Some(found) = self.names.find(Input::new(text).range(from..)) else { return };
            if !is_word(text, found.range()) {
                from = found.start() + 1;
                continue;
            }
            from = found.end();
            let Some(named) = self.named.get(found.pattern().as_usize()) else { continue };
            if !named.is_kept {
                spans.add(found.range(), named.kind, How::Known, &named.spelling);
            }
        }
    }

    /// Whether a user's name or full name is a subject's, or nobody's.
    pub(super) fn is_user(&self, name: &[u8]) -> bool {
        let name = lower(name);
        self.users.contains(&name)
            || self.emails.contains(&name)
            || NOBODY.iter().any(|nobody| nobody.as_bytes() == name)
    }

    /// Whether a path is a subject's, below a subject group, or above a subject.
    pub(super) fn is_place(&self, path: &[u8]) -> bool {
        let path = lower(path);
        let path = path.strip_suffix(b"/").unwrap_or(&path);
        self.places.iter().any(|(own, kind)| {
            own == path
                || (*kind == AccountKind::Group && is_below(path, own))
                || (*kind != AccountKind::User && is_below(own, path))
        })
    }

    /// Whether a path begins with a subject project or group, whatever follows.
    pub(super) fn is_in_place(&self, path: &[u8]) -> bool {
        let path = lower(path);
        self.places.iter().any(|(own, _)| own == &path || is_below(&path, own))
    }

    /// Whether a last part of a path alone is of a subject: `cider-press`.
    pub(super) fn is_part(&self, part: &[u8]) -> bool {
        let part = lower(part);
        self.places.iter().any(|(own, _)| own.split(|&byte| byte == b'/').any(|one| one == part))
    }

    pub(super) fn is_id(&self, kinds: &[AccountKind], id: i64) -> bool {
        // 0 and below stand for nobody signed in, deploy tokens and the like.
        id <= 0 || kinds.iter().any(|&kind| self.ids.contains(&(kind, id)))
    }

    pub(super) fn is_email(&self, email: &[u8]) -> bool {
        self.emails.contains(&lower(email))
    }

    pub(super) fn is_address(&self, address: IpAddr) -> bool {
        address.is_loopback() || address.is_unspecified() || self.addresses.contains(&address)
    }

    pub(super) fn is_host(&self, host: &[u8]) -> bool {
        let host = lower(host);
        matches!(host.as_slice(), b"" | b"-" | b"localhost" | b"unix" | b"127.0.0.1")
            || self.public.contains(&host)
    }
}

/// Whether an account stands above a subject: its path is part of the subject's.
fn above(subjects: &[Account], other: &Account) -> bool {
    let path = other.path.to_lowercase().into_bytes();
    let is_same =
        |one: &Account| one.kind == other.kind && one.path.eq_ignore_ascii_case(&other.path);
    subjects.iter().any(|one| {
        is_same(one)
            || (one.kind == AccountKind::Group
                && is_below(&path, &one.path.to_lowercase().into_bytes()))
            || (other.kind == AccountKind::Group
                && one.kind != AccountKind::User
                && is_below(&one.path.to_lowercase().into_bytes(), &path))
    })
}

fn is_below(path: &[u8], group: &[u8]) -> bool {
    path.strip_prefix(group).is_some_and(|rest| rest.first() == Some(&b'/'))
}

fn users(subjects: &[Account]) -> BTreeSet<Vec<u8>> {
    let people = subjects.iter().filter(|one| one.kind == AccountKind::User);
    let names = people.flat_map(|one| std::iter::once(&one.path).chain(&one.names));
    names.map(|name| name.to_lowercase().into_bytes()).collect()
}

pub(super) fn lower(text: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(text) {
        Ok(text) if !text.is_ascii() => text.to_lowercase().into_bytes(),
        _ => text.to_ascii_lowercase(),
    }
}

/// Whether no letter or digit stands right before or behind; where a name
/// begins or ends with another character than these there is nothing to ask.
fn is_word(text: &[u8], range: std::ops::Range<usize>) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| text.get(index));
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = at(range.start.checked_sub(1));
    let (first, last) = (text.get(range.start), at(range.end.checked_sub(1)));
    let is_glued_before = is_part(first) && is_part(before);
    let is_glued_behind = is_part(last) && is_part(text.get(range.end));
    !is_glued_before && !is_glued_behind
}

fn automaton(texts: &[String]) -> Result<AhoCorasick, String> {
    let bytes: usize = texts.iter().map(String::len).sum();
    let kind = (bytes <= DFA_BYTES_MAX).then_some(AhoCorasickKind::DFA);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(kind)
        .build(texts)
        .map_err(|error| error.to_string())
}

/// The names under way.
#[derive(Debug, Default)]
struct Patterns {
    seen: std::collections::BTreeMap<String, usize>,
    named: Vec<Named>,
}

impl Patterns {
    fn account(&mut self, account: &Account, is_kept: bool) {
        let kind = if account.kind == AccountKind::User { Kind::User } else { Kind::Place };
        let spelling = account.path.to_lowercase();
        self.add(&account.path, kind, &spelling, is_kept);
        if account.kind == AccountKind::User {
            // A short name alone in base64; longer ones are decoded.
            let encoded = base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD_NO_PAD,
                account.path.as_bytes(),
            );
            self.add(&encoded, kind, &spelling, is_kept);
        }
        for name in &account.names {
            for written in variants(name) {
                self.add(&written, kind, &spelling, is_kept);
            }
        }
        for email in &account.emails {
            self.add(email, Kind::Email, email, is_kept);
        }
    }

    /// The first that has a name keeps it: subjects come first.
    fn add(&mut self, text: &str, kind: Kind, spelling: &str, is_kept: bool) {
        let text = text.trim().to_lowercase();
        if text.len() < NAME_BYTES_MIN || self.seen.contains_key(&text) {
            return;
        }
        self.seen.insert(text, self.named.len());
        let spelling = spelling.to_lowercase().into_bytes();
        self.named.push(Named { kind, spelling, is_kept });
    }

    /// Texts and what they are, in the same order.
    fn ready(self) -> (Vec<String>, Vec<Named>) {
        let mut texts = vec![String::new(); self.named.len()];
        for (text, at) in self.seen {
            if let Some(slot) = texts.get_mut(at) {
                *slot = text;
            }
        }
        (texts, self.named)
    }
}

/// A full name as logs, addresses and file names write it.
fn variants(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut all: Vec<String> =
        [" ", "+", ".", "_", "-", ""].iter().map(|between| words.join(between)).collect();
    if let [first, last] = words.as_slice() {
        all.extend(
            [", ", " ", ".", "_", "-"].iter().map(|between| format!("{last}{between}{first}")),
        );
    }
    all
}
