//! Values of GitLab's own fields: known by where they stand.

use std::ops::Range;

use super::decode::Decoded;
use super::field::Field;
use super::json::{Member, Members};
use super::known::Known;
use super::rules::AccountKind;
use super::span::{How, Kind, Spans};
use super::{person, place, secret, shape};

const ANY: &[AccountKind] = &[AccountKind::User, AccountKind::Project, AccountKind::Group];
const USER: &[AccountKind] = &[AccountKind::User];
const PROJECT: &[AccountKind] = &[AccountKind::Project];
const GROUP: &[AccountKind] = &[AccountKind::Group, AccountKind::User];

/// A line's own story: of what kind its entity and target are, and whether it
/// is a subject's.
#[derive(Debug, Clone, Copy, Default)]
struct Story {
    entity: Thing,
    target: Thing,
    is_subjects: bool,
    /// Its person is a subject.
    is_persons: bool,
    /// It is about a person: whether they are a subject.
    about: Option<bool>,
}

/// What an event is about.
#[derive(Debug, Clone, Copy, Default)]
struct Thing {
    kinds: Option<&'static [AccountKind]>,
    id: Option<i64>,
    /// Its name is a subject user's.
    is_subject: bool,
    /// It is of a kind that only people have.
    is_personal: bool,
}

impl Thing {
    /// Of a user, whether they are a subject.
    fn about(self, known: &Known) -> Option<bool> {
        let is_own = self.is_subject || self.id.is_some_and(|id| known.is_id(USER, id));
        (self.kinds == Some(USER)).then_some(is_own)
    }
}

/// Adds the values of a line that are not the subjects'.
pub(super) fn judge(line: &[u8], members: &Members, known: &Known, spans: &mut Spans) {
    let mut story = Story::default();
    for member in &members.all {
        story.read(member, line, known);
    }
    let is_audit = story.target.kinds.or(story.entity.kinds).is_some();
    let audited = if story.target.kinds.is_some() { story.target } else { story.entity };
    story.about = if is_audit { audited.about(known) } else { story.about };
    if story.is_persons {
        // What only may be of others: the key of this person.
        spans.retain(|span| span.kind != Kind::Id || !span.is_vague);
    }
    for member in &members.all {
        value(line, member, story, known, spans);
    }
}

impl Story {
    fn read(&mut self, member: &Member, line: &[u8], known: &Known) {
        let written = line.get(member.value.clone()).unwrap_or_default();
        if written.is_empty() || written == b"null" {
            return;
        }
        let number = place::number(written);
        let is_id =
            |kinds: &[AccountKind]| number.is_some_and(|id| id > 0 && known.is_id(kinds, id));
        let mut is_person = false;
        match member.field {
            Field::EntityType => self.entity.kinds = Some(kinds_of(written)),
            Field::TargetType => {
                self.target.kinds = Some(kinds_of(written));
                self.target.is_personal = matches!(written, b"Key" | b"GpgKey" | b"Identity");
            }
            Field::EntityId => self.entity.id = number,
            Field::TargetId => self.target.id = number,
            Field::Owned => self.target.is_subject |= known.is_user(written),
            Field::User => is_person = written.len() > 1 && known.is_user(written),
            Field::UserId => is_person = is_id(USER),
            Field::ProjectId => self.is_subjects |= is_id(PROJECT),
            Field::Place => {
                self.is_subjects |= known.is_in_place(written);
                self.entity.is_subject |= known.is_user(written);
            }
            Field::Url => self.about = self.about.or_else(|| place::person(written, known)),
            _ => {}
        }
        self.is_persons |= is_person;
        self.is_subjects |= is_person;
    }

    /// The same with whose a thing is: what only people have is its person's.
    fn of(self, field: Field) -> Self {
        let is_persons = field == Field::Personal || self.target.is_personal;
        Self { is_subjects: if is_persons { self.is_persons } else { self.is_subjects }, ..self }
    }

    /// Whether a name of an unnamed kind may be the subjects'.
    fn may_keep(self, field: Field, name: &[u8]) -> bool {
        let is_theirs = self.about.unwrap_or(self.is_subjects);
        match field {
            Field::Sought => !person::is_name(name),
            // An audit event tells of what kind it is.
            Field::Called if self.about.is_none() && self.target.kinds.is_none() => {
                is_theirs && (self.entity.kinds.is_some() || !person::is_name(name))
            }
            Field::Title => self.is_subjects,
            Field::Called | Field::Name => is_theirs,
            Field::NamePart => self.is_persons || self.about == Some(true),
            _ => false,
        }
    }
}

fn kinds_of(written: &[u8]) -> &'static [AccountKind] {
    match written {
        b"User" => USER,
        b"Project" => PROJECT,
        b"Group" | b"Namespace" => GROUP,
        _ => &[],
    }
}

fn value(line: &[u8], member: &Member, story: Story, known: &Known, spans: &mut Spans) {
    if !member.field.tells() {
        return;
    }
    let range = member.value.clone();
    let raw = line.get(range.clone()).unwrap_or_default();
    let is_nothing =
        matches!(raw, b"" | b"null" | b"true" | b"false" | b"-" | b"[FILTERED]" | b"?");
    if is_nothing || super::pseudonym::is_pseudonym(raw) {
        return;
    }
    let mut decoded = Decoded::default();
    let is_encoded = memchr::memchr(b'\\', raw).is_some() && decoded.fill(raw);
    let text: &[u8] = if is_encoded { &decoded.text } else { raw };
    let mut take = |kind: Kind| spans.add(range.clone(), kind, How::Field, text);
    match member.field {
        Field::User
        | Field::NamePart
        | Field::Name
        | Field::Called
        | Field::Sought
        | Field::Title => name(range, text, member.field, story, (known, spans)),
        Field::Email => {
            // `receive_email=1`.
            if !known.is_email(text) && place::number(text).is_none() {
                take(Kind::Email);
            }
        }
        Field::Host => {
            if !known.is_host(text) {
                take(Kind::Host);
            }
        }
        Field::Secret => {
            if !secret::is_stand_in(text) {
                take(Kind::Secret);
            }
        }
        Field::ProjectId => number(line, member, PROJECT, known, spans),
        Field::GroupId => number(line, member, GROUP, known, spans),
        Field::PlaceOrId => number(line, member, ANY, known, spans),
        Field::EntityId => owned(line, member, story.entity.kinds, story, (known, spans)),
        Field::TargetId => {
            owned(line, member, story.target.kinds, story.of(member.field), (known, spans));
        }
        Field::Owned | Field::Personal => {
            owned(line, member, None, story.of(member.field), (known, spans));
        }
        Field::Place => {
            let is_own = known.is_place(text) || known.is_in_place(text) || known.is_user(text);
            if !is_own {
                take(Kind::Place);
            }
        }
        Field::Repository | Field::Client | Field::UserId => client(line, member, known, spans),
        Field::Address => addresses(line, member, known, spans),
        Field::Url => url(line, member, known, spans),
        Field::Arguments => {
            let is_small_talk = !text.iter().any(u8::is_ascii_alphanumeric);
            if !is_small_talk {
                number(line, member, ANY, known, spans);
            }
        }
        Field::EntityType
        | Field::TargetType
        | Field::Key
        | Field::Value
        | Field::Plain
        | Field::Text
        | Field::Other => {}
    }
}

/// Adds a name that is not the subjects'.
fn name(
    range: Range<usize>,
    text: &[u8],
    field: Field,
    story: Story,
    (known, spans): (&Known, &mut Spans),
) {
    let is_part = field == Field::NamePart && known.is_user_part(text);
    if is_part || is_own_name(text, known) || story.may_keep(field, text) {
        return;
    }
    if has_one_meaning(field, text) {
        spans.add(range, Kind::User, How::Field, text);
    } else {
        spans.add_vague(range, Kind::User, How::Field, text);
    }
}

/// Whether a name is a subject's, or nobody's.
fn is_own_name(text: &[u8], known: &Known) -> bool {
    known.is_user(text)
        || known.is_place(text)
        || known.is_part(text)
        || known.is_title(text)
        || person::is_subjects(text, known)
        || place::number(text).is_some_and(|id| known.is_id(USER, id))
        || is_system_name(text)
}

/// Whether what was found is the same everywhere: a first name, or what somebody
/// called a thing, may be any word elsewhere.
fn has_one_meaning(field: Field, text: &[u8]) -> bool {
    match field {
        Field::NamePart => false,
        Field::Called | Field::Sought => person::is_name(text),
        _ => true,
    }
}

/// Names that GitLab gives to nobody; what its filters have for anybody.
fn is_system_name(text: &[u8]) -> bool {
    text.starts_with(b"(")
        || [b"ghost user".as_slice(), b"none", b"any", b"git"]
            .iter()
            .any(|name| text.eq_ignore_ascii_case(name))
}

/// One, or several with signs between: `14,15`, `[14, 15]`.
fn number(line: &[u8], member: &Member, kinds: &[AccountKind], known: &Known, spans: &mut Spans) {
    let range = member.value.clone();
    let written = line.get(range.clone()).unwrap_or_default();
    let is_list = place::number(written).is_none() && !written.iter().any(u8::is_ascii_alphabetic);
    if !is_list || !written.is_ascii() {
        return place::reference(line, range, kinds, known, (How::Field, spans));
    }
    let mut at = range.start;
    for part in written.split(|byte| !byte.is_ascii_digit()) {
        if !part.is_empty() {
            place::reference(line, at..at + part.len(), kinds, known, (How::Field, spans));
        }
        at += part.len() + 1;
    }
}

/// The number or name of a thing: an account's, or of one that belongs to one.
fn owned(
    line: &[u8],
    member: &Member,
    kinds: Option<&[AccountKind]>,
    story: Story,
    (known, spans): (&Known, &mut Spans),
) {
    let written = line.get(member.value.clone()).unwrap_or_default();
    match kinds {
        Some(kinds) if !kinds.is_empty() => number(line, member, kinds, known, spans),
        _ if story.is_subjects => {}
        _ => {
            let is_own =
                known.is_place(written) || known.is_in_place(written) || known.is_user(written);
            let is_nobody = place::number(written).is_some_and(|id| id <= 0);
            // `group/project`: the same pseudonym as everywhere.
            let is_path = written.contains(&b'/') && !written.contains(&b' ');
            let kind = if is_path { Kind::Place } else { Kind::Id };
            if !is_own && !is_nobody {
                spans.add(member.value.clone(), kind, How::Field, written);
            }
        }
    }
}

/// `user-22`, `user/22`, `User:22`, `project-31`, `key-9`, `ip/203.0.113.9`.
fn client(line: &[u8], member: &Member, known: &Known, spans: &mut Spans) {
    let range = member.value.clone();
    let written = line.get(range.clone()).unwrap_or_default();
    let Some(sign) = written.iter().position(|&byte| matches!(byte, b'-' | b'/' | b':')) else {
        if member.field == Field::UserId || written.iter().all(u8::is_ascii_digit) {
            number(line, member, USER, known, spans);
        }
        return;
    };
    let word = written.get(..sign).unwrap_or_default().to_ascii_lowercase();
    let rest = range.start + sign + 1..range.end;
    let is_number = line.get(rest.clone()).is_some_and(|rest| rest.iter().all(u8::is_ascii_digit));
    if member.field == Field::UserId && !is_number {
        return number(line, member, USER, known, spans);
    }
    let kinds = match word.as_slice() {
        b"user" => USER,
        b"project" | b"wiki" => PROJECT,
        b"group" => GROUP,
        b"ip" => return addresses(line, &Member { value: rest, ..member.clone() }, known, spans),
        _ => &[],
    };
    number(line, &Member { value: rest, ..member.clone() }, kinds, known, spans);
}

/// Addresses with commas between; the text around them is looked into anyway.
fn addresses(line: &[u8], member: &Member, known: &Known, spans: &mut Spans) {
    let written = line.get(member.value.clone()).unwrap_or_default();
    if let Some(address) = shape::address_of_number(written) {
        if !known.is_address(address) {
            spans.add(member.value.clone(), Kind::Address, How::Field, written);
        }
        return;
    }
    let before = spans.count();
    shape::find(written, known, spans);
    spans.were_in_part(before, How::Field, member.value.start);
}

/// A path on GitLab; a whole URL is found by its `://`.
fn url(line: &[u8], member: &Member, known: &Known, spans: &mut Spans) {
    let written = line.get(member.value.clone()).unwrap_or_default();
    if memchr::memmem::find(written, b"://").is_none() && member.is_text {
        place::path(line, member.value.clone(), known, How::Field, spans);
    }
}

/// The machine that a shipper wrote before the line: syslog's prefixes.
pub(super) fn prefix(line: &[u8], known: &Known, spans: &mut Spans) {
    let Some(host) = prefixed_host(line) else { return };
    let written = line.get(host.clone()).unwrap_or_default();
    if !known.is_host(written) && !super::pseudonym::is_pseudonym(written) {
        spans.add(host, Kind::Host, How::Field, written);
    }
}

/// `<134>1 TIME host …`, `<134>Jan 14 03:22:17 host tag: `, `TIME host tag: `;
/// both latter with and without the priority (RFC 5424, RFC 3164, `journalctl`).
fn prefixed_host(line: &[u8]) -> Option<Range<usize>> {
    let priority = line.iter().take(5).position(|&byte| byte == b'>');
    let priority = priority.filter(|_| line.first() == Some(&b'<')).map_or(0, |at| at + 1);
    let text = line.get(priority..)?;
    let is = |at: usize, byte: u8| text.get(at) == Some(&byte);
    let (after, is_traditional) = if priority > 0 && text.starts_with(b"1 ") {
        (2 + word(text, 2)?.len() + 1, false)
    } else if is(3, b' ') && is(6, b' ') && is(9, b':') && is(12, b':') && is(15, b' ') {
        (16, true)
    } else if is(4, b'-') && is(7, b'-') && is(10, b'T') {
        (word(text, 0)?.len() + 1, true)
    } else {
        return None;
    };
    let host = word(text, after)?;
    let is_tagged =
        || word(text, host.end + 1).is_some_and(|tag| text.get(tag.end - 1) == Some(&b':'));
    let is_host = !host.is_empty() && (!is_traditional || is_tagged());
    is_host.then_some(priority + host.start..priority + host.end)
}

/// From a place to the next blank, which must be near.
fn word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?.iter().take(255);
    let length = rest.clone().position(|&byte| byte == b' ')?;
    (length > 0).then_some(from..from + length)
}
