//! Whom logs name in their own fields: the same names are then found in free
//! text, although neither the instance nor the record knows them (LD26).
//!
//! Told by a field, or by a word before it. What only looks like a name is none:
//! a word that somebody else wrote must not take the whole text along.

use std::collections::BTreeSet;

use event::{Event, Way};
use jiff::Timestamp;

use super::decode::Decoded;
use super::field::Field;
use super::fold::folded;
use super::json::Member;
use super::known::{ID_MIN, Known};
use super::person;
use super::rules::{Account, AccountKind, Rules};
use super::senseless::Senseless;
use super::sight::Sight;
use super::span::{How, Kind};

/// Names that are kept at most: each takes some hundred bytes.
pub const NAMES_MAX: usize = 200_000;

/// A longer text is a message, not a name.
const NAME_BYTES_MAX: usize = 255;

/// Shorter names, by one character, are told by fields only.
const NAME_CHARS_MIN: usize = 3;

/// Text is decoded so many times at most.
const DEPTH_MAX: usize = 4;

/// What stands where a name may stand and is nobody.
const NO_NAMES: [&str; 9] =
    ["git", "ssh", "http", "https", "none", "nil", "unknown", "anonymous", "undefined"];

/// Collects names, line by line.
#[derive(Debug)]
pub struct Told {
    known: Known,
    sight: Sight,
    accounts: BTreeSet<(AccountKind, String)>,
    hosts: BTreeSet<String>,
    names_max: usize,
}

impl Told {
    /// Knows whose names may stay: the rules' subjects.
    ///
    /// # Errors
    /// Rules that make no sense.
    pub fn new(rules: &Rules) -> Result<Self, Senseless> {
        let rules = Rules { others: Vec::new(), ..rules.clone() };
        Ok(Self {
            known: Known::of(&rules)?,
            sight: Sight::default(),
            accounts: BTreeSet::new(),
            hosts: BTreeSet::new(),
            names_max: NAMES_MAX,
        })
    }

    /// The same with room for other than [`NAMES_MAX`] names.
    #[must_use]
    pub fn with_room(self, names_max: usize) -> Self {
        Self { names_max, ..self }
    }

    /// Whether there is no room for more: what follows would not be known.
    pub fn is_full(&self) -> bool {
        self.accounts.len() + self.hosts.len() >= self.names_max
    }

    /// The names of accounts and of machines.
    pub fn names(self) -> (Vec<Account>, Vec<String>) {
        let account = |(kind, path): (AccountKind, String)| Account {
            kind,
            id: None,
            // Full names are written in many ways.
            names: path.contains(char::is_whitespace).then(|| path.clone()).into_iter().collect(),
            path,
            emails: Vec::new(),
            addresses: Vec::new(),
        };
        (self.accounts.into_iter().map(account).collect(), self.hosts.into_iter().collect())
    }

    /// Takes a line, or a record of several.
    pub fn line(&mut self, line: &[u8]) {
        self.event(&event::normalise::read(Way::Import, Timestamp::UNIX_EPOCH, line));
        self.sight.read(line);
        self.sight.look(line, &self.known);
        let spans = std::mem::take(&mut self.sight.spans);
        let is_told = |how: How| !matches!(how, How::Base64 | How::Rule);
        for span in spans.iter().filter(|span| is_told(span.how) && !span.is_vague) {
            let Ok(text) = std::str::from_utf8(spans.spelling(span)) else { continue };
            let is_field = span.how == How::Field;
            self.span(span.kind, is_field, &decoded(text));
        }
        self.sight.spans = spans;
        self.parts(line);
    }

    /// First and last names are any words; together they are a person's.
    fn parts(&mut self, line: &[u8]) {
        let members = &self.sight.members.all;
        let part = |member: &Member| {
            let text =
                line.get(member.value.clone()).filter(|_| member.field == Field::NamePart)?;
            Some(decoded(std::str::from_utf8(text).ok()?))
        };
        let both = members
            .array_windows()
            .filter_map(|[one, other]| Some(format!("{} {}", part(one)?, part(other)?)));
        for name in both.collect::<Vec<_>>() {
            self.add(AccountKind::User, &name);
        }
    }

    /// Adds a name that is known otherwise.
    pub fn add(&mut self, kind: AccountKind, name: &str) {
        let name = name.trim().trim_start_matches('@');
        let is_kept = match kind {
            AccountKind::User => self.known.is_user(name.as_bytes()) || name.starts_with('('),
            AccountKind::Project | AccountKind::Group => self.known.is_place(name.as_bytes()),
        };
        let is_name = !name.is_empty()
            && name.len() <= NAME_BYTES_MAX
            && !NO_NAMES.iter().any(|no| no.eq_ignore_ascii_case(name));
        let is_short_number =
            name.parse().is_ok_and(|id: i64| id < ID_MIN || self.known.is_any_id(id));
        if is_name && !is_kept && !is_short_number && !self.is_full() {
            self.accounts.insert((kind, name.to_owned()));
        }
    }

    fn event(&mut self, event: &Event) {
        let people = event.actor.name.iter().chain(&event.actor.impersonator);
        for name in people {
            self.add(AccountKind::User, name);
        }
        let entity = event.entity.as_ref().map(|one| (one.kind.as_str(), one.path.as_deref()));
        let target = event.target.as_ref();
        let target = target.and_then(|one| Some((one.kind.as_deref()?, one.details.as_deref())));
        for (kind, name) in [entity, target].into_iter().flatten() {
            match (kind, name) {
                ("User", Some(name)) => self.add(AccountKind::User, name),
                ("Project" | "Group", Some(path)) => self.place(path),
                _ => {}
            }
        }
    }

    fn span(&mut self, kind: Kind, is_field: bool, text: &str) {
        let is_long = text.chars().nth(NAME_CHARS_MIN - 1 - usize::from(is_field)).is_some();
        match kind {
            Kind::User if is_long && text.contains('/') => self.place(text),
            Kind::User if is_long => {
                self.add(AccountKind::User, person::directory_name(text).unwrap_or(text));
            }
            Kind::Email => self.email(text),
            Kind::Place if is_long => self.place(text),
            Kind::Host => self.host(text),
            Kind::Url => {
                let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
                self.host(authority.rsplit('@').next().unwrap_or_default());
            }
            Kind::Id if text.parse::<i64>().is_ok() => self.add(AccountKind::User, text),
            _ => {}
        }
    }

    /// A path, and the groups above it: they are mostly an organisation's name.
    fn place(&mut self, path: &str) {
        let path = path.trim_matches('/');
        let kind = if path.contains('/') { AccountKind::Project } else { AccountKind::Group };
        self.add(kind, path);
        for (at, _) in path.match_indices('/') {
            if let Some(group) = path.get(..at).filter(|group| group.len() >= NAME_CHARS_MIN) {
                self.add(AccountKind::Group, group);
            }
        }
    }

    /// An address, and the name before its `@` if it is one of a person: `mizuki.arai`.
    fn email(&mut self, email: &str) {
        self.add(AccountKind::User, email);
        let local = email.split(['@', '+']).next().unwrap_or_default();
        if local.contains(['.', '_']) {
            self.add(AccountKind::User, local);
        }
    }

    /// A machine, and its own name alone if that is no word: `db-07`.
    fn host(&mut self, host: &str) {
        let bare = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
        let name = bare.map_or(host, |(host, _)| host).trim().trim_end_matches('.');
        let first = name.split('.').next().unwrap_or_default();
        let is_word = !first.contains(|c: char| c.is_ascii_digit() || c == '-');
        let alone = Some(first).filter(|first| !is_word && first.len() > NAME_CHARS_MIN);
        for name in std::iter::once(name).chain(alone) {
            let is_address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let is_short = name.len() < NAME_CHARS_MIN || name.len() > NAME_BYTES_MAX;
            let is_kept = is_address || is_number || self.known.is_host(name.as_bytes());
            if !is_short && !is_kept && !self.is_full() {
                self.hosts.insert(name.to_owned());
            }
        }
    }
}

/// A name as it is meant, however it is encoded.
fn decoded(text: &str) -> String {
    let (mut text, mut decoded) = (text.to_owned(), Decoded::default());
    for _ in 0..DEPTH_MAX {
        if !decoded.fill(text.as_bytes()) {
            break;
        }
        match std::str::from_utf8(&decoded.text) {
            Ok(plainer) => text = plainer.to_owned(),
            Err(_) => break,
        }
    }
    folded(&text)
}

#[cfg(test)]
mod tests;
