//! Lines of bounded length.

use std::io::{self, BufRead, Read};

use super::LINE_BYTES_MAX;

/// One line, with its line end.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its bytes; of a line that is too long, only the beginning.
    pub(crate) bytes: Vec<u8>,
    /// Its length in the file.
    pub(crate) length: u64,
    /// Whether it is longer than we take.
    pub(crate) is_too_long: bool,
}

/// The lines of a text. Looks ahead without reading.
pub(crate) struct Lines<R> {
    ahead: io::Chain<io::Cursor<Vec<u8>>, R>,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(text: R) -> Self {
        Self { ahead: io::Cursor::new(Vec::new()).chain(text) }
    }

    /// The next bytes, at most `count`, without taking them. Only before the
    /// first line is read.
    pub(crate) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let (cursor, text) = self.ahead.get_mut();
        if cursor.get_ref().is_empty() {
            let limit = u64::try_from(count).unwrap_or(u64::MAX);
            text.by_ref().take(limit).read_to_end(cursor.get_mut())?;
        }
        Ok(cursor.get_ref())
    }

    /// The next line; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        let limit = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let taken = self.ahead.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
        if taken == 0 {
            return Ok(None);
        }
        let mut length = u64::try_from(taken).unwrap_or(u64::MAX);
        let is_too_long = length >= limit && bytes.last() != Some(&b'\n');
        if is_too_long {
            bytes.truncate(1024);
            length = length.saturating_add(self.skip_line()?);
        }
        Ok(Some(Line { bytes, length, is_too_long }))
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self) -> &mut impl Read {
        &mut self.ahead
    }

    fn skip_line(&mut self) -> io::Result<u64> {
        let mut skipped = 0_u64;
        loop {
            let buffer = self.ahead.fill_buf()?;
            let (count, is_end) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at.saturating_add(1), true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.ahead.consume(count);
            skipped = skipped.saturating_add(u64::try_from(count).unwrap_or_default());
            if is_end {
                return Ok(skipped);
            }
        }
    }
}
