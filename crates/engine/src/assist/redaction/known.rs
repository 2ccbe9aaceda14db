//! The rules, made ready to be asked millions of times.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;

use super::fold::folded;
use super::marker::{MARKERS, Marker};
use super::rules::{Account, AccountKind, Rules};
use super::senseless::Senseless;
use super::span::{How, Kind, Spans};
use super::text::{Heads, Starts, Texts};
use crate::investigate::secret;

/// Shorter names are not looked for in free text.
const NAME_BYTES_MIN: usize = 2;

/// Smaller numbers of accounts are any number; in a field they are told anyway.
pub(super) const ID_MIN: i64 = 100_000;

/// Shorter names are not decoded from base64, so they are looked for in it.
const DECODED_BYTES_MIN: usize = 9;

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

/// The rules, made ready.
#[derive(Debug)]
pub(super) struct Known {
    heads: Heads,
    names: Texts,
    named: Vec<Named>,
    marks: Texts,
    marked: Vec<Marker>,
    users: BTreeSet<Vec<u8>>,
    /// Titles of the subjects' projects and groups, and of the groups above them.
    titles: BTreeSet<Vec<u8>>,
    emails: BTreeSet<Vec<u8>>,
    ids: BTreeSet<(AccountKind, i64)>,
    others_ids: BTreeSet<(AccountKind, i64)>,
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
    pub(super) fn of(rules: &Rules) -> Result<Self, Senseless> {
        rules.check()?;
        let mut patterns = Patterns::default();
        for subject in &rules.subjects {
            patterns.account(subject, true);
        }
        for host in &rules.hosts.public {
            patterns.add(host, Kind::Host, host, true);
        }
        let (mut others_ids, mut titles) = (BTreeSet::new(), titles(&rules.subjects));
        for other in &rules.others {
            let is_kept = above(&rules.subjects, other);
            if is_kept {
                titles.extend(self::titles(std::slice::from_ref(other)));
            }
            patterns.account(other, is_kept);
            others_ids.extend(other.id.filter(|_| !is_kept).map(|id| (other.kind, id)));
        }
        for host in &rules.hosts.others {
            patterns.name(host, Kind::Host, host, false);
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
            heads: Heads::of(&texts, &marks),
            names: Texts::of(&texts)?,
            named,
            marks: Texts::of(&marks)?,
            marked,
            users: users(&rules.subjects),
            titles,
            emails: emails.map(|email| email.to_lowercase().into_bytes()).collect(),
            ids: rules.subjects.iter().filter_map(|one| Some((one.kind, one.id?))).collect(),
            others_ids,
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

    /// Where names and marks may begin in a text.
    pub(super) fn starts(&self, text: &[u8], starts: &mut Starts) {
        self.heads.find(text, starts);
    }

    /// Adds the names of others that stand in a text.
    pub(super) fn names(&self, text: &[u8], starts: &Starts, spans: &mut Spans) {
        let mut done = 0;
        for &at in &starts.names {
            if at < done || is_glued(text, at) {
                continue;
            }
            let Some((which, end)) = self.names.at(text, at) else { continue };
            if is_glued(text, end) {
                continue;
            }
            done = end;
            let Some(named) = self.named.get(which) else { continue };
            if !named.is_kept {
                spans.add(at..end, named.kind, How::Known, &named.spelling);
            }
        }
    }

    /// Shows each mark in a text, in order and without overlap.
    pub(super) fn marks(
        &self,
        text: &[u8],
        starts: &Starts,
        mut show: impl FnMut(Marker, Range<usize>),
    ) {
        let mut done = 0;
        for &at in &starts.marks {
            if at < done {
                continue;
            }
            let Some((which, end)) = self.marks.at(text, at) else { continue };
            done = end;
            if let Some(&marker) = self.marked.get(which) {
                show(marker, at..end);
            }
        }
    }

    /// Whether a user's name or full name is a subject's, or nobody's.
    pub(super) fn is_user(&self, name: &[u8]) -> bool {
        let name = lower(name);
        let name = name.as_ref();
        self.users.contains(name)
            || self.emails.contains(name)
            || NOBODY.iter().any(|nobody| nobody.as_bytes() == name)
    }

    /// Whether a word is part of a subject user's full name.
    pub(super) fn is_user_part(&self, word: &[u8]) -> bool {
        let word = lower(word);
        self.users.iter().any(|name| name.split(|&byte| byte == b' ').any(|one| *one == *word))
    }

    /// Whether a name is the title of a subject, or of a group above one.
    pub(super) fn is_title(&self, name: &[u8]) -> bool {
        self.titles.contains(lower(name).as_ref())
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
        self.places.iter().any(|(own, _)| *own == *path || is_below(&path, own))
    }

    /// Whether a last part of a path alone is of a subject: `cider-press`.
    pub(super) fn is_part(&self, part: &[u8]) -> bool {
        let part = lower(part);
        self.places.iter().any(|(own, _)| own.split(|&byte| byte == b'/').any(|one| *one == *part))
    }

    pub(super) fn is_id(&self, kinds: &[AccountKind], id: i64) -> bool {
        // 0 and below stand for nobody signed in, deploy tokens and the like.
        id <= 0 || kinds.iter().any(|&kind| self.ids.contains(&(kind, id)))
    }

    /// Whether an account of any kind among the subjects has that number.
    pub(super) fn is_any_id(&self, id: i64) -> bool {
        self.is_id(&[AccountKind::User, AccountKind::Project, AccountKind::Group], id)
    }

    /// Whether a number is one of somebody else that is known.
    pub(super) fn is_others_id(&self, kinds: &[AccountKind], id: i64) -> bool {
        kinds.iter().any(|&kind| self.others_ids.contains(&(kind, id)))
    }

    pub(super) fn is_email(&self, email: &[u8]) -> bool {
        self.emails.contains(lower(email).as_ref())
    }

    pub(super) fn is_address(&self, address: IpAddr) -> bool {
        address.is_loopback() || address.is_unspecified() || self.addresses.contains(&address)
    }

    pub(super) fn is_host(&self, host: &[u8]) -> bool {
        let host = lower(host);
        let host = host.as_ref();
        matches!(host, b"" | b"-" | b"localhost" | b"unix" | b"127.0.0.1")
            || self.public.contains(host)
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

/// The names of projects and groups beside their paths.
fn titles(accounts: &[Account]) -> BTreeSet<Vec<u8>> {
    let places = accounts.iter().filter(|one| one.kind != AccountKind::User);
    places.flat_map(|one| &one.names).map(|name| name.to_lowercase().into_bytes()).collect()
}

pub(super) fn lower(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.is_ascii()
        && let Ok(text) = std::str::from_utf8(text)
    {
        return Cow::Owned(text.to_lowercase().into_bytes());
    }
    if text.iter().any(u8::is_ascii_uppercase) {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Borrowed(text)
}

/// Whether a letter or digit stands on both sides of a place: no name begins or
/// ends there.
fn is_glued(text: &[u8], at: usize) -> bool {
    let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    is_part(text.get(at)) && is_part(at.checked_sub(1).and_then(|before| text.get(before)))
}

/// The names under way.
#[derive(Debug, Default)]
struct Patterns {
    seen: std::collections::BTreeMap<String, usize>,
    named: Vec<Named>,
}

impl Patterns {
    fn account(&mut self, account: &Account, is_kept: bool) {
        let is_number = account.path.bytes().all(|byte| byte.is_ascii_digit());
        let kind = match account.kind {
            _ if is_number => Kind::Id,
            AccountKind::User => Kind::User,
            AccountKind::Project | AccountKind::Group => Kind::Place,
        };
        let spelling = account.path.to_lowercase();
        self.name(&account.path, kind, &spelling, is_kept);
        if let Some(id) = account.id.filter(|&id| id >= ID_MIN) {
            let id = id.to_string();
            self.name(&id, Kind::Id, &id, is_kept);
        }
        for name in &account.names {
            for written in variants(name) {
                self.name(&written, kind, &spelling, is_kept);
            }
        }
        for email in &account.emails {
            self.add(email, Kind::Email, email, is_kept);
        }
    }

    /// A name as it is written and as decoded text has it; a short one, which
    /// alone is not decoded, also as it is in base64.
    fn name(&mut self, text: &str, kind: Kind, spelling: &str, is_kept: bool) {
        let text = text.trim();
        self.add(text, kind, spelling, is_kept);
        self.put(folded(text), kind, spelling, is_kept);
        if text.len() < NAME_BYTES_MIN || text.len() >= DECODED_BYTES_MIN {
            return;
        }
        let lower = text.to_lowercase();
        let mut letters = lower.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        let capital: String = first.chain(letters).collect();
        for written in [text, &lower, &capital, &text.to_uppercase()] {
            let engine = &base64::engine::general_purpose::STANDARD_NO_PAD;
            let encoded = base64::Engine::encode(engine, written.as_bytes());
            self.add(&encoded, kind, spelling, is_kept);
            self.add(&encoded.replace('+', "-").replace('/', "_"), kind, spelling, is_kept);
        }
    }

    /// The first that has a name keeps it: subjects come first.
    fn add(&mut self, text: &str, kind: Kind, spelling: &str, is_kept: bool) {
        self.put(text.trim().to_lowercase(), kind, spelling, is_kept);
    }

    fn put(&mut self, text: String, kind: Kind, spelling: &str, is_kept: bool) {
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
