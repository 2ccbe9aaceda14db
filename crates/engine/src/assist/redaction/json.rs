//! The members of a JSON line, with their places: no tree is built.

use std::ops::Range;

use super::field::Field;

/// Deeper objects are not walked: what they hold is still looked into as text.
const DEPTH_MAX: usize = 32;

/// A value with the field that it is of. Values in a list are of the list's field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) field: Field,
    /// The value, quotes aside.
    pub(super) value: Range<usize>,
    pub(super) is_text: bool,
}

/// What a walk over a line finds. Reused from line to line.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    pub(super) all: Vec<Member>,
    /// Names of fields that are GitLab's own, quotes aside, in order.
    pub(super) names: Vec<Range<usize>>,
    open: Vec<Open>,
    seen: Seen,
}

/// Fields of the last names: lines of one log have the same ones.
#[derive(Debug, Clone)]
struct Seen(Vec<(Vec<u8>, Field)>);

/// Longer names are not remembered.
const SEEN_BYTES_MAX: usize = 48;

impl Default for Seen {
    fn default() -> Self {
        Self(vec![(Vec::new(), Field::of(b"")); 256])
    }
}

impl Seen {
    fn field(&mut self, name: &[u8]) -> Field {
        let at = |at: usize| name.get(at).map_or(0, |&byte| usize::from(byte));
        let place = name.len() * 31
            + at(0) * 7
            + at(name.len() / 2) * 13
            + at(name.len().saturating_sub(1)) * 57;
        let slot = self.0.get_mut(place % 256);
        let Some((of, field)) = slot.filter(|_| name.len() <= SEEN_BYTES_MAX) else {
            return Field::of(name);
        };
        if of != name {
            of.clear();
            of.extend_from_slice(name);
            *field = Field::of(name);
        }
        *field
    }
}

/// An object or list that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    is_list: bool,
    /// The field whose value it is.
    field: Field,
    /// In `{"key":"username","value":"tomas"}`: the field that the key names.
    named: Option<Field>,
}

impl Members {
    /// Walks over the first object of a line; what precedes it is a shipper's.
    /// Where it is broken the walk ends and what was found stands. Whether
    /// there was an object at all.
    pub(super) fn read(&mut self, line: &[u8]) -> bool {
        self.all.clear();
        self.names.clear();
        self.open.clear();
        let mut walk = Walk { line, at: 0 };
        while let Some(brace) = walk.find(b'{') {
            walk.at = brace;
            if matches!(walk.peek_after_blank(brace + 1), Some(b'"' | b'}')) {
                self.walk(&mut walk);
                return !self.all.is_empty() || !self.names.is_empty();
            }
            walk.at = brace + 1;
        }
        false
    }

    /// Reads a row of an exported CSV file behind its header, both in one line:
    /// so they stand in what was found. Whether it is one.
    pub(super) fn read_csv(&mut self, line: &[u8]) -> bool {
        if !event::normalise::is_csv_header(line) {
            return false;
        }
        self.all.clear();
        self.names.clear();
        let cells = cells(line);
        // The last name and the first value stand in one cell: neither tells of anybody.
        let columns = cells.len().div_ceil(2);
        let Some((header, row)) = cells.split_at_checked(columns) else { return false };
        if header.len() != row.len() + 1 {
            return false;
        }
        for (name, value) in header.iter().skip(1).zip(row) {
            let field = match Field::of(line.get(name.clone()).unwrap_or_default()) {
                Field::Plain => Field::Text,
                field => field,
            };
            self.names.push(name.clone());
            self.all.push(Member { field, value: value.clone(), is_text: true });
        }
        true
    }

    /// Whether a span is the whole of a value that is no text.
    pub(super) fn is_bare(&self, range: &Range<usize>) -> bool {
        let at = self.all.partition_point(|member| member.value.start < range.start);
        self.all.get(at).is_some_and(|member| !member.is_text && member.value == *range)
    }

    fn walk(&mut self, walk: &mut Walk<'_>) -> Option<()> {
        let (mut field, mut is_named) = (Field::Other, false);
        loop {
            match walk.skip_blank()? {
                opening @ (b'{' | b'[') => {
                    if self.open.len() >= DEPTH_MAX {
                        return None;
                    }
                    self.open.push(Open { is_list: opening == b'[', field, named: None });
                    walk.at += 1;
                }
                b'}' | b']' => {
                    self.open.pop()?;
                    walk.at += 1;
                    if self.open.is_empty() {
                        return Some(());
                    }
                }
                b',' => walk.at += 1,
                b'"' => {
                    let text = walk.text()?;
                    let open = *self.open.last()?;
                    if !open.is_list && !is_named && walk.is_name() {
                        is_named = true;
                        field = self.name(walk.line, text, open);
                        continue;
                    }
                    self.value(walk.line, field, text, true);
                }
                _ => {
                    let bare = walk.bare()?;
                    self.value(walk.line, field, bare, false);
                }
            }
            is_named = false;
            // After a value the next one of a list is of the list's field.
            field = self.open.last().map_or(Field::Other, |open| open.field);
        }
    }

    /// The field of that name, at this place.
    fn name(&mut self, line: &[u8], name: Range<usize>, open: Open) -> Field {
        let written = line.get(name.clone()).unwrap_or_default();
        let field = match self.seen.field(written) {
            Field::Value => open.named.unwrap_or(Field::Other),
            field => field.within(open.field, written),
        };
        if field != Field::Other {
            self.names.push(name);
        }
        field
    }

    fn value(&mut self, line: &[u8], field: Field, value: Range<usize>, is_text: bool) {
        if field == Field::Key
            && let Some(open) = self.open.last_mut()
        {
            open.named = line.get(value.clone()).map(Field::of_parameter);
        }
        self.all.push(Member { field, value, is_text });
    }
}

struct Walk<'a> {
    line: &'a [u8],
    at: usize,
}

impl Walk<'_> {
    fn find(&self, byte: u8) -> Option<usize> {
        memchr::memchr(byte, self.line.get(self.at..)?).map(|at| self.at + at)
    }

    /// Steps over what stands between a name and its value; Ruby writes `=>`.
    fn is_name(&mut self) -> bool {
        let length = match self.skip_blank() {
            Some(b':') => 1,
            Some(b'=') if self.line.get(self.at + 1) == Some(&b'>') => 2,
            _ => return false,
        };
        self.at += length;
        true
    }

    fn peek_after_blank(&self, from: usize) -> Option<u8> {
        self.line.get(from..)?.iter().copied().find(|byte| !byte.is_ascii_whitespace())
    }

    fn skip_blank(&mut self) -> Option<u8> {
        let rest = self.line.get(self.at..)?;
        let blanks = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.at += blanks;
        rest.get(blanks).copied()
    }

    /// From a quote to its end; escaped quotes are inside.
    fn text(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        let mut from = start;
        loop {
            let found = from + memchr::memchr2(b'"', b'\\', self.line.get(from..)?)?;
            if self.line.get(found) == Some(&b'"') {
                self.at = found + 1;
                return Some(start..found);
            }
            from = found + 2;
        }
    }

    /// A number, `true`, `false`, `null`.
    fn bare(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let rest = self.line.get(start..)?;
        let is_end = |&byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        if length == 0 || !rest.iter().take(length).all(|&byte| is_bare(byte)) {
            return None;
        }
        self.at = start + length;
        Some(start..self.at)
    }
}

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// The cells of a line of CSV, quotes aside.
fn cells(line: &[u8]) -> Vec<Range<usize>> {
    let (mut cells, mut start, mut is_quoted) = (Vec::new(), 0, false);
    for (at, &byte) in line.iter().chain(b",").enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted || at == line.len() => {
                let has_quotes = at > start + 1 && line.get(start) == Some(&b'"');
                let inset = usize::from(has_quotes);
                cells.push(start + inset..at - inset);
                start = at + 1;
            }
            _ => {}
        }
    }
    cells
}
