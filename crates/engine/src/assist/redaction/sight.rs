//! All that a line holds which is not the subjects': by its fields, by its
//! text, and the same in the objects that its values hold as text.

use std::ops::Range;

use super::decode::Decoded;
use super::field::Field;
use super::find::Finder;
use super::json::Members;
use super::known::Known;
use super::pseudonym::length_at;
use super::span::{How, Kind, Spans};
use super::typed;

/// An object within a text within an object is read so many times: shippers
/// put lines into lines.
const DEPTH_MAX: usize = 3;

/// What is needed while a line is looked at. Reused from line to line.
#[derive(Debug, Clone)]
pub(super) struct Sight {
    pub(super) spans: Spans,
    pub(super) members: Members,
    finder: Finder,
    has_fields: bool,
    deeper: Vec<Inside>,
}

/// The same for an object that stands in a text.
#[derive(Debug, Clone, Default)]
struct Inside {
    decoded: Decoded,
    members: Members,
    spans: Spans,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            spans: Spans::default(),
            members: Members::default(),
            finder: Finder::default(),
            has_fields: false,
            deeper: vec![Inside::default(); DEPTH_MAX],
        }
    }
}

impl Sight {
    /// Reads the fields of a line.
    pub(super) fn read(&mut self, line: &[u8]) {
        self.has_fields = self.members.read(line) || self.members.read_csv(line);
    }

    /// Finds all spans of a line whose fields were read; they may overlap.
    pub(super) fn look(&mut self, line: &[u8], known: &Known) {
        self.spans.clear();
        self.finder.find(line, known, &mut self.spans);
        if self.has_fields {
            let members = &self.members;
            // GitLab's own words: a user may be called `status`.
            self.spans.retain(|span| {
                let is_number = span.kind == Kind::Id && span.how == How::Known;
                !(is_number || matches!(span.kind, Kind::User | Kind::Place))
                    || !is_own_word(members, &span.range)
            });
            typed::judge(line, members, known, &mut self.spans);
            inside(line, members, known, &mut self.spans, &mut self.deeper);
        }
        typed::prefix(line, known, &mut self.spans);
    }

    /// Brings the spans in order and apart. Pseudonyms of an earlier pass stay.
    pub(super) fn settle(&mut self, line: &[u8]) {
        if self.spans.is_empty() {
            return;
        }
        let own = pseudonyms(line);
        self.spans.retain(|span| !own.iter().any(|own| within(&span.range, own)));
        self.spans.settle();
    }
}

/// Objects that stand in texts: shippers and GraphQL write such.
fn inside(line: &[u8], members: &Members, known: &Known, spans: &mut Spans, deeper: &mut [Inside]) {
    let holds = |text: &[u8]| memchr::memmem::find(text, br"{\").is_some();
    let Some((own, deeper)) = deeper.split_first_mut().filter(|_| holds(line)) else { return };
    for member in members.all.iter().filter(|one| one.is_text && one.field != Field::Plain) {
        let Some(text) = line.get(member.value.clone()) else { continue };
        if !holds(text) || !own.decoded.fill(text) {
            continue;
        }
        let Inside { decoded, members, spans: found } = own;
        if !members.read(&decoded.text) {
            continue;
        }
        found.clear();
        typed::judge(&decoded.text, members, known, found);
        inside(&decoded.text, members, known, found, deeper);
        spans.take_over(found, How::Decoded, |range| {
            let place = decoded.place(range);
            member.value.start + place.start..member.value.start + place.end
        });
    }
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether a place is the name of one of GitLab's fields, or a value of a field
/// that has only words of GitLab's own.
fn is_own_word(members: &Members, range: &Range<usize>) -> bool {
    let at = members.names.partition_point(|name| name.end < range.end);
    if members.names.get(at).is_some_and(|name| within(range, name)) {
        return true;
    }
    let at = members.all.partition_point(|member| member.value.end < range.end);
    let member = members.all.get(at);
    member.is_some_and(|one| one.field == Field::Plain && within(range, &one.value))
}

/// Where pseudonyms of an earlier pass stand.
fn pseudonyms(text: &[u8]) -> Vec<Range<usize>> {
    let starts = memchr::memchr_iter(b'[', text);
    let found = starts.filter_map(|at| {
        let length = length_at(text.get(at..)?)?;
        Some(at..at + length)
    });
    found.collect()
}
