//! What is taken out of a line: where, what, and how it was found.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::pseudonym::is_pseudonym;

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole line that could not be looked into.
    Unreadable,
    /// A whole line of an access log (LD25).
    AccessLog,
    /// A token, key or password.
    Secret,
    /// A mail address.
    Email,
    /// An address with all behind it.
    Url,
    /// The name of a machine.
    Host,
    /// An IP address.
    Address,
    /// A project or group by its path or name.
    Place,
    /// A user by name.
    User,
    /// A number of an account or of a thing that belongs to one.
    Id,
    /// What a reviewer marked.
    Review,
}

impl Kind {
    /// All, what outranks others first.
    pub const ALL: [Self; 11] = [
        Self::Unreadable,
        Self::AccessLog,
        Self::Secret,
        Self::Email,
        Self::Url,
        Self::Host,
        Self::Address,
        Self::Place,
        Self::User,
        Self::Id,
        Self::Review,
    ];

    /// The word in pseudonyms: no word that stands before secrets.
    pub(super) fn family(self) -> &'static str {
        if self == Self::Secret { "hidden" } else { self.as_str() }
    }

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::AccessLog => "access_log",
            Self::Secret => "secret",
            Self::Email => "email",
            Self::Url => "url",
            Self::Host => "host",
            Self::Address => "ip",
            Self::Place => "place",
            Self::User => "user",
            Self::Id => "id",
            Self::Review => "review",
        }
    }
}

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// By the field that it stands in.
    Field,
    /// By its shape, or by a word before it.
    Shape,
    /// By name.
    Known,
    /// The same in text that was escaped or encoded by characters.
    Decoded,
    /// The same inside base64.
    Base64,
    /// A person marked it, or it is a whole line.
    Rule,
}

impl How {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Shape => "shape",
            Self::Known => "known",
            Self::Decoded => "decoded",
            Self::Base64 => "base64",
            Self::Rule => "rule",
        }
    }
}

/// A span of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    pub(super) how: How,
    /// Taken out where it stands, and nowhere looked for besides: a word that
    /// may be many things, such as a first name.
    pub(super) is_vague: bool,
    /// Where its one spelling stands in [`Spans::spellings`].
    spelling: Range<usize>,
}

/// What is spelt longer is known by its hash, so that a line made to have many
/// long spans costs no more memory than others.
const SPELLING_BYTES_MAX: usize = 256;

/// The spans of one line. Reused from line to line.
#[derive(Debug, Clone, Default)]
pub(super) struct Spans {
    all: Vec<Span>,
    /// Lower-case, decoded: what the pseudonym is made of.
    spellings: Vec<u8>,
}

impl Spans {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.spellings.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Span> {
        self.all.iter()
    }

    /// Adds a span whose thing is spelt so.
    pub(super) fn add(&mut self, range: Range<usize>, kind: Kind, how: How, spelling: &[u8]) {
        // A pseudonym of an earlier pass stays.
        if range.is_empty() || is_pseudonym(spelling) {
            return;
        }
        let spelling = if kind == Kind::Place { bare(spelling) } else { spelling };
        let from = self.spellings.len();
        self.spellings.extend(spelling.iter().map(u8::to_ascii_lowercase));
        if spelling.len() > SPELLING_BYTES_MAX {
            let digest = Sha256::digest(self.spellings.get(from..).unwrap_or_default());
            self.spellings.truncate(from);
            self.spellings.extend(hex::encode(digest).bytes());
        }
        let spelling = from..self.spellings.len();
        self.all.push(Span { range, kind, how, is_vague: false, spelling });
    }

    /// The same for something that may be many things elsewhere.
    pub(super) fn add_vague(&mut self, range: Range<usize>, kind: Kind, how: How, spelling: &[u8]) {
        let first = self.all.len();
        self.add(range, kind, how, spelling);
        self.all.iter_mut().skip(first).for_each(|span| span.is_vague = true);
    }

    /// Adds what was found in a decoded text, where it stands in the line.
    pub(super) fn take_over(
        &mut self,
        other: &Self,
        how: How,
        place: impl Fn(Range<usize>) -> Range<usize>,
    ) {
        for span in &other.all {
            let how = if span.how == How::Base64 { How::Base64 } else { how };
            let first = self.all.len();
            self.add(place(span.range.clone()), span.kind, how, other.spelling(span));
            self.all.iter_mut().skip(first).for_each(|own| own.is_vague = span.is_vague);
        }
    }

    /// Whether what was added last is of this kind and goes on behind a place.
    pub(super) fn go_on(&self, kind: Kind, behind: usize) -> bool {
        self.all.last().is_some_and(|last| last.kind == kind && last.range.end > behind)
    }

    /// Bytes that the spans take.
    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.all.len() * size_of::<Span>() + self.spellings.len()
    }

    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Tells of those behind the first so many that they were found this way, in
    /// a part of the line that begins there.
    pub(super) fn were_in_part(&mut self, first: usize, how: How, start: usize) {
        for span in self.all.iter_mut().skip(first) {
            span.how = how;
            span.range = start + span.range.start..start + span.range.end;
        }
    }

    pub(super) fn spelling(&self, span: &Span) -> &[u8] {
        self.spellings.get(span.spelling.clone()).unwrap_or_default()
    }

    /// Leaves those for which it holds.
    pub(super) fn retain(&mut self, holds: impl FnMut(&Span) -> bool) {
        self.all.retain(holds);
    }

    /// Brings them in order and apart: of two that overlap the longer gives the
    /// name, and both are taken out.
    pub(super) fn settle(&mut self) {
        self.all.sort_by(|a, b| {
            let by_length = b.range.len().cmp(&a.range.len());
            a.range.start.cmp(&b.range.start).then(by_length).then(a.kind.cmp(&b.kind))
        });
        self.all.dedup_by(|span, last| {
            let is_apart = span.range.start >= last.range.end;
            if !is_apart {
                let (start, end) = (last.range.start, last.range.end.max(span.range.end));
                if span.range.len() > last.range.len() {
                    std::mem::swap(last, span);
                }
                last.range = start..end;
            }
            !is_apart
        });
    }
}

/// A path without what stands around it in addresses: one place, one pseudonym.
fn bare(path: &[u8]) -> &[u8] {
    let start = path.iter().position(|&byte| byte != b'/').unwrap_or(0);
    let end = path.iter().rposition(|&byte| byte != b'/').map_or(path.len(), |last| last + 1);
    let bare = path.get(start..end).unwrap_or(path);
    let git = bare.len().checked_sub(4).filter(|&at| at > 0);
    let stem = git.and_then(|at| bare.split_at_checked(at));
    stem.filter(|(_, end)| end.eq_ignore_ascii_case(b".git")).map_or(bare, |(stem, _)| stem)
}
