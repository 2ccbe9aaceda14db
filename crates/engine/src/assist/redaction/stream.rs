//! Bytes in, bytes out, a line at a time.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::access;
use super::edit::{Edit, EditKind, Edits};
use super::known::Known;
use super::pseudonym::{Key, Pen};
use super::report::{Counted, Report, WORK};
use super::rules::Rules;
use super::senseless::Senseless;
use super::sight::Sight;
use super::span::{How, Kind};

/// A longer line is withheld as a whole, so that memory stays flat: GitLab
/// writes none of a tenth of that.
pub const LINE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Lines of a private key at most; then the key is taken for broken off.
const KEY_LINES_MAX: u32 = 400;

/// What comes out. The caller takes it away before it grows.
#[derive(Debug, Default)]
pub struct Output {
    /// The redacted bytes.
    pub text: Vec<u8>,
    /// A JSON line for each line that has spans: `{"line":7,"spans":[[start,end,"kind","how","pseudonym"]]}`.
    pub spans: Vec<u8>,
}

/// Takes a log apart and puts it together again without what is not the requester's business.
#[derive(Debug, Clone)]
pub struct Redactor {
    known: Arc<Known>,
    pen: Pen,
    keep_access_logs: bool,
    edits: BTreeMap<u64, Vec<(usize, Edit)>>,
    work: Work,
    report: Report,
    original: Sha256,
    result: Sha256,
    list: Sha256,
    counted: BTreeMap<(Kind, How), u64>,
}

/// What is under way.
#[derive(Debug, Clone, Default)]
struct Work {
    /// The beginning of a line whose end has not come.
    begun: Vec<u8>,
    /// Bytes of a line that is too long, so far.
    too_long: u64,
    /// Lines that may still belong to a private key.
    key_lines: u32,
    sight: Sight,
    row: Vec<u8>,
}

impl Redactor {
    /// Makes ready.
    ///
    /// # Errors
    /// Rules or edits that make no sense.
    pub fn new(rules: &Rules, key: &Key, edits: Option<&Edits>) -> Result<Self, Senseless> {
        let mut by_line: BTreeMap<u64, Vec<(usize, Edit)>> = BTreeMap::new();
        if let Some(edits) = edits {
            edits.check()?;
            for (at, edit) in edits.edits.iter().enumerate() {
                by_line.entry(edit.line).or_default().push((at, edit.clone()));
            }
        }
        let report = Report {
            work: WORK.to_owned(),
            rules_sha256: rules.sha256(),
            key_id: key.id(),
            edits_sha256: edits.map(Edits::sha256),
            ..Report::default()
        };
        Ok(Self {
            known: Arc::new(Known::of(rules)?),
            pen: Pen::new(key),
            keep_access_logs: rules.keep_access_logs,
            edits: by_line,
            work: Work::default(),
            report,
            original: Sha256::new(),
            result: Sha256::new(),
            list: Sha256::new(),
            counted: BTreeMap::new(),
        })
    }

    /// Takes the next bytes, however they are cut.
    pub fn push(&mut self, bytes: &[u8], to: &mut Output) {
        self.original.update(bytes);
        self.report.original_bytes += length(bytes);
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (line, behind) = rest.split_at_checked(end + 1).unwrap_or((rest, &[]));
            rest = behind;
            if self.work.begun.is_empty() && self.work.too_long == 0 {
                self.line(line, to);
            } else {
                self.begin(line);
                self.end(to);
            }
        }
        self.begin(rest);
    }

    /// Takes the last line and tells what was done.
    pub fn finish(mut self, to: &mut Output) -> Report {
        self.end(to);
        self.report.original_sha256 = hex::encode(self.original.finalize());
        self.report.result_sha256 = hex::encode(self.result.finalize());
        self.report.spans_sha256 = hex::encode(self.list.finalize());
        let unused = self.edits.values().flatten().map(|(at, _)| *at);
        self.report.edits_unused = unused.collect();
        let row = |((kind, how), count): ((Kind, How), u64)| Counted {
            kind,
            how: how.as_str().to_owned(),
            count,
        };
        self.report.counted = self.counted.into_iter().map(row).collect();
        self.report
    }

    /// Keeps the beginning of a line.
    fn begin(&mut self, bytes: &[u8]) {
        let work = &mut self.work;
        if work.too_long == 0 && work.begun.len() + bytes.len() <= LINE_BYTES_MAX {
            work.begun.extend_from_slice(bytes);
            return;
        }
        work.too_long += length(&work.begun) + length(bytes);
        work.begun = if bytes.ends_with(b"\n") { vec![b'\n'] } else { Vec::new() };
    }

    /// A line that had a beginning is whole.
    fn end(&mut self, to: &mut Output) {
        let begun = std::mem::take(&mut self.work.begun);
        if self.work.too_long > 0 {
            self.work.too_long = 0;
            self.withhold(&begun, Kind::Unreadable, to);
        } else if !begun.is_empty() {
            self.line(&begun, to);
        }
        self.work.begun = begun;
        self.work.begun.clear();
    }

    /// A whole line with its end, if it has one.
    fn line(&mut self, line: &[u8], to: &mut Output) {
        if line.len() > LINE_BYTES_MAX {
            let end: &[u8] = if line.ends_with(b"\n") { b"\n" } else { b"" };
            return self.withhold(end, Kind::Unreadable, to);
        }
        let end = line.len() - ending(line);
        let (text, ending) = line.split_at_checked(end).unwrap_or((line, &[]));
        if self.is_in_key(text) {
            return self.withhold_text(text, ending, Kind::Secret, to);
        }
        // Letters two bytes wide, or no letters: nothing is found in these.
        if memchr::memchr(0, text).is_some() {
            return self.withhold_text(text, ending, Kind::Unreadable, to);
        }
        self.work.sight.read(text);
        if !self.keep_access_logs && access::is_line(text) {
            return self.withhold_text(text, ending, Kind::AccessLog, to);
        }
        self.work.sight.look(text, &self.known);
        self.work.sight.settle(text);
        self.report.lines += 1;
        self.edit(text);
        self.write(text, ending, to);
    }

    /// What a reviewer changed in this line.
    fn edit(&mut self, text: &[u8]) {
        let Some(edits) = self.edits.remove(&self.report.lines) else { return };
        let mut unused = Vec::new();
        for (at, edit) in edits {
            let is_used = edit.apply(text, &mut self.work.sight.spans);
            match edit.kind {
                _ if !is_used => unused.push((at, edit)),
                EditKind::Add => self.report.added += 1,
                EditKind::Lift => self.report.lifted += 1,
            }
        }
        if !unused.is_empty() {
            self.edits.insert(self.report.lines, unused);
        }
        self.work.sight.spans.settle();
    }

    /// Writes a line without its spans, and the list of them.
    fn write(&mut self, text: &[u8], ending: &[u8], to: &mut Output) {
        let from = (to.text.len(), to.spans.len());
        let mut copied = 0;
        for span in self.work.sight.spans.iter() {
            to.text.extend_from_slice(text.get(copied..span.range.start).unwrap_or_default());
            // A bare number becomes a text, so that JSON stays JSON.
            let is_bare = self.work.sight.members.is_bare(&span.range);
            let quote: &[u8] = if is_bare { b"\"" } else { b"" };
            to.text.extend_from_slice(quote);
            let start = to.text.len();
            self.pen.write(span.kind, self.work.sight.spans.spelling(span), &mut to.text);
            let name = to.text.get(start..).unwrap_or_default();
            row(&mut self.work.row, span.range.clone(), (span.kind, span.how), name);
            to.text.extend_from_slice(quote);
            copied = span.range.end;
            *self.counted.entry((span.kind, span.how)).or_default() += 1;
        }
        to.text.extend_from_slice(text.get(copied..).unwrap_or_default());
        to.text.extend_from_slice(ending);
        self.done(from, to);
    }

    /// A line that is taken out as a whole; its end stays.
    fn withhold(&mut self, end: &[u8], kind: Kind, to: &mut Output) {
        self.withhold_text(b"", end, kind, to);
    }

    fn withhold_text(&mut self, text: &[u8], ending: &[u8], kind: Kind, to: &mut Output) {
        self.report.lines += 1;
        let from = (to.text.len(), to.spans.len());
        self.pen.write(kind, text, &mut to.text);
        let name = to.text.get(from.0..).unwrap_or_default();
        row(&mut self.work.row, 0..text.len(), (kind, How::Rule), name);
        *self.counted.entry((kind, How::Rule)).or_default() += 1;
        to.text.extend_from_slice(ending);
        self.done(from, to);
    }

    /// Hashes what a line brought.
    fn done(&mut self, (text, spans): (usize, usize), to: &mut Output) {
        if !self.work.row.is_empty() {
            // Writing into memory does not fail.
            _ = write!(to.spans, "{{\"line\":{},\"spans\":[", self.report.lines);
            to.spans.extend_from_slice(&self.work.row);
            to.spans.extend_from_slice(b"]}\n");
            self.work.row.clear();
        }
        let written = to.text.get(text..).unwrap_or_default();
        self.result.update(written);
        self.report.result_bytes += length(written);
        self.list.update(to.spans.get(spans..).unwrap_or_default());
    }

    /// Whether a line is of a private key, from its head to its end (CE11).
    fn is_in_key(&mut self, text: &[u8]) -> bool {
        let is_mark = |mark: &[u8]| {
            memchr::memmem::find(text, mark).is_some_and(|at| {
                let rest = text.get(at + mark.len()..).unwrap_or_default();
                memchr::memmem::find(
                    rest.get(..rest.len().min(48)).unwrap_or_default(),
                    b"PRIVATE KEY",
                )
                .is_some()
            })
        };
        if self.work.key_lines > 0 {
            let is_end = is_mark(b"-----END ");
            self.work.key_lines = if is_end { 0 } else { self.work.key_lines - 1 };
            return true;
        }
        let is_begin = text.starts_with(b"-----BEGIN ") && is_mark(b"-----BEGIN ");
        if is_begin && !is_mark(b"-----END ") {
            self.work.key_lines = KEY_LINES_MAX;
        }
        is_begin
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Bytes of `\n` or `\r\n` at the end.
fn ending(line: &[u8]) -> usize {
    match line {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n'] => 1,
        _ => 0,
    }
}

/// Writes `[start,end,"kind","how","pseudonym"]` behind what is there.
fn row(row: &mut Vec<u8>, range: std::ops::Range<usize>, (kind, how): (Kind, How), name: &[u8]) {
    if !row.is_empty() {
        row.push(b',');
    }
    row.push(b'[');
    decimal(row, range.start);
    row.push(b',');
    decimal(row, range.end);
    for word in [kind.as_str().as_bytes(), how.as_str().as_bytes(), name] {
        row.extend_from_slice(b",\"");
        row.extend_from_slice(word);
        row.push(b'"');
    }
    row.push(b']');
}

/// Writes a number; `write!` takes several times as long.
fn decimal(to: &mut Vec<u8>, mut number: usize) {
    let from = to.len();
    loop {
        to.push(u8::try_from(number % 10).map_or(b'0', |digit| b'0' + digit));
        number /= 10;
        if number == 0 {
            break;
        }
    }
    to.get_mut(from..).unwrap_or_default().reverse();
}
