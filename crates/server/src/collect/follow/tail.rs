//! The whole lines that a file has and that were not read yet.

use std::fs::Metadata;
use std::io::{self, Read as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::mark::{self, Edges, FileId, Mark, Place};

/// So much is read of a file at once.
const CHUNK_BYTES: usize = 1 << 20;

/// A line longer than this is not taken.
pub(super) const LINE_BYTES_MAX: usize = 16 << 20;

/// Lines that are handed over at once.
const LINES_MAX: usize = 8192;

/// A file that was rotated away may be written to a little longer, until its
/// writer opens the new one.
const LINGER: Duration = Duration::from_mins(1);

/// A file that is read.
pub(super) struct Tail {
    place: Place,
    id: FileId,
    offset: u64,
    edges: Edges,
    is_skipping: bool,
    /// Of a packed file: what was unpacked and not taken yet.
    unpacked: Vec<u8>,
    written_ns: i64,
    length: u64,
    /// Since when it was rotated away and did not grow.
    quiet_since: Option<Instant>,
}

/// Lines of one file.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Without their ends, none empty.
    pub(super) whole: Vec<Bytes>,
    /// How many were too long.
    pub(super) too_long: u64,
    /// Whether the place moved.
    pub(super) is_moved: bool,
}

impl Tail {
    /// A file from its beginning.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (place, about) = mark::open(path)?;
        Ok(Self::new(place, Edges::default(), &about, 0))
    }

    /// A file from where it was left, if it is that file.
    pub(super) fn resume(path: &Path, mark: &Mark) -> io::Result<Option<Self>> {
        let found = mark.find_in(path)?;
        Ok(found.map(|(place, edges, about)| {
            let mut tail = Self::new(place, edges, &about, mark.offset);
            tail.is_skipping = mark.is_skipping;
            tail
        }))
    }

    fn new(place: Place, edges: Edges, about: &Metadata, offset: u64) -> Self {
        Self {
            place,
            id: FileId::of(about),
            offset,
            edges,
            is_skipping: false,
            unpacked: Vec::new(),
            written_ns: written_ns(about),
            length: about.len(),
            quiet_since: None,
        }
    }

    /// Goes to the end, for who does not want what is there already.
    pub(super) fn skip_to_end(&mut self) -> io::Result<()> {
        let Place::Plain(file) = &self.place else { return Ok(()) };
        let length = file.metadata()?.len();
        let start = length.saturating_sub(CHUNK_BYTES.try_into().unwrap_or(u64::MAX));
        let mut edges = Edges::default();
        if start > 0 {
            let mut head = vec![0; 4096];
            file.read_exact_at(&mut head, 0)?;
            edges.pass(&head);
        }
        let mut end = vec![0; usize::try_from(length.saturating_sub(start)).unwrap_or_default()];
        file.read_exact_at(&mut end, start)?;
        edges.pass(&end);
        self.is_skipping = end.last().is_some_and(|byte| *byte != b'\n');
        (self.edges, self.offset, self.length) = (edges, length, length);
        Ok(())
    }

    /// Reads some whole lines. A last line without an end is waited for, unless
    /// the file has ended.
    pub(super) fn read(&mut self) -> io::Result<Lines> {
        let mut want = CHUNK_BYTES;
        loop {
            let (text, is_end) = self.look(want)?;
            let is_ended = is_end && self.has_ended();
            let mut taken = take(&text, is_ended, &mut self.is_skipping);
            if taken.count == 0 && text.len() >= want {
                if want < LINE_BYTES_MAX {
                    want = want.saturating_mul(4).min(LINE_BYTES_MAX);
                    continue;
                }
                // Nobody waits for the end of such a line.
                self.is_skipping = true;
                taken.count = text.len();
                taken.lines.too_long = 1;
            }
            let passed = text.get(..taken.count).unwrap_or_default();
            self.edges.pass(passed);
            self.offset = self.offset.saturating_add(length(passed));
            if matches!(self.place, Place::Packed(_)) {
                self.unpacked.drain(..taken.count);
            }
            taken.lines.is_moved = taken.count > 0;
            if taken.lines.is_moved && self.quiet_since.is_some() {
                self.quiet_since = Some(Instant::now());
            }
            return Ok(taken.lines);
        }
    }

    /// What comes next, up to so many bytes, and whether that is all there is.
    fn look(&mut self, want: usize) -> io::Result<(Bytes, bool)> {
        match &mut self.place {
            Place::Plain(file) => {
                let about = file.metadata()?;
                (self.length, self.written_ns) = (about.len(), written_ns(&about));
                if self.length > self.offset && !self.edges.still_fit(file, self.offset)? {
                    // Cut and written again; the log sees to it at its next look.
                    return Ok((Bytes::new(), false));
                }
                let rest = usize::try_from(self.length.saturating_sub(self.offset));
                let mut text = vec![0; want.min(rest.unwrap_or(usize::MAX))];
                let mut read = 0;
                while let Some(room) = text.get_mut(read..).filter(|room| !room.is_empty()) {
                    let at = self.offset.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
                    match file.read_at(room, at)? {
                        0 => break,
                        count => read = read.saturating_add(count),
                    }
                }
                text.truncate(read);
                let is_end = self.offset.saturating_add(length(&text)) >= self.length;
                Ok((text.into(), is_end))
            }
            Place::Packed(packed) => {
                let missing = want.saturating_sub(self.unpacked.len());
                let limit = u64::try_from(missing).unwrap_or(u64::MAX);
                let read = packed.by_ref().take(limit).read_to_end(&mut self.unpacked)?;
                Ok((Bytes::copy_from_slice(&self.unpacked), read < missing))
            }
        }
    }

    /// It is not at its log's path any more.
    pub(super) fn retire(&mut self) {
        self.quiet_since.get_or_insert_with(Instant::now);
    }

    /// It is at its log's path after all.
    pub(super) fn stay(&mut self) {
        self.quiet_since = None;
    }

    /// Whether nothing is written to it any more.
    fn has_ended(&self) -> bool {
        matches!(self.place, Place::Packed(_))
            || self.quiet_since.is_some_and(|since| since.elapsed() >= LINGER)
    }

    /// Whether it was read to its end, and nothing more will come.
    pub(super) fn is_done(&self) -> bool {
        self.has_ended()
    }

    /// Whether the file at the path, which looks like this, is no longer what
    /// was read of it: it was cut, or cut and written again.
    pub(super) fn was_cut(&self, about: &Metadata) -> io::Result<bool> {
        let Place::Plain(file) = &self.place else { return Ok(false) };
        let has_changed = about.len() != self.offset;
        Ok(about.len() < self.offset
            || (has_changed && !self.edges.still_fit(file, self.offset)?))
    }

    pub(super) fn id(&self) -> FileId {
        self.id
    }

    /// How far it was read.
    pub(super) fn mark(&self) -> Mark {
        let mut mark = self.edges.mark(self.id, self.offset);
        (mark.written_ns, mark.length) = (self.written_ns, self.length);
        mark.is_skipping = self.is_skipping;
        mark
    }
}

struct Taken {
    lines: Lines,
    count: usize,
}

/// Cuts whole lines off the beginning of a text.
fn take(text: &Bytes, is_ended: bool, is_skipping: &mut bool) -> Taken {
    let mut lines = Lines::default();
    let mut count = 0_usize;
    while lines.whole.len() < LINES_MAX {
        let rest = text.get(count..).unwrap_or_default();
        let (line, next) = match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => (rest.get(..end).unwrap_or_default(), end.saturating_add(1)),
            None if rest.is_empty() => break,
            // A hole, as below, or the rest of what is not wanted.
            None if is_ended || *is_skipping || rest.iter().all(|byte| *byte == 0) => {
                (rest, rest.len())
            }
            None => break,
        };
        count = count.saturating_add(next);
        let is_whole = next > line.len();
        if *is_skipping {
            *is_skipping = !is_whole;
            continue;
        }
        // A writer that keeps its place leaves a hole when the file is cut.
        let start = line.iter().position(|byte| *byte != 0).unwrap_or(line.len());
        let line = line.get(start..).unwrap_or_default().trim_ascii();
        if line.len() > LINE_BYTES_MAX {
            lines.too_long = lines.too_long.saturating_add(1);
        } else if !line.is_empty() {
            lines.whole.push(text.slice_ref(line));
        }
    }
    Taken { lines, count }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

pub(super) fn written_ns(about: &Metadata) -> i64 {
    about.mtime().saturating_mul(1_000_000_000).saturating_add(about.mtime_nsec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &'static [u8], is_ended: bool, skip: bool, lines: &[&[u8]], count: usize) {
        let mut is_skipping = skip;
        let taken = take(&Bytes::from_static(text), is_ended, &mut is_skipping);
        assert_eq!(
            (taken.lines.whole, taken.count),
            (lines.iter().map(|l| Bytes::copy_from_slice(l)).collect(), count),
            "{text:?}"
        );
    }

    #[test]
    fn whole_lines_are_taken_and_a_partial_one_waits_until_the_file_has_ended() {
        check(b"a\r\n\n b \nhalf", false, false, &[b"a", b"b"], 8);
        check(b"a\nhalf", true, false, &[b"a", b"half"], 6);
        check(b"half", false, false, &[], 0);
        check(b"", true, false, &[], 0);
        check(b"\0\0\0\0a\nb\n", false, false, &[b"a", b"b"], 8);
        check(b"end of a long one\nb\n", false, true, &[b"b"], 20);
        check(b"still the long one", false, true, &[], 18);
    }
}
