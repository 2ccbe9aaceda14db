//! A table of audit events (CSV): a row may go over many lines, and a record
//! is the header and the row, so that it says by itself what it is.

use bytes::Bytes;
use event::normalise::is_csv_row_whole;

use super::Gathered;
use super::lines::Line;

/// A row is not longer than this. Past it a quote was left open somewhere, and
/// the lines are taken one by one.
const ROW_BYTES_MAX: usize = 1 << 20;

/// The lines of the row that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    lines: Vec<(u64, Line)>,
    bytes: usize,
    is_open: bool,
}

impl Table {
    /// Whether no row is half read.
    pub(super) fn is_whole(&self) -> bool {
        self.lines.is_empty()
    }

    /// Takes the next line; a whole row goes into the batch.
    pub(super) fn take(&mut self, header: &[u8], number: u64, line: Line, batch: &mut Gathered) {
        if line.is_too_long {
            self.end(header, batch);
            batch.add(number, line);
            return;
        }
        self.is_open ^= !is_csv_row_whole(&line.bytes);
        self.bytes = self.bytes.saturating_add(line.bytes.len());
        self.lines.push((number, line));
        if !self.is_open {
            let first = self.lines.first().map_or(number, |(first, _)| *first);
            let lines = std::mem::take(self).lines;
            let row: Vec<u8> = lines.into_iter().flat_map(|(_, line)| line.bytes).collect();
            record(header, first, &row, batch);
        } else if self.bytes > ROW_BYTES_MAX {
            self.end(header, batch);
        }
    }

    /// Gives up what is half read: each line is then a row of its own, so that
    /// none is lost.
    pub(super) fn end(&mut self, header: &[u8], batch: &mut Gathered) {
        for (number, line) in std::mem::take(self).lines {
            record(header, number, &line.bytes, batch);
        }
    }
}

fn record(header: &[u8], number: u64, row: &[u8], batch: &mut Gathered) {
    batch.lines = batch.lines.saturating_add(1);
    let row = row.trim_ascii_end();
    if !row.is_empty() {
        batch.add_text(number, &Bytes::from([header, b"\n", row].concat()));
    }
}
